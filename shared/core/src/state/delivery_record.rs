//! What one receiver was told of one group, and what is being told.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::retry::Retry;
use super::{SCHEMA, Waiting};
use crate::catalog::ReceiverConfig;
use crate::fingerprint::Fingerprint;
use crate::page::Page;
use crate::reason::Reason;
use crate::receiver::{Proof, Receipt};
use crate::severity::Severity;
use crate::time::Timestamp;

/// The notification log of one receiver of one group. Each receiver is its own delivery: only the one that failed is
/// tried again.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DeliveryRecord {
    /// [`SCHEMA`] of the writer.
    pub schema: u32,
    /// The receiver as it was when it was first told.
    pub receiver: ReceiverConfig,
    /// How many notifications have been decided; part of the next one's id.
    pub sequence: u64,
    /// What it believes to be firing.
    pub sent: BTreeMap<Fingerprint, Sent>,
    /// The episodes that it was told the end of, until their alerts are closed.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub ended: BTreeMap<Fingerprint, u64>,
    /// When it was last told.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub last_sent_at: Option<Timestamp>,
    /// Why it was last told.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub last_reason: Option<Reason>,
    /// How often it has been told the same since there was news.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub repeats: u64,
    /// When there was news for it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub news_at: Option<Timestamp>,
    /// The proof of it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub receipt: Option<Receipt>,
    /// The message that the incident opened with here, by the receiver's id, while it lasts: later ones look back on it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub opening: Option<String>,
    /// What is being sent, or was when the process died.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub claim: Option<Claim>,
    /// It failed and is tried again.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub retry: Option<Retry>,
    /// Why it could not be given the last page, which went to the fallback instead; nothing once it has taken one again.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub refused: Option<String>,
    /// There is news, and the receiver takes no more pages now.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub waiting: Option<Waiting>,
    /// Pages that were decided elsewhere: those that another receiver could not be given, and notices.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub diversions: Vec<Diversion>,
    /// The ids of the last pages that were diverted here: the same one is not taken twice.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub diverted_ids: Vec<String>,
}

/// An alert that the receiver believes to be firing. It stays until it resolves, also while it is suppressed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sent {
    /// Which episode.
    pub episode: u64,
    /// How severe it was said to be.
    pub severity: Severity,
    /// The fallback was told instead: the resolve goes there, too.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub diverted: bool,
    /// Nobody knows whether it arrived, and the fallback was told instead: the end is told here, too, and so is the next
    /// episode, even if it begins before that.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub in_doubt: bool,
    /// It was said to flap.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub flapping: bool,
}

/// Whether a receiver knows what a page says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Arrival {
    /// It took the page.
    Here,
    /// Nobody knows; the fallback was told instead.
    InDoubt,
    /// It certainly did not; the fallback was told instead.
    Elsewhere,
}

/// What a notification says of one alert.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tell {
    /// Which alert.
    pub fingerprint: Fingerprint,
    /// Which episode.
    pub episode: u64,
    /// The version of the alert's record that is told of.
    pub alert_version: u64,
    /// How severe it is said to be.
    pub severity: Severity,
    /// Whether it is said to fire.
    pub firing: bool,
    /// Whether it is said to flap.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub flapping: bool,
}

/// A notification between the decision and its outcome, written before it is sent.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Claim {
    /// The notification's id: the same on every attempt.
    pub id: String,
    /// What is said of whom.
    pub tells: Vec<Tell>,
    /// The page, so that it can be sent again unchanged.
    pub page: Page,
    /// Nobody else sends it before this.
    pub lease_until: Timestamp,
    /// It was another receiver's page.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub diverted: bool,
    /// It is a part of the receiver's summary of this number: nobody sends it by itself.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub summary: Option<u64>,
}

/// A page that another receiver could not be given, or a notice.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Diversion {
    /// The page; one of another receiver with a note of why it comes here.
    pub page: Page,
    /// What it says of whom.
    pub tells: Vec<Tell>,
    /// It was a part of a summary, and is told in one here, too.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub bundled: bool,
}

#[allow(clippy::trivially_copy_pass_by_ref)] // serde's signature
const fn is_zero(count: &u64) -> bool {
    *count == 0
}

/// How many ids of diverted pages are remembered.
const REMEMBERED: usize = 8;

impl DeliveryRecord {
    /// A receiver that has been told nothing.
    pub fn new(receiver: ReceiverConfig) -> Self {
        Self {
            schema: SCHEMA,
            receiver,
            sequence: 0,
            sent: BTreeMap::new(),
            ended: BTreeMap::new(),
            last_sent_at: None,
            last_reason: None,
            repeats: 0,
            news_at: None,
            receipt: None,
            opening: None,
            claim: None,
            retry: None,
            refused: None,
            waiting: None,
            diversions: vec![],
            diverted_ids: vec![],
        }
    }

