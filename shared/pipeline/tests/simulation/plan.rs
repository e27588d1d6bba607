//! A history before it happens: what is true when, how it is told to the router, and what goes wrong meanwhile.

use crate::config::{Config, FALLBACK, LAST_RESORT, MOVED};
use crate::inhibition::Shield;
use crate::rng::Rng;
use crate::silences::Quiet;

pub(crate) const SECOND: i64 = 1_000;
pub(crate) const MINUTE: i64 = 60 * SECOND;
pub(crate) const HOUR: i64 = 60 * MINUTE;

/// An alert's life. Times are milliseconds from the history's start.
#[derive(Debug, Clone)]
pub(crate) struct Alarm {
    pub name: String,
    /// An event that no source knows: fires once, over after a day.
    pub raw: bool,
}

/// What is true of an alarm from `at` on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Change {
    pub at: i64,
    pub alarm: usize,
    pub state: State,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum State {
    Firing(Hold),
    Ok,
    NoData,
}

/// Whether AWS lets the alarm speak.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Hold {
    None,
    /// A composite alarm's suppressor: ends with an event.
    Suppressor,
    /// A mute rule: ends then, and no event says so.
    Mute(i64),
}

/// The ways a change takes to the router.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Path {
    EventBridge,
    Sns,
    Action,
}

/// One copy of a change on its way.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Copy {
    pub change: usize,
    pub path: Path,
    pub at: i64,
}

/// Something is out of order for a while.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Outage {
    pub from: i64,
    pub until: i64,
    pub of: Of,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Of {
    Store,
    Catalog,
    Queue,
    Receiver(&'static str, Mode),
}

/// How a receiver fails.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Mode {
    Refused,
    Error,
    Busy(i64),
    Gone,
    Hangs,
    Gateway,
}

/// Of a thousand calls of a port, how many meet which fault.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Rates {
    pub crash: usize,
    pub refuse: usize,
    pub lose_reply: usize,
    pub repeat_put: usize,
    pub delay: usize,
    pub lose_wake: usize,
    pub double_message: usize,
}

/// A stretch of trouble and the quiet after it.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Phase {
    pub from: i64,
    pub trouble_until: i64,
    pub until: i64,
}

/// A history before it happens.
#[derive(Debug, Clone)]
pub(crate) struct Plan {
    pub seed: u64,
    pub alarms: Vec<Alarm>,
    pub configs: Vec<Config>,
    pub changes: Vec<Change>,
    pub copies: Vec<Copy>,
    pub outages: Vec<Outage>,
    pub rates: Rates,
    pub phases: Vec<Phase>,
    /// What people don't want to hear of for a while.
    pub quiets: Vec<Quiet>,
    /// Alarms that keep others quiet.
    pub shield: Option<Shield>,
    /// Nothing fails: whoever must be told is told in time.
    pub calm: bool,
}

/// How much earlier by our clock an event may come than it happened by its source's.
pub(crate) const AHEAD: i64 = 400;
/// Longer than any wait between two attempts.
const QUIET: i64 = 2 * HOUR;
/// Longer than the longest that anything waits: a day of retries, a day until a raw event counts as over.
const LONG_QUIET: i64 = 27 * HOUR;

impl Plan {
    pub(crate) fn of(seed: u64) -> Self {
        let mut rng = Rng::new(seed);
        let calm = rng.chance(8);
        let alarms: Vec<Alarm> = (0..=rng.below(6))
            .map(|number| Alarm {
                name: format!("{}{number}", rng.pick(&["a", "b", "c"])),
                raw: rng.chance(3),
            })
            .collect();
        let mut plan = Self {
            seed,
            configs: vec![],
            changes: vec![],
            copies: vec![],
            outages: vec![],
            rates: if calm {
                Rates::default()
            } else {
                Self::rates(&mut rng)
            },
            phases: vec![],
            quiets: vec![],
            shield: None,
            calm,
            alarms,
        };
        let names: Vec<String> = plan.alarms.iter().map(|alarm| alarm.name.clone()).collect();
        plan.configs.push(Config::random(&mut rng, 0, &names, None));
        let phases = if rng.chance(35) { 2 } else { 1 };
        let mut from = MINUTE;
        for number in 1..=phases {
            let span = rng.pick(&[2 * MINUTE, 20 * MINUTE, 20 * MINUTE, 2 * HOUR, 8 * HOUR]);
            let trouble_until = from + span + 16 * MINUTE;
            let is_long = plan.alarms.iter().any(|alarm| alarm.raw) || rng.chance(8);
            let until = trouble_until + if is_long { LONG_QUIET } else { QUIET };
            let phase = Phase {
                from,
                trouble_until,
                until,
            };
            plan.live(&mut rng, phase, span, number == phases);
            if !calm {
                plan.outages(&mut rng, phase);
            }
            if rng.chance(30) {
                let at = rng.between(from, from + span);
                let next = Config::random(&mut rng, at, &names, plan.configs.last());
                plan.configs.push(next);
            }
            plan.phases.push(phase);
            from = phase.until;
        }
        // A day of looking each minute at what is held back shows no more than a day of looking now and then.
        if plan
            .phases
            .iter()
            .any(|phase| phase.until - phase.trouble_until == LONG_QUIET)
        {
            for config in &mut plan.configs {
                config.group_interval = 1800;
            }
        }
        plan.tell(&mut rng);
        plan.limit();
        plan.hold();
        plan.silence();
        plan.inhibit();
        plan.flap();
        plan
    }

