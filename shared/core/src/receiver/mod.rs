//! Receivers: each turns a page into a request and an answer into an outcome. All of it is pure.
//!
//! Limits, escaping and truncation live here; sockets live behind the pipeline's transport port. To add a kind: a folder
//! with a type that implements [`Kind`] and a line in [`RECEIVERS`]; the shared suites run over it by themselves.

mod alike;
mod amazon_q;
mod answer;
mod ascii;
mod call;
mod discord;
mod document;
mod eventbridge;
mod google_chat;
mod grafana_irm;
mod incident;
mod incident_io;
mod jira_service_management;
mod look;
mod mattermost;
mod member;
mod ntfy;
mod outcome;
mod pagerduty;
mod request;
mod secret;
mod slack;
mod slack_app;
mod sns;
mod status;
mod teams;
mod telegram;
mod webhook;

use crate::catalog::{Limit, Rate, ReceiverConfig};
use crate::page::Page;

pub use call::{Publish, PutEvents};
pub(crate) use document::document;
pub use outcome::{Failure, Outcome, Proof, Receipt, Response};
pub use request::{EventBridgeRequest, Fifo, HttpRequest, Method, Request, SnsRequest, TokenPlace};

/// One kind of receiver.
pub trait Kind: Sync {
    /// Its name: the `kind` in the configuration, the folder here, the metric dimension.
    fn name(&self) -> &'static str;

    /// What is wrong with a receiver's configuration, each with what to do; empty when it will work.
    fn check(&self, config: &ReceiverConfig) -> Vec<String>;

    /// The request that delivers a page. Inside every limit of the receiver, whatever the page holds; owner, runbook
    /// and the first link survive every cut.
    fn render(&self, page: &Page, config: &ReceiverConfig) -> Request;

    /// The request that delivers news of a group of which it shows a message already, by that message's id: a reply, where
    /// it knows such. The same limits hold.
    fn reply(&self, page: &Page, config: &ReceiverConfig, opening: &str) -> Request {
        let _ = opening;
        self.render(page, config)
    }

    /// The request that makes that first message show how the group stands now, where a message can be changed. It is sent
    /// after the news, once, and nothing is lost when it fails.
    fn edit(&self, page: &Page, config: &ReceiverConfig, opening: &str) -> Option<Request> {
        let _ = (page, config, opening);
        None
    }

    /// Whether it does anything with that first message: only then its id is kept.
    fn looks_back(&self) -> bool {
        false
    }

    /// How many pages a place of this kind takes, where people can't say it better; nothing for one that takes any number.
    fn limit(&self) -> Option<Limit> {
        None
    }

    /// Whether it makes an incident of each group, and of a notice one that nothing closes.
    fn opens_incidents(&self) -> bool {
        false
    }

    /// How many bytes a body may have that a receiver's template makes; nothing where the payload is a service's own.
    fn body_limit(&self) -> Option<usize> {
        None
    }

    /// What an answer means.
    fn classify(&self, response: &Response) -> Outcome;
}

/// Every kind of receiver.
pub static RECEIVERS: &[&dyn Kind] = &[
    &amazon_q::AmazonQ,
    &discord::Discord,
    &eventbridge::EventBridge,
    &google_chat::GoogleChat,
    &grafana_irm::GrafanaIrm,
    &incident_io::IncidentIo,
    &jira_service_management::JiraServiceManagement,
    &mattermost::Mattermost,
    &ntfy::Ntfy,
    &pagerduty::PagerDuty,
    &slack::Slack,
    &slack_app::SlackApp,
    &sns::Sns,
    &teams::Teams,
    &telegram::Telegram,
    &webhook::Webhook,
];

/// How many pages a receiver takes: what its configuration says, else its kind.
pub fn limit(config: &ReceiverConfig) -> Option<Limit> {
    match config.rate {
        Some(Rate::Unlimited) => None,
        Some(Rate::Limit(limit)) => Some(limit),
        None => kind(&config.kind)?.limit(),
    }
}

/// The kind by its name.
pub fn kind(name: &str) -> Option<&'static dyn Kind> {
    RECEIVERS.iter().copied().find(|kind| kind.name() == name)
}
