//! The state machine of a drill: what has been seen so far, and what is to be done next.

use alert_core::drill::Token;
use alert_core::fingerprint::Fingerprint;
use alert_core::labels::Labels;
use alert_core::time::{SignedDuration, Timestamp, after};

use super::leg::Which;
use super::{Leg, Seen, Verdict};

/// How long a drill waits.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Waits {
    /// For every receiver to have its page, from the moment that the alarm is set.
    pub told: SignedDuration,
    /// For every receiver to have its resolve, from the moment that it is set back.
    pub resolved: SignedDuration,
}

impl Default for Waits {
    /// Twice what a receiver has that answers 500 four times: 5, 10, 20 and 40 s. Both fit into five minutes.
    fn default() -> Self {
        Self {
            told: SignedDuration::from_secs(150),
            resolved: SignedDuration::from_secs(90),
        }
    }
}

/// What is to be done next.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Next {
    /// Look again soon.
    Wait,
    /// Set the alarm back.
    Resolve,
    /// It is over.
    Done,
}

/// A drill under way.
#[derive(Debug)]
pub struct Course {
    verdict: Verdict,
    fingerprint: Fingerprint,
    waits: Waits,
    back_at: Option<Timestamp>,
}

impl Course {
    /// A drill whose alarm was set at `set_at`.
    pub fn new(alarm: &str, alarm_arn: &str, token: Token, set_at: Timestamp, waits: Waits) -> Self {
        Self {
            verdict: Verdict::new(alarm, token, set_at),
            fingerprint: fingerprint(alarm_arn),
            waits,
            back_at: None,
        }
    }

    /// Something that belongs into the verdict and is no failure.
    pub fn note(&mut self, note: String) {
        self.verdict.notes.push(note);
    }

    /// The alarm was set back.
    pub fn set_back(&mut self, now: Timestamp) {
        self.back_at = Some(now);
        self.verdict.set_back_at = Some(now);
    }

    /// It was not: the router will go on with what it believes to fire.
    pub fn not_set_back(&mut self, why: &str) {
        self.verdict
            .faults
            .push(format!("the alarm could not be set back to OK: {why}"));
    }

    /// The records could not be read this time.
    pub fn blind(&mut self, why: String, now: Timestamp) -> Next {
        self.verdict.blind = Some(why);
        self.next(false, now)
    }

    /// What follows from what is seen.
    pub fn see(&mut self, seen: &Seen, now: Timestamp) -> Next {
        self.verdict.blind = None;
        let of_this = |alert: &alert_core::alert::Alert| alert.drill.as_ref() == Some(&self.verdict.token);
        let record = seen
            .alert
            .as_ref()
            .filter(|record| record.alert.as_ref().is_some_and(of_this));
        let is_over = record.is_some_and(|record| !record.firing);
        if let Some(record) = record {
            let joined = seen.groups.iter().filter_map(|group| group.member.as_ref());
            let joined = joined.map(|member| member.joined_at).min();
            let verdict = &mut self.verdict;
            verdict.ingested_at = verdict.ingested_at.or(joined).or(Some(now));
            if verdict.legs.is_empty() {
                let has_receipts = seen.arrived.is_some();
                let legs = record.places.iter().flat_map(|place| {
                    let receivers = place.receivers.iter();
                    receivers.map(|config| Leg::new(&place.group_id, config, has_receipts))
                });
                verdict.legs = legs.collect();
            }
        }
        for leg in &mut self.verdict.legs {
            if let Some(group) = seen.groups.iter().find(|group| group.id == leg.group_id) {
                leg.see(group, &self.fingerprint, is_over);
            }
        }
        // A message may be there before its delivery is recorded, so those that nobody knows yet are kept.
        let token = &self.verdict.token;
        let new = seen
            .arrived
            .iter()
            .flatten()
            .filter(|arrived| arrived.token == *token);
        self.verdict.arrived.extend(new.cloned());
        for arrived in &self.verdict.arrived {
            for leg in &mut self.verdict.legs {
                leg.receive(arrived);
            }
        }
        self.next(is_over, now)
    }

    fn next(&mut self, is_over: bool, now: Timestamp) -> Next {
        let verdict = &mut self.verdict;
        match self.back_at {
            None => {
                let is_known = !verdict.legs.is_empty();
                if is_known && verdict.legs.iter().all(Leg::is_told) {
                    return Next::Resolve;
                }
                if now < after(verdict.set_at, self.waits.told) {
                    return Next::Wait;
                }
                verdict.miss(Which::Page);
                Next::Resolve
            }
            Some(back_at) => {
                // What was never seen to fire has no end to wait for.
                let was_seen = verdict.ingested_at.is_some();
                if !was_seen || (is_over && verdict.legs.iter().all(Leg::is_done)) {
                    return Next::Done;
                }
                if now < after(back_at, self.waits.resolved) {
                    return Next::Wait;
                }
                if !is_over {
                    verdict
                        .faults
                        .push("the router has not seen the alarm return to OK".to_owned());
                }
                verdict.miss(Which::Resolve);
                Next::Done
            }
        }
    }

    /// How it went.
    pub fn verdict(self, now: Timestamp) -> Verdict {
        Verdict {
            ended_at: now,
            ..self.verdict
        }
    }
}

/// What the router knows an alarm by.
pub(super) fn fingerprint(alarm_arn: &str) -> Fingerprint {
    Fingerprint::of("cloudwatch_alarm", &Labels::from_iter([("alarm_arn", alarm_arn)]))
}
