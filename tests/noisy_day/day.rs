//! The day: a Friday of a platform with a few hundred alarms, decided by a seed.
//!
//! | part | what happens |
//! |---|---|
//! | incidents | ten, at any hour, of 15 minutes to 3 hours: four endpoints with errors (two drag their latency along), a function, a training, a pipeline, a state machine, another function, the bill |
//! | storms | two: what the platform stands on fails for 20 to 60 minutes and drags 50 alarms with it, some of them before it; two of them stay for half an hour after it |
//! | flapping | four alarms that fire and resolve 12 to 30 times, 1 to 4 minutes apart |
//! | deployments | five, each of which takes the data of 25 alarms for some minutes; the first creates them |
//! | blips | sixty alarms that fire for 20 to 100 seconds |
//! | maintenance | two windows of two hours that somebody has silenced, with ten alarms each; one of each fires on |
//! | muted | eight alarms during a CloudWatch mute rule's window at night; one fires on |
//!
//! Everything comes by EventBridge within seconds; two alarms in five have a topic besides, one in four the router's function as
//! an action. Of the copies, 3 % come twice, the second up to a quarter of an hour late.

use alert_core::time::{SignedDuration, Timestamp, after};
use serde_json::json;

use crate::alarm::{Alarm, Kind};
use crate::catalog::longest_wait;
use crate::copies;
use crate::rng::Rng;

const SECOND: i64 = 1_000;
const MINUTE: i64 = 60 * SECOND;
const HOUR: i64 = 60 * MINUTE;

/// Longer than any first copy of a change is under way.
const ARRIVAL: i64 = 5 * SECOND;

/// What a change belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Part {
    Incidents,
    Storms,
    Flapping,
    Deployments,
    Blips,
    Maintenance,
    Muted,
}

impl Part {
    pub(crate) const ALL: [(Self, &str); 7] = [
        (Self::Incidents, "10 incidents"),
        (Self::Storms, "2 storms of 51 alarms"),
        (Self::Flapping, "4 flapping alarms"),
        (Self::Deployments, "5 deployments"),
        (Self::Blips, "60 blips"),
        (Self::Maintenance, "2 silenced maintenances"),
        (Self::Muted, "1 mute window"),
    ];
}

/// What an alarm says of itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum State {
    Alarm,
    Ok,
    NoData,
    /// It has just been created.
    Created,
}

impl State {
    pub(crate) const fn word(self) -> &'static str {
        match self {
            Self::Alarm => "ALARM",
            Self::Ok => "OK",
            Self::NoData | Self::Created => "INSUFFICIENT_DATA",
        }
    }
}

/// A change of an alarm; times are milliseconds from midnight.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Change {
    pub(crate) at: i64,
    pub(crate) alarm: usize,
    pub(crate) before: State,
    pub(crate) state: State,
    pub(crate) muted_until: Option<i64>,
}

/// Something that a person has to hear of.
#[derive(Debug, Clone)]
pub(crate) struct Incident {
    pub(crate) what: String,
    pub(crate) alarm: usize,
    /// When it began, or when what held it back for good reason was over.
    pub(crate) from: i64,
    /// How much later the first page may come at the most.
    pub(crate) bound: i64,
}

/// The day.
#[derive(Debug)]
pub(crate) struct Day {
    rng: Rng,
    pub(crate) alarms: Vec<Alarm>,
    /// What each alarm belongs to.
    pub(crate) parts: Vec<Part>,
    pub(crate) changes: Vec<Change>,
    pub(crate) incidents: Vec<Incident>,
    /// What arrives when, with the alarm that it is about; silences are about none.
    arrivals: Vec<(i64, Option<usize>, String)>,
}

/// A moment of the day.
pub(crate) fn at(milliseconds: i64) -> Timestamp {
    after(midnight(), SignedDuration::from_millis(milliseconds))
}

/// Milliseconds from midnight.
pub(crate) fn since_midnight(at: Timestamp) -> i64 {
    at.as_millisecond() - midnight().as_millisecond()
}

fn midnight() -> Timestamp {
    "2026-11-20T00:00:00Z".parse().unwrap()
}

impl Day {
    pub(crate) fn of(seed: u64) -> Self {
        let mut day = Self {
            rng: Rng::new(seed),
            alarms: vec![],
            parts: vec![],
            changes: vec![],
            incidents: vec![],
            arrivals: vec![],
        };
        day.incidents();
        day.storm("network", 4 * HOUR);
        day.storm("feature-store", 14 * HOUR);
        day.flapping();
        day.deployments();
        day.blips();
        day.maintenance("alpha", 10 * HOUR);
        day.maintenance("beta", 18 * HOUR);
        day.muted();
        day.tell();
        day
    }

