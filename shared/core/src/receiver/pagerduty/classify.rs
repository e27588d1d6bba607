//! What PagerDuty's answer means.

use serde::Deserialize;

use crate::receiver::answer::{Answer, arrived};
use crate::receiver::{Outcome, Response};

#[derive(Deserialize)]
struct Taken {
    status: String,
    dedup_key: String,
}

pub(super) fn outcome(response: &Response) -> Outcome {
    let answer = match Answer::of(response) {
        Ok(answer) => answer,
        Err(outcome) => return outcome,
    };
    // A proxy answers 202 as well: only PagerDuty knows the incident's key.
    if answer.status == 202
        && let Ok(taken) = serde_json::from_str::<Taken>(answer.body)
        && taken.status == "success"
    {
        return arrived(taken.dedup_key);
    }
    answer.by_status()
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
    fn what_is_taken_has_a_key() {
        let taken = r#"{"status": "success", "message": "Event processed", "dedup_key": "1f2e"}"#;
        assert_eq!(answer(202, taken), arrived("1f2e".to_owned()));
        for other in ["", "{}", r#"{"status": "success"}"#, "<html>log in</html>"] {
            assert!(matches!(answer(202, other), Outcome::Rejected { .. }), "{other}");
        }
        assert!(matches!(answer(200, taken), Outcome::Rejected { .. }));
    }

    #[test]
    fn an_invalid_event_never_comes_through_and_is_not_repeated() {
        let why = answer(
            400,
            r#"{"status": "invalid event", "errors": ["routing_key R0UT1NG"]}"#,
        );
        assert!(
            matches!(&why, Outcome::Rejected { why } if !why.contains("R0UT1NG")),
            "{why:?}"
        );
        assert!(matches!(answer(429, ""), Outcome::Retry { in_doubt: false, .. }));
        assert!(matches!(answer(503, ""), Outcome::Retry { in_doubt: false, .. }));
    }
}
