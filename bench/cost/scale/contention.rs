//! Many writers of one row: how often a conditional write is refused, and how often the drivers' tries are not enough.

use std::collections::BTreeMap;

use alert_pipeline::ATTEMPTS;

use crate::figures::Measured;

const EVENTS: u64 = 20_000;
/// Calls of an alarm in a group that is there, beside those that write the group's row.
const OTHER_CALLS: u32 = 6;

/// What became of so many writers.
struct Outcome {
    refused: f64,
    given_up: f64,
    a_second: f64,
}

/// One event's next step.
#[derive(Clone, Copy)]
enum Step {
    /// It begins to write, knowing this version; nothing at first.
    Write { known: Option<u64>, tries: u32 },
    /// Its write reaches the row, and the answer is back later.
    Land { known: Option<u64>, tries: u32 },
}

/// A generator that needs no crate: xorshift, from a seed.
struct Rng(u64);

impl Rng {
    /// Between 0.7 and 1.3.
    #[allow(clippy::cast_precision_loss)] // 16 bits
    fn jitter(&mut self) -> f64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        0.7 + 0.6 * (self.0 >> 48) as f64 / 65_536.0
    }
}

/// Writers that are never without an event for this group, in microseconds.
#[allow(
    clippy::cast_precision_loss,
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss
)]
fn simulate(writers: u64, call_ms: f64) -> Outcome {
    let mut rng = Rng(0x9e37_79b9_7f4a_7c15);
    let mut micros = |calls: f64| (calls * call_ms * 1000.0 * rng.jitter()) as u64;
    let others = f64::from(OTHER_CALLS);
    let begin = Step::Write {
        known: None,
        tries: 0,
    };
    let mut agenda: BTreeMap<(u64, u64), Step> = (0..writers)
        .map(|writer| ((micros(others), writer), begin))
        .collect();
    let (mut version, mut done, mut given_up, mut attempts, mut now) = (1, 0, 0, 0_u64, 0);
    while done + given_up < EVENTS {
        let Some(((at, writer), step)) = agenda.pop_first() else {
            break;
        };
        now = at;
        let next = match step {
            Step::Write { known, tries } => (micros(0.5), Step::Land { known, tries }),
            Step::Land { known, tries } => {
                attempts += 1;
                let back = micros(0.5);
                if known == Some(version) {
                    version += 1;
                    done += 1;
                    (back + micros(others), begin)
                } else if tries + 1 == ATTEMPTS {
                    given_up += 1;
                    (back + micros(others), begin)
                } else {
                    let known = Some(version);
                    let tries = tries + 1;
                    (back, Step::Write { known, tries })
                }
            }
        };
        agenda.insert((now + next.0, writer), next.1);
    }
    let seconds = now as f64 / 1e6;
    Outcome {
        refused: (attempts - done) as f64 / EVENTS as f64,
        given_up: given_up as f64 / EVENTS as f64,
        a_second: done as f64 / seconds,
    }
}

/// Numbers of writers as a table.
pub(crate) fn table(measured: &Measured) -> String {
    let mut table =
        "| executions of ingest, all of them in one group | refused writes an event | events that give up and come again | events a second |\n|---|---|---|---|\n".to_owned();
    for writers in [1, 4, 8, 10, 20, 50] {
        let outcome = simulate(writers, measured.get("dynamodb"));
        table += &format!(
            "| {writers} | {:.2} | {:.2} % | {:.0} |\n",
            outcome.refused,
            outcome.given_up * 100.0,
            outcome.a_second
        );
    }
    table
}
