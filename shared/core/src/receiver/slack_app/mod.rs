//! Slack, through an app's token: one message for each incident, news as replies to it, and an edit that shows how it stands.
//!
//! Contract (docs.slack.dev, methods `chat.postMessage`, `chat.update`; scope `chat:write`): a POST of JSON with the token as
//! `Bearer`; every answer is 200, success is `{"ok": true, "channel": ..., "ts": ...}`, and `ts` is the message's id in its
//! channel. A reply names it as `thread_ts` and is in the channel as well with `reply_broadcast`. The blocks and their limits
//! are those of [`super::slack`].
//!
//! About a message a second to each channel, with short bursts; edits have a limit of their own, 50 a minute.

mod classify;
mod render;

use super::{Kind, Outcome, Request, Response, secret};
use crate::catalog::{Limit, ReceiverConfig};
use crate::page::Page;

/// The kind `slack_app`.
pub(super) struct SlackApp;

impl Kind for SlackApp {
    fn name(&self) -> &'static str {
        "slack_app"
    }

    fn check(&self, config: &ReceiverConfig) -> Vec<String> {
        let mut faults = secret::with_channel("the app's token (`xoxb-...`)", config);
        match config.channel.as_deref() {
            Some(channel) if is_channel(channel) => {}
            // A name can be given to another channel, and `chat.update` takes none.
            _ => faults.push(
                "`channel` must be the channel's id, e.g. `C0123456789`: it is at the end of the channel's details"
                    .to_owned(),
            ),
        }
        faults
    }

    fn render(&self, page: &Page, config: &ReceiverConfig) -> Request {
        render::post(page, config, None)
    }

    fn reply(&self, page: &Page, config: &ReceiverConfig, opening: &str) -> Request {
        render::post(page, config, Some(opening))
    }

    fn edit(&self, page: &Page, config: &ReceiverConfig, opening: &str) -> Option<Request> {
        Some(render::update(page, config, opening))
    }

    fn looks_back(&self) -> bool {
        true
    }

    fn limit(&self) -> Option<Limit> {
        Some(Limit {
            burst: 10,
            per_minute: 30,
        })
    }

    fn classify(&self, response: &Response) -> Outcome {
        classify::outcome(response)
    }
}

/// Public channels begin with C, private ones with C or G, a person's messages with D.
fn is_channel(id: &str) -> bool {
    id.starts_with(['C', 'G', 'D'])
        && (9..=20).contains(&id.len())
        && id
            .bytes()
            .all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_channel_is_named_by_its_id() {
        let of = |channel: Option<&str>| ReceiverConfig {
            secret: Some("alert-router/slack".to_owned()),
            channel: channel.map(ToOwned::to_owned),
            ..ReceiverConfig::default()
        };
        assert_eq!(SlackApp.check(&of(Some("C0123456789"))), Vec::<String>::new());
        for odd in [
            None,
            Some(""),
            Some("#alerts"),
            Some("alerts"),
            Some("c0123456789"),
            Some("C0123456789/x"),
        ] {
            let faults = SlackApp.check(&of(odd));
            assert!(
                faults.len() == 1 && faults[0].contains("`channel`"),
                "{odd:?}: {faults:?}"
            );
        }
    }
}
