//! What is to be sent, without any secret in it: it may be logged, stored and printed.

use serde::{Deserialize, Serialize};

/// A request in one of the two transports.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Request {
    /// An HTTPS POST.
    Http(HttpRequest),
    /// An SNS `Publish`.
    Sns(SnsRequest),
}

/// A POST to the URL that a secret holds.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct HttpRequest {
    /// The name of the secret with the URL; the transport looks it up.
    pub secret: String,
    /// Headers besides `content-type: application/json` and the signature's.
    pub headers: Vec<(String, String)>,
    /// The body.
    pub body: String,
    /// Sign the attempt by Standard Webhooks with the secret's signing keys; the value is the `webhook-id`.
    pub sign: Option<String>,
}

/// An SNS `Publish`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SnsRequest {
    /// The topic's ARN, or its name in the router's own account and region.
    pub topic: String,
    /// Less than 100 printable ASCII characters.
    pub subject: String,
    /// The message; a JSON object by protocol, so it is published with `MessageStructure=json`.
    pub message: String,
    /// String attributes for filter policies.
    pub attributes: Vec<(String, String)>,
    /// For FIFO topics.
    pub fifo: Option<Fifo>,
}

/// What a FIFO topic needs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Fifo {
    /// Keeps the pages of one group in order.
    pub group_id: String,
    /// One for each decision, so that a resolve within five minutes is not taken for its firing page.
    pub deduplication_id: String,
}
