//! Receivers in memory: they keep what they are sent, and answer as they are told to.

use std::cell::RefCell;
use std::collections::{BTreeMap, VecDeque};

use alert_core::catalog::ReceiverConfig;
use alert_core::receiver::{Request, Response};
use alert_core::time::{SignedDuration, Timestamp};

use crate::ports::Transport;

/// A request that a receiver got, with the answer it gave.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SentRequest {
    /// When.
    pub at: Timestamp,
    /// What.
    pub request: Request,
    /// The answer.
    pub response: Response,
}

/// Receivers by address: the secret's name, the topic or the bus. Each answers well unless it is told otherwise: with the
/// word of its kind for success, where the kind is known.
#[derive(Debug, Default)]
pub struct MemoryTransport {
    sent: RefCell<Vec<SentRequest>>,
    next: RefCell<BTreeMap<String, VecDeque<Response>>>,
    always: RefCell<BTreeMap<String, Response>>,
    words: BTreeMap<String, Response>,
}

impl MemoryTransport {
    /// The receivers of a catalog.
    pub fn of<'a>(receivers: impl IntoIterator<Item = &'a ReceiverConfig>) -> Self {
        let word = |config: &ReceiverConfig| {
            let place = config
                .secret
                .as_ref()
                .or(config.topic.as_ref())
                .or(config.bus.as_ref());
            Some((place?.clone(), word(&config.kind)?))
        };
        Self {
            words: receivers.into_iter().filter_map(word).collect(),
            ..Self::default()
        }
    }

    /// Answers so to the next request to an address, after what it was told before.
    pub fn answer_next(&self, address: &str, response: Response) {
        self.next
            .borrow_mut()
            .entry(address.to_owned())
            .or_default()
            .push_back(response);
    }

    /// Answers so to every request to an address; nothing to answer well again.
    pub fn answer_always(&self, address: &str, response: Option<Response>) {
        match response {
            Some(response) => drop(self.always.borrow_mut().insert(address.to_owned(), response)),
            None => drop(self.always.borrow_mut().remove(address)),
        }
    }

    /// Everything that was sent.
    pub fn sent(&self) -> Vec<SentRequest> {
        self.sent.borrow().clone()
    }

    /// Where a request goes.
    pub fn address(request: &Request) -> &str {
        match request {
            Request::Http(http) => &http.secret,
            Request::Sns(sns) => &sns.topic,
            Request::EventBridge(event) => &event.bus,
        }
    }

    fn well(&self, request: &Request) -> Response {
        match request {
            Request::Http(_) => Response::Answer {
                status: 200,
                body: "ok".to_owned(),
                retry_after: None,
            },
            Request::EventBridge(_) => Response::Answer {
                status: 200,
                body: format!(
                    r#"{{"FailedEntryCount":0,"Entries":[{{"EventId":"event-{}"}}]}}"#,
                    self.sent.borrow().len() + 1
                ),
                retry_after: None,
            },
            Request::Sns(_) => Response::Published {
                message_id: format!("message-{}", self.sent.borrow().len() + 1),
            },
        }
    }
}

impl Transport for MemoryTransport {
    async fn send(&self, request: &Request, now: Timestamp, _deadline: SignedDuration) -> Response {
        let address = Self::address(request);
        let scripted = self
            .next
            .borrow_mut()
            .get_mut(address)
            .and_then(VecDeque::pop_front);
        let response = scripted
            .or_else(|| self.always.borrow().get(address).cloned())
            .or_else(|| self.words.get(address).cloned())
            .unwrap_or_else(|| self.well(request));
        self.sent.borrow_mut().push(SentRequest {
            at: now,
            request: request.clone(),
            response: response.clone(),
        });
        response
    }
}

/// What a kind answers over HTTP when it has taken a page; what answers as nobody else does has no word here.
fn word(kind: &str) -> Option<Response> {
    let (status, body) = match kind {
        "discord" | "ntfy" => (200, r#"{"id": "1"}"#),
        "google_chat" => (200, r#"{"name": "spaces/S/messages/M"}"#),
        "grafana_irm" => (200, "Ok."),
        "incident_io" => (202, r#"{"status": "success", "deduplication_key": "k"}"#),
        "jira_service_management" => (202, r#"{"requestId": "r"}"#),
        "pagerduty" => (202, r#"{"status": "success", "dedup_key": "k"}"#),
        "slack_app" => (200, r#"{"ok": true, "channel": "C0123456789", "ts": "1.1"}"#),
        "teams" => (202, ""),
        "telegram" => (200, r#"{"ok": true, "result": {"message_id": 1}}"#),
        _ => return None,
    };
    Some(Response::Answer {
        status,
        body: body.to_owned(),
        retry_after: None,
    })
}

#[cfg(test)]
mod tests {
    use alert_core::page::Page;
    use alert_core::receiver::{Outcome, RECEIVERS};
    use futures_util::FutureExt;

    use super::*;

    #[test]
    fn every_kind_takes_a_page_here() {
        for kind in RECEIVERS {
            let config = ReceiverConfig {
                name: "team".to_owned(),
                kind: kind.name().to_owned(),
                secret: Some("alert-router/team".to_owned()),
                topic: Some("pages".to_owned()),
                bus: Some("bus".to_owned()),
                ..ReceiverConfig::default()
            };
            let page = Page::test(
                "team",
                "ana",
                Timestamp::UNIX_EPOCH,
                None,
                alert_core::language::Language::default(),
            );
            let transport = MemoryTransport::of([&config]);
            let request = kind.render(&page, &config);
            let response = transport
                .send(&request, Timestamp::UNIX_EPOCH, SignedDuration::from_secs(1))
                .now_or_never()
                .expect("it is in memory");
            let outcome = kind.classify(&response);
            assert!(
                matches!(outcome, Outcome::Delivered(_)),
                "{}: {outcome:?}",
                kind.name()
            );
        }
    }
}
