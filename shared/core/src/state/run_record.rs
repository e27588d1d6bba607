//! A run in the store: where its alerts are told, and what leads another alert to it.
//!
//! The first alert of a run is told where its own route says; the others are told there too. Each keeps its receivers and its
//! own route's waits and calendar. To be told in one group is all that this decides: whether anybody is told of an alert
//! is decided there, by what its receivers know (`decide`), so that a row which is lost, late or wrong costs no page.

use serde::{Deserialize, Serialize};

use super::{OwnRoute, Place};
use crate::fingerprint::{Fingerprint, digest};
use crate::run::{Run, Tie};
use crate::time::{SignedDuration, Timestamp};

/// How far apart two failures of the same work may be that are taken for one: the alarm that counts a failure comes
/// minutes after it.
const SAME_WORK: SignedDuration = SignedDuration::from_mins(15);

/// How many keys of one observation are looked up: a run has an execution and what started it.
const MAX_KEYS: usize = 8;

/// A run.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RunRecord {
    /// [`SCHEMA`](super::SCHEMA) of the writer.
    pub schema: u32,
    /// Its id: a digest of its first alert's episode.
    pub run: String,
    /// When its page is due, by our clock. Of two runs that turn out to be one, the one that is told first is kept.
    pub told_from: Timestamp,
    /// Where its first alert is told.
    pub places: Vec<Place>,
    /// It turned out to be a part of this one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub merged_into: Option<String>,
}

impl RunRecord {
    /// The id of the run that an alert's episode is the first of.
    pub fn id_of(alert: &Fingerprint, episode: u64) -> String {
        digest(&["run", alert.as_str(), &episode.to_string()])
    }

    /// Where an alert of this run is told whose own places are these: in the groups of the first alert.
    pub fn seats(&self, own: Vec<Place>) -> Vec<Place> {
        let mut seats: Vec<Place> = Vec::with_capacity(own.len());
        for place in own {
            match self.seat(&place) {
                // Two of its routes that would meet in one group stay apart: there it has one wait and one calendar.
                Some(seat) if seats.iter().all(|taken| taken.group_id != seat.group_id) => seats.push(seat),
                _ => seats.push(place),
            }
        }
        seats
    }

    /// The group in which one of these receivers hears of the run, else the first.
    fn seat(&self, place: &Place) -> Option<Place> {
        let shares = |candidate: &&Place| {
            let mut names = candidate.receivers.iter().map(|receiver| &receiver.name);
            names.any(|name| place.receivers.iter().any(|receiver| receiver.name == *name))
        };
        let home = self.places.iter().find(shares).or(self.places.first())?;
        let route = place.route();
        let own = (route != home.route()).then_some(route);
        Some(Place {
            receivers: place.receivers.clone(),
            own,
            ..home.clone()
        })
    }
}

/// What leads an alert to a run: the row of an execution, or of some work.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TieRecord {
    /// [`SCHEMA`](super::SCHEMA) of the writer.
    pub schema: u32,
    /// The run.
    pub run: String,
    /// When the last of its failures was, by the source's clock.
    pub at: Timestamp,
    /// Which execution of the work failed, where that is known.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub execution: String,
}

/// Something that alerts of one run have in common.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum TieKey<'a> {
    /// Surely of one run.
    Execution(&'a str),
    /// Of one run if the execution is not known to be another, and the failures are near in time.
    Work {
        /// The work.
        work: &'a str,
        /// The execution, where this alert knows it.
        execution: &'a str,
    },
}

impl<'a> TieKey<'a> {
    /// What an observation has in common with others, executions first.
    pub fn all(run: &'a Run) -> Vec<Self> {
        let executions = run.ties.iter().map(|tie| Self::Execution(&tie.execution));
        let works = run
            .ties
            .iter()
            .map(|Tie { work, execution }| Self::Work { work, execution });
        let mut keys: Vec<Self> = Vec::new();
        for key in executions.chain(works) {
            if !key.name().is_empty() && keys.iter().all(|known| known.name() != key.name()) {
                keys.push(key);
            }
        }
        keys.truncate(MAX_KEYS);
        keys
    }

    /// Whether it names some work.
    pub const fn is_work(&self) -> bool {
        matches!(self, Self::Work { .. })
    }

    /// The name of its row.
    pub fn row(&self) -> String {
        digest(&["tie", self.name()])
    }

    /// Whether a failure at `at` belongs to the run that a row leads to.
    pub fn leads_to(&self, row: &TieRecord, at: Timestamp) -> bool {
        match self {
            Self::Execution(_) => true,
            Self::Work { execution, .. } => {
                let other = !execution.is_empty() && !row.execution.is_empty() && *execution != row.execution;
                !other && at.duration_since(row.at).abs() <= SAME_WORK
            }
        }
    }

    /// The row after a failure at `at` of this run, whatever led elsewhere before.
    pub fn row_of(&self, run: &str, before: Option<&TieRecord>, at: Timestamp) -> TieRecord {
        let before = before.filter(|before| before.run == run);
        let execution = match self {
            Self::Execution(_) => "",
            Self::Work { execution, .. } => execution,
        };
        let known = before.map_or("", |before| &before.execution);
        TieRecord {
            schema: super::SCHEMA,
            run: run.to_owned(),
            at: before.map_or(at, |before| before.at.max(at)),
            execution: if execution.is_empty() { known } else { execution }.to_owned(),
        }
    }

    /// What it names.
    pub const fn name(&self) -> &'a str {
        match self {
            Self::Execution(name) | Self::Work { work: name, .. } => name,
        }
    }
}

