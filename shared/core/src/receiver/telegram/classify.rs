//! What Telegram's answer means.

use crate::receiver::answer::{Answer, arrived};
use crate::receiver::{Outcome, Response};

pub(super) fn outcome(response: &Response) -> Outcome {
    let answer = match Answer::of(response) {
        Ok(answer) => answer,
        Err(outcome) => return outcome,
    };
    match answer.status {
        200 => answer
            .id(&["result", "message_id"])
            .map_or_else(|| answer.by_status(), arrived),
        429 => answer.waiting("/parameters/retry_after").by_status(),
        _ => answer.by_status(),
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
    fn a_message_has_a_number_and_a_limit_says_how_long() {
        let sent = r#"{"ok": true, "result": {"message_id": 7, "text": "x"}}"#;
        assert_eq!(answer(200, sent), arrived("7".to_owned()));
        assert!(matches!(
            answer(200, r#"{"ok": false}"#),
            Outcome::Rejected { .. }
        ));
        let limited = r#"{"ok": false, "error_code": 429, "parameters": {"retry_after": 35}}"#;
        let Outcome::Retry { after, .. } = answer(429, limited) else {
            panic!("a limit passes");
        };
        assert_eq!(after, Some(crate::time::SignedDuration::from_secs(35)));
        // The bot was put out of the group.
        assert!(matches!(
            answer(403, r#"{"ok": false}"#),
            Outcome::Rejected { .. }
        ));
    }
}
