//! What is to be sent, without any secret in it: it may be logged, stored and printed.

use serde::{Deserialize, Serialize};

use crate::catalog::ReceiverConfig;
use crate::time::Timestamp;

/// A request in one of the three transports.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Request {
    /// An HTTPS request.
    Http(HttpRequest),
    /// An SNS `Publish`.
    Sns(SnsRequest),
    /// An EventBridge `PutEvents` of one event.
    EventBridge(EventBridgeRequest),
}

/// What is sent to the URL that a secret holds, or to one that everybody knows with a token that the secret holds.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct HttpRequest {
    /// How.
    #[serde(default, skip_serializing_if = "Method::is_post")]
    pub method: Method,
    /// The name of the secret with the URL or the token; the transport looks it up.
    pub secret: String,
    /// Where it goes when the secret holds no URL. A URL in the secret is a service's other region.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub url: String,
    /// What is put behind the URL's path, e.g. `/1f2e/close`.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub path: String,
    /// What the URL's query has besides, e.g. `wait=true`.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub query: String,
    /// Where the secret's token goes. Such a request is not sent without one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub token: Option<TokenPlace>,
    /// The values of `error` in an answer of 200 that say that the token is no longer right: the secret is read again.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub token_faults: Vec<String>,
    /// The hosts, with their subdomains, that the secret's URL may name; any where there are none.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub hosts: Vec<String>,
    /// Headers besides `content-type: application/json` and the signature's.
    pub headers: Vec<(String, String)>,
    /// The body.
    pub body: String,
    /// Sign the attempt by Standard Webhooks with the secret's signing keys; the value is the `webhook-id`.
    pub sign: Option<String>,
}

impl HttpRequest {
    /// A POST of a body to the receiver's secret, whose URL may name the hosts that its kind knows, or those that its
    /// configuration names instead.
    pub fn post(config: &ReceiverConfig, hosts: &[&str], body: String) -> Self {
        let known = || hosts.iter().map(|host| (*host).to_owned()).collect();
        Self {
            secret: config.secret.clone().unwrap_or_default(),
            hosts: if config.hosts.is_empty() {
                known()
            } else {
                config.hosts.clone()
            },
            body,
            ..Self::default()
        }
    }

    /// Whether the secret's URL may name this host.
    pub fn may_go_to(&self, host: &str) -> bool {
        let is_within = |allowed: &String| {
            let parent = host.len().checked_sub(allowed.len());
            parent.is_some_and(|start| {
                host.get(start..)
                    .is_some_and(|end| end.eq_ignore_ascii_case(allowed))
                    && (start == 0 || host.as_bytes().get(start - 1) == Some(&b'.'))
            })
        };
        self.hosts.is_empty() || self.hosts.iter().any(is_within)
    }
}

/// How a request is sent.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "UPPERCASE")]
pub enum Method {
    /// Something new.
    #[default]
    Post,
    /// A change of what is there.
    Patch,
}

impl Method {
    #[allow(clippy::trivially_copy_pass_by_ref)] // serde's signature
    fn is_post(&self) -> bool {
        *self == Self::Post
    }
}

/// Where in a request a token stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TokenPlace {
    /// A member of the body, which is a JSON object.
    Member(String),
    /// `authorization`, after this word and a space.
    Authorization(String),
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

/// An event for a bus.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct EventBridgeRequest {
    /// The bus's ARN, or its name in the router's own account and region.
    pub bus: String,
    /// Who sends it; what rules go by first.
    pub source: String,
    /// What kind of event it is; what rules go by next.
    pub detail_type: String,
    /// When it happened.
    pub time: Timestamp,
    /// The ARNs of what it is about.
    pub resources: Vec<String>,
    /// The event itself, a JSON object.
    pub detail: String,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_host_is_allowed_with_its_subdomains_and_with_nothing_that_looks_like_it() {
        let of = |hosts: &[&str]| HttpRequest::post(&ReceiverConfig::default(), hosts, String::new());
        let request = of(&["logic.azure.com", "hooks.example"]);
        for host in [
            "logic.azure.com",
            "prod-1.westeurope.logic.azure.com",
            "HOOKS.Example",
        ] {
            assert!(request.may_go_to(host), "{host}");
        }
        for host in [
            "",
            "com",
            "azure.com",
            "evil-logic.azure.com",
            "logic.azure.com.evil",
            "xhooks.example",
            "é.example",
        ] {
            assert!(!request.may_go_to(host), "{host}");
        }
        assert!(of(&[]).may_go_to("anywhere.example"));
    }

    #[test]
    fn a_receiver_names_hosts_instead_of_its_kind() {
        let config = ReceiverConfig {
            hosts: vec!["proxy.example".to_owned()],
            ..ReceiverConfig::default()
        };
        let request = HttpRequest::post(&config, &["hooks.slack.com"], String::new());
        assert!(request.may_go_to("proxy.example") && !request.may_go_to("hooks.slack.com"));
    }
}
