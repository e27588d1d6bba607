//! A call of an AWS API without an SDK, in the protocol that they call AWS JSON 1.0.
//!
//! For a few calls: signed, sent and judged by what the SDKs are made of. What is called here may be called twice.

use std::sync::Arc;
use std::time::{Duration, SystemTime};

use aws_credential_types::provider::ProvideCredentials;
use aws_sigv4::http_request::{SignableBody, SignableRequest, SigningSettings, sign};
use aws_sigv4::sign::v4;
use aws_smithy_types::body::SdkBody;
use aws_types::SdkConfig;
use http::header::{CONTENT_TYPE, HeaderName, HeaderValue};
use http::{Method, Request};
use http_body_util::{BodyExt, Limited};
use serde_json::Value;

use crate::pool::Pool;
use crate::region::endpoint;

const JSON: &str = "application/x-amz-json-1.0";
/// How long one attempt may take.
const TIMEOUT: Duration = Duration::from_secs(20);
/// How often a call is tried that was throttled, or had no answer.
const ATTEMPTS: u32 = 4;
/// The wait before the second attempt; it doubles.
const FIRST_WAIT: Duration = Duration::from_millis(500);
/// A hundred alarms, each with its twenty queries, are some megabytes.
const MOST: usize = 16 << 20;

/// An API and how to reach it.
pub(crate) struct Api {
    config: SdkConfig,
    pool: Arc<Pool>,
    /// The name in its host and in signatures.
    service: &'static str,
    /// What stands before an operation's name.
    target: &'static str,
}

/// What came of an attempt that gave no answer.
struct Failed {
    why: String,
    /// The next one may do better.
    is_passing: bool,
}

impl Api {
    /// CloudWatch, whose SDK brings a compressor and a second generation of the `http` crates.
    pub(crate) fn cloudwatch(config: SdkConfig, pool: Arc<Pool>) -> Self {
        Self {
            config,
            pool,
            service: "monitoring",
            target: "GraniteServiceVersion20100801",
        }
    }

    /// The answer, or why there is none: AWS's own code, and nothing that could quote a request.
    pub(crate) async fn call(&self, operation: &str, input: &Value) -> Result<Value, String> {
        let (body, mut wait) = (input.to_string(), FIRST_WAIT);
        for attempt in 1.. {
            match self.attempt(operation, &body).await {
                Err(failed) if failed.is_passing && attempt < ATTEMPTS => {
                    tokio::time::sleep(wait).await;
                    wait *= 2;
                }
                done => return done.map_err(|failed| failed.why),
            }
        }
        Err("no answer".to_owned())
    }

    async fn attempt(&self, operation: &str, body: &str) -> Result<Value, Failed> {
        let request = self.request(operation, body).await.map_err(|why| Failed {
            why: why.to_owned(),
            is_passing: false,
        })?;
        let passing = |why: &str| Failed {
            why: why.to_owned(),
            is_passing: true,
        };
        let exchange = async {
            let answer = self.pool.send(request).await;
            let answer = answer.map_err(|_| passing("no connection, or it broke"))?;
            let status = answer.status();
            let body = Limited::new(answer.into_body(), MOST).collect().await;
            Ok((
                status,
                body.map_err(|_| passing("the answer broke off"))?.to_bytes(),
            ))
        };
        let (status, body) = tokio::time::timeout(TIMEOUT, exchange)
            .await
            .map_err(|_| passing("no answer in time"))??;
        let answer: Value = serde_json::from_slice(&body).unwrap_or_default();
        if status.is_success() {
            return Ok(answer);
        }
        let code = answer["__type"].as_str().unwrap_or_default();
        let code = code.rsplit('#').next().unwrap_or_default();
        Err(Failed {
            why: format!("{code} ({})", status.as_u16()),
            is_passing: status.is_server_error() || status.as_u16() == 429 || code.starts_with("Throttl"),
        })
    }

    /// The request, signed.
    async fn request(&self, operation: &str, body: &str) -> Result<Request<SdkBody>, &'static str> {
        let region = self.config.region().ok_or("no region")?.to_string();
        let url = self
            .config
            .endpoint_url()
            .map_or_else(|| endpoint(self.service, &region), str::to_owned);
        let url = format!("{}/", url.trim_end_matches('/'));
        let target = format!("{}.{operation}", self.target);
        let credentials = self.config.credentials_provider().ok_or("no credentials")?;
        let credentials = credentials.provide_credentials().await;
        let identity = credentials.map_err(|_| "no credentials")?.into();
        let parameters = v4::SigningParams::builder()
            .identity(&identity)
            .region(&region)
            .name(self.service)
            .time(SystemTime::now())
            .settings(SigningSettings::default())
            .build()
            .map_err(|_| "it can't be signed")?
            .into();
        let headers = [("content-type", JSON), ("x-amz-target", target.as_str())];
        let signed = SignableBody::Bytes(body.as_bytes());
        let signable = SignableRequest::new("POST", &*url, headers.into_iter(), signed);
        let signable = signable.map_err(|_| "it can't be signed")?;
        let signature = sign(signable, &parameters).map_err(|_| "it can't be signed")?;
        let mut request = Request::new(SdkBody::from(body));
        *request.method_mut() = Method::POST;
        *request.uri_mut() = url.parse().map_err(|_| "its endpoint is no URL")?;
        let target = HeaderValue::from_str(&target).map_err(|_| "its name is malformed")?;
        let headers = request.headers_mut();
        headers.insert(CONTENT_TYPE, HeaderValue::from_static(JSON));
        headers.insert(HeaderName::from_static("x-amz-target"), target);
        signature.into_parts().0.apply_to_request_http1x(&mut request);
        Ok(request)
    }
}
