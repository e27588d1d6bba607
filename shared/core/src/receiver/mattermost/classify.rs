//! What Mattermost's answer means.

use crate::receiver::answer::{Answer, arrived};
use crate::receiver::{Outcome, Response};

pub(super) fn outcome(response: &Response) -> Outcome {
    let answer = match Answer::of(response) {
        Ok(answer) => answer,
        Err(outcome) => return outcome,
    };
    // A log-in page of a proxy answers 200 as well.
    if answer.status == 200 && answer.body.trim() == "ok" {
        return arrived(String::new());
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
    fn only_its_word_is_delivery() {
        assert_eq!(answer(200, "ok\n"), arrived(String::new()));
        for (status, body) in [(200, ""), (200, "<html>ok</html>"), (204, ""), (400, "ok")] {
            assert!(matches!(answer(status, body), Outcome::Rejected { .. }), "{body}");
        }
        assert!(matches!(answer(429, ""), Outcome::Retry { in_doubt: false, .. }));
    }
}
