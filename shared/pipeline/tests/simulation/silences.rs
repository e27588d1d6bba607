//! What people in a history don't want to hear of for a while, and what that must mean for those who are told.

use alert_core::matcher::{Matcher, Matchers};
use alert_core::silence::Silence;

use crate::envelopes::at;
use crate::plan::{Alarm, Change, Hold, MINUTE, Phase, Plan, SECOND, State};
use crate::rng::Rng;

/// How long a process that read the silences may still decide by them.
const SLOW: i64 = 31 * SECOND;

/// A silence: of all alarms whose name begins with one of `classes`.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Quiet {
    pub classes: &'static str,
    /// When somebody makes it.
    pub made_at: i64,
    pub from: i64,
    /// Its end, as it was made.
    pub until: i64,
    /// When somebody ends it before.
    pub expired_at: Option<i64>,
}

impl Quiet {
    pub(crate) fn random(rng: &mut Rng, phase: Phase) -> Self {
        let from = rng.between(phase.from - MINUTE, phase.trouble_until - 2 * MINUTE);
        let until = rng.between(from + MINUTE, phase.trouble_until);
        let ahead = rng.pick(&[0, 0, MINUTE]);
        Self {
            classes: rng.pick(&["a", "b", "c", "ab", "abc"]),
            made_at: (from - ahead).max(0),
            from,
            until,
            expired_at: rng.chance(30).then(|| rng.between(from + SECOND, until)),
        }
    }

    pub(crate) fn ends_at(&self) -> i64 {
        self.expired_at.unwrap_or(self.until)
    }

    /// Whether it is meant for an alarm; what is no alarm has no name to match.
    fn matches(&self, alarm: &Alarm) -> bool {
        !alarm.raw && alarm.name.starts_with(|first| self.classes.contains(first))
    }

    /// As somebody makes it.
    pub(crate) fn silence(&self, number: usize) -> Silence {
        let matcher = Matcher::parse(&format!("alarm_name=~\"[{}].*\"", self.classes));
        Silence {
            id: format!("silence-{number}"),
            matchers: Matchers::any_of(vec![vec![matcher.expect("a matcher")]]),
            starts_at: at(self.from),
            ends_at: at(self.until),
            created_by: "oncall".to_owned(),
            comment: "planned work".to_owned(),
            notify: None,
            until_resolved: None,
            episode: None,
            updated_at: at(self.made_at),
        }
    }
}

impl Plan {
    fn quiets(&self, alarm: usize) -> impl Iterator<Item = &Quiet> {
        self.quiets
            .iter()
            .filter(move |quiet| quiet.matches(&self.alarms[alarm]))
    }

    /// Whether somebody does not want to hear of an alarm at `at`.
    pub(crate) fn is_silenced(&self, alarm: usize, at: i64) -> bool {
        self.quiets(alarm)
            .any(|quiet| (quiet.from..quiet.ends_at()).contains(&at))
    }

    /// The silence that surely holds an alarm at `at`: whoever was about to decide without it has decided.
    pub(crate) fn surely_silenced(&self, alarm: usize, at: i64) -> Option<&Quiet> {
        self.quiets(alarm)
            .find(|quiet| (quiet.from.max(quiet.made_at) + SLOW..quiet.ends_at()).contains(&at))
    }

    /// Whether a silence of an alarm ended between two decisions, as far as a slow process can tell.
    pub(crate) fn silence_ended(&self, alarm: usize, since: i64, until: i64) -> bool {
        self.quiets(alarm)
            .any(|quiet| quiet.ends_at() >= since.saturating_sub(SLOW) && quiet.ends_at() <= until + SLOW)
    }

    /// When an alarm can be heard of, from `at` on: each silence that holds it then is over.
    pub(crate) fn audible_from(&self, alarm: usize, at: i64) -> i64 {
        let mut from = at;
        while let Some(quiet) = self
            .quiets(alarm)
            .find(|quiet| (quiet.from..quiet.ends_at()).contains(&from))
        {
            // The sweep of that minute finds its end.
            from = quiet.ends_at() + MINUTE;
        }
        from
    }

    /// Whether a silence of an alarm begins in a stretch of time.
    pub(crate) fn is_silenced_within(&self, alarm: usize, from: i64, until: i64) -> bool {
        self.quiets(alarm)
            .any(|quiet| quiet.from <= until && quiet.ends_at() > from)
    }

    /// The ends of silences, with each alarm that they held and that still fires.
    pub(crate) fn let_go(&self) -> Vec<(i64, usize)> {
        let alarms = 0..self.alarms.len();
        let ends = alarms.flat_map(|alarm| self.quiets(alarm).map(move |quiet| (quiet.ends_at(), alarm)));
        ends.filter(|(at, alarm)| self.truth(*alarm, *at) == State::Firing(Hold::None))
            .collect()
    }

    /// Whether nothing changes for an alarm after `since` and up to `until`.
    pub(crate) fn is_steady(&self, alarm: usize, since: i64, until: i64) -> bool {
        let changes = |change: &Change| change.alarm == alarm && change.at > since && change.at <= until;
        !self.changes.iter().any(changes)
    }

    /// In some histories people silence what they know of. By chance of its own: the others are as they were.
    pub(crate) fn silence(&mut self) {
        let mut rng = Rng::new(self.seed ^ 0x511e);
        if !rng.chance(25) {
            return;
        }
        for _ in 0..=rng.below(3) {
            let phase = rng.pick(&self.phases);
            self.quiets.push(Quiet::random(&mut rng, phase));
        }
    }
}
