//! What came back, and what it means.

use serde::{Deserialize, Serialize};

use crate::time::SignedDuration;

/// What the transport saw.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Response {
    /// An HTTP answer; the body is cut to what a classification needs and never shown to anybody.
    Answer {
        /// The status code.
        status: u16,
        /// The first bytes of the body.
        body: String,
        /// The `Retry-After` header, read.
        retry_after: Option<SignedDuration>,
    },
    /// SNS took the message.
    Published {
        /// SNS's id for it.
        message_id: String,
    },
    /// No answer.
    Failed(Failure),
}

/// Why there is no answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Failure {
    /// Nothing was sent: refused, unreachable, no such host, bad certificate. `why` holds no URL.
    NotSent {
        /// What went wrong.
        why: String,
    },
    /// The request may have arrived: it was sent, and the answer did not come or could not be read.
    InDoubt {
        /// What went wrong.
        why: String,
    },
    /// The service refused it for now, e.g. throttling.
    Busy {
        /// The service's error code.
        why: String,
    },
    /// It can never work: the secret is missing, the address is forbidden, the topic does not exist.
    Impossible {
        /// What is wrong.
        why: String,
    },
}

/// What an answer means for the delivery.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// It is there.
    Delivered(Receipt),
    /// Not now.
    Retry {
        /// How long the receiver asked to wait.
        #[serde(skip)]
        after: Option<SignedDuration>,
        /// Whether it may have arrived all the same: then it is sent again unchanged.
        in_doubt: bool,
        /// What happened, without any secret.
        why: String,
    },
    /// Never: the fallback gets it.
    Rejected {
        /// What happened, without any secret.
        why: String,
    },
}

/// Evidence that a page arrived.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Receipt {
    /// How much it proves.
    pub proof: Proof,
    /// The receiver's own id for the message, where it gives one.
    pub id: String,
}

/// How much a receipt proves.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Proof {
    /// The receiver shows it.
    Arrived,
    /// The receiver took it; whether anybody sees it, it does not say.
    Accepted,
}
