//! What ntfy's answer means.

use crate::receiver::answer::{Answer, accepted};
use crate::receiver::{Outcome, Response};

pub(super) fn outcome(response: &Response) -> Outcome {
    let answer = match Answer::of(response) {
        Ok(answer) => answer,
        Err(outcome) => return outcome,
    };
    match answer.status {
        200 => answer.id(&["id"]).map_or_else(|| answer.by_status(), accepted),
        _ => answer.by_status(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::receiver::answer::arrived;

    fn answer(status: u16, body: &str) -> Outcome {
        outcome(&Response::Answer {
            status,
            body: body.to_owned(),
            retry_after: None,
        })
    }

    #[test]
    fn a_message_has_an_id() {
        let sent = r#"{"id": "hwQ2YpKdmg", "event": "message"}"#;
        assert_eq!(answer(200, sent), accepted("hwQ2YpKdmg".to_owned()));
        assert_ne!(answer(200, sent), arrived("hwQ2YpKdmg".to_owned()));
        assert!(matches!(answer(200, "<html>"), Outcome::Rejected { .. }));
        assert!(matches!(answer(507, ""), Outcome::Retry { .. }));
    }
}
