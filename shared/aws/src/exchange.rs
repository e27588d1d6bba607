//! One request and its answer over a pool, and what it means when there is none: the same for webhooks and for EventBridge.

use std::error::Error;

use alert_core::receiver::{Failure, Response};
use alert_core::time::Timestamp;
use aws_smithy_types::body::SdkBody;
use http::Request;
use http::header::RETRY_AFTER;
use http_body_util::BodyExt;
use hyper::body::Incoming;
use tokio::time::Instant;

use crate::dial::DialError;
use crate::pool::{ConnectTooSlow, Pool, PoolError};
use crate::retry_after;
use crate::watched_body::WatchedBody;

/// How much of an answer is read: what a classification needs. The longest is Discord's: it repeats the message, whose id
/// may stand behind it, and escapes of its 6,000 characters each into as many as twelve bytes. The rest is left on the wire.
const BODY_LIMIT: usize = 96 * 1024;

/// Sends once. A connection that ends before anything of the request is sent, as one may that was opened ahead, is made anew; the pool
/// does so by itself for one that was used before.
pub(crate) async fn exchange(
    pool: &Pool,
    request: Request<impl AsRef<str>>,
    now: Timestamp,
    until: Instant,
) -> Response {
    let (head, body) = request.into_parts();
    for head in [head.clone(), head] {
        let (body, watch) = WatchedBody::watched(body.as_ref());
        let answer = answer(pool, Request::from_parts(head, body), now);
        return match tokio::time::timeout_at(until, answer).await {
            Ok(Ok(response)) => response,
            Ok(Err(error)) if error.is_connect() => Response::Failed(connect_failure(&error)),
            Ok(Err(_)) if watch.nothing_was_sent() => continue,
            Ok(Err(_)) => in_doubt("the connection broke"),
            Err(_) if watch.nothing_was_sent() => not_sent("no connection in time"),
            Err(_) => in_doubt("no answer in time"),
        };
    }
    not_sent("the connection broke")
}

async fn answer(pool: &Pool, request: Request<SdkBody>, now: Timestamp) -> Result<Response, PoolError> {
    let answer = pool.send(request).await?;
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

/// Nothing has left this machine.
pub(crate) fn not_sent(why: &str) -> Response {
    Response::Failed(Failure::NotSent { why: why.to_owned() })
}

fn in_doubt(why: &str) -> Response {
    Response::Failed(Failure::InDoubt { why: why.to_owned() })
}
