//! An HTTP answer, for the kinds that judge one.

use serde_json::Value;

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
                retry_after: *retry_after,
            }),
            Response::Failed(failure) => Err(status::failure(failure)),
            Response::Published { .. } => Err(status::misplaced("an SNS message id")),
        }
    }

    /// What its status means where it is not the receiver's word for success.
    pub(super) fn by_status(self) -> Outcome {
        status::outcome(self.status, self.retry_after)
    }

    /// The receiver's own id: the text or number at a pointer into the JSON that only the receiver answers with. Empty
    /// where the answer was too long to be read to its end.
    pub(super) fn id(self, pointer: &str) -> Option<String> {
        match serde_json::from_str::<Value>(self.body) {
            Ok(body) => {
                let member = body.pointer(pointer)?;
                let text = member.as_str().map(ToOwned::to_owned);
                text.or_else(|| member.as_number().map(ToString::to_string))
            }
            Err(error) if error.is_eof() && self.body.trim_start().starts_with('{') => Some(String::new()),
            Err(_) => None,
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
