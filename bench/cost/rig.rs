//! The production drivers over ports that count, one invocation at a time.

use std::collections::BTreeSet;

use alert_core::silence::Silence;
use alert_core::time::{SignedDuration, Timestamp};
use alert_pipeline::counting::{Call, CountingPorts};
use alert_pipeline::memory::MemoryPorts;
use alert_pipeline::{Counts, Invocation, flush, ingest, put_silence, sweep};
use futures_util::FutureExt;
use serde_json::Value;

use crate::alarm::{at, catalog};

/// One invocation of a function.
#[derive(Debug, Clone)]
pub(crate) struct Run {
    /// When.
    pub(crate) at: Timestamp,
    /// `ingest`, `flush` or `sweep`.
    pub(crate) who: &'static str,
    /// The calls it made, in order.
    pub(crate) calls: Vec<Call>,
    /// The metrics it wrote.
    pub(crate) metrics: BTreeSet<&'static str>,
}

/// A router in memory.
pub(crate) struct Rig {
    pub(crate) ports: CountingPorts<MemoryPorts>,
    now: Timestamp,
    invocations: u64,
}

impl Rig {
    pub(crate) fn new(group_by: &[&str]) -> Self {
        Self {
            ports: CountingPorts::new(MemoryPorts::new(catalog(group_by))),
            now: at(0),
            invocations: 0,
        }
    }

    /// An event, alone in its batch.
    pub(crate) fn ingest(&mut self, now: Timestamp, event: &Value) -> Run {
        let id = self.invoke(now);
        let payload = event.to_string();
        let done = ingest(&self.ports, payload.as_bytes(), &invocation(now, &id))
            .now_or_never()
            .unwrap();
        assert!(done.failed.is_empty(), "{:?}", done.failed);
        self.run("ingest", &done.counts)
    }

    /// What the flush queue holds until then, each wake-up when it is due.
    pub(crate) fn flush_until(&mut self, until: Timestamp) -> Vec<Run> {
        let mut runs = Vec::new();
        while let Some(due) = self.ports.inner.wakes.next_at().filter(|due| *due <= until) {
            let wake = self.ports.inner.wakes.take(due).unwrap();
            let now = due.max(self.now);
            let id = self.invoke(now);
            let done = flush(&self.ports, &wake, 1, &invocation(now, &id))
                .now_or_never()
                .unwrap();
            assert!(done.failed.is_none(), "{:?}", done.failed);
            runs.push(self.run("flush", &done.counts));
        }
        self.now = self.now.max(until);
        runs
    }

    /// One run of the schedule.
    pub(crate) fn sweep(&mut self, now: Timestamp) -> Run {
        let id = self.invoke(now);
        let swept = sweep(&self.ports, &invocation(now, &id))
            .now_or_never()
            .unwrap()
            .unwrap();
        self.run("sweep", &swept.counts)
    }

    /// Somebody silences something; not counted.
    pub(crate) fn silence(&mut self, now: Timestamp, silence: &Silence) {
        let id = self.invoke(now);
        put_silence(&self.ports, silence, &invocation(now, &id))
            .now_or_never()
            .unwrap()
            .unwrap();
        self.ports.take();
    }

    fn invoke(&mut self, now: Timestamp) -> String {
        self.invocations += 1;
        self.now = now;
        self.ports.inner.wakes.set_now(now);
        // As long as the request ids of Lambda, which end up in each row.
        format!("8f2d0c5e-1b7a-4c3e-9a60-{:012}", self.invocations)
    }

    fn run(&self, who: &'static str, counts: &Counts) -> Run {
        Run {
            at: self.now,
            who,
            calls: self.ports.take(),
            metrics: counts.iter().map(|(name, _)| name).collect(),
        }
    }
}

fn invocation(now: Timestamp, id: &str) -> Invocation<'_> {
    Invocation {
        now,
        remaining: SignedDuration::from_secs(30),
        id,
        function_arn: "",
        last_resort_topic: "last-resort-topic",
    }
}
