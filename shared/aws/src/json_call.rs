//! A call of an AWS API without an SDK, in the protocol that they call AWS JSON 1.0.
//!
//! For a few calls. What is called here may be called twice.

use std::sync::Arc;
use std::time::{Duration, SystemTime};

use aws_smithy_types::body::SdkBody;
use aws_types::SdkConfig;
use http::Request;
use http::header::CONTENT_TYPE;
use serde_json::Value;

use crate::classify::Fault;
use crate::patience::Patience;
use crate::pool::Pool;
use crate::region::endpoint;
use crate::signed::{self, Limits, Scope};

const JSON: &str = "application/x-amz-json-1.0";
/// A call that was throttled or had no answer is made again.
const PATIENCE: Patience = Patience {
    attempts: 4,
    first_wait: Duration::from_secs(1),
};
/// A hundred alarms, each with its twenty queries, are some megabytes.
const LIMITS: Limits = Limits {
    silence: Duration::from_secs(20),
    whole: Duration::from_secs(20),
    bytes: 16 << 20,
};

/// An API and how to reach it.
pub(crate) struct Api {
    config: SdkConfig,
    pool: Arc<Pool>,
    /// The name in its host and in signatures.
    service: &'static str,
    /// What stands before an operation's name.
    target: &'static str,
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
        let body = input.to_string();
        let answer = PATIENCE.over(async || self.attempt(operation, &body).await).await;
        answer.map_err(Fault::why)
    }

    async fn attempt(&self, operation: &str, body: &str) -> Result<Value, Fault> {
        let request = self.request(operation, body).await?;
        let answer = signed::send(&self.pool, request, &LIMITS).await?;
        let content: Value = serde_json::from_slice(answer.body()).unwrap_or_default();
        if answer.status().is_success() {
            return Ok(content);
        }
        let code = content["__type"]
            .as_str()
            .and_then(|code| code.rsplit('#').next());
        Err(Fault::of_answer(answer.status().as_u16(), code))
    }

    /// The request, signed.
    async fn request(&self, operation: &str, body: &str) -> Result<Request<SdkBody>, Fault> {
        let refused = |why: &str| Fault::Refused(why.to_owned());
        let region = self
            .config
            .region()
            .ok_or_else(|| refused("there is no region"))?;
        let url = self
            .config
            .endpoint_url()
            .map_or_else(|| endpoint(self.service, region.as_ref()), str::to_owned);
        let request = Request::post(format!("{}/", url.trim_end_matches('/')))
            .header(CONTENT_TYPE, JSON)
            .header("x-amz-target", format!("{}.{operation}", self.target))
            .body(body.to_owned())
            .map_err(|_| refused("its endpoint is no URL"))?;
        let scope = Scope {
            service: self.service,
            region: region.as_ref(),
        };
        let credentials = signed::credentials(&self.config).await?;
        let request = signed::sign(request, scope, credentials, SystemTime::now())?;
        Ok(request.map(SdkBody::from))
    }
}
