//! What a comparison with CloudWatch needs of AWS.

use std::rc::Rc;
use std::sync::Arc;

use alert_core::reconcile::Alarm;
use alert_core::time::{SignedDuration, Timestamp};
use alert_pipeline::reconcile::{Listed, ReconcileError, ReconcilePorts};
use serde_json::Value;

use crate::alarm_list::{AlarmList, Refused};
use crate::classify::Fault;
use crate::pool::Pool;
use crate::sdk::Sdk;
use crate::store::DynamoStore;
#[cfg(feature = "ingest")]
use {
    crate::catalogs::S3Catalogs,
    crate::settings::Settings,
    crate::tls::TlsError,
    alert_pipeline::ports::{Catalogs, CatalogsError},
};

/// What must be left of an invocation for one more call: one that CloudWatch does not answer is tried four times, 20 s each, with
/// 7 s between at the most.
const RESERVE: SignedDuration = SignedDuration::from_secs(90);

/// Which router.
#[derive(Debug, Clone)]
pub struct ReconcileSettings {
    /// Its table.
    pub table: String,
    /// The URL of its ingest queue.
    pub queue: String,
}

/// The ports of a comparison.
pub struct AwsReconcile {
    list: AlarmList,
    store: DynamoStore,
    sdk: Rc<Sdk>,
    pool: Arc<Pool>,
    queue: String,
    ends_at: Option<Timestamp>,
}

#[cfg(feature = "ingest")]
impl AwsReconcile {
    /// The ports of a function that has to be done at `ends_at`.
    ///
    /// # Errors
    /// When the extra certificates can't be used.
    pub fn start(settings: &Settings, queue: String, ends_at: Timestamp) -> Result<Self, TlsError> {
        let (_, pool, sdk) = Sdk::start(settings)?;
        let table = settings.table.clone();
        Ok(Self::new(
            sdk,
            pool,
            ReconcileSettings { table, queue },
            Some(ends_at),
        ))
    }

    /// Makes sure that there is a catalog to page with.
    ///
    /// # Errors
    /// Why there is none.
    pub async fn has_catalog(&self, settings: &Settings, now: Timestamp) -> Result<(), CatalogsError> {
        let (bucket, key) = (settings.catalog_bucket.clone(), settings.catalog_key.clone());
        let catalogs = S3Catalogs::new(self.sdk.clone(), self.pool.clone(), bucket, key);
        catalogs.current(now).await.map(drop)
    }
}

impl AwsReconcile {
    /// Nothing is called yet. `ends_at` is when whoever runs it has to be done; a person is never.
    pub(crate) fn new(
        sdk: Rc<Sdk>,
        pool: Arc<Pool>,
        settings: ReconcileSettings,
        ends_at: Option<Timestamp>,
    ) -> Self {
        Self {
            list: AlarmList::new(sdk.config().clone(), pool.clone()),
            store: DynamoStore::new(sdk.clone(), settings.table),
            sdk,
            pool,
            queue: settings.queue,
            ends_at,
        }
    }
}

impl ReconcilePorts for AwsReconcile {
    type Store = DynamoStore;

    fn store(&self) -> &DynamoStore {
        &self.store
    }

    async fn alarms(&self, after: Option<String>) -> Result<Listed, ReconcileError> {
        let (alarms, next) = self.list.page(after).await.map_err(|why| failed(&why))?;
        Ok(Listed {
            alarms: alarms.into_iter().map(Alarm).collect(),
            next,
        })
    }

    async fn named(&self, names: &[&str]) -> Result<Vec<Alarm>, ReconcileError> {
        let found = self.list.named(names).await.map_err(|why| failed(&why))?;
        Ok(found.into_iter().map(Alarm).collect())
    }

    async fn contributors(&self, alarm: &str) -> Result<Vec<Value>, ReconcileError> {
        self.list.contributors(alarm).await.map_err(|why| failed(&why))
    }

    async fn say(&self, event: &Value) -> Result<(), ReconcileError> {
        let call = self.sdk.sqs().send_message().queue_url(&self.queue);
        let sent = call.message_body(event.to_string()).send().await;
        let failed = |why: String| ReconcileError::Call(format!("SQS SendMessage: {why}"));
        sent.map(drop).map_err(|error| failed(Fault::of(&error).why()))
    }

    fn has_time(&self) -> bool {
        let left = |ends_at: Timestamp| ends_at.duration_since(Timestamp::now());
        self.ends_at.is_none_or(|ends_at| left(ends_at) > RESERVE)
    }
}

fn failed(why: &Refused) -> ReconcileError {
    ReconcileError::Call(why.to_string())
}
