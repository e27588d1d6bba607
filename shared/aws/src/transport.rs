//! Sends requests over the transports that this function links.

use std::time::Duration;

use alert_core::receiver::{Failure, Request, Response};
use alert_core::time::{SignedDuration, Timestamp};
use alert_pipeline::ports::Transport;

use crate::sns::SnsTransport;
#[cfg(feature = "http")]
use crate::webhook::Webhooks;

/// SNS, and webhooks where the function links them.
#[derive(Debug)]
pub struct AwsTransport {
    pub(crate) sns: SnsTransport,
    #[cfg(feature = "http")]
    pub(crate) webhooks: Webhooks,
}

impl Transport for AwsTransport {
    #[cfg_attr(not(feature = "http"), allow(unused_variables))] // `now` signs webhooks
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
            #[cfg(not(feature = "http"))]
            Request::Http(_) => Response::Failed(Failure::Impossible {
                why: "this function sends to SNS alone".to_owned(),
            }),
        }
    }
}