    /// Whether anything is left to do or to close here, whoever the members' receivers are.
    pub fn is_open(&self) -> bool {
        !self.sent.is_empty()
            || self.claim.is_some()
            || self.retry.is_some()
            || self.waiting.is_some()
            || !self.diversions.is_empty()
    }

    /// Whether this receiver still has to be told something of the alert. What the fallback was told instead, the
    /// fallback will be told the end of.
    pub fn concerns(&self, fingerprint: &Fingerprint) -> bool {
        let tells = |tells: &[Tell]| tells.iter().any(|tell| tell.fingerprint == *fingerprint);
        self.sent.get(fingerprint).is_some_and(|sent| !sent.diverted)
            || self.claim.as_ref().is_some_and(|claim| tells(&claim.tells))
            || self.retry.as_ref().is_some_and(|retry| tells(&retry.tells))
            || self
                .waiting
                .as_ref()
                .is_some_and(|waiting| waiting.owed.contains_key(fingerprint))
            || self.diversions.iter().any(|diversion| tells(&diversion.tells))
    }

    /// Whether it, or the fallback instead, was told of an alert's episode.
    pub fn has_told(&self, fingerprint: &Fingerprint, episode: u64) -> bool {
        let firing = self.sent.get(fingerprint).map(|sent| sent.episode);
        firing == Some(episode) || self.ended.get(fingerprint) == Some(&episode)
    }

    /// Forgets which episodes it was told the end of, but for those of alerts that are not closed.
    pub fn forget_ended(&mut self, is_closed: impl Fn(&Fingerprint) -> bool) {
        self.ended.retain(|fingerprint, _| !is_closed(fingerprint));
    }

    /// Forgets what the fallback was told instead, of an alert that is over.
    pub fn forget_diverted(&mut self, fingerprint: &Fingerprint) {
        if self.sent.get(fingerprint).is_some_and(|sent| sent.diverted) {
            self.sent.remove(fingerprint);
        }
    }

    /// Takes note of what the receiver now believes. That the fallback was told instead takes nothing away from what the
    /// receiver itself has been told before: the end of that is told here.
    pub fn told(&mut self, tells: &[Tell], arrival: Arrival) {
        for tell in tells {
            if tell.firing {
                let known = self.sent.get(&tell.fingerprint).filter(|sent| !sent.diverted);
                let sent = Sent {
                    episode: tell.episode,
                    severity: tell.severity,
                    diverted: arrival == Arrival::Elsewhere && known.is_none(),
                    in_doubt: match arrival {
                        Arrival::Here => false,
                        Arrival::InDoubt => known.is_none_or(|sent| sent.in_doubt),
                        Arrival::Elsewhere => known.is_some_and(|sent| sent.in_doubt),
                    },
                    flapping: tell.flapping,
                };
                self.sent.insert(tell.fingerprint.clone(), sent);
            } else {
                self.sent.remove(&tell.fingerprint);
                self.ended.insert(tell.fingerprint.clone(), tell.episode);
            }
        }
        if !self.shows_something() {
            self.opening = None;
        }
    }

    /// Whether anything that it was itself told of fires still.
    fn shows_something(&self) -> bool {
        self.sent.values().any(|sent| !sent.diverted)
    }

    /// Takes note of the message that an incident opens with; called with each, after what it told.
    pub fn opened_by(&mut self, receipt: &Receipt) {
        let is_shown = receipt.proof == Proof::Arrived && !receipt.id.is_empty();
        if self.opening.is_none() && is_shown && self.shows_something() {
            self.opening = Some(receipt.id.clone());
        }
    }

    /// Takes note of when it was told, and why.
    pub fn sent_at(&mut self, now: Timestamp, reason: Reason) {
        self.last_sent_at = Some(now);
        self.last_reason = Some(reason);
        if reason.is_again() {
            self.repeats += 1;
        } else {
            (self.repeats, self.news_at) = (0, Some(now));
        }
    }

    /// Takes over a page that another receiver could not be given; not twice, and not what is known here already.
    pub fn divert(&mut self, diversion: Diversion) {
        let id = &diversion.page.id;
        let known = |tell: &Tell| {
            self.sent
                .get(&tell.fingerprint)
                .is_some_and(|sent| sent.episode == tell.episode && !sent.diverted)
        };
        let nothing_new = diversion.tells.iter().any(|tell| tell.firing)
            && diversion.tells.iter().all(|tell| tell.firing && known(tell));
        if nothing_new || self.diverted_ids.contains(id) {
            return;
        }
        self.diverted_ids.push(id.clone());
        if self.diverted_ids.len() > REMEMBERED {
            self.diverted_ids.remove(0);
        }
        // Two receivers of one group that fail with the same news make one page here, not two. Notices tell of no alert, and
        // each says something else.
        if let Some(same) = self
            .diversions
            .iter_mut()
            .find(|waiting| !waiting.tells.is_empty() && waiting.tells == diversion.tells)
        {
            same.page.notes.extend(diversion.page.notes);
            return;
        }
        self.diversions.push(diversion);
    }
}
