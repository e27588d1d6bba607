//! Metrics in CloudWatch's embedded metric format: a log line that CloudWatch makes metrics of.

use std::cell::RefCell;
use std::io::Write;
use std::time::SystemTime;

use alert_core::stage::Ended;
use alert_core::time::Timestamp;
use alert_pipeline::Counts;
use metrique_writer::format::Format;
use metrique_writer_core::value::{MetricFlags, Observation};
use metrique_writer_core::{Entry, EntryWriter, Unit, Value, ValueWriter};
use metrique_writer_format_emf::Emf;

use crate::platform;

/// The namespace of every metric of the router.
const NAMESPACE: &str = "AlertRouter";

/// The one dimension: `ingest` or `flush`. More would cost a metric for each value.
const DIMENSION: &str = "function";

/// Writes metrics.
pub struct Metrics {
    function: &'static str,
    format: RefCell<Emf>,
}

impl Metrics {
    /// The metrics of a function.
    pub fn new(function: &'static str) -> Self {
        // Without dimensions too: CloudWatch does not add up over dimensions, and the alarms watch the whole router.
        let format = Emf::all_validations(NAMESPACE.to_owned(), vec![vec![], vec![DIMENSION.to_owned()]]);
        Self {
            function,
            format: RefCell::new(format),
        }
    }

    /// Writes what a driver counted to standard output; nothing when it counted nothing.
    pub fn write(&self, counts: &Counts, now: Timestamp) {
        match self.line(counts, now) {
            Ok(line) => {
                // A metric that can't be written must not fail the pages that it counts.
                drop(std::io::stdout().lock().write_all(&line));
            }
            Err(why) => tracing::warn!(error = %why, "metrics not written"),
        }
    }

    /// Writes what of a watched platform has ended.
    pub fn write_ended(&self, ended: &[Ended], now: Timestamp) {
        for one in ended {
            match platform::line(one, now.into()) {
                Ok(line) => drop(std::io::stdout().lock().write_all(&line)),
                Err(why) => tracing::warn!(error = %why, "metrics not written"),
            }
        }
    }

    /// What [`Metrics::write`] writes: a line; nothing when nothing was counted.
    ///
    /// # Errors
    /// When the writer of the format refuses it.
    pub fn line(&self, counts: &Counts, now: Timestamp) -> Result<Vec<u8>, String> {
        let mut line = Vec::new();
        if counts.iter().next().is_none() {
            return Ok(line);
        }
        let counted = Counted {
            function: self.function,
            now: now.into(),
            counts,
        };
        let written = self.format.borrow_mut().format(&counted, &mut line);
        written.map_err(|why| why.to_string()).map(|()| line)
    }
}

struct Counted<'a> {
    function: &'static str,
    now: SystemTime,
    counts: &'a Counts,
}

impl Entry for Counted<'_> {
    fn write<'a>(&'a self, writer: &mut impl EntryWriter<'a>) {
        writer.timestamp(self.now);
        writer.value(DIMENSION, self.function);
        for (name, count) in self.counts.iter() {
            writer.value(name, &Count(count));
        }
    }
}

struct Count(u64);

impl Value for Count {
    fn write(&self, writer: impl ValueWriter) {
        writer.metric(
            [Observation::Unsigned(self.0)],
            Unit::Count,
            [],
            MetricFlags::empty(),
        );
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use alert_pipeline::metric;
    use serde_json::{Value, json};

    #[test]
    fn counts_are_one_line_of_emf() {
        let mut counts = Counts::default();
        counts.add(metric::INGESTED);
        counts.add(metric::INGESTED);
        counts.add(metric::SENT);
        let now = "2026-11-22T12:00:00.5Z".parse().unwrap();
        let line = Metrics::new("ingest").line(&counts, now).unwrap();
        assert_eq!(line.iter().position(|byte| *byte == b'\n'), Some(line.len() - 1));
        let written: Value = serde_json::from_slice(&line).unwrap();
        assert_eq!(written["function"], "ingest");
        assert_eq!(written[metric::INGESTED], 2);
        assert_eq!(written[metric::SENT], 1);
        let emf = &written["_aws"];
        assert_eq!(emf["Timestamp"], 1_795_348_800_500_u64);
        let directive = &emf["CloudWatchMetrics"][0];
        assert_eq!(directive["Namespace"], "AlertRouter");
        assert_eq!(directive["Dimensions"], json!([[], ["function"]]));
        assert_eq!(
            directive["Metrics"][0],
            json!({ "Name": "Ingested", "Unit": "Count" })
        );
    }

    #[test]
    fn nothing_counted_is_no_line() {
        let line = Metrics::new("flush")
            .line(&Counts::default(), Timestamp::UNIX_EPOCH)
            .unwrap();
        assert_eq!(line, b"");
    }
}
