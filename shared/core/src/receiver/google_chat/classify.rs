//! What Google Chat's answer means.

use crate::receiver::answer::{Answer, arrived};
use crate::receiver::{Outcome, Response};

pub(super) fn outcome(response: &Response) -> Outcome {
    let answer = match Answer::of(response) {
        Ok(answer) => answer,
        Err(outcome) => return outcome,
    };
    match answer.status {
        200 => answer.id(&["name"]).map_or_else(|| answer.by_status(), arrived),
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
    fn a_message_has_a_name() {
        let message = r#"{"name": "spaces/S/messages/M", "text": ""}"#;
        assert_eq!(answer(200, message), arrived("spaces/S/messages/M".to_owned()));
        assert_eq!(answer(200, r#"{"name": "cut o"#), arrived(String::new()));
        for body in ["", "{}", "<html>"] {
            assert!(matches!(answer(200, body), Outcome::Rejected { .. }), "{body}");
        }
        assert!(matches!(answer(429, ""), Outcome::Retry { in_doubt: false, .. }));
    }
}
