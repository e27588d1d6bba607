//! Posts to webhooks.

use std::rc::Rc;
use std::time::Duration;

use alert_core::receiver::{Failure, HttpRequest, Response};
use alert_core::time::Timestamp;
use futures_util::future::join_all;
use http::uri::Authority;
use http::{StatusCode, Uri};
use tokio::time::Instant;

use crate::addressed::{addressed, destination};
use crate::exchange::{exchange, not_sent};
use crate::pool::Pool;
use crate::secrets::{Endpoint, SecretError, Secrets};

/// Webhooks.
#[derive(Debug)]
pub(crate) struct Webhooks {
    secrets: Secrets,
    pool: Rc<Pool>,
}

impl Webhooks {
    pub(crate) fn new(secrets: Secrets, pool: Rc<Pool>) -> Self {
        Self { secrets, pool }
    }

    /// Posts once, or twice when the secret was changed behind a cached one.
    pub(crate) async fn post(&self, request: &HttpRequest, now: Timestamp, deadline: Duration) -> Response {
        let until = Instant::now() + deadline;
        let endpoint = match tokio::time::timeout_at(until, self.secrets.endpoint(&request.secret)).await {
            Err(_) => return not_sent("the secret can't be read in time"),
            Ok(Err(error)) => return secret_failure(&request.secret, error),
            Ok(Ok(endpoint)) => endpoint,
        };
        let answer = self.attempt(request, &endpoint, now, until).await;
        if !may_be_an_old_secret(&answer, &request.token_faults) {
            return answer;
        }
        // The receiver does not know us there: perhaps somebody changed the URL or the keys. These answers say that
        // nothing was delivered, so a second post is no second page.
        match tokio::time::timeout_at(until, self.secrets.read_again(&request.secret)).await {
            Ok(Ok(newer)) if newer != endpoint => self.attempt(request, &newer, now, until).await,
            _ => answer,
        }
    }

    /// Reads the secrets of these requests and connects to where they would go, all at once. What fails is left to the first page,
    /// which tells of it; where a request may not go, nothing connects either.
    pub(crate) async fn prepare(&self, requests: &[HttpRequest]) {
        let places = requests.iter().map(|request| async move {
            let endpoint = self.secrets.endpoint(&request.secret).await.ok()?;
            destination(request, &endpoint).ok()
        });
        let mut urls: Vec<_> = join_all(places).await.into_iter().flatten().collect();
        urls.sort_by(|one, other| authority(one).cmp(&authority(other)));
        urls.dedup_by(|one, other| authority(one) == authority(other));
        join_all(urls.iter().map(|url| self.pool.open_ahead(url))).await;
    }

    async fn attempt(
        &self,
        request: &HttpRequest,
        to: &Endpoint,
        now: Timestamp,
        until: Instant,
    ) -> Response {
        let addressed = match addressed(request, to, now) {
            Ok(addressed) => addressed,
            Err(why) => return Response::Failed(Failure::Impossible { why: why.to_owned() }),
        };
        exchange(&self.pool, addressed, now, until).await
    }
}

fn authority(url: &Uri) -> Option<&str> {
    url.authority().map(Authority::as_str)
}

/// Whether the receiver does not know us there. `faults` are its words for that where its status is 200 all the same.
fn may_be_an_old_secret(response: &Response, faults: &[String]) -> bool {
    #[derive(serde::Deserialize)]
    struct Refusal<'a> {
        error: &'a str,
    }
    const ANSWERS: [StatusCode; 3] = [
        StatusCode::UNAUTHORIZED,
        StatusCode::FORBIDDEN,
        StatusCode::NOT_FOUND,
    ];
    let Response::Answer { status, body, .. } = response else {
        return false;
    };
    // A success repeats the page, which may say anything: only the member itself counts.
    let is_refused = || {
        let refusal: Result<Refusal, _> = serde_json::from_str(body);
        refusal.is_ok_and(|refusal| faults.iter().any(|fault| fault == refusal.error))
    };
    ANSWERS.iter().any(|answer| answer.as_u16() == *status)
        || (*status == 200 && !faults.is_empty() && is_refused())
}

fn secret_failure(name: &str, error: SecretError) -> Response {
    match error {
        SecretError::Unavailable(why) => not_sent(&format!("Secrets Manager: {why}")),
        SecretError::Unusable(why) => Response::Failed(Failure::Impossible {
            why: format!("the secret `{name}` {why}"),
        }),
    }
}
