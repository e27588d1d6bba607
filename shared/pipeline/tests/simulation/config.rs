//! A catalog of the simulation: as the JSON that the engine reads, and as the model's own simple routing.

use std::cell::RefCell;
use std::collections::HashMap;
use std::rc::Rc;

use alert_core::catalog::Catalog;
use serde_json::{Value, json};

use crate::inhibition::Shield;
use crate::plan::Alarm;
use crate::rng::Rng;

pub(crate) const FALLBACK: &str = "fallback-topic";
pub(crate) const LAST_RESORT: &str = "last-resort-topic";

/// A receiver: its name and where it is reached.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Place {
    pub name: &'static str,
    pub address: &'static str,
    /// How many pages it takes: at once, and a minute.
    pub rate: Option<(u32, u32)>,
}

/// A child of the root: alarms whose name begins with one of `classes` go to `receivers`.
#[derive(Debug, Clone)]
pub(crate) struct Branch {
    pub classes: &'static str,
    pub receivers: Vec<&'static str>,
    pub group_wait: Option<i64>,
    pub continues: bool,
}

fn limited(mut receiver: Value, rate: Option<(u32, u32)>) -> Value {
    if let Some((burst, per_minute)) = rate {
        receiver["rate"] = json!({"limit": {"burst": burst, "per_minute": per_minute}});
    }
    receiver
}

/// What people have configured.
#[derive(Debug, Clone)]
pub(crate) struct Config {
    /// From when on, in milliseconds.
    pub from: i64,
    pub places: Vec<Place>,
    /// What the fallback takes.
    pub fallback_rate: Option<(u32, u32)>,
    pub root: Vec<&'static str>,
    pub branches: Vec<Branch>,
    pub group_by: &'static str,
    pub group_interval: i64,
    pub repeat_interval: i64,
    /// How many alerts of one group may be open at once.
    pub group_limit: u32,
    pub reminder: i64,
    /// How long an alert that is not critical waits, and vanishes if it is over before.
    pub hold: i64,
    /// Alarms that keep others quiet.
    pub shield: Option<Shield>,
    /// How many turns within half an hour make an alert flap; nothing does with none.
    pub flaps_at: u32,
    /// Alarms that are critical, by name.
    pub critical: Vec<String>,
}

const ALL: [Place; 4] = [
    Place {
        name: "chat",
        address: "alert-router/chat",
        rate: None,
    },
    Place {
        name: "hook",
        address: "alert-router/hook",
        rate: None,
    },
    Place {
        name: "topic",
        address: "team-topic",
        rate: None,
    },
    Place {
        name: "brief",
        address: "alert-router/brief",
        rate: None,
    },
];
/// A group limit that no history reaches.
pub(crate) const USUAL_LIMIT: u32 = 1_000;
/// Where `chat` moves to in some histories.
pub(crate) const MOVED: &str = "alert-router/chat-2";
/// The receiver that does not want to hear of single alerts that resolved.
pub(crate) const BRIEF: &str = "alert-router/brief";

impl Config {
    /// The first catalog of a history, or the one after `before`.
    pub(crate) fn random(rng: &mut Rng, from: i64, names: &[String], before: Option<&Self>) -> Self {
        let mut places = before.map_or_else(|| ALL.to_vec(), |before| before.places.clone());
        if before.is_some() {
            if rng.chance(40) {
                places
                    .iter_mut()
                    .filter(|place| place.name == "chat")
                    .for_each(|place| place.address = MOVED);
            }
            if rng.chance(40) && places.len() > 1 {
                places.remove(rng.below(places.len()));
            }
        }
        let name = |rng: &mut Rng| rng.pick(&["chat", "hook", "topic", "brief", "chat", "hook"]);
        let some = |rng: &mut Rng| {
            let mut names = vec![name(rng)];
            if rng.chance(50) {
                let other = name(rng);
                if other != names[0] {
                    names.push(other);
                }
            }
            names
        };
        let root = some(rng);
        let branches = (0..rng.below(3))
            .map(|_| Branch {
                classes: rng.pick(&["a", "b", "ab", "bc"]),
                receivers: some(rng),
                group_wait: rng.pick(&[None, None, Some(0), Some(120)]),
                continues: rng.chance(30),
            })
            .collect();
        let critical = names.iter().filter(|_| rng.chance(30)).cloned().collect();
        Self {
            from,
            places,
            fallback_rate: None,
            root,
            branches,
            group_by: rng.pick(&["service", "service", "alarm_name", "..."]),
            group_interval: rng.pick(&[60, 300, 300]),
            repeat_interval: rng.pick(&[3600, 14_400, 43_200]),
            group_limit: rng.pick(&[USUAL_LIMIT, USUAL_LIMIT, USUAL_LIMIT, 1, 2, 3]),
            reminder: rng.pick(&[0, 0, 900, 1800]),
            hold: 0,
            shield: None,
            flaps_at: 0,
            critical,
        }
    }

