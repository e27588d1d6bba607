//! The catalog in S3: kept while the function is warm, asked after from time to time, the last good one kept when S3
//! or its content fails.

use std::cell::{Cell, RefCell};
use std::rc::Rc;
use std::sync::Arc;
use std::time::Duration;

use alert_core::catalog::Catalog;
use alert_core::time::{SignedDuration, Timestamp};
use alert_pipeline::ports::{Catalogs, CatalogsError};

use crate::object::{Got, Object};
use crate::pool::Pool;
use crate::sdk::Sdk;

/// How old a catalog may be before it is asked after.
const REVALIDATE_AFTER: SignedDuration = SignedDuration::from_secs(60);

/// How soon a failed load is tried again. A batch of events must not wait for S3 once for each.
const RETRY_AFTER: SignedDuration = SignedDuration::from_secs(5);

/// How long a load may take. With an older catalog at hand nobody waits longer than this for a newer one.
const LOAD_TIMEOUT: Duration = Duration::from_secs(3);

/// How long a catalog may be. A thousand owners, routes and runbooks are half a megabyte; what is read lies in the memory of a
/// function once as it came and once as it is used.
const MOST: usize = 32 << 20;

/// `catalog.json` in S3.
#[derive(Debug)]
pub struct S3Catalogs {
    object: Object,
    state: RefCell<State>,
    failures: Cell<u64>,
}

#[derive(Debug, Default)]
struct State {
    good: Option<Rc<Catalog>>,
    /// The ETag of what was seen last, good or not: a broken object is not fetched again until it changes.
    etag: Option<String>,
    asked_at: Option<Timestamp>,
    /// Why the last load failed, while the last one did.
    failure: Option<CatalogsError>,
}

impl S3Catalogs {
    pub(crate) fn new(sdk: Rc<Sdk>, pool: Arc<Pool>, bucket: String, key: String) -> Self {
        Self {
            object: Object::new(sdk, pool, (bucket, key), (LOAD_TIMEOUT, MOST)),
            state: RefCell::default(),
            failures: Cell::new(0),
        }
    }

    /// Loads the catalog ahead of its use. A failure is forgotten: the first use tries again, and tells.
    pub(crate) async fn prefetch(&self, now: Timestamp) {
        if let Ok(loaded) = self.load(None).await {
            let mut state = self.state.borrow_mut();
            if state.take(Ok(loaded)).is_none() {
                state.asked_at = Some(now);
            } else {
                *state = State::default();
            }
        }
    }

    /// How many loads have failed since this was last called: a metric.
    pub fn take_failures(&self) -> u64 {
        self.failures.take()
    }

    async fn load(&self, etag: Option<&str>) -> Result<Got, CatalogsError> {
        let got = self.object.get(etag).await;
        got.map_err(|fault| CatalogsError::Unavailable(fault.why()))
    }
}

impl Catalogs for S3Catalogs {
    async fn current(&self, now: Timestamp) -> Result<Rc<Catalog>, CatalogsError> {
        if let Some(known) = self.state.borrow().known(now) {
            return known;
        }
        let etag = self.state.borrow().etag.clone();
        let loaded = match tokio::time::timeout(LOAD_TIMEOUT, self.load(etag.as_deref())).await {
            Ok(loaded) => loaded,
            Err(_) => Err(CatalogsError::Unavailable("no answer in time".to_owned())),
        };
        let mut state = self.state.borrow_mut();
        state.asked_at = Some(now);
        if let Some(failure) = state.take(loaded) {
            self.failures.set(self.failures.get() + 1);
            let kept = state.good.as_ref().map_or("none", |catalog| catalog.version());
            tracing::error!(catalog.kept = kept, error = %failure, "the catalog can't be loaded, keeping the last good one");
        }
        state.answer()
    }
}

impl State {
    /// What can be answered without S3.
    fn known(&self, now: Timestamp) -> Option<Result<Rc<Catalog>, CatalogsError>> {
        let wait = if self.failure.is_some() {
            RETRY_AFTER
        } else {
            REVALIDATE_AFTER
        };
        let age = now.duration_since(self.asked_at?);
        // A negative age is a clock that was set back: ask.
        (!age.is_negative() && age < wait).then(|| self.answer())
    }