    /// The day as `alert-router simulate` reads it.
    pub(crate) fn script(&self) -> String {
        let lines: Vec<&str> = self.arrivals.iter().map(|(.., line)| line.as_str()).collect();
        lines.join("\n")
    }

    /// How many events arrive of a part: what a forwarder would send.
    pub(crate) fn events(&self, part: Part) -> usize {
        let alarms = self.arrivals.iter().filter_map(|(_, alarm, _)| *alarm);
        alarms.filter(|alarm| self.parts[*alarm] == part).count()
    }

    fn alarm(&mut self, part: Part, kind: Kind, what: &str) -> usize {
        let has_metric = !matches!(kind, Kind::Errors | Kind::Platform);
        let has_topic = has_metric && self.rng.chance(40);
        let has_action = self.rng.chance(25);
        self.alarms.push(Alarm::new(kind, what, has_topic, has_action));
        self.parts.push(part);
        self.alarms.len() - 1
    }

    fn change(&mut self, alarm: usize, at: i64, before: State, state: State) {
        self.changes.push(Change {
            at,
            alarm,
            before,
            state,
            muted_until: None,
        });
    }

    fn fires(&mut self, alarm: usize, from: i64, until: i64) {
        self.change(alarm, from, State::Ok, State::Alarm);
        self.change(alarm, until, State::Alarm, State::Ok);
    }

    fn must_be_told(&mut self, what: impl Into<String>, alarm: usize, from: i64) {
        self.incidents.push(Incident {
            what: what.into(),
            alarm,
            from,
            bound: longest_wait(self.alarms[alarm].kind) + ARRIVAL,
        });
    }

    fn incidents(&mut self) {
        let kinds = [
            (Kind::Errors, "fraud"),
            (Kind::Errors, "pricing"),
            (Kind::Errors, "ranking"),
            (Kind::Errors, "search"),
            (Kind::Lambda, "fraud-features"),
            (Kind::Lambda, "price-feed"),
            (Kind::Training, "pricing"),
            (Kind::Pipeline, "ranking"),
            (Kind::StateMachine, "nightly-scoring"),
            (Kind::Cost, "november-charges"),
        ];
        for (kind, what) in kinds {
            let from = self.rng.between(30 * MINUTE, 20 * HOUR);
            let until = from + self.rng.between(15 * MINUTE, 3 * HOUR);
            let alarm = self.alarm(Part::Incidents, kind, what);
            self.fires(alarm, from, until);
            self.must_be_told(self.alarms[alarm].name.clone(), alarm, from);
            if matches!(what, "fraud" | "search") {
                let latency = self.alarm(Part::Incidents, Kind::Latency, what);
                let later = from + self.rng.between(30 * SECOND, 4 * MINUTE);
                let until = until - self.rng.between(SECOND, 5 * MINUTE);
                self.fires(latency, later, until);
            }
        }
    }

    /// What everything stands on fails. What is critical and comes before it is told; the rest waits for it.
    fn storm(&mut self, what: &str, hour: i64) {
        let from = hour + self.rng.between(0, HOUR);
        let until = from + self.rng.between(20 * MINUTE, HOUR);
        let cause = self.alarm(Part::Storms, Kind::Platform, &format!("platform-{what}"));
        self.fires(cause, from, until);
        self.must_be_told(format!("storm: {}", self.alarms[cause].name), cause, from);
        for number in 0..50 {
            let kind = match number % 5 {
                0 => Kind::Errors,
                1 => Kind::StateMachine,
                2 => Kind::Pipeline,
                _ => Kind::Lambda,
            };
            let child = self.alarm(Part::Storms, kind, &format!("{what}-client-{number:02}"));
            let begins = from + self.rng.between(-45 * SECOND, 3 * MINUTE);
            let ends = until + self.rng.between(-2 * MINUTE, 4 * MINUTE);
            if number < 48 {
                self.fires(child, begins, ends);
                continue;
            }
            self.fires(child, begins, until + 35 * MINUTE);
            // The extension is over five minutes after the cause, and looked at again within an interval.
            self.must_be_told(
                format!("left by it: {}", self.alarms[child].name),
                child,
                until + 5 * MINUTE,
            );
        }
    }

    fn flapping(&mut self) {
        for number in 0..4 {
            let what = format!("flapper-{number}");
            let alarm = self.alarm(Part::Flapping, Kind::Lambda, &what);
            let mut at = self.rng.between(2 * HOUR, 18 * HOUR);
            for episode in 0..self.rng.between(12, 30) {
                let until = at + self.rng.between(MINUTE, 4 * MINUTE);
                if episode == 0 {
                    // The first time it fires long enough to be told.
                    self.fires(alarm, at, until + 4 * MINUTE);
                    self.must_be_told(format!("flapping: {}", self.alarms[alarm].name), alarm, at);
                    at = until + 4 * MINUTE;
                } else {
                    self.fires(alarm, at, until);
                    at = until;
                }
                at += self.rng.between(MINUTE, 4 * MINUTE);
            }
        }
    }

