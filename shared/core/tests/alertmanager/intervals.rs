//! Instants inside and outside of intervals, texts that are intervals or not, and what intervals mute.

use alert_core::interval::{Location, NamedInterval, TimeInterval, TimeMute};
use alert_core::time::Timestamp;
use serde_json::Value;

use crate::table::part;

pub(crate) fn contains(given: &Value) -> String {
    let at: Timestamp = part(given, "at");
    let intervals: Vec<TimeInterval> = part(given, "intervals");
    let inside = intervals.iter().any(|interval| interval.contains(at));
    if inside { "inside" } else { "outside" }.to_owned()
}

/// As a catalog's author is answered: the whole is read, and its place looked up.
pub(crate) fn reads(given: &Value) -> String {
    let read = serde_json::from_value::<TimeInterval>(given["interval"].clone());
    let known = |interval: &TimeInterval| {
        let name = interval.location.as_ref().map(Location::name);
        name.is_none_or(|name| name.parse::<Location>().is_ok())
    };
    // What is read is written and read again the same.
    let good = read.is_ok_and(|interval| {
        let text = serde_json::to_string(&interval).unwrap();
        known(&interval) && serde_json::from_str::<TimeInterval>(&text).unwrap() == interval
    });
    if good { "read" } else { "refused" }.to_owned()
}

pub(crate) fn mutes(given: &Value) -> String {
    let calendars: Vec<NamedInterval> = serde_json::from_str(include_str!("interval_mutes.json")).unwrap();
    let names: Vec<String> = calendars.iter().map(|named| named.name.clone()).collect();
    let muted = TimeMute::new(&calendars, &names, &[]).muted_by(part(given, "at"));
    muted.map_or_else(|| "nothing".to_owned(), |by| by.names().join(" "))
}
