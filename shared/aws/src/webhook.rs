//! Posts to webhooks.

use std::error::Error;
use std::rc::Rc;
use std::time::Duration;

use alert_core::receiver::{Failure, HttpRequest, Response};
use alert_core::time::Timestamp;
use aws_smithy_types::body::SdkBody;
use http::header::RETRY_AFTER;
use http::{Request, StatusCode};
use http_body_util::BodyExt;
use hyper::body::Incoming;
use tokio::time::Instant;

use crate::addressed::addressed;
use crate::dial::DialError;
use crate::pool::{ConnectTooSlow, Pool, PoolError};
use crate::retry_after;
use crate::secrets::{Endpoint, SecretError, Secrets};
use crate::watched_body::WatchedBody;

/// How much of an answer is read: what a classification needs, the longest being a saved message with its id. The rest is
/// left on the wire.
const BODY_LIMIT: usize = 16 * 1024;

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
        let (head, body) = addressed.into_parts();
        let (body, watch) = WatchedBody::watched(&body);
        let exchange = self.exchange(Request::from_parts(head, body), now);
        match tokio::time::timeout_at(until, exchange).await {
            Ok(Ok(response)) => response,
            Ok(Err(error)) if error.is_connect() => Response::Failed(connect_failure(&error)),
            Ok(Err(_)) if watch.nothing_was_sent() => not_sent("the connection broke"),
            Ok(Err(_)) => in_doubt("the connection broke"),
            Err(_) if watch.nothing_was_sent() => not_sent("no connection in time"),
            Err(_) => in_doubt("no answer in time"),
        }
    }

    async fn exchange(&self, request: Request<SdkBody>, now: Timestamp) -> Result<Response, PoolError> {
        let answer = self.pool.send(request).await?;
        let status = answer.status();
        let retry_after = retry_after::read(answer.headers().get(RETRY_AFTER), now);
        let (body, whole) = beginning(answer.into_body()).await;
        // A success whose body is lost can't be told from a failure that says so in its body.
        if status.is_success() && !whole {
            return Ok(in_doubt("the answer broke off"));
        }
        Ok(Response::Answer {
            status: status.as_u16(),
            body,
            retry_after,
        })
    }
}

/// The first bytes of a body, and whether nothing was lost before the limit.
async fn beginning(mut body: Incoming) -> (String, bool) {
    let mut read = Vec::new();
    let mut whole = true;
    while read.len() < BODY_LIMIT {
        match body.frame().await {
            None => break,
            Some(Err(_)) => {
                whole = false;
                break;
            }
            Some(Ok(frame)) => {
                if let Some(data) = frame.data_ref() {
                    read.extend_from_slice(data);
                }
            }
        }
    }
    read.truncate(BODY_LIMIT);
    (String::from_utf8_lossy(&read).into_owned(), whole)
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

/// What kept the connection from being made, in words of our own: a library's may hold the host.
fn connect_failure(error: &(dyn Error + 'static)) -> Failure {
    let mut link = Some(error);
    while let Some(error) = link {
        if let Some(why) = error.downcast_ref::<DialError>() {
            let why_text = why.to_string();
            return match why {
                DialError::Forbidden | DialError::NoHost => Failure::Impossible { why: why_text },
                _ => Failure::NotSent { why: why_text },
            };
        }
        if error.is::<ConnectTooSlow>() {
            return Failure::NotSent {
                why: ConnectTooSlow.to_string(),
            };
        }
        if let Some(why) = tls_failure(error) {
            return Failure::NotSent { why: why.to_owned() };
        }
        link = error.source();
    }
    Failure::NotSent {
        why: "the connection can't be made".to_owned(),
    }
}

/// A fault of TLS. It stands inside an `io::Error`, whose `source` passes it over.
fn tls_failure(error: &(dyn Error + 'static)) -> Option<&'static str> {
    use rustls::{CertificateError, Error as Tls};
    let inner = match error.downcast_ref::<std::io::Error>() {
        Some(io) => io.get_ref()?.downcast_ref::<Tls>(),
        None => error.downcast_ref::<Tls>(),
    };
    Some(match inner? {
        Tls::InvalidCertificate(CertificateError::Expired | CertificateError::ExpiredContext { .. }) => {
            "TLS: the certificate has expired"
        }
        Tls::InvalidCertificate(
            CertificateError::NotValidForName | CertificateError::NotValidForNameContext { .. },
        ) => "TLS: the certificate is for another host",
        Tls::InvalidCertificate(CertificateError::UnknownIssuer) => {
            "TLS: the certificate's issuer is not trusted"
        }
        Tls::InvalidCertificate(_) => "TLS: the certificate is not valid",
        _ => "TLS: the handshake failed",
    })
}

fn not_sent(why: &str) -> Response {
    Response::Failed(Failure::NotSent { why: why.to_owned() })
}

fn in_doubt(why: &str) -> Response {
    Response::Failed(Failure::InDoubt { why: why.to_owned() })
}
