//! Plays a storm and measures each invocation.

use std::collections::HashMap;
use std::time::Duration;

use alert_core::fingerprint::Fingerprint;
use alert_core::time::Timestamp;
use alert_pipeline::simulator::World;
use peak_alloc::PeakAlloc;
use rustix::time::{ClockId, clock_gettime};
use serde_json::Value;

use super::catalog::Config;
use super::event::{at, event, fingerprint};
use super::ports::SummingPorts;
use crate::process::peak_rss;
use crate::result::{Measured, Ours};
use crate::stream::Stream;
use crate::told::{Page, told};

#[global_allocator]
static HEAP: PeakAlloc = PeakAlloc;

/// SQS counts its delays in seconds: nobody is told later than that for it.
const SLACK: u64 = 1_000;

/// Plays a storm of this size on the virtual clock.
///
/// # Errors
/// When this program and the engine no longer agree on something, or an invocation died.
pub fn play(stream: Stream, size: usize, config: Config) -> Result<Measured, String> {
    let alarms = stream.alarms(size);
    let changes = stream.changes(size);
    let numbers: HashMap<Fingerprint, usize> = (0..alarms)
        .map(|alarm| Ok((fingerprint(alarm, alarms)?, alarm)))
        .collect::<Result<_, String>>()?;
    if numbers.len() != alarms {
        return Err("two alarms are one to the engine".to_owned());
    }
    let mut playing = Playing {
        world: World::new(SummingPorts::new(config.catalog()?), at(0)),
        numbers,
        pages: vec![],
        cpu: Duration::ZERO,
        heap: 0,
    };
    for change in &changes {
        playing.until(at(change.told_at));
        playing.world.post(Value::String(event(change, alarms)));
    }
    playing.until(at(stream.ends_at()));
    if playing.world.crashes() > 0 {
        return Err("an invocation died".to_owned());
    }

    let mut began = vec![None; alarms];
    for change in changes.iter().filter(|change| change.firing) {
        began[change.alarm].get_or_insert(change.at);
    }
    Ok(Measured {
        events: changes.len() as u64,
        pages: playing.pages.len() as u64,
        told: told(&changes, &began, &playing.pages, SLACK, 0),
        cpu_ms: playing.cpu.as_secs_f64() * 1e3,
        rss_mib: peak_rss(std::process::id())?,
        ours: Some(Ours {
            calls: playing.world.ports.calls(),
            heap: playing.heap,
        }),
    })
}

struct Playing {
    world: World<SummingPorts>,
    numbers: HashMap<Fingerprint, usize>,
    pages: Vec<Page>,
    cpu: Duration,
    heap: u64,
}

impl Playing {
    /// One invocation after the other.
    fn until(&mut self, until: Timestamp) {
        loop {
            let held = HEAP.current_usage();
            HEAP.reset_peak_usage();
            let before = cpu();
            let was_due = self.world.step(until);
            self.cpu += cpu().saturating_sub(before);
            if !was_due {
                break;
            }
            self.heap = self.heap.max(HEAP.peak_usage().saturating_sub(held) as u64);
            for page in self.world.take_notifications() {
                let at_ms = page.at.duration_since(at(0)).as_millis();
                let all = page.firing.iter().chain(&page.resolved);
                self.pages.push(Page {
                    at: u64::try_from(at_ms).unwrap_or_default(),
                    alarms: all.filter_map(|alert| self.numbers.get(alert)).copied().collect(),
                });
            }
        }
        self.world.run_until(until);
    }
}

/// The processor time of this thread.
fn cpu() -> Duration {
    let time = clock_gettime(ClockId::ThreadCPUTime);
    Duration::new(
        u64::try_from(time.tv_sec).unwrap_or_default(),
        u32::try_from(time.tv_nsec).unwrap_or_default(),
    )
}
