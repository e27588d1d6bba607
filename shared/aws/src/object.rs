//! One object of S3, read by a signed GET.
//!
//! How it is asked for and what S3's answers mean, as the SDK has it.

use std::rc::Rc;
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use aws_smithy_types::body::SdkBody;
use http::header::{ETAG, HeaderMap, IF_NONE_MATCH};
use http::{Request, Response, StatusCode};
use hyper::body::Bytes;

use crate::classify::Fault;
use crate::object_url::object_url;
use crate::patience::Patience;
use crate::pool::Pool;
use crate::sdk::{READ_TIMEOUT, Sdk};
use crate::signed::{self, Limits, Scope};

/// As the SDK tries.
const PATIENCE: Patience = Patience {
    attempts: 3,
    first_wait: Duration::from_secs(1),
};

/// An object and how to reach it.
#[derive(Debug)]
pub(crate) struct Object {
    sdk: Rc<Sdk>,
    pool: Arc<Pool>,
    bucket: String,
    key: String,
    limits: Limits,
}

/// What S3 had.
#[derive(Debug)]
pub(crate) enum Got {
    /// What the ETag was of.
    Unchanged,
    /// The object.
    Object { etag: Option<String>, body: Bytes },
}

impl Object {
    /// The object of this key, read within `time` and no longer than `bytes`.
    pub(crate) fn new(
        sdk: Rc<Sdk>,
        pool: Arc<Pool>,
        (bucket, key): (String, String),
        (time, bytes): (Duration, usize),
    ) -> Self {
        let limits = Limits {
            silence: READ_TIMEOUT,
            whole: time,
            bytes,
        };
        Self {
            sdk,
            pool,
            bucket,
            key,
            limits,
        }
    }

    /// The object, unless it has this ETag.
    pub(crate) async fn get(&self, etag: Option<&str>) -> Result<Got, Fault> {
        PATIENCE.over(async || self.attempt(etag).await).await
    }

    async fn attempt(&self, etag: Option<&str>) -> Result<Got, Fault> {
        let config = self.sdk.config();
        let region = config.region().map_or("", |region| region.as_ref());
        let mut request = Request::get(object_url(&self.bucket, &self.key, region, config.endpoint_url()));
        if let Some(etag) = etag {
            request = request.header(IF_NONE_MATCH, etag);
        }
        let request = request
            .body("")
            .map_err(|_| Fault::Refused("the bucket, or its endpoint, is no part of a URL".to_owned()))?;
        let credentials = signed::credentials(config).await?;
        let scope = Scope {
            service: "s3",
            region,
        };
        let request = signed::sign(request, scope, credentials, SystemTime::now())?;
        let answer = signed::send(&self.pool, request.map(SdkBody::from), &self.limits).await?;
        if answer.status() == StatusCode::NOT_MODIFIED {
            return Ok(Got::Unchanged);
        }
        if !answer.status().is_success() {
            return Err(refusal(&answer, region));
        }
        Ok(Got::Object {
            etag: text(answer.headers(), ETAG.as_str()).map(str::to_owned),
            body: answer.into_body(),
        })
    }
}

/// What a status other than success means. Redirections are not followed: a bucket that is elsewhere is a mistake in the settings,
/// and following it would pay for two requests each time.
fn refusal(answer: &Response<Bytes>, own: &str) -> Fault {
    let fault = Fault::of_answer(answer.status().as_u16(), code(answer.body()));
    let is_region = |name: &&str| {
        name.len() <= 32
            && name
                .bytes()
                .all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
    };
    match text(answer.headers(), "x-amz-bucket-region").filter(is_region) {
        Some(region) if region != own => Fault::Refused(format!(
            "{}: the bucket is in {region}, not in {own}",
            fault.why()
        )),
        _ => fault,
    }
}

/// The code of S3's error: letters and digits, nothing that could quote a request.
fn code(body: &[u8]) -> Option<&str> {
    let body = std::str::from_utf8(body).ok()?;
    let (code, _) = body.split_once("<Code>")?.1.split_once("</Code>")?;
    let is_code = (1..=64).contains(&code.len()) && code.bytes().all(|byte| byte.is_ascii_alphanumeric());
    is_code.then_some(code)
}

fn text<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    headers.get(name)?.to_str().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_refusal_is_s3s_code_and_says_where_the_bucket_is() {
        let answer = |status: u16, region: &str, body: &str| {
            let answer = Response::builder().status(status);
            let answer = answer.header("x-amz-bucket-region", region);
            answer.body(Bytes::copy_from_slice(body.as_bytes())).unwrap()
        };
        let error = |code: &str| {
            format!("<?xml version=\"1.0\"?>\n<Error><Code>{code}</Code><Message>m</Message></Error>")
        };
        let refused = |why: &str| Fault::Refused(why.to_owned());
        for (status, region, body, expected) in [
            (
                403,
                "eu-west-1",
                error("AccessDenied"),
                refused("AccessDenied (403)"),
            ),
            (404, "eu-west-1", error("NoSuchKey"), refused("NoSuchKey (404)")),
            (
                403,
                "eu-west-1",
                error("RequestTimeTooSkewed"),
                refused("RequestTimeTooSkewed (403)"),
            ),
            (
                301,
                "eu-central-1",
                error("PermanentRedirect"),
                refused("PermanentRedirect (301): the bucket is in eu-central-1, not in eu-west-1"),
            ),
            (
                400,
                "us-west-2",
                error("AuthorizationHeaderMalformed"),
                refused("AuthorizationHeaderMalformed (400): the bucket is in us-west-2, not in eu-west-1"),
            ),
            (
                307,
                "eu-west-1",
                error("TemporaryRedirect"),
                refused("TemporaryRedirect (307)"),
            ),
            (301, "http://evil", String::new(), refused("no error code (301)")),
            (
                404,
                "eu-west-1",
                error("<b>x</b>"),
                refused("no error code (404)"),
            ),
            (
                503,
                "eu-west-1",
                error("SlowDown"),
                Fault::Busy("SlowDown (503)".to_owned()),
            ),
            (
                500,
                "eu-west-1",
                error("InternalError"),
                Fault::InDoubt("InternalError (500)".to_owned()),
            ),
        ] {
            assert_eq!(refusal(&answer(status, region, &body), "eu-west-1"), expected);
        }
    }
}