    /// Gives some receivers a rate; `before`: most keep theirs.
    pub(crate) fn limit(&mut self, rng: &mut Rng, before: Option<&Self>) {
        let rate = |rng: &mut Rng, known: Option<Option<(u32, u32)>>| {
            let drawn = rng.pick(&[
                None,
                Some((1, 1)),
                Some((1, 1)),
                Some((2, 1)),
                Some((1, 6)),
                Some((2, 2)),
                Some((4, 6)),
                Some((2, 30)),
            ]);
            known.filter(|_| rng.chance(70)).unwrap_or(drawn)
        };
        for place in &mut self.places {
            let same = before.and_then(|before| before.places.iter().find(|other| other.name == place.name));
            place.rate = rate(rng, same.map(|same| same.rate));
        }
        if rng.chance(30) {
            self.fallback_rate = rate(rng, before.map(|before| before.fallback_rate));
        }
    }

    /// What an address takes.
    pub(crate) fn rate(&self, address: &str) -> Option<(u32, u32)> {
        if address == FALLBACK {
            return self.fallback_rate;
        }
        let place = self.places.iter().find(|place| place.address == address);
        place.and_then(|place| place.rate)
    }

    /// Whether it names an address.
    pub(crate) fn names(&self, address: &str) -> bool {
        address == FALLBACK || self.places.iter().any(|place| place.address == address)
    }

    /// Who must be told of an alarm, by this catalog.
    pub(crate) fn receivers_of(&self, alarm: &Alarm) -> Vec<&'static str> {
        let mut found = Vec::new();
        let mut taken = false;
        for branch in &self.branches {
            // What is not an alarm has no `alarm_name`.
            if !alarm.raw && alarm.name.starts_with(|first| branch.classes.contains(first)) {
                taken = true;
                found.push(self.known(&branch.receivers));
                if !branch.continues {
                    break;
                }
            }
        }
        if !taken {
            found.push(self.known(&self.root));
        }
        found.concat()
    }

    /// The longest that an alarm's group may wait for others to join.
    pub(crate) fn longest_wait(&self) -> i64 {
        self.branches
            .iter()
            .filter_map(|branch| branch.group_wait)
            .max()
            .unwrap_or(0)
            .max(30)
    }

    /// A route to nobody leads to the fallback.
    fn known(&self, names: &[&'static str]) -> Vec<&'static str> {
        let known: Vec<_> = names
            .iter()
            .copied()
            .filter(|name| self.places.iter().any(|place| place.name == *name))
            .collect();
        if known.is_empty() { vec!["fallback"] } else { known }
    }

    pub(crate) fn json(&self) -> Value {
        let receivers: Vec<Value> = self
            .places
            .iter()
            .map(|place| {
                let receiver = match place.name {
                    "topic" => json!({"name": place.name, "kind": "sns", "topic": place.address}),
                    name => json!({"name": name, "kind": "webhook", "secret": place.address, "send_resolved": name != "brief"}),
                };
                limited(receiver, place.rate)
            })
            .chain([limited(
                json!({"name": "fallback", "kind": "sns", "topic": FALLBACK}),
                self.fallback_rate,
            )])
            .collect();
        let branches: Vec<Value> = self
            .branches
            .iter()
            .map(|branch| {
                let mut route = json!({"matchers": [[format!("alarm_name=~\"[{}].*\"", branch.classes)]],
                    "receivers": branch.receivers, "continue": branch.continues});
                if let Some(wait) = branch.group_wait {
                    route["group_wait"] = json!(wait);
                }
                route
            })
            .collect();
        let labels: Vec<Value> = self
            .critical
            .iter()
            .map(
                |name| json!({"matchers": [[format!("alarm_name={name}")]], "set": {"severity": "critical"}}),
            )
            .collect();
        let rules: Vec<Value> = self.shield.iter().map(Shield::json).collect();
        json!({
            "schema": 1, "inhibit_rules": rules, "version": "simulation", "runbook_base_url": "https://runbooks.example.com/",
            "flapping": {"turns": self.flaps_at, "window": 1800, "settle": 900}, "fallback": "fallback", "group_limit": self.group_limit, "labels": labels, "owners": [], "runbooks": [], "receivers": receivers,
            "route": {"receivers": self.root, "group_by": [self.group_by], "group_interval": self.group_interval,
                "repeat_interval": self.repeat_interval, "reminder": self.reminder, "hold": self.hold, "routes": branches},
        })
    }

    /// The engine's catalog. Many histories share one, and to index it costs more than to run some of them.
    pub(crate) fn compiled(&self) -> Rc<Catalog> {
        thread_local! {
            static KNOWN: RefCell<HashMap<String, Rc<Catalog>>> = RefCell::default();
        }
        let json = self.json().to_string();
        KNOWN.with_borrow_mut(|known| {
            let compile =
                || Rc::new(Catalog::from_json(json.as_bytes()).expect("the simulation's catalog is one"));
            if known.len() > 5_000 {
                known.clear();
            }
            Rc::clone(known.entry(json.clone()).or_insert_with(compile))
        })
    }
}
