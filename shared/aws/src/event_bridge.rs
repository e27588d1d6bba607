//! Puts events on buses of EventBridge.
//!
//! One call of one service, whose answer says per entry what came of it: signed without an SDK.

use std::rc::Rc;
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use alert_core::receiver::{EventBridgeRequest, Failure, Response};
use alert_core::time::Timestamp;
use aws_credential_types::Credentials;
use http::Request;
use http::header::CONTENT_TYPE;
use tokio::time::Instant;

use crate::exchange::{exchange, not_sent};
use crate::pool::Pool;
use crate::region::endpoint;
use crate::sdk::Sdk;
use crate::signed::{self, Scope};

/// EventBridge.
#[derive(Debug)]
pub(crate) struct EventBridge {
    sdk: Rc<Sdk>,
    pool: Arc<Pool>,
}

impl EventBridge {
    /// EventBridge with the credentials, the region and the endpoint of the SDK's clients.
    pub(crate) fn new(sdk: Rc<Sdk>, pool: Arc<Pool>) -> Self {
        Self { sdk, pool }
    }

    /// Puts an event once: no retry, so that nothing is put twice behind the delivery's back.
    pub(crate) async fn put(
        &self,
        request: &EventBridgeRequest,
        now: Timestamp,
        deadline: Duration,
    ) -> Response {
        let until = Instant::now() + deadline;
        let config = self.sdk.config();
        let Some(own_region) = config.region() else {
            return not_sent("there is no region");
        };
        // The bus of another region is reached there.
        let Some(region) = request.region(own_region.as_ref()) else {
            return impossible("the bus is neither a name nor an ARN of a bus");
        };
        let to = config
            .endpoint_url()
            .map_or_else(|| endpoint("events", region), str::to_owned);
        let credentials = tokio::time::timeout_at(until, signed::credentials(config)).await;
        let Ok(Ok(credentials)) = credentials else {
            return not_sent("there are no credentials");
        };
        match signed(request, &to, region, credentials, now) {
            Some(signed) => exchange(&self.pool, signed, now, until).await,
            None => impossible("the request can't be signed"),
        }
    }
}

fn impossible(why: &str) -> Response {
    Response::Failed(Failure::Impossible { why: why.to_owned() })
}

/// The call, in AWS's JSON protocol, signed for now.
fn signed(
    event: &EventBridgeRequest,
    to: &str,
    region: &str,
    credentials: Credentials,
    now: Timestamp,
) -> Option<Request<String>> {
    let request = Request::post(to)
        .header(CONTENT_TYPE, "application/x-amz-json-1.1")
        .header("x-amz-target", "AWSEvents.PutEvents")
        .body(serde_json::to_string(&event.put_events()).ok()?)
        .ok()?;
    let scope = Scope {
        service: "events",
        region,
    };
    signed::sign(request, scope, credentials, SystemTime::from(now)).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn event() -> EventBridgeRequest {
        EventBridgeRequest {
            bus: "pages".to_owned(),
            source: "alert-router".to_owned(),
            detail_type: "Alert Firing".to_owned(),
            time: "2026-11-22T10:12:00Z".parse().unwrap(),
            resources: vec!["arn:aws:cloudwatch:eu-west-1:111122223333:alarm:a".to_owned()],
            detail: r#"{"schema":1}"#.to_owned(),
        }
    }

    #[test]
    fn a_call_is_signed_for_its_service_region_and_time() {
        let credentials = Credentials::new(
            "AKIDEXAMPLE",
            "hunter2",
            Some("the-token".to_owned()),
            None,
            "test",
        );
        let now = "2026-11-22T10:12:03Z".parse().unwrap();
        let to = endpoint("events", "us-east-1");
        let request = signed(&event(), &to, "us-east-1", credentials, now).unwrap();
        let header = |name: &str| request.headers()[name].to_str().unwrap();
        let authorization = header("authorization");
        assert!(
            authorization.starts_with(
                "AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20261122/us-east-1/events/aws4_request, \
                 SignedHeaders=content-type;host;x-amz-date;x-amz-security-token;x-amz-target, Signature="
            ),
            "{authorization}"
        );
        assert_eq!(header("x-amz-date"), "20261122T101203Z");
        assert_eq!(header("x-amz-security-token"), "the-token");
        assert!(!format!("{request:?}").contains("hunter2"));
        let body: serde_json::Value = serde_json::from_str(request.body()).unwrap();
        let entry = &body["Entries"][0];
        assert_eq!(entry["Time"], 1_795_342_320);
        assert_eq!(entry["Detail"], r#"{"schema":1}"#);
    }
}
