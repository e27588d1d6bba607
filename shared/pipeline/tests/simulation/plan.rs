//! A history before it happens: what is true when, how it is told to the router, and what goes wrong meanwhile.

mod change;
mod copy;
mod outage;

use crate::config::Config;
use crate::inhibition::Shield;
use crate::rng::Rng;
use crate::silences::Quiet;

pub(crate) use change::{Change, Hold, State};
pub(crate) use copy::{Copy, Path};
pub(crate) use outage::{Mode, Of, Outage};

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
}
