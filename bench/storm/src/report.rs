//! What was measured, as Markdown, and whether it is what the router promises.

use std::fmt::{self, Display, Formatter};

use crate::measure::{All, Storm};
use crate::result::Measured;
use crate::stream::Stream;

/// How much more memory an invocation may hold in a storm that is ten times bigger.
const FLAT: f64 = 1.2;

/// What was measured.
pub struct Report<'a> {
    all: &'a All,
    promises: Vec<(bool, String)>,
}

impl<'a> Report<'a> {
    pub fn of(all: &'a All) -> Self {
        let mut promises = vec![every_alarm_in_time(all)];
        if all.version.is_ok() {
            promises.push(no_more_pages(all));
            promises.push(no_later(all));
        }
        let is_measured = |stream: &Stream| all.storms.iter().any(|storm| storm.stream == *stream);
        let streams = Stream::ALL.into_iter().filter(is_measured);
        promises.extend(streams.map(|stream| flat(all, stream)));
        Self { all, promises }
    }

    /// Whether every promise is kept.
    pub fn is_well(&self) -> bool {
        self.promises.iter().all(|(is_kept, _)| *is_kept)
    }
}

fn every_alarm_in_time(all: &All) -> (bool, String) {
    let told = || all.storms.iter().map(|storm| &storm.same.told);
    let late: u64 = told().map(|told| told.late).sum();
    let untold: u64 = told().map(|told| told.alarms - told.told).sum();
    let what = format!("every alarm stands in a page, within its bound: {late} late, {untold} never told");
    (late + untold == 0, what)
}

fn no_more_pages(all: &All) -> (bool, String) {
    compared(all, "pages", "no more than Alertmanager's", |ours, theirs| {
        (
            ours.pages <= theirs.pages,
            ours.pages.to_string(),
            theirs.pages.to_string(),
        )
    })
}

fn no_later(all: &All) -> (bool, String) {
    compared(
        all,
        "p99 time to a page",
        "no later than Alertmanager's",
        |ours, theirs| {
            let (ours, theirs) = (ours.told.p99, theirs.told.p99);
            (ours <= theirs, seconds(ours), seconds(theirs))
        },
    )
}

/// Both sides of each storm: whether ours is no worse, and both figures.
fn compared(
    all: &All,
    what: &str,
    than: &str,
    by: impl Fn(&Measured, &Measured) -> (bool, String, String),
) -> (bool, String) {
    let (mut is_kept, mut figures) = (true, vec![]);
    for storm in &all.storms {
        if let Some(theirs) = &storm.alertmanager {
            let (is_no_worse, ours, theirs) = by(&storm.same, theirs);
            is_kept &= is_no_worse;
            let mark = if is_no_worse { "" } else { " **(worse)**" };
            figures.push(format!(
                "{} {} {ours} to {theirs}{mark}",
                storm.size,
                storm.stream.name()
            ));
        }
    }
    (is_kept, format!("{what} {than}: {}", figures.join(", ")))
}

fn flat(all: &All, stream: Stream) -> (bool, String) {
    let heap = |size: usize| {
        let storm = all
            .storms
            .iter()
            .find(|storm| storm.stream == stream && storm.size == size);
        storm
            .and_then(|storm| storm.same.ours.as_ref())
            .map_or(0, |ours| ours.heap)
    };
    let [small, big] = stream.sizes();
    let ratio = quotient(heap(big), heap(small));
    let what = format!(
        "{}: the most that one invocation holds on the heap is {ratio:.2} times as much with {big} as with {small} ({} and {} KiB)",
        stream.name(),
        heap(big) / 1024,
        heap(small) / 1024
    );
    (ratio <= FLAT, what)
}

impl Display for Report<'_> {
    fn fmt(&self, out: &mut Formatter<'_>) -> fmt::Result {
        match &self.all.version {
            Ok(version) => writeln!(out, "Alertmanager {version}.\n")?,
            Err(why) => writeln!(out, "Our half alone: {why}.\n")?,
        }
        writeln!(
            out,
            "| storm | told by | pages | alarms told | late | p50 s | p99 s | max s | CPU s | peak RSS MiB |\n\
             |---|---|---:|---:|---:|---:|---:|---:|---:|---:|"
        )?;
        for storm in &self.all.storms {
            let what = storm.stream.describe(storm.size);
            write_row(out, &what, "alert-router", &storm.same, true)?;
            if let Some(theirs) = &storm.alertmanager {
                write_row(
                    out,
                    "",
                    &format!("Alertmanager, clock x{}", storm.scale),
                    theirs,
                    true,
                )?;
            }
            if let Some(usual) = &storm.usual {
                write_row(out, "", "alert-router, usual catalog", usual, false)?;
            }
        }
        writeln!(
            out,
            "\n| calls for each event | DynamoDB writes | of these refused | GetItem | Query | SQS | S3 | receivers |\n\
             |---|---:|---:|---:|---:|---:|---:|---:|"
        )?;
        for storm in &self.all.storms {
            write_calls(out, storm)?;
        }
        writeln!(out)?;
        for (is_kept, what) in &self.promises {
            writeln!(
                out,
                "- {}: {what}.",
                if *is_kept { "kept" } else { "**not kept**" }
            )?;
        }
        Ok(())
    }
}

fn write_row(
    out: &mut Formatter<'_>,
    what: &str,
    who: &str,
    measured: &Measured,
    is_bound: bool,
) -> fmt::Result {
    let told = &measured.told;
    writeln!(
        out,
        "| {what} | {who} | {} | {} of {} | {} | {} | {} | {} | {:.2} | {:.0} |",
        measured.pages,
        told.told,
        told.alarms,
        if is_bound {
            told.late.to_string()
        } else {
            "-".to_owned()
        },
        seconds(told.p50),
        seconds(told.p99),
        seconds(told.max),
        measured.cpu_ms / 1e3,
        measured.rss_mib
    )
}

fn write_calls(out: &mut Formatter<'_>, storm: &Storm) -> fmt::Result {
    let calls = storm
        .same
        .ours
        .as_ref()
        .map(|ours| ours.calls)
        .unwrap_or_default();
    let each = calls
        .named()
        .map(|(_, calls)| format!("{:.3}", quotient(calls, storm.same.events)));
    let [writes, refused, reads, queries, wakes, catalog, sends] = each;
    let what = storm.stream.describe(storm.size);
    writeln!(
        out,
        "| {what} | {writes} | {refused} | {reads} | {queries} | {wakes} | {catalog} | {sends} |"
    )
}

fn seconds(millis: u64) -> String {
    format!("{}.{}", millis / 1_000, millis % 1_000 / 100)
}

#[allow(clippy::cast_precision_loss)] // far below 2^52
fn quotient(one: u64, other: u64) -> f64 {
    one as f64 / other.max(1) as f64
}
