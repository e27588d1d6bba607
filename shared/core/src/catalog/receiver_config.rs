//! A receiver as configured: a name, a kind, and the few settings that kinds share.

use serde::{Deserialize, Serialize};

use super::Rate;
use crate::language::Language;

/// A place that pages go to. Which of the settings a kind needs, the kind itself says (`receiver::Kind::check`).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReceiverConfig {
    /// The name that routes use.
    pub name: String,
    /// The kind, by the name of its folder in `receiver/`: `slack`, `sns`, `webhook`, ...
    pub kind: String,
    /// The name of the secret that holds the URL or the token, and signing secrets. Never these themselves.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub secret: Option<String>,
    /// An SNS topic: an ARN, or the name of a topic in the router's own account and region.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub topic: Option<String>,
    /// A channel, by its id, for kinds that post to any channel with one token.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub channel: Option<String>,
    /// An EventBridge bus: an ARN, or the name of a bus in the router's own account and region.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub bus: Option<String>,
    /// Whether it wants to hear that single alerts of a group resolved. It always hears that all have.
    #[serde(default = "yes", skip_serializing_if = "is_yes")]
    pub send_resolved: bool,
    /// The hosts that the secret's URL may name, instead of those of its kind: a proxy, a server of one's own.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub hosts: Vec<String>,
    /// How many pages it takes; nothing: as many as its kind does.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rate: Option<Rate>,
    /// The language of all its pages; nothing: that of each page's owner.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub language: Option<Language>,
}

impl ReceiverConfig {
    /// Where it is reached: the channel, the secret's name, the topic or the bus. Two names for one place share what it takes.
    pub fn address(&self) -> &str {
        self.channel
            .as_ref()
            .or(self.secret.as_ref())
            .or(self.topic.as_ref())
            .or(self.bus.as_ref())
            .map_or("", String::as_str)
    }
}

impl Default for ReceiverConfig {
    fn default() -> Self {
        Self {
            name: String::new(),
            kind: String::new(),
            secret: None,
            topic: None,
            channel: None,
            bus: None,
            send_resolved: true,
            hosts: vec![],
            rate: None,
            language: None,
        }
    }
}

fn yes() -> bool {
    true
}

#[allow(clippy::trivially_copy_pass_by_ref)] // serde's signature
fn is_yes(flag: &bool) -> bool {
    *flag
}
