//! What the answer to `PutEvents` means.

use serde_json::Value;

use crate::receiver::answer::{Answer, accepted};
use crate::receiver::{Outcome, Response};

/// An event's id proves that EventBridge has it, not that a rule matched or a target took it.
pub(super) fn outcome(response: &Response) -> Outcome {
    let answer = match Answer::of(response) {
        Ok(answer) => answer,
        Err(outcome) => return outcome,
    };
    let body: Value = serde_json::from_str(answer.body).unwrap_or_default();
    let code = |pointer: &str| body.pointer(pointer)?.as_str().map(code);
    if answer.status == 200 {
        let id = || body.pointer("/Entries/0/EventId")?.as_str();
        // A refused entry is refused in an answer that is 200.
        return match (code("/Entries/0/ErrorCode"), id()) {
            (Some(code), _) => refused(answer, code),
            (None, Some(id)) if !id.is_empty() => accepted(id.to_owned()),
            _ => answer.by_status(),
        };
    }
    match (answer.status, code("/__type")) {
        // It may have been put before whatever went wrong.
        (500 | 502 | 504, code) => Outcome::Retry {
            after: answer.retry_after,
            in_doubt: true,
            why: why(code.unwrap_or("no error code"), answer),
        },
        (400..=499, Some(code)) => refused(answer, code),
        _ => answer.by_status(),
    }
}

/// The service did not take it, and says why.
fn refused(answer: Answer<'_>, code: &str) -> Outcome {
    let why = why(code, answer);
    let for_now = code.starts_with("Throttl")
        || matches!(
            code,
            "InternalFailure" | "InternalException" | "ServiceUnavailable" | "RequestLimitExceeded"
        );
    if for_now || matches!(answer.by_status(), Outcome::Retry { .. }) {
        Outcome::Retry {
            after: answer.retry_after,
            in_doubt: false,
            why,
        }
    } else {
        Outcome::Rejected { why }
    }
}

fn why(code: &str, answer: Answer<'_>) -> String {
    format!("EventBridge: {code} ({})", answer.status)
}

/// A code without its namespace, if it looks like one: nothing else of an answer is repeated.
fn code(text: &str) -> &str {
    let code = text.rsplit('#').next().unwrap_or(text);
    if (1..=64).contains(&code.len()) && code.bytes().all(|byte| byte.is_ascii_alphanumeric()) {
        code
    } else {
        "an unreadable error code"
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::receiver::{Proof, Receipt};

    fn of(status: u16, body: &str) -> Outcome {
        outcome(&Response::Answer {
            status,
            body: body.to_owned(),
            retry_after: None,
        })
    }

    fn entry(code: &str) -> String {
        format!(r#"{{"FailedEntryCount":1,"Entries":[{{"ErrorCode":"{code}","ErrorMessage":"s3cret"}}]}}"#)
    }

    fn retry(in_doubt: bool, why: &str) -> Outcome {
        Outcome::Retry {
            after: None,
            in_doubt,
            why: why.to_owned(),
        }
    }

    #[test]
    fn an_event_id_is_the_receipt() {
        let taken = of(200, r#"{"FailedEntryCount":0,"Entries":[{"EventId":"e-1"}]}"#);
        assert_eq!(
            taken,
            Outcome::Delivered(Receipt {
                proof: Proof::Accepted,
                id: "e-1".to_owned()
            })
        );
    }

    #[test]
    fn a_200_with_a_refused_entry_is_no_delivery() {
        for code in ["InternalFailure", "ThrottlingException"] {
            let why = format!("EventBridge: {code} (200)");
            assert_eq!(of(200, &entry(code)), retry(false, &why));
        }
        for code in [
            "AccessDeniedException",
            "InvalidArgument",
            "MalformedDetail",
            "NotAuthorizedForSourceException",
            "SomethingNew",
        ] {
            let why = format!("EventBridge: {code} (200)");
            assert_eq!(of(200, &entry(code)), Outcome::Rejected { why });
        }
    }

    #[test]
    fn a_200_without_an_id_is_no_delivery() {
        for body in [
            "",
            "<html>",
            "{}",
            r#"{"FailedEntryCount":0,"Entries":[]}"#,
            r#"{"FailedEntryCount":0,"Entries":[{"EventId":""}]}"#,
            r#"{"FailedEntryCount":0,"Entries":[{"EventId":7}]}"#,
            r#"{"FailedEntryCount":1,"Entries":[{}]}"#,
        ] {
            assert!(matches!(of(200, body), Outcome::Rejected { .. }), "{body}");
        }
    }

    #[test]
    fn a_refused_request_is_judged_by_its_code() {
        assert_eq!(
            of(400, r#"{"__type":"com.amazonaws.events#ThrottlingException"}"#),
            retry(false, "EventBridge: ThrottlingException (400)")
        );
        assert_eq!(
            of(400, r#"{"__type":"AccessDeniedException","Message":"s3cret"}"#),
            Outcome::Rejected {
                why: "EventBridge: AccessDeniedException (400)".to_owned()
            }
        );
        assert_eq!(
            of(500, r#"{"__type":"InternalException"}"#),
            retry(true, "EventBridge: InternalException (500)")
        );
        assert_eq!(of(503, ""), retry(false, "HTTP 503"));
    }

    #[test]
    fn what_is_no_code_is_not_repeated() {
        let Outcome::Rejected { why } = of(400, r#"{"__type":"the s3cret is hunter2"}"#) else {
            panic!("it is rejected");
        };
        assert_eq!(why, "EventBridge: an unreadable error code (400)");
    }
}
