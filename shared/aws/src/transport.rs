//! Sends requests over the transports that this function links.

use std::time::Duration;

use alert_core::receiver::{Failure, Request, Response};
use alert_core::time::{SignedDuration, Timestamp};
use alert_pipeline::ports::Transport;

#[cfg(feature = "http")]
use crate::event_bridge::EventBridge;
use crate::sns::SnsTransport;
#[cfg(feature = "http")]
use crate::webhook::Webhooks;

/// SNS; webhooks and EventBridge where the function links them.
#[derive(Debug)]
pub struct AwsTransport {
    pub(crate) sns: SnsTransport,
    #[cfg(feature = "http")]
    pub(crate) event_bridge: EventBridge,
    #[cfg(feature = "http")]
    pub(crate) webhooks: Webhooks,
}

impl Transport for AwsTransport {
    #[cfg_attr(not(feature = "http"), allow(unused_variables))] // `now` signs requests
    async fn send(&self, request: &Request, now: Timestamp, deadline: SignedDuration) -> Response {
        // No time left is no failure of the receiver: nothing was sent.
        let deadline = Duration::try_from(deadline).unwrap_or_default();
        if deadline.is_zero() {
            return Response::Failed(Failure::NotSent {
                why: "no time was left".to_owned(),
            });
        }
        match request {
            Request::Sns(request) => self.sns.publish(request, deadline).await,
            #[cfg(feature = "http")]
            Request::Http(request) => self.webhooks.post(request, now, deadline).await,
            #[cfg(feature = "http")]
            Request::EventBridge(request) => self.event_bridge.put(request, now, deadline).await,
            #[cfg(not(feature = "http"))]
            Request::Http(_) | Request::EventBridge(_) => Response::Failed(Failure::Impossible {
                why: "this function sends to SNS alone".to_owned(),
            }),
        }
    }
}