impl Place {
    /// How the alert's own route behaves.
    pub fn route(&self) -> OwnRoute {
        self.own.clone().unwrap_or_else(|| OwnRoute {
            options: self.options.clone(),
            calendar: self.calendar.clone(),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalog::ReceiverConfig;
    use crate::labels::Labels;
    use crate::route::{Options, Route};
    use crate::run::Site;
    use crate::state::{Calendar, SCHEMA};

    fn at(minutes: i64) -> Timestamp {
        Timestamp::from_second(1_800_000_000 + 60 * minutes).unwrap()
    }

    fn place(group: &str, receivers: &[&str], repeat: i64) -> Place {
        let route = Route {
            repeat_interval: Some(SignedDuration::from_secs(repeat)),
            ..Route::root()
        };
        Place {
            group_id: group.to_owned(),
            group_key: group.to_owned(),
            group_labels: Labels::new(),
            options: Options::default().inherited_by(&route),
            calendar: Calendar::default(),
            receivers: receivers
                .iter()
                .map(|name| ReceiverConfig {
                    name: (*name).to_owned(),
                    ..ReceiverConfig::default()
                })
                .collect(),
            overflow: None,
            own: None,
            moved: false,
        }
    }

    fn run(places: Vec<Place>) -> RunRecord {
        RunRecord {
            schema: SCHEMA,
            run: "r".to_owned(),
            told_from: at(0),
            places,
            merged_into: None,
        }
    }

    /// `group receivers [own repeat interval]`
    fn shown(seats: &[Place]) -> Vec<String> {
        seats
            .iter()
            .map(|seat| {
                let names: Vec<_> = seat
                    .receivers
                    .iter()
                    .map(|receiver| receiver.name.as_str())
                    .collect();
                let own = seat
                    .own
                    .as_ref()
                    .map(|own| own.options.repeat_interval.as_secs().to_string());
                format!(
                    "{} {} {}",
                    seat.group_id,
                    names.join("+"),
                    own.unwrap_or_default()
                )
            })
            .collect()
    }

    #[test]
    fn an_alert_is_told_where_its_run_is_with_its_own_receivers_and_waits() {
        let chat = || run(vec![place("g", &["chat"], 60)]);
        assert_eq!(shown(&chat().seats(vec![place("h", &["chat"], 60)])), ["g chat "]);
        // A more urgent route: more receivers, another repeat interval, the same page.
        assert_eq!(
            shown(&chat().seats(vec![place("h", &["chat", "pages"], 30)])),
            ["g chat+pages 30"]
        );
        assert_eq!(
            shown(&chat().seats(vec![place("h", &["others"], 60)])),
            ["g others "]
        );
        // Two routes each, as `continue` makes them: each to the group that its receivers know.
        let two = run(vec![place("audit", &["audit"], 60), place("g", &["chat"], 60)]);
        assert_eq!(
            shown(&two.seats(vec![
                place("a", &["audit"], 60),
                place("h", &["pages", "chat"], 30)
            ])),
            ["audit audit ", "g pages+chat 30"]
        );
        // Two routes that would meet in one group stay two groups.
        assert_eq!(
            shown(&chat().seats(vec![place("a", &["chat"], 60), place("h", &["pages"], 30)])),
            ["g chat ", "h pages "]
        );
    }

    #[test]
    fn an_alert_that_moves_on_keeps_its_own_route() {
        let first = run(vec![place("g", &["chat"], 60)]).seats(vec![place("h", &["pages"], 30)]);
        let second = run(vec![place("i", &["chat"], 30)]).seats(first);
        assert_eq!(shown(&second), ["i pages "]);
    }

    fn keys(run: &Run) -> Vec<String> {
        TieKey::all(run).iter().map(|key| key.name().to_owned()).collect()
    }

    const SITE: Site<'_> = Site {
        account: "111122223333",
        region: "eu-west-1",
    };

    #[test]
    fn executions_are_asked_before_work_and_each_once() {
        let run = Run {
            ties: vec![
                Tie::machine(SITE, "nightly", "n1"),
                Tie::pipeline(SITE, "churn", "p1"),
                Tie::pipeline(SITE, "", "p1"),
            ],
            ..Run::default()
        };
        assert_eq!(
            keys(&run),
            [
                "machine-execution/111122223333/eu-west-1/nightly:n1",
                "pipeline-execution/111122223333/eu-west-1/p1",
                "machine/111122223333/eu-west-1/nightly",
                "pipeline/111122223333/eu-west-1/churn"
            ]
        );
    }

    #[test]
    fn work_is_the_same_run_unless_another_execution_or_long_ago() {
        let row = |execution: &str| TieRecord {
            schema: SCHEMA,
            run: "r".to_owned(),
            at: at(0),
            execution: execution.to_owned(),
        };
        let leads = |key: &str, row: &TieRecord, minute| {
            TieKey::Work {
                work: "w",
                execution: key,
            }
            .leads_to(row, at(minute))
        };
        assert!(leads("", &row("e"), 15) && leads("e", &row(""), -15) && leads("e", &row("e"), 3));
        assert!(!leads("f", &row("e"), 0) && !leads("", &row("e"), 16) && !leads("e", &row("e"), -16));
        assert!(TieKey::Execution("e").leads_to(&row(""), at(100_000)));
        // What an alarm does not know, a step adds; and the last failure counts.
        let key = TieKey::Work {
            work: "w",
            execution: "",
        };
        let kept = key.row_of("r", Some(&row("e")), at(9));
        assert_eq!((kept.execution.as_str(), kept.at), ("e", at(9)));
        assert_eq!(key.row_of("s", Some(&row("e")), at(-9)).execution, "");
    }
}
