//! What the integration's answer means.

use crate::receiver::answer::{Answer, accepted};
use crate::receiver::{Outcome, Response};

pub(super) fn outcome(response: &Response) -> Outcome {
    let answer = match Answer::of(response) {
        Ok(answer) => answer,
        Err(outcome) => return outcome,
    };
    // It answers with a word; a log-in page is none.
    if matches!(answer.status, 200..=299) && !answer.body.trim_start().starts_with(['<', '{']) {
        accepted(String::new())
    } else {
        answer.by_status()
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
    fn a_word_is_enough() {
        assert_eq!(answer(200, "Ok."), accepted(String::new()));
        assert_ne!(answer(200, "Ok."), arrived(String::new()));
        assert!(matches!(answer(200, "<!DOCTYPE html>"), Outcome::Rejected { .. }));
        assert!(matches!(answer(429, ""), Outcome::Retry { .. }));
    }
}
