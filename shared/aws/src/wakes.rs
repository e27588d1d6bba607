//! Wakes `flush` through its queue.

use std::rc::Rc;

use alert_core::time::SignedDuration;
use alert_pipeline::ports::{MAX_WAKE_DELAY, Wake, WakeError, Wakes};

use crate::classify::Fault;
use crate::sdk::Sdk;

/// The flush queue.
#[derive(Debug)]
pub struct SqsWakes {
    sdk: Rc<Sdk>,
    queue_url: String,
}

impl SqsWakes {
    pub(crate) fn new(sdk: Rc<Sdk>, queue_url: String) -> Self {
        Self { sdk, queue_url }
    }

    /// Builds the client ahead of its first use.
    pub(crate) fn prepare(&self) {
        self.sdk.sqs();
    }
}

impl Wakes for SqsWakes {
    async fn wake(&self, wake: &Wake, delay: SignedDuration) -> Result<(), WakeError> {
        let body = serde_json::to_string(wake).map_err(|why| WakeError(why.to_string()))?;
        let send = self
            .sdk
            .sqs()
            .send_message()
            .queue_url(&self.queue_url)
            .message_body(body);
        send.delay_seconds(delay_seconds(delay))
            .send()
            .await
            .map(drop)
            .map_err(|error| WakeError(Fault::of(&error).why()))
    }
}

/// Whole seconds, rounded up: a flush that wakes too early finds nothing due and would have to be woken again.
fn delay_seconds(delay: SignedDuration) -> i32 {
    let delay = delay.clamp(SignedDuration::ZERO, MAX_WAKE_DELAY);
    let seconds = delay.as_secs() + i64::from(delay.subsec_nanos() > 0);
    i32::try_from(seconds).unwrap_or(i32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_delay_is_rounded_up_and_stays_inside_sqs_limits() {
        for (milliseconds, seconds) in [
            (-5_000, 0),
            (0, 0),
            (1, 1),
            (1_000, 1),
            (29_001, 30),
            (900_000, 900),
        ] {
            assert_eq!(
                delay_seconds(SignedDuration::from_millis(milliseconds)),
                seconds,
                "{milliseconds} ms"
            );
        }
        assert_eq!(delay_seconds(SignedDuration::from_hours(2)), 900);
    }
}
