//! Receivers in memory: they keep what they are sent, and answer as they are told to.

use std::cell::RefCell;
use std::collections::{BTreeMap, VecDeque};

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

/// Receivers by address: the secret's name, the topic or the bus. Each answers well unless it is told otherwise.
#[derive(Debug, Default)]
pub struct MemoryTransport {
    sent: RefCell<Vec<SentRequest>>,
    next: RefCell<BTreeMap<String, VecDeque<Response>>>,
    always: RefCell<BTreeMap<String, Response>>,
}

impl MemoryTransport {
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
            .unwrap_or_else(|| self.well(request));
        self.sent.borrow_mut().push(SentRequest {
            at: now,
            request: request.clone(),
            response: response.clone(),
        });
        response
    }
}
