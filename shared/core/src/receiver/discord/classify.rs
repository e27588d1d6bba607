//! What Discord's answer means.

use serde::Deserialize;

use crate::receiver::{Outcome, Proof, Receipt, Response, status};
use crate::time::SignedDuration;

/// The message as it was saved.
#[derive(Deserialize)]
struct Message {
    id: String,
}

/// The body of a 429: seconds, with a fraction.
#[derive(Deserialize)]
struct Limited {
    retry_after: f64,
}

pub(super) fn outcome(response: &Response) -> Outcome {
    let (status, body, retry_after) = match response {
        Response::Answer {
            status,
            body,
            retry_after,
        } => (*status, body, *retry_after),
        Response::Failed(failure) => return status::failure(failure),
        Response::Published { .. } => return status::misplaced("an SNS message id"),
    };
    match status {
        // With `wait=true` it answers when the message is saved.
        200 => match id(body) {
            Some(id) => Outcome::Delivered(Receipt {
                proof: Proof::Arrived,
                id,
            }),
            None => status::outcome(status, retry_after),
        },
        429 => status::outcome(status, retry_after.or_else(|| wait(body))),
        _ => status::outcome(status, retry_after),
    }
}

/// The message's id; none of one that was too long to be read to its end.
fn id(body: &str) -> Option<String> {
    match serde_json::from_str(body) {
        Ok(Message { id }) => Some(id),
        Err(error) if error.is_eof() && body.trim_start().starts_with('{') => Some(String::new()),
        Err(_) => None,
    }
}

fn wait(body: &str) -> Option<SignedDuration> {
    let limited: Limited = serde_json::from_str(body).ok()?;
    SignedDuration::try_from_secs_f64(limited.retry_after).ok()
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
    fn a_saved_message_has_an_id() {
        for (body, id) in [
            (r#"{"type": 0, "id": "1162", "author": {"id": "7"}}"#, "1162"),
            (r#"{"type": 0, "content": "cut of"#, ""),
        ] {
            let receipt = Receipt {
                proof: Proof::Arrived,
                id: id.to_owned(),
            };
            assert_eq!(answer(200, body), Outcome::Delivered(receipt), "{body}");
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
        for odd in [
            "",
            "{}",
            r#"{"retry_after": "soon"}"#,
            r#"{"retry_after": 1e300}"#,
        ] {
            assert!(
                matches!(answer(429, odd), Outcome::Retry { after: None, .. }),
                "{odd}"
            );
        }
    }
}
