//! What a method's answer means. The status is 200 whatever happened; the body says it.

use std::fmt;

use serde::de::{DeserializeSeed, Deserializer, IgnoredAny, MapAccess, Visitor};

use crate::receiver::answer::{Answer, arrived};
use crate::receiver::{Outcome, Response};

/// What may pass, and may have done its work (docs.slack.dev, errors of `chat.postMessage`).
const IN_DOUBT: [&str; 3] = ["fatal_error", "internal_error", "request_timeout"];
/// What may pass, and has done nothing.
const BUSY: [&str; 4] = [
    "accesslimited",
    "rate_limited",
    "ratelimited",
    "service_unavailable",
];
/// What is for good. Only these are repeated: the body is somebody else's text.
const FAULTS: [&str; 18] = [
    "account_inactive",
    "cannot_reply_to_message",
    "cant_update_message",
    "channel_not_found",
    "edit_window_closed",
    "invalid_auth",
    "invalid_blocks",
    "is_archived",
    "message_not_found",
    "missing_scope",
    "msg_blocks_too_long",
    "msg_too_long",
    "no_text",
    "not_authed",
    "not_in_channel",
    "restricted_action",
    "token_expired",
    "token_revoked",
];

pub(super) fn outcome(response: &Response) -> Outcome {
    let answer = match Answer::of(response) {
        Ok(answer) => answer,
        Err(outcome) => return outcome,
    };
    if answer.status != 200 {
        return answer.by_status();
    }
    let said = Said::read(answer.body);
    if said.ok == Some(true) {
        return arrived(said.ts);
    }
    let retry = |in_doubt, fault: &str| Outcome::Retry {
        after: answer.retry_after,
        in_doubt,
        why: format!("Slack says {fault}"),
    };
    let is = |known: &&&str| **known == said.error;
    match (
        BUSY.iter().find(is),
        IN_DOUBT.iter().find(is),
        FAULTS.iter().find(is),
    ) {
        (Some(fault), ..) => retry(false, fault),
        (_, Some(fault), _) => retry(true, fault),
        (.., Some(fault)) => Outcome::Rejected {
            why: format!("Slack says {fault}"),
        },
        _ => answer.by_status(),
    }
}

/// What stands at the top of an answer. A success repeats the message, blocks and all, behind the members that count, so
/// that an answer that was not read to its end says enough.
#[derive(Default)]
struct Said {
    ok: Option<bool>,
    ts: String,
    error: String,
}

impl Said {
    fn read(body: &str) -> Self {
        let mut said = Self::default();
        let mut reader = serde_json::Deserializer::from_str(body);
        // Where it ends early, what was read until then is what is known.
        drop((&mut said).deserialize(&mut reader));
        said
    }
}

impl<'de> DeserializeSeed<'de> for &mut Said {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_map(self)
    }
}

impl<'de> Visitor<'de> for &mut Said {
    type Value = ();

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("an answer of Slack")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<(), A::Error> {
        while let Some(name) = members.next_key::<String>()? {
            match name.as_str() {
                "ok" => self.ok = Some(members.next_value()?),
                "ts" => self.ts = members.next_value()?,
                "error" => self.error = members.next_value()?,
                _ => drop(members.next_value::<IgnoredAny>()?),
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn answer(status: u16, body: &str) -> Outcome {
        outcome(&Response::Answer {
            status,
            body: body.to_owned(),
            retry_after: None,
        })
    }

    #[test]
    fn a_posted_message_has_its_ts_even_when_the_answer_was_cut() {
        let whole = r#"{"ok":true,"channel":"C1","ts":"1503435956.000247","message":{"ts":"1","text":"x"}}"#;
        for length in [60, whole.len() - 1, whole.len()] {
            let body: String = whole.chars().take(length).collect();
            assert_eq!(
                answer(200, &body),
                arrived("1503435956.000247".to_owned()),
                "{body}"
            );
        }
        assert_eq!(answer(200, r#"{"ok":true,"chan"#), arrived(String::new()));
    }

    #[test]
    fn what_is_not_ok_is_no_delivery() {
        let rejected = |why: &str| Outcome::Rejected { why: why.to_owned() };
        let says = |error: &str| answer(200, &format!(r#"{{"ok":false,"error":"{error}"}}"#));
        assert_eq!(
            says("channel_not_found"),
            rejected("Slack says channel_not_found")
        );
        let other = rejected("HTTP 200: an answer that is not this receiver's");
        assert_eq!(says("https://hooks.example/secret"), other);
        for body in [
            "ok",
            "",
            "[]",
            "<html>",
            "{}",
            r#"{"ok":"true"}"#,
            r#"{"text":"\"ok\":true"}"#,
        ] {
            assert_eq!(answer(200, body), other, "{body}");
        }
        assert!(matches!(
            says("ratelimited"),
            Outcome::Retry { in_doubt: false, .. }
        ));
        assert!(matches!(
            says("fatal_error"),
            Outcome::Retry { in_doubt: true, .. }
        ));
        assert!(matches!(answer(429, ""), Outcome::Retry { in_doubt: false, .. }));
    }
}
