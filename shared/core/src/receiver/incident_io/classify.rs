//! What incident.io's answer means.

use crate::receiver::answer::{Answer, accepted};
use crate::receiver::{Outcome, Response};

pub(super) fn outcome(response: &Response) -> Outcome {
    let answer = match Answer::of(response) {
        Ok(answer) => answer,
        Err(outcome) => return outcome,
    };
    match answer.status {
        202 => answer
            .id(&["deduplication_key"])
            .map_or_else(|| answer.by_status(), accepted),
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
    fn what_is_taken_has_its_key() {
        let taken = r#"{"deduplication_key": "1f2e", "message": "Event accepted for processing", "status": "success"}"#;
        assert_eq!(answer(202, taken), accepted("1f2e".to_owned()));
        assert_ne!(answer(202, taken), arrived("1f2e".to_owned()));
        assert!(matches!(answer(202, ""), Outcome::Rejected { .. }));
        assert!(matches!(answer(401, "{}"), Outcome::Rejected { .. }));
    }
}
