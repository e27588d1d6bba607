//! Finding when an interval ends without looking at every minute.
//!
//! An interval can begin or end only at a boundary: a local midnight, an edge of a range of times, or the moment at which
//! its zone changes its offset. The search asks at those alone, a day at a time, and gives up after a year: what lasts
//! longer is looked at again before.

use jiff::civil::{Date, Time};

use super::TimeInterval;
use crate::time::{SignedDuration, Timestamp};

const DAY: SignedDuration = SignedDuration::from_hours(24);

/// How many days are searched.
const DAYS: usize = 366;

/// The first boundary later than `at` where `holds`.
pub(super) fn first_after(
    intervals: &[&TimeInterval],
    at: Timestamp,
    holds: impl Fn(Timestamp) -> bool,
) -> Option<Timestamp> {
    let mut from = at;
    for _ in 0..DAYS {
        let until = from.checked_add(DAY).ok()?;
        if let Some(found) = between(intervals, from, until)
            .into_iter()
            .find(|then| holds(*then))
        {
            return Some(found);
        }
        from = until;
    }
    None
}

/// The last boundary later than `after` and no later than `until` at which `holds` became false.
pub(super) fn last_end(
    intervals: &[&TimeInterval],
    after: Timestamp,
    until: Timestamp,
    holds: impl Fn(Timestamp) -> bool,
) -> Option<Timestamp> {
    let mut until = until;
    for _ in 0..DAYS {
        let from = until.checked_sub(DAY).ok()?.max(after);
        let ended = |then: &Timestamp| {
            let before = then.checked_sub(SignedDuration::from_nanos(1));
            !holds(*then) && before.is_ok_and(&holds)
        };
        if let Some(found) = between(intervals, from, until).into_iter().rev().find(ended) {
            return Some(found);
        }
        if from <= after {
            return None;
        }
        until = from;
    }
    None
}

/// Every boundary later than `from` and no later than `until`, in order.
fn between(intervals: &[&TimeInterval], from: Timestamp, until: Timestamp) -> Vec<Timestamp> {
    let mut found = Vec::new();
    for interval in intervals {
        let Some(zone) = interval.zone() else { continue };
        found.extend(
            zone.following(from)
                .map(|change| change.timestamp())
                .take_while(|at| *at <= until),
        );
        let last = zone.to_datetime(until).date();
        let mut date = zone.to_datetime(from).date();
        loop {
            for time in edges(interval) {
                found.extend(instants(date, time, zone));
            }
            match date.tomorrow() {
                Ok(next) if next <= last => date = next,
                _ => break,
            }
        }
    }
    found.retain(|at| *at > from && *at <= until);
    found.sort_unstable();
    found.dedup();
    found
}

/// The times of day at which the interval may begin or end.
fn edges(interval: &TimeInterval) -> impl Iterator<Item = Time> {
    let minutes = interval.times.iter().flat_map(|range| range.edges());
    std::iter::once(0).chain(minutes).map(|minute| {
        let part = |number: u16| i8::try_from(number).unwrap_or_default();
        Time::constant(part(minute / 60), part(minute % 60), 0, 0)
    })
}

/// When the clock of `zone` shows this: twice where it is set back. Where it is set forward past it, the change of the
/// offset is the boundary, and these are merely other moments to ask at.
fn instants(date: Date, time: Time, zone: &jiff::tz::TimeZone) -> impl Iterator<Item = Timestamp> {
    let shown = zone.to_ambiguous_timestamp(date.to_datetime(time));
    [shown.earlier(), shown.later()].into_iter().flatten()
}
