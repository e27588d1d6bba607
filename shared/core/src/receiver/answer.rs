//! An HTTP answer, for the kinds that judge one.

use serde_json::Value;

use super::member::member;
use super::{Outcome, Proof, Receipt, Response, status};
use crate::time::SignedDuration;

/// What a server said.
#[derive(Debug, Clone, Copy)]
pub(super) struct Answer<'a> {
    pub(super) status: u16,
    pub(super) body: &'a str,
    pub(super) retry_after: Option<SignedDuration>,
}

impl<'a> Answer<'a> {
    /// The answer, or what it means that there is none.
    pub(super) fn of(response: &'a Response) -> Result<Self, Outcome> {
        match response {
            Response::Answer {
                status,
                body,
                retry_after,
            } => Ok(Self {
                status: *status,
                body,
                retry_after: status::wait(*retry_after),
            }),
            Response::Failed(failure) => Err(status::failure(failure)),
            Response::Published { .. } => Err(status::misplaced("an SNS message id")),
        }
    }

    /// What its status means where it is not the receiver's word for success.
    pub(super) fn by_status(self) -> Outcome {
        status::outcome(self.status, self.retry_after)
    }

    /// The receiver's own id: the text or number at a path into the JSON that only the receiver answers with. Empty where
    /// the answer was too long to be read as far as to it.
    pub(super) fn id(self, path: &[&str]) -> Option<String> {
        let read = member(self.body, path);
        match read.member.filter(|_| read.is_object) {
            Some(Value::String(text)) => Some(text),
            Some(Value::Number(number)) => Some(number.to_string()),
            Some(_) => None,
            None => (read.is_object && read.is_cut).then(String::new),
        }
    }

    /// The same, with the wait that a 429 says in its body: seconds, where no header says it.
    pub(super) fn waiting(self, pointer: &str) -> Self {
        let said = || {
            let body: Value = serde_json::from_str(self.body).ok()?;
            SignedDuration::try_from_secs_f64(body.pointer(pointer)?.as_f64()?).ok()
        };
        Self {
            retry_after: self.retry_after.or_else(said),
            ..self
        }
    }
}

/// The receiver shows it, under this id.
pub(super) fn arrived(id: String) -> Outcome {
    Outcome::Delivered(Receipt {
        proof: Proof::Arrived,
        id,
    })
}

/// The receiver took it and says no more.
pub(super) fn accepted(id: String) -> Outcome {
    Outcome::Delivered(Receipt {
        proof: Proof::Accepted,
        id,
    })
}
