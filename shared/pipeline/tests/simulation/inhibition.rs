//! Alarms that keep others quiet in a history, and what that must mean for those who are told.

use serde_json::{Value, json};

use crate::plan::{Alarm, Change, MINUTE, Plan, SECOND, State};
use crate::rng::Rng;

/// How long a process may still decide by what it read.
const SLOW: i64 = 31 * SECOND;

/// One rule: alarms whose name begins with one of `sources` hold those back whose name begins with one of `targets`.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Shield {
    sources: &'static str,
    targets: &'static str,
    /// How long a target waits for a source, and stays quiet after it; in seconds.
    wait: i64,
    extension: i64,
}

impl Shield {
    fn random(rng: &mut Rng) -> Self {
        let (sources, targets) = rng.pick(&[("a", "b"), ("a", "bc"), ("b", "ac"), ("ab", "c"), ("c", "a")]);
        Self {
            sources,
            targets,
            wait: rng.pick(&[0, 0, 60, 120]),
            extension: rng.pick(&[0, 0, 60, 300]),
        }
    }

    /// As the catalog has it.
    pub(crate) fn json(&self) -> Value {
        let of = |classes: &str| json!([[format!("alarm_name=~\"[{classes}].*\"")]]);
        json!({"name": "one says it for all", "source_matchers": of(self.sources),
            "target_matchers": of(self.targets), "wait": self.wait, "extension": self.extension})
    }

    /// The longest that it holds a target back beyond what its sources do, in seconds.
    pub(crate) fn longest(&self) -> i64 {
        self.wait + self.extension
    }
}

/// Whether an alarm's name begins with one of `classes`; what is no alarm has none.
fn is_of(alarm: &Alarm, classes: &str) -> bool {
    !alarm.raw && alarm.name.starts_with(|first| classes.contains(first))
}

impl Plan {
    /// The alarms that may hold this one back.
    pub(crate) fn shields(&self, alarm: usize) -> Vec<usize> {
        let Some(shield) = self.shield else { return vec![] };
        if !is_of(&self.alarms[alarm], shield.targets) {
            return vec![];
        }
        (0..self.alarms.len())
            .filter(|other| is_of(&self.alarms[*other], shield.sources))
            .collect()
    }

    /// Whether one of them fires at `at`.
    pub(crate) fn is_shielded(&self, alarm: usize, at: i64) -> bool {
        let fires = |other: usize| matches!(self.truth(other, at), State::Firing(_));
        self.shields(alarm).into_iter().any(fires)
    }

    /// Whether one of them may have fired in a stretch of time, or held on after it.
    pub(crate) fn may_be_shielded_within(&self, alarm: usize, from: i64, until: i64) -> bool {
        let Some(shield) = self.shield else { return false };
        let from = from - shield.longest() * SECOND - MINUTE;
        self.shields(alarm).into_iter().any(|other| {
            let within = |change: &Change| change.alarm == other && (from..=until).contains(&change.at);
            matches!(self.truth(other, from), State::Firing(_)) || self.changes.iter().any(within)
        })
    }

    /// Whether one of them that had fired was over, by a decision at `until`.
    pub(crate) fn shield_ended(&self, alarm: usize, until: i64) -> bool {
        let shields = self.shields(alarm);
        let ended = |change: &Change| change.state == State::Ok && change.at <= until + SLOW;
        self.changes
            .iter()
            .any(|change| shields.contains(&change.alarm) && ended(change))
    }

    /// In some histories one alarm says what others would say. By chance of its own: the others are as they were.
    pub(crate) fn inhibit(&mut self) {
        let mut rng = Rng::new(self.seed ^ 0x1b17);
        if rng.chance(20) {
            self.shield = Some(Shield::random(&mut rng));
            for config in &mut self.configs {
                config.shield = self.shield;
            }
        }
    }
}