    /// In some histories receivers take only so many pages. By chance of its own: the others are as they were.
    fn limit(&mut self) {
        let mut rng = Rng::new(self.seed ^ 0x7a7e);
        if !rng.chance(40) {
            return;
        }
        // Most of them with a group for each alarm, or there is little to sum up.
        let apart = rng.chance(70);
        for position in 0..self.configs.len() {
            if apart {
                self.configs[position].group_by = "alarm_name";
            }
            let (before, rest) = self.configs.split_at_mut(position);
            rest[0].limit(&mut rng, before.last());
        }
    }

    /// In some histories what is not critical waits, and vanishes if it is over before.
    fn hold(&mut self) {
        let mut rng = Rng::new(self.seed ^ 0x401d);
        if rng.chance(20) {
            for config in &mut self.configs {
                config.hold = rng.pick(&[0, 90, 300, 900]);
            }
        }
    }

    /// In some histories an alert that turns often is told once, and once more when it has settled.
    fn flap(&mut self) {
        let mut rng = Rng::new(self.seed ^ 0xf1a9);
        if rng.chance(20) {
            let turns = rng.pick(&[3, 4, 6]);
            for config in &mut self.configs {
                config.flaps_at = turns;
            }
        }
    }

    /// Whether an alert may be said to flap.
    pub(crate) fn may_flap(&self) -> bool {
        self.configs.iter().any(|config| config.flaps_at > 0)
    }

    /// Whether there are silences, an inhibition rule, a hold, and a limit from which on an alert flaps.
    pub(crate) fn suppressors(&self) -> [bool; 4] {
        [
            !self.quiets.is_empty(),
            self.shield.is_some(),
            self.configs.iter().any(|config| config.hold > 0),
            self.may_flap(),
        ]
    }

    pub(crate) fn config_at(&self, at: i64) -> usize {
        self.configs
            .iter()
            .rposition(|config| config.from <= at)
            .unwrap_or(0)
    }

    pub(crate) fn is_out(&self, of: Of, at: i64) -> bool {
        self.outages
            .iter()
            .any(|outage| outage.of == of && (outage.from..outage.until).contains(&at))
    }

    pub(crate) fn mode(&self, address: &str, at: i64) -> Option<Mode> {
        self.outages.iter().find_map(|outage| match outage.of {
            Of::Receiver(of, mode) if of == address && (outage.from..outage.until).contains(&at) => {
                Some(mode)
            }
            _ => None,
        })
    }

    pub(crate) fn in_trouble(&self, at: i64) -> bool {
        !self.calm
            && self
                .phases
                .iter()
                .any(|phase| (phase.from..phase.trouble_until).contains(&at))
    }

    fn rates(rng: &mut Rng) -> Rates {
        let level = |rng: &mut Rng| rng.pick(&[0, 4, 15, 50]);
        Rates {
            crash: rng.pick(&[0, 5, 15, 50]),
            refuse: level(rng),
            lose_reply: level(rng),
            repeat_put: level(rng),
            delay: level(rng),
            lose_wake: rng.pick(&[0, 30, 300]),
            double_message: rng.pick(&[0, 50, 300]),
        }
    }

    /// What is true of each alarm in a phase.
    fn live(&mut self, rng: &mut Rng, phase: Phase, span: i64, last: bool) {
        let ends_well = rng.chance(75);
        for alarm in 0..self.alarms.len() {
            if self.alarms[alarm].raw {
                if !self.changes.iter().any(|change| change.alarm == alarm) {
                    let at = rng.between(phase.from, phase.from + span);
                    self.changes.push(Change {
                        at,
                        alarm,
                        state: State::Firing(Hold::None),
                    });
                }
                continue;
            }
            let count = if rng.chance(10) {
                1 + rng.below(30)
            } else {
                1 + rng.below(5)
            };
            let mut times: Vec<i64> = (0..count)
                .map(|_| rng.between(phase.from, phase.from + span))
                .collect();
            times.sort_unstable();
            times.dedup();
            let kind = rng.below(10);
            let mut now = self.truth(alarm, phase.from);
            for at in times {
                now = match now {
                    State::Firing(_) if rng.chance(65) => State::Ok,
                    State::Firing(_) if rng.chance(25) => State::NoData,
                    _ if rng.chance(8) => State::NoData,
                    State::Ok if rng.chance(6) => State::Ok,
                    _ => State::Firing(match kind {
                        0 | 1 if rng.chance(60) => Hold::Suppressor,
                        2 | 3 if rng.chance(60) => Hold::Mute(at + rng.between(MINUTE, 2 * HOUR)),
                        _ => Hold::None,
                    }),
                };
                self.changes.push(Change {
                    at,
                    alarm,
                    state: now,
                });
            }
            if last && ends_well && self.truth(alarm, phase.until) != State::Ok {
                self.changes.push(Change {
                    at: phase.from + span + rng.between(1, SECOND),
                    alarm,
                    state: State::Ok,
                });
            }
        }
    }

