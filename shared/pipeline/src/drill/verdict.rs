//! How a drill went.

use alert_core::drill::Token;
use alert_core::time::Timestamp;
use serde::{Deserialize, Serialize};

use super::leg::Which;
use super::{Arrived, Leg};

/// How a drill went, by receiver.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Verdict {
    /// The alarm.
    pub alarm: String,
    /// The drill's token, as it stands in its pages.
    pub token: Token,
    /// When the alarm was set.
    pub set_at: Timestamp,
    /// When the router had recorded it.
    pub ingested_at: Option<Timestamp>,
    /// When the alarm was set back.
    pub set_back_at: Option<Timestamp>,
    /// When it was over.
    pub ended_at: Timestamp,
    /// Each receiver of the route.
    pub legs: Vec<Leg>,
    /// What failed and is no single receiver's.
    pub faults: Vec<String>,
    /// What else a reader should know.
    pub notes: Vec<String>,
    /// Why the records could not be read last.
    #[serde(skip)]
    pub(super) blind: Option<String>,
    /// What has come out of the topics.
    #[serde(skip)]
    pub(super) arrived: Vec<Arrived>,
}

impl Verdict {
    pub(super) fn new(alarm: &str, token: Token, set_at: Timestamp) -> Self {
        Self {
            alarm: alarm.to_owned(),
            token,
            set_at,
            ingested_at: None,
            set_back_at: None,
            ended_at: set_at,
            legs: vec![],
            faults: vec![],
            notes: vec![],
            blind: None,
            arrived: vec![],
        }
    }

    /// Whether everything is proved. A route without any receiver proves nothing.
    pub fn has_passed(&self) -> bool {
        let is_proved = |leg: &Leg| leg.fault.is_none() && leg.is_done();
        self.faults.is_empty() && !self.legs.is_empty() && self.legs.iter().all(is_proved)
    }

    /// What failed, each in a sentence that names whose it is.
    pub fn failures(&self) -> Vec<String> {
        let of_legs = self.legs.iter().filter_map(|leg| {
            let fault = leg.fault.as_ref()?;
            Some(format!("{}: {fault}", leg.receiver))
        });
        self.faults.iter().cloned().chain(of_legs).collect()
    }

    /// Time is up.
    pub(super) fn miss(&mut self, which: Which) {
        if let Some(why) = self.blind.take() {
            self.faults
                .push(format!("the router's records could not be read: {why}"));
        }
        if self.ingested_at.is_none() {
            let fault = "the router has not seen the alarm: look at the rule, the ingest queue and ingest";
            self.faults.push(fault.to_owned());
        } else if self.legs.is_empty() {
            self.faults.push("the alarm's route has no receiver".to_owned());
        }
        for leg in &mut self.legs {
            let is_there = match which {
                Which::Page => leg.is_told(),
                Which::Resolve => leg.is_done(),
            };
            if !is_there {
                leg.miss(which);
            }
        }
    }
}
