//! What an HTTP status or a failed transport means, the same for every receiver.
//!
//! 408, 425, 429 and 5xx are for now; 3xx is never followed, for a redirect could lead the page anywhere; every other 4xx
//! is for good. 502 and 504 come from something in between that can't say whether the page went through.

use super::{Failure, Outcome};
use crate::time::SignedDuration;

/// No receiver may ask for more than a day: by then the fallback has the page.
const LONGEST: SignedDuration = SignedDuration::from_hours(24);

/// How long a receiver wants to be left alone. One that asks for no time at all, or for one that is over, names none: who takes it
/// at its word asks again at once, for a day.
pub(super) fn wait(asked: Option<SignedDuration>) -> Option<SignedDuration> {
    asked
        .filter(SignedDuration::is_positive)
        .map(|wait| wait.min(LONGEST))
}

/// What a status that is not the receiver's word for success means.
pub(super) fn outcome(status: u16, retry_after: Option<SignedDuration>) -> Outcome {
    let retry = |in_doubt| Outcome::Retry {
        after: wait(retry_after),
        in_doubt,
        why: format!("HTTP {status}"),
    };
    let rejected = |what: &str| Outcome::Rejected {
        why: format!("HTTP {status}: {what}"),
    };
    match status {
        502 | 504 => retry(true),
        408 | 425 | 429 | 500..=599 => retry(false),
        200..=299 => rejected("an answer that is not this receiver's"),
        300..=399 => rejected("redirects are not followed"),
        401 | 403 => rejected("the receiver does not let us in"),
        404 | 410 => rejected("the address is gone"),
        413 => rejected("the page is too large for the receiver"),
        400..=499 => rejected("the receiver refuses the request"),
        // No HTTP server ends an exchange like this; what it did with the page is not known.
        _ => retry(true),
    }
}

/// What it means that there is no answer.
pub(super) fn failure(failure: &Failure) -> Outcome {
    let retry = |in_doubt, why: &str| Outcome::Retry {
        after: None,
        in_doubt,
        why: why.to_owned(),
    };
    match failure {
        Failure::NotSent { why } | Failure::Busy { why } => retry(false, why),
        Failure::InDoubt { why } => retry(true, why),
        Failure::Impossible { why } => Outcome::Rejected { why: why.clone() },
    }
}

/// The answer of a transport that the receiver does not use. A defect of ours: another receiver has to take the page.
pub(super) fn misplaced(what: &str) -> Outcome {
    Outcome::Rejected {
        why: format!("{what} can't be the answer to this receiver's request"),
    }
}