    /// The last state of an alarm before `at`; that the source loses sight of it changes nothing.
    pub(crate) fn truth(&self, alarm: usize, at: i64) -> State {
        self.changes
            .iter()
            .filter(|change| change.alarm == alarm && change.at <= at && change.state != State::NoData)
            .max_by_key(|change| change.at)
            .map_or(State::Ok, |change| change.state)
    }

    fn outages(&mut self, rng: &mut Rng, phase: Phase) {
        for _ in 0..rng.below(5) {
            let from = rng.between(phase.from, phase.trouble_until);
            let until = (from + rng.between(10 * SECOND, 40 * MINUTE)).min(phase.trouble_until);
            let address = rng.pick(&[
                "alert-router/chat",
                "alert-router/hook",
                "team-topic",
                "alert-router/brief",
                MOVED,
                FALLBACK,
                LAST_RESORT,
            ]);
            let after = rng.between(1, 400);
            let mode = rng.pick(&[
                Mode::Refused,
                Mode::Error,
                Mode::Busy(after),
                Mode::Gone,
                Mode::Hangs,
                Mode::Gateway,
            ]);
            let of = match rng.below(10) {
                0 => Of::Store,
                1 => Of::Catalog,
                2 => Of::Queue,
                _ => Of::Receiver(address, mode),
            };
            // Some receivers don't come back for more than a day.
            let ever = matches!(of, Of::Receiver(..))
                && address != LAST_RESORT
                && phase.until == phase.trouble_until + LONG_QUIET
                && rng.chance(30);
            // Who stays away for a day and asks to be called every few seconds is called so often.
            let of = match of {
                Of::Receiver(address, Mode::Busy(_)) if ever => Of::Receiver(address, Mode::Busy(600)),
                of => of,
            };
            self.outages.push(Outage {
                from,
                until: if ever {
                    phase.trouble_until + 25 * HOUR
                } else {
                    until
                },
                of,
            });
        }
    }

    /// How each change is told to the router: by several ways, late, more than once.
    fn tell(&mut self, rng: &mut Rng) {
        for change in 0..self.changes.len() {
            let Change { at, alarm, state } = self.changes[change];
            let held = !matches!(state, State::Firing(Hold::None) | State::Ok | State::NoData);
            let mut paths = vec![Path::EventBridge];
            // Actions don't run while they are held back, and never for an event that no alarm sent.
            if !held && !self.alarms[alarm].raw {
                paths.extend([Path::Sns, Path::Action].into_iter().filter(|_| rng.chance(45)));
            }
            for path in paths {
                self.copies.push(Copy {
                    change,
                    path,
                    at: at + Self::delay(rng, self.calm),
                });
                if rng.chance(15) {
                    self.copies.push(Copy {
                        change,
                        path,
                        at: at + Self::delay(rng, false),
                    });
                }
            }
            // At the end of a mute the actions run, with the state's old time.
            if let State::Firing(Hold::Mute(until)) = state
                && self.latest(alarm, until) == Some(change)
            {
                for path in [Path::Sns, Path::Action] {
                    if rng.chance(50) {
                        self.copies.push(Copy {
                            change,
                            path,
                            at: until + rng.between(0, 5 * SECOND),
                        });
                    }
                }
            }
        }
    }

    fn latest(&self, alarm: usize, at: i64) -> Option<usize> {
        (0..self.changes.len())
            .filter(|position| self.changes[*position].alarm == alarm && self.changes[*position].at <= at)
            .max_by_key(|position| self.changes[*position].at)
    }

    /// The source's clock may be a little ahead of ours.
    fn delay(rng: &mut Rng, prompt: bool) -> i64 {
        match rng.below(10) {
            _ if prompt => rng.between(-AHEAD, 2 * SECOND),
            0 => rng.between(MINUTE, 15 * MINUTE),
            1 | 2 => rng.between(2 * SECOND, MINUTE),
            _ => rng.between(-AHEAD, 2 * SECOND),
        }
    }
}
