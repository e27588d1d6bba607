//! One receiver of a drill: what it was told, what proves it, and what is missing.

use alert_core::catalog::ReceiverConfig;
use alert_core::fingerprint::Fingerprint;
use alert_core::receiver::Proof;
use alert_core::time::Timestamp;
use serde::{Deserialize, Serialize};

use super::Arrived;
use super::seen::SeenGroup;

/// A receiver of the drill's route.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Leg {
    /// Its name.
    pub receiver: String,
    /// Its kind.
    pub kind: String,
    /// That it was told that the alarm fires.
    pub told: Option<Word>,
    /// That it was told that it is over; absent for one that wants no resolves.
    pub resolved: Option<Word>,
    /// Whether it wants resolves.
    pub wants_resolved: bool,
    /// Whether its messages have to come out of its topic.
    pub is_received: bool,
    /// What is missing, or went wrong: it failed.
    pub fault: Option<String>,
    /// The group that it is told in.
    #[serde(skip)]
    pub(super) group_id: String,
    /// What went wrong last, while it may still go right.
    #[serde(skip)]
    pub(super) trouble: Option<String>,
}

/// That a receiver was told something.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Word {
    /// When its delivery was recorded.
    pub at: Timestamp,
    /// How much its answer proves.
    pub proof: Proof,
    /// Its own id for the message, where it gives one.
    pub id: String,
    /// When the message came out of its topic.
    pub arrived_at: Option<Timestamp>,
}

impl Leg {
    /// A receiver that nothing is known of yet.
    pub(super) fn new(group_id: &str, config: &ReceiverConfig, has_receipts: bool) -> Self {
        Self {
            receiver: config.name.clone(),
            kind: config.kind.clone(),
            told: None,
            resolved: None,
            wants_resolved: config.send_resolved,
            is_received: has_receipts && config.topic.is_some(),
            fault: None,
            group_id: group_id.to_owned(),
            trouble: None,
        }
    }

    /// Takes note of what its group says. The group is the drill's own: whatever was told in it is of this drill.
    pub(super) fn see(&mut self, group: &SeenGroup, alert: &Fingerprint, is_over: bool) {
        let Some(log) = group.logs.iter().find(|log| log.receiver.name == self.receiver) else {
            self.trouble.clone_from(&group.held);
            return;
        };
        let instead = log
            .sent
            .get(alert)
            .is_some_and(|sent| sent.diverted || sent.in_doubt);
        if let Some(why) = &log.refused {
            self.trouble = Some(why.clone());
        } else if let Some(retry) = &log.retry {
            self.trouble = Some(format!("{}, after {} attempts", retry.why, retry.attempts));
        } else if group.held.is_some() {
            self.trouble.clone_from(&group.held);
        }
        if instead {
            let why = self
                .trouble
                .take()
                .map_or_else(String::new, |why| format!(" ({why})"));
            self.fail(&format!("could not be told{why}: the fallback was told instead"));
            return;
        }
        let (Some(at), Some(receipt)) = (log.last_sent_at, &log.receipt) else {
            return;
        };
        let word = || Word {
            at,
            proof: receipt.proof,
            id: receipt.id.clone(),
            arrived_at: None,
        };
        self.told.get_or_insert_with(word);
        // The same word is not both: the end has a time of its own.
        let is_told_over =
            is_over && !log.sent.contains_key(alert) && log.claim.is_none() && log.retry.is_none();
        if is_told_over && self.wants_resolved && self.told.as_ref().is_some_and(|told| told.at < at) {
            self.resolved.get_or_insert_with(word);
        }
    }

    /// Takes note of a message that came out of a topic.
    pub(super) fn receive(&mut self, arrived: &Arrived) {
        for word in self.told.iter_mut().chain(&mut self.resolved) {
            if word.id == arrived.message_id {
                word.arrived_at.get_or_insert(arrived.at);
            }
        }
    }

    /// Whether its page is there, as far as can be proved, or never will be.
    pub(super) fn is_told(&self) -> bool {
        self.fault.is_some() || self.proves(self.told.as_ref())
    }

    /// Whether its resolve is, too.
    pub(super) fn is_done(&self) -> bool {
        self.is_told()
            && (self.fault.is_some() || !self.wants_resolved || self.proves(self.resolved.as_ref()))
    }

    fn proves(&self, word: Option<&Word>) -> bool {
        word.is_some_and(|word| !self.is_received || word.arrived_at.is_some())
    }

    /// Time is up: whatever is missing is a failure.
    pub(super) fn miss(&mut self, which: Which) {
        let word = match which {
            Which::Page => self.told.as_ref(),
            Which::Resolve => self.resolved.as_ref(),
        };
        let what = which.as_str();
        let fault = if word.is_some() {
            format!(
                "its {what} was published and did not come out of the topic: is the receipt queue subscribed, without raw delivery?"
            )
        } else {
            let why = self
                .trouble
                .take()
                .map_or_else(String::new, |why| format!(": {why}"));
            format!("its {what} was not delivered in time{why}")
        };
        self.fail(&fault);
    }

    fn fail(&mut self, why: &str) {
        self.fault.get_or_insert_with(|| why.to_owned());
    }
}

/// What a receiver is told of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Which {
    Page,
    Resolve,
}

impl Which {
    const fn as_str(self) -> &'static str {
        match self {
            Self::Page => "page",
            Self::Resolve => "resolve",
        }
    }
}