    fn answer(&self) -> Result<Rc<Catalog>, CatalogsError> {
        match (&self.good, &self.failure) {
            (Some(good), _) => Ok(good.clone()),
            (None, Some(failure)) => Err(failure.clone()),
            (None, None) => Err(CatalogsError::Unavailable("it has not been loaded".to_owned())),
        }
    }

    /// Takes what S3 had; brings a failure that has not been told yet.
    fn take(&mut self, loaded: Result<Got, CatalogsError>) -> Option<CatalogsError> {
        let failure = match loaded {
            // Unchanged since it was last looked at: as good or as broken as it was then.
            Ok(Got::Unchanged) => {
                self.failure = self
                    .failure
                    .take()
                    .filter(|was| matches!(was, CatalogsError::Unusable(_)));
                return None;
            }
            Ok(Got::Object { etag, body }) => {
                self.etag = etag;
                match Catalog::from_json(&body) {
                    Ok(catalog) => {
                        self.good = Some(Rc::new(catalog));
                        self.failure = None;
                        return None;
                    }
                    Err(why) => CatalogsError::Unusable(why),
                }
            }
            Err(why) => why,
        };
        let told = self.failure.as_ref() == Some(&failure);
        self.failure = Some(failure.clone());
        (!told).then_some(failure)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use alert_core::catalog::CatalogError;

    fn at(second: i64) -> Timestamp {
        Timestamp::from_second(1_795_350_000 + second).unwrap()
    }

    #[allow(clippy::unnecessary_wraps)] // it stands among failures
    fn object(etag: &str, body: &[u8]) -> Result<Got, CatalogsError> {
        Ok(Got::Object {
            etag: Some(etag.to_owned()),
            body: body.to_vec().into(),
        })
    }

    fn catalog() -> Vec<u8> {
        serde_json::to_vec(Catalog::bare("fallback").file()).unwrap()
    }

    fn unavailable() -> CatalogsError {
        CatalogsError::Unavailable("gone".to_owned())
    }

    #[test]
    fn a_good_catalog_is_kept_for_a_minute() {
        let mut state = State {
            asked_at: Some(at(0)),
            ..State::default()
        };
        assert_eq!(state.take(object("1", &catalog())), None);
        assert!(state.known(at(59)).is_some_and(|known| known.is_ok()));
        assert!(state.known(at(60)).is_none());
        assert!(state.known(at(-1)).is_none(), "a clock that was set back asks");
    }

    #[test]
    fn the_last_good_one_outlives_every_failure_and_each_is_told_once() {
        let mut state = State {
            asked_at: Some(at(0)),
            ..State::default()
        };
        state.take(object("1", &catalog()));
        let newer = br#"{"schema": 999}"#;
        for (loaded, told) in [
            (Err(unavailable()), true),
            (Err(unavailable()), false),
            (object("2", b"{ not json"), true),
            (Ok(Got::Unchanged), false), // still the broken one
            (object("3", newer), true),
        ] {
            assert_eq!(state.take(loaded).is_some(), told);
            assert!(state.answer().is_ok());
            assert!(state.failure.is_some());
            assert!(
                state.known(at(6)).is_none(),
                "a failure is not waited out for a minute"
            );
        }
        assert_eq!(state.take(object("4", &catalog())), None);
        assert!(state.failure.is_none());
    }

    #[test]
    fn without_a_good_one_the_failure_is_the_answer_for_some_seconds() {
        let mut state = State {
            asked_at: Some(at(0)),
            ..State::default()
        };
        state.take(Err(unavailable()));
        assert_eq!(state.known(at(4)).unwrap().err(), Some(unavailable()));
        assert!(state.known(at(5)).is_none());
        state.take(object("1", br#"{"schema": 999}"#));
        assert_eq!(
            state.answer().err(),
            Some(CatalogsError::Unusable(CatalogError::NewerSchema { schema: 999 }))
        );
        // S3 can be reached again and the object is the same: as broken as before.
        state.take(Ok(Got::Unchanged));
        assert!(state.answer().is_err());
    }
}
