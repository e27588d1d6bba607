//! What Discord's answer means.

use crate::receiver::answer::{Answer, arrived};
use crate::receiver::{Outcome, Response};

pub(super) fn outcome(response: &Response) -> Outcome {
    let answer = match Answer::of(response) {
        Ok(answer) => answer,
        Err(outcome) => return outcome,
    };
    match answer.status {
        // With `wait=true` it answers when the message is saved.
        200 => answer.id(&["id"]).map_or_else(|| answer.by_status(), arrived),
        429 => answer.waiting("/retry_after").by_status(),
        _ => answer.by_status(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::time::SignedDuration;

    fn answer(status: u16, body: &str) -> Outcome {
        outcome(&Response::Answer {
            status,
            body: body.to_owned(),
            retry_after: None,
        })
    }

    #[test]
    fn a_saved_message_has_an_id() {
        for (body, id) in [
            (r#"{"type": 0, "id": "1162", "author": {"id": "7"}}"#, "1162"),
            (r#"{"id": "1162", "content": "cut of"#, "1162"),
            (r#"{"type": 0, "content": "cut of"#, ""),
        ] {
            assert_eq!(answer(200, body), arrived(id.to_owned()), "{body}");
        }
        // Without a message nothing says that it was saved.
        for (status, body) in [(204, ""), (200, ""), (200, r#"{"ok": false}"#), (200, "<html>")] {
            assert!(matches!(answer(status, body), Outcome::Rejected { .. }), "{body}");
        }
    }

    #[test]
    fn the_wait_is_in_the_body_where_no_header_says_it() {
        let Outcome::Retry { after, .. } = answer(429, r#"{"retry_after": 1.5, "global": false}"#) else {
            panic!("a limit passes");
        };
        assert_eq!(after, Some(SignedDuration::from_millis(1_500)));
        let for_ever = answer(429, r#"{"retry_after": 1e9}"#);
        assert!(
            matches!(for_ever, Outcome::Retry { after: Some(wait), .. } if wait == SignedDuration::from_hours(24)),
            "{for_ever:?}"
        );
        for odd in [
            "",
            "{}",
            r#"{"retry_after": "soon"}"#,
            r#"{"retry_after": 1e300}"#,
            r#"{"retry_after": 0}"#,
            r#"{"retry_after": -1.5}"#,
        ] {
            assert!(
                matches!(answer(429, odd), Outcome::Retry { after: None, .. }),
                "{odd}"
            );
        }
    }
}
