//! What a route's calendars say together.

use super::{NamedInterval, TimeInterval, boundary};
use crate::time::Timestamp;

/// The intervals that a route names: it is quiet while one of `mute` runs, and while none of `active` does, where there is
/// one.
///
/// What can't be read never keeps anybody quiet: a name that no interval has, or a time zone that this version does not
/// know, mutes nothing, and makes a route active at all times that names it as an active one.
#[derive(Debug, Clone)]
pub struct TimeMute<'a> {
    mute: Vec<&'a NamedInterval>,
    active: Vec<&'a NamedInterval>,
}

/// Which intervals keep a route quiet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum MutedBy {
    /// These run, by name.
    Mute(Vec<String>),
    /// None of these runs, by name.
    Inactive(Vec<String>),
}

impl MutedBy {
    /// The names of the intervals, in the route's order.
    pub fn names(&self) -> &[String] {
        match self {
            Self::Mute(names) | Self::Inactive(names) => names,
        }
    }
}

impl<'a> TimeMute<'a> {
    /// What a route with these `mute_time_intervals` and `active_time_intervals` does.
    pub fn new(intervals: &'a [NamedInterval], mute: &[String], active: &[String]) -> Self {
        let named = |name: &String| intervals.iter().find(|interval| interval.name == *name);
        let known: Vec<_> = active.iter().filter_map(named).collect();
        let readable = known
            .iter()
            .flat_map(|named| &named.time_intervals)
            .all(TimeInterval::is_readable);
        Self {
            mute: mute.iter().filter_map(named).collect(),
            active: if readable && known.len() == active.len() {
                known
            } else {
                vec![]
            },
        }
    }

    /// Whether no interval can ever keep the route quiet.
    pub fn is_empty(&self) -> bool {
        self.mute.is_empty() && self.active.is_empty()
    }

    /// What keeps the route quiet at `at`. A mute is named before an inactive time.
    pub fn muted_by(&self, at: Timestamp) -> Option<MutedBy> {
        let runs = |named: &NamedInterval| named.time_intervals.iter().any(|interval| interval.contains(at));
        let names = |list: &[&NamedInterval]| list.iter().map(|named| named.name.clone()).collect();
        let muting: Vec<_> = self.mute.iter().copied().filter(|named| runs(named)).collect();
        if !muting.is_empty() {
            return Some(MutedBy::Mute(names(&muting)));
        }
        let inactive = !self.active.is_empty() && !self.active.iter().any(|named| runs(named));
        inactive.then(|| MutedBy::Inactive(names(&self.active)))
    }

    /// When the route is first heard again after `at`. Nothing when it is heard at `at`, or not within a year.
    pub fn ends_after(&self, at: Timestamp) -> Option<Timestamp> {
        self.is_muted(at)
            .then(|| boundary::first_after(&self.intervals(), at, |then| !self.is_muted(then)))
            .flatten()
    }

    /// When the route was last heard again, at `now` or before but later than `after`, and what had kept it quiet. Looks a
    /// year back at most.
    pub fn last_ended(&self, now: Timestamp, after: Timestamp) -> Option<(Timestamp, MutedBy)> {
        let ended = boundary::last_end(&self.intervals(), after, now, |then| self.is_muted(then))?;
        let before = ended
            .checked_sub(crate::time::SignedDuration::from_nanos(1))
            .ok()?;
        Some((ended, self.muted_by(before)?))
    }

    fn is_muted(&self, at: Timestamp) -> bool {
        self.muted_by(at).is_some()
    }

    fn intervals(&self) -> Vec<&'a TimeInterval> {
        self.mute
            .iter()
            .chain(&self.active)
            .flat_map(|named| &named.time_intervals)
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> Timestamp {
        text.parse().unwrap()
    }

    fn calendars() -> Vec<NamedInterval> {
        serde_json::from_str(
            r#"[
                {"name": "nights", "time_intervals": [{"times": [{"start_time": "22:00", "end_time": "06:00"}]}]},
                {"name": "weekends", "time_intervals": [{"weekdays": ["saturday"]}, {"weekdays": ["sunday"]}]},
                {"name": "office", "time_intervals": [
                    {"weekdays": ["monday:friday"], "times": [{"start_time": "09:00", "end_time": "17:00"}]}]},
                {"name": "on the moon", "time_intervals": [{"location": "Moon/Tranquility"}]}
            ]"#,
        )
        .unwrap()
    }

    fn names(names: &[&str]) -> Vec<String> {
        names.iter().map(ToString::to_string).collect()
    }

    #[test]
    fn a_mute_that_runs_into_another_ends_with_the_last() {
        let calendars = calendars();
        let mute = TimeMute::new(&calendars, &names(&["nights", "weekends"]), &[]);
        // 2026-11-20 is a Friday: its night, the weekend, and Sunday's night, until Monday morning.
        let friday_night = at("2026-11-20T23:00:00Z");
        assert_eq!(
            mute.muted_by(friday_night),
            Some(MutedBy::Mute(names(&["nights"])))
        );
        assert_eq!(mute.ends_after(friday_night), Some(at("2026-11-23T06:00:00Z")));
        let sunday_night = at("2026-11-22T23:00:00Z");
        assert_eq!(
            mute.muted_by(sunday_night),
            Some(MutedBy::Mute(names(&["nights", "weekends"])))
        );
        assert_eq!(
            mute.last_ended(at("2026-11-23T12:00:00Z"), friday_night),
            Some((at("2026-11-23T06:00:00Z"), MutedBy::Mute(names(&["nights"]))))
        );
        assert_eq!(
            mute.last_ended(at("2026-11-23T12:00:00Z"), at("2026-11-23T06:00:00Z")),
            None
        );
        assert_eq!(mute.ends_after(at("2026-11-23T12:00:00Z")), None);
    }

    #[test]
    fn outside_its_active_intervals_a_route_is_quiet() {
        let calendars = calendars();
        let office = TimeMute::new(&calendars, &[], &names(&["office"]));
        let evening = at("2026-11-20T17:00:00Z");
        assert_eq!(
            office.muted_by(evening),
            Some(MutedBy::Inactive(names(&["office"])))
        );
        assert_eq!(office.ends_after(evening), Some(at("2026-11-23T09:00:00Z")));
        assert_eq!(office.muted_by(at("2026-11-20T16:59:59Z")), None);
    }

    #[test]
    fn what_cannot_be_read_keeps_nobody_quiet() {
        let calendars = calendars();
        let now = at("2026-11-20T23:00:00Z");
        for unreadable in ["no such interval", "on the moon"] {
            let mute = TimeMute::new(&calendars, &names(&[unreadable]), &[]);
            assert_eq!(mute.muted_by(now), None, "{unreadable}");
            let active = TimeMute::new(&calendars, &[], &names(&["office", unreadable]));
            assert_eq!(active.muted_by(now), None, "{unreadable}");
        }
    }
}
