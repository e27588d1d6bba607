//! The two calls to CloudWatch that a drill makes, in its JSON protocol (`AWS JSON 1.0`, as in the service's own model).
//!
//! By hand, because the SDK for CloudWatch brings a compressor and a second generation of the `http` crates. What is signed,
//! sent and judged is what the other SDKs are made of.

use std::rc::Rc;
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use alert_core::drill::Token;
use alert_core::time::read;
use alert_pipeline::drill::{Alarm, AlarmState, DrillError};
use aws_credential_types::provider::ProvideCredentials;
use aws_sigv4::http_request::{SignableBody, SignableRequest, SigningSettings, sign};
use aws_sigv4::sign::v4;
use aws_smithy_types::body::SdkBody;
use http::header::{CONTENT_TYPE, HeaderName, HeaderValue};
use http::{Method, Request};
use http_body_util::{BodyExt, Limited};
use serde_json::{Value, json};

use crate::pool::Pool;
use crate::region::endpoint;
use crate::sdk::Sdk;

/// What CloudWatch calls its operations in this protocol.
const TARGET: &str = "GraniteServiceVersion20100801";
const JSON: &str = "application/x-amz-json-1.0";
/// How long a call may take.
const TIMEOUT: Duration = Duration::from_secs(10);
/// An alarm has at most some 100 KB.
const MOST: usize = 1 << 20;

/// CloudWatch.
pub(crate) struct CloudWatch {
    sdk: Rc<Sdk>,
    pool: Arc<Pool>,
}

impl CloudWatch {
    pub(crate) fn new(sdk: Rc<Sdk>, pool: Arc<Pool>) -> Self {
        Self { sdk, pool }
    }

    /// The metric alarm of this name.
    pub(crate) async fn alarm(&self, name: &str) -> Result<Alarm, DrillError> {
        let answer = self
            .call("DescribeAlarms", &json!({ "AlarmNames": [name] }))
            .await?;
        let alarm = answer.pointer("/MetricAlarms/0");
        alarm.and_then(described).ok_or_else(|| {
            DrillError::Call(format!(
                "CloudWatch has no metric alarm `{name}` in this account and region"
            ))
        })
    }

    /// Forces its state.
    pub(crate) async fn set(&self, name: &str, state: AlarmState, token: &Token) -> Result<(), DrillError> {
        let input = json!({
            "AlarmName": name,
            "StateValue": state.as_str(),
            "StateReason": token.reason(),
            "StateReasonData": token.reason_data(),
        });
        self.call("SetAlarmState", &input).await.map(drop)
    }

    async fn call(&self, operation: &str, input: &Value) -> Result<Value, DrillError> {
        let failed = |why: &str| DrillError::Call(format!("CloudWatch {operation}: {why}"));
        let request = self.request(operation, input.to_string()).await.map_err(failed)?;
        let exchange = async {
            let answer = self
                .pool
                .send(request)
                .await
                .map_err(|_| "no connection, or it broke")?;
            let status = answer.status();
            let body = Limited::new(answer.into_body(), MOST).collect().await;
            let body = body.map_err(|_| "the answer broke off")?.to_bytes();
            Ok((status, body))
        };
        let (status, body) = match tokio::time::timeout(TIMEOUT, exchange).await {
            Err(_) => return Err(failed("no answer in time")),
            Ok(answer) => answer.map_err(failed)?,
        };
        let answer: Value = serde_json::from_slice(&body).unwrap_or_default();
        if status.is_success() {
            return Ok(answer);
        }
        // The code names no one; the message of a refused call may quote a role.
        let code = answer.get("__type").and_then(Value::as_str).unwrap_or_default();
        let code = code.rsplit('#').next().unwrap_or_default();
        Err(failed(&format!("HTTP {} {code}", status.as_u16())))
    }

    /// The request, signed.
    async fn request(&self, operation: &str, body: String) -> Result<Request<SdkBody>, &'static str> {
        let config = self.sdk.config();
        let region = config.region().map(ToString::to_string).ok_or("no region")?;
        let url = config
            .endpoint_url()
            .map_or_else(|| endpoint("monitoring", &region), str::to_owned);
        let target = format!("{TARGET}.{operation}");
        let credentials = config.credentials_provider().ok_or("no credentials")?;
        let credentials = credentials
            .provide_credentials()
            .await
            .map_err(|_| "no credentials")?;
        let identity = credentials.into();
        let parameters = v4::SigningParams::builder()
            .identity(&identity)
            .region(&region)
            .name("monitoring")
            .time(SystemTime::now())
            .settings(SigningSettings::default())
            .build()
            .map_err(|_| "it can't be signed")?
            .into();
        let url = format!("{}/", url.trim_end_matches('/'));
        let headers = [("content-type", JSON), ("x-amz-target", target.as_str())];
        let signable = SignableRequest::new(
            "POST",
            &*url,
            headers.into_iter(),
            SignableBody::Bytes(body.as_bytes()),
        )
        .map_err(|_| "it can't be signed")?;
        let (signature, _) = sign(signable, &parameters)
            .map_err(|_| "it can't be signed")?
            .into_parts();

        let mut request = Request::new(SdkBody::from(body));
        *request.method_mut() = Method::POST;
        *request.uri_mut() = url.parse().map_err(|_| "its endpoint is no URL")?;
        let target = HeaderValue::from_str(&target).map_err(|_| "its name is malformed")?;
        request
            .headers_mut()
            .insert(CONTENT_TYPE, HeaderValue::from_static(JSON));
        request
            .headers_mut()
            .insert(HeaderName::from_static("x-amz-target"), target);
        signature.apply_to_request_http1x(&mut request);
        Ok(request)
    }
}

fn described(alarm: &Value) -> Option<Alarm> {
    let text = |name: &str| alarm.get(name).and_then(Value::as_str).map(str::to_owned);
    let data = text("StateReasonData");
    Some(Alarm {
        name: text("AlarmName")?,
        arn: text("AlarmArn")?,
        is_firing: text("StateValue")? == "ALARM",
        since: alarm.get("StateUpdatedTimestamp").and_then(read),
        reason: text("StateReason"),
        reason_data: data.and_then(|data| serde_json::from_str(&data).ok()),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_alarm_is_read_as_cloudwatch_describes_it() {
        let alarm = described(&json!({
            "AlarmName": "ml-drill-page", "AlarmArn": "arn:aws:cloudwatch:eu-west-1:111122223333:alarm:ml-drill-page",
            "StateValue": "ALARM", "StateReason": "DRILL", "StateReasonData": "{\"a\":1}", "StateUpdatedTimestamp": 1_795_514_400.5,
        }))
        .unwrap();
        assert!(alarm.is_firing && alarm.since == "2026-11-24T10:00:00.5Z".parse().ok());
        assert_eq!(alarm.reason_data, Some(json!({"a": 1})));
        assert_eq!(described(&json!({"AlarmName": "a"})), None);
    }
}
