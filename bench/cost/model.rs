//! Calls, times and bytes times prices.

use std::collections::BTreeMap;

use alert_pipeline::counting::Call;

use crate::figures::{Measured, Prices};
use crate::rig::Run;
use crate::units::Units;
use crate::walk::Walk;

/// A whole vCPU, in megabytes of a function's memory.
const VCPU_MB: f64 = 1769.0;
/// What SQS is asked for a message that wakes a function, besides its sending: received and deleted.
const POLLED: f64 = 2.0;

/// What is paid, by what it is paid for. In this order in each table.
pub(crate) const PARTS: [&str; 6] = ["writes", "reads", "queues", "requests", "duration", "logs"];

/// USD by part.
#[derive(Debug, Clone, Default)]
pub(crate) struct Bill(BTreeMap<&'static str, f64>);

impl Bill {
    fn add(&mut self, part: &'static str, usd: f64) {
        *self.0.entry(part).or_default() += usd;
    }

    pub(crate) fn part(&self, part: &str) -> f64 {
        self.0.get(part).copied().unwrap_or_default()
    }

    pub(crate) fn sum(&self) -> f64 {
        self.0.values().sum()
    }

    pub(crate) fn plus(mut self, other: &Self, times: f64) -> Self {
        for (part, usd) in &other.0 {
            self.add(part, usd * times);
        }
        self
    }
}

/// A deployment: its prices, its memory, its times.
pub(crate) struct Model<'a> {
    pub(crate) prices: &'a Prices,
    pub(crate) measured: &'a Measured,
    pub(crate) memory_mb: f64,
}

impl Model<'_> {
    /// What one event costs that takes this way.
    pub(crate) fn walk(&self, walk: &Walk) -> Bill {
        walk.runs
            .iter()
            .fold(Bill::default(), |bill, run| bill.plus(&self.run(run), 1.0))
    }

    fn run(&self, run: &Run) -> Bill {
        let mut bill = Bill::default();
        for call in &run.calls {
            let units = Units::of(call);
            let writes = units.writes + units.index_writes;
            bill.add("writes", writes * self.prices.a_million("write"));
            bill.add("reads", units.reads * self.prices.a_million("read"));
            if matches!(call, Call::Wake(..)) {
                bill.add("queues", self.prices.a_million("sqs"));
            }
        }
        // An event comes by the ingest queue, put there by a rule; a flush by its own.
        match run.who {
            "ingest" => bill.add("queues", (1.0 + POLLED) * self.prices.a_million("sqs")),
            "flush" => bill.add("queues", POLLED * self.prices.a_million("sqs")),
            _ => {}
        }
        bill.add("requests", self.prices.a_million("lambda_request"));
        let seconds = self.billed_ms(run) / 1000.0;
        bill.add(
            "duration",
            seconds * self.memory_mb / 1024.0 * self.prices.get("lambda_arm"),
        );
        let log = self.measured.get("router_log");
        bill.add("logs", log / 1e9 * self.prices.get("logs"));
        bill
    }

    /// Whole milliseconds from the first to the last, one call after the other.
    pub(crate) fn billed_ms(&self, run: &Run) -> f64 {
        let wait: f64 = run.calls.iter().map(|call| wait(self.measured, call)).sum();
        let busy = self.cpu_ms(run) * (VCPU_MB / self.memory_mb).max(1.0);
        (wait + busy).ceil()
    }

    fn cpu_ms(&self, run: &Run) -> f64 {
        let has_sent = run.calls.iter().any(|call| matches!(call, Call::Send(_)));
        let has_decided = run.calls.iter().any(|call| matches!(call, Call::Catalog));
        let engine = match run.who {
            "ingest" if has_decided => {
                self.measured
                    .cpu_of(&["decode", "fingerprint", "observe", "enrich", "route"])
            }
            "ingest" => self.measured.cpu_of(&["decode", "fingerprint", "observe"]),
            "flush" if has_sent => self.measured.cpu_of(&["inhibit", "decide", "build", "render"]),
            "flush" => self.measured.cpu_of(&["inhibit", "decide"]),
            _ => 0.0,
        };
        #[allow(clippy::cast_precision_loss)] // a few calls
        let calls = run.calls.len() as f64;
        engine + self.measured.get("invocation_cpu") + calls * self.measured.get("sdk_cpu")
    }

    /// What one event costs that a function on `x86_64` with 128 MB forwards as it comes, subscribed to a topic: for a
    /// function that is no request of anybody's.
    pub(crate) fn forwarded(&self) -> Bill {
        const MEMORY_MB: f64 = 128.0;
        let mut bill = Bill::default();
        let busy = self.measured.get("forwarder_cpu") * VCPU_MB / MEMORY_MB;
        let seconds = (busy + self.measured.get("post")).ceil() / 1000.0;
        bill.add("requests", self.prices.a_million("lambda_request"));
        bill.add(
            "duration",
            seconds * MEMORY_MB / 1024.0 * self.prices.get("lambda_x86"),
        );
        let log = self.measured.get("forwarder_log");
        bill.add("logs", log / 1e9 * self.prices.get("logs"));
        bill
    }
}

/// How long a call is waited for. A warm function has its catalog.
pub(crate) fn wait(measured: &Measured, call: &Call) -> f64 {
    match call {
        #[allow(clippy::cast_precision_loss)] // a megabyte or so
        Call::Partition { bytes, .. } => {
            measured.get("dynamodb") + *bytes as f64 / 1e6 * measured.get("dynamodb_mb")
        }
        Call::Put { .. } | Call::Get { .. } | Call::Due { .. } => measured.get("dynamodb"),
        Call::Wake(..) => measured.get("sqs"),
        Call::Send(_) => measured.get("post"),
        Call::Catalog => 0.0,
    }
}