    fn deployments(&mut self) {
        let alarms: Vec<usize> = (0..25)
            .map(|number| {
                let kind = if number % 3 == 0 {
                    Kind::Latency
                } else {
                    Kind::Lambda
                };
                self.alarm(Part::Deployments, kind, &format!("deployed-{number:02}"))
            })
            .collect();
        for deployment in 0..5 {
            let begins = (7 + 2 * deployment) * HOUR + self.rng.between(0, HOUR);
            for alarm in &alarms {
                let from = begins + self.rng.between(0, 2 * MINUTE);
                let until = from + self.rng.between(2 * MINUTE, 8 * MINUTE);
                let (before, lost) = if deployment == 0 {
                    (State::Created, State::Created)
                } else {
                    (State::Ok, State::NoData)
                };
                self.change(*alarm, from, before, lost);
                self.change(*alarm, until, lost, State::Ok);
            }
        }
    }

    fn blips(&mut self) {
        for number in 0..60 {
            let kind = self
                .rng
                .pick(&[Kind::Lambda, Kind::StateMachine, Kind::Pipeline, Kind::Lambda]);
            let alarm = self.alarm(Part::Blips, kind, &format!("blip-{number:02}"));
            let from = self.rng.between(0, 22 * HOUR);
            let lasts = self.rng.between(20 * SECOND, 100 * SECOND);
            self.fires(alarm, from, from + lasts);
        }
    }

    /// Somebody has silenced what is worked on. The last one does not come back by itself.
    fn maintenance(&mut self, what: &str, from: i64) {
        let until = from + 2 * HOUR;
        let silence = json!({"at": at(from - 5 * MINUTE), "silence": {"id": format!("{what}-upgrade"),
            "matchers": [format!("alarm_name=~\".*{what}.*\"")], "ends_at": at(until), "created_by": "ana",
            "comment": format!("upgrade of {what}")}});
        self.arrivals.push((from - 5 * MINUTE, None, silence.to_string()));
        for number in 0..10 {
            let kind = if number % 2 == 0 {
                Kind::Errors
            } else {
                Kind::Lambda
            };
            let alarm = self.alarm(Part::Maintenance, kind, &format!("{what}-{number}"));
            let begins = from + self.rng.between(0, 20 * MINUTE);
            if number < 9 {
                let ends = begins + self.rng.between(10 * MINUTE, 90 * MINUTE);
                self.fires(alarm, begins, ends);
            } else {
                self.fires(alarm, begins, until + 50 * MINUTE);
                self.must_be_told(
                    format!("after the silence: {}", self.alarms[alarm].name),
                    alarm,
                    until,
                );
            }
        }
    }

    /// A mute rule holds the alarms of the nightly retraining back until three; no event says that it ends.
    fn muted(&mut self) {
        let until = 3 * HOUR;
        for number in 0..8 {
            let alarm = self.alarm(Part::Muted, Kind::Training, &format!("retraining-{number}"));
            let from = HOUR + self.rng.between(0, HOUR);
            let ends = if number < 7 {
                from + self.rng.between(5 * MINUTE, 40 * MINUTE)
            } else {
                until + 40 * MINUTE
            };
            self.fires(alarm, from, ends);
            let muted = self.changes.len() - 2;
            self.changes[muted].muted_until = Some(until);
            if number == 7 {
                self.must_be_told(
                    format!("after the mute: {}", self.alarms[alarm].name),
                    alarm,
                    until,
                );
            }
        }
    }

    /// How each change is told.
    fn tell(&mut self) {
        self.changes.sort_by_key(|change| (change.at, change.alarm));
        for change in self.changes.clone() {
            let alarm = &self.alarms[change.alarm];
            // Actions don't run while the alarm is muted.
            let acts = change.muted_until.is_none();
            let copies: Vec<_> = [
                Some(copies::event(alarm, &change)),
                (alarm.has_topic && acts).then(|| copies::notice(alarm, &change)),
                (alarm.has_action && acts).then(|| copies::action(alarm, &change)),
            ]
            .into_iter()
            .flatten()
            .collect();
            for copy in copies {
                let arrives = change.at + self.rng.between(300, 4 * SECOND);
                let again = self
                    .rng
                    .chance(3)
                    .then(|| arrives + self.rng.between(SECOND, 15 * MINUTE));
                for arrives in [Some(arrives), again].into_iter().flatten() {
                    let line = json!({"at": at(arrives), "event": copy}).to_string();
                    self.arrivals.push((arrives, Some(change.alarm), line));
                }
            }
        }
        self.arrivals.sort_by_key(|(arrives, ..)| *arrives);
    }
}
