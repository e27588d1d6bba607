//! What a receiver is sent for a test, and what came of each request.

use std::time::Instant;

use alert_core::catalog::{Catalog, ReceiverConfig};
use alert_core::page::Page;
use alert_core::receiver::{self, Kind, Outcome, Receipt, Request, Response};
use alert_core::time::Timestamp;

use crate::exit::Failure;
use crate::sending::Sender;
use crate::user::user;
use crate::view;
use crate::wording;

/// Tells one receiver a test and its end, as flush tells news of a group.
pub(super) struct Teller<'a> {
    kind: &'static dyn Kind,
    config: &'a ReceiverConfig,
    catalog: &'a Catalog,
    now: Timestamp,
    sender: Option<&'a Sender>,
    /// The first message's id, where the kind does anything with it.
    opening: Option<String>,
}

impl<'a> Teller<'a> {
    pub(super) fn new(
        config: &'a ReceiverConfig,
        catalog: &'a Catalog,
        now: Timestamp,
        sender: Option<&'a Sender>,
    ) -> Result<Self, Failure> {
        let kind = receiver::kind(&config.kind)
            .ok_or_else(|| Failure::Usage(format!("there is no kind `{}`", view::safe(&config.kind))))?;
        Ok(Self {
            kind,
            config,
            catalog,
            now,
            sender,
            opening: None,
        })
    }

    /// All that is sent of a page, in order, and why it is not in the receiver's own words.
    pub(super) fn tell(
        &mut self,
        resolved: Option<Timestamp>,
    ) -> Result<(Vec<Tried>, Option<String>), Failure> {
        let language = self.catalog.preference(self.config).with_owner(None);
        // In a pipeline nobody is at a terminal.
        let author = Some(user()).filter(|name| !name.is_empty());
        let author = author.as_deref().unwrap_or(env!("CARGO_PKG_NAME"));
        let page = Page::test(&self.config.name, author, self.now, resolved, language);
        let (said, complaint) = wording::said(self.kind, &page, self.config, self.catalog);
        let alone = said.in_request(self.kind.render(&said.page, self.config));
        let Some(opening) = self.opening.clone() else {
            let tried = self.send(&page, "message", alone)?;
            self.opening = tried.id().filter(|id| self.kind.looks_back() && !id.is_empty());
            return Ok((vec![tried], complaint));
        };
        let reply = said.in_request(self.kind.reply(&said.page, self.config, &opening));
        let form = if reply == alone { "message" } else { "reply" };
        let mut all = vec![self.send(&page, form, reply)?];
        // What it replies to may have been deleted: then it is told by itself, and looks back on nothing.
        if all.iter().any(Tried::is_refused) {
            all.push(self.send(&page, "message", alone)?);
        } else if all.iter().all(Tried::is_well)
            && let Some(edit) = self.kind.edit(&said.page, self.config, &opening)
        {
            all.push(self.send(&page, "edit", edit)?);
        }
        Ok((all, complaint))
    }

    fn send(&self, page: &Page, form: &'static str, request: Request) -> Result<Tried, Failure> {
        let answer = match self.sender {
            None => None,
            Some(sender) => {
                let began = Instant::now();
                let response = sender.send(&request, self.now)?;
                let outcome = self.kind.classify(&response);
                Some((response, outcome, began.elapsed().as_millis()))
            }
        };
        Ok(Tried {
            page: page.clone(),
            form,
            request,
            answer,
        })
    }
}

/// One request, and what came of it.
pub(super) struct Tried {
    pub(super) page: Page,
    /// A message by itself, a reply, an edit.
    pub(super) form: &'static str,
    pub(super) request: Request,
    /// Nothing when it was not sent.
    pub(super) answer: Option<(Response, Outcome, u128)>,
}

impl Tried {
    /// Delivered, or not sent at all.
    pub(super) fn is_well(&self) -> bool {
        self.answer
            .as_ref()
            .is_none_or(|(_, outcome, _)| is_delivered(outcome))
    }

    fn is_refused(&self) -> bool {
        matches!(&self.answer, Some((_, Outcome::Rejected { .. }, _)))
    }

    /// The message's id; of one that was not sent one that could be.
    fn id(&self) -> Option<String> {
        match &self.answer {
            None => Some("1".to_owned()),
            Some((_, outcome, _)) => receipt(outcome).map(|receipt| receipt.id.clone()),
        }
    }
}

fn is_delivered(outcome: &Outcome) -> bool {
    receipt(outcome).is_some()
}

pub(super) fn receipt(outcome: &Outcome) -> Option<&Receipt> {
    match outcome {
        Outcome::Delivered(receipt) => Some(receipt),
        Outcome::Retry { .. } | Outcome::Rejected { .. } => None,
    }
}
