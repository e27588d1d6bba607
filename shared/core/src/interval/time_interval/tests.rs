//! Nights, month ends and the days on which clocks change; and the search against the clock, minute by minute.

use proptest::prelude::*;

use super::*;
use crate::time::SignedDuration;

fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}

fn interval(json: &str) -> TimeInterval {
    serde_json::from_str(json).unwrap_or_else(|why| panic!("{json}: {why}"))
}

#[test]
fn a_night_belongs_to_the_day_it_begins_on() {
    let nights = interval(
        r#"{"weekdays": ["friday"], "times": [{"start_time": "22:00", "end_time": "06:00"}], "location": "Europe/Madrid"}"#,
    );
    // 2026-11-20 is a Friday; Madrid is an hour ahead of UTC.
    assert!(!nights.contains(at("2026-11-20T20:59:59Z")));
    assert!(nights.contains(at("2026-11-20T21:00:00Z")));
    assert!(nights.contains(at("2026-11-21T04:59:59Z")));
    assert!(!nights.contains(at("2026-11-21T05:00:00Z")));
    // The early hours of Friday belong to Thursday's night.
    assert!(!nights.contains(at("2026-11-20T03:00:00Z")));
    assert_eq!(
        nights.ends_after(at("2026-11-20T21:00:00Z")),
        Some(at("2026-11-21T05:00:00Z"))
    );
    assert_eq!(
        nights.last_ended(at("2026-11-24T00:00:00Z"), at("2026-11-01T00:00:00Z")),
        Some(at("2026-11-21T05:00:00Z"))
    );
}

#[test]
fn the_clock_of_the_place_decides_when_it_changes() {
    let morning =
        interval(r#"{"times": [{"start_time": "02:30", "end_time": "03:30"}], "location": "Europe/Madrid"}"#);
    // Set forward on 2026-03-29 at 02:00 to 03:00 (01:00 UTC): half of the range is left.
    assert!(!morning.contains(at("2026-03-29T00:59:59Z")));
    assert!(morning.contains(at("2026-03-29T01:00:00Z")));
    assert_eq!(
        morning.ends_after(at("2026-03-29T01:00:00Z")),
        Some(at("2026-03-29T01:30:00Z"))
    );
    // Set back on 2026-10-25 at 03:00 to 02:00 (01:00 UTC): 02:30 to 03:00 is shown twice.
    assert!(morning.contains(at("2026-10-25T00:30:00Z")));
    assert_eq!(
        morning.ends_after(at("2026-10-25T00:30:00Z")),
        Some(at("2026-10-25T01:00:00Z"))
    );
    assert!(!morning.contains(at("2026-10-25T01:00:00Z")));
    assert!(morning.contains(at("2026-10-25T01:30:00Z")));
    assert_eq!(
        morning.ends_after(at("2026-10-25T01:30:00Z")),
        Some(at("2026-10-25T02:30:00Z"))
    );
}

#[test]
fn an_end_that_the_clock_shows_twice_is_an_end_twice() {
    let early =
        interval(r#"{"times": [{"start_time": "01:00", "end_time": "02:30"}], "location": "Europe/Madrid"}"#);
    // Set back on 2026-10-25 at 03:00 to 02:00 (01:00 UTC).
    assert_eq!(
        early.ends_after(at("2026-10-24T23:00:00Z")),
        Some(at("2026-10-25T00:30:00Z"))
    );
    assert!(!early.contains(at("2026-10-25T00:59:59Z")) && early.contains(at("2026-10-25T01:00:00Z")));
    assert_eq!(
        early.ends_after(at("2026-10-25T01:00:00Z")),
        Some(at("2026-10-25T01:30:00Z"))
    );
    assert_eq!(
        early.last_ended(at("2026-10-25T12:00:00Z"), at("2026-10-25T00:00:00Z")),
        Some(at("2026-10-25T01:30:00Z"))
    );
}

#[test]
fn days_are_counted_from_the_end_that_the_month_has() {
    for (days, month, inside) in [
        ("-1", "2026-02", &[28][..]),
        ("-1", "2028-02", &[29]),
        ("-1", "2026-04", &[30]),
        ("-1", "2026-12", &[31]),
        ("-3:-2", "2026-04", &[28, 29]),
        ("28:31", "2026-02", &[28]),
        ("29:-1", "2026-02", &[]),
        ("29:-1", "2026-04", &[29, 30]),
        ("31", "2026-04", &[]),
        ("-31:-29", "2026-04", &[1, 2]),
        ("26:-2", "2026-02", &[26, 27]),
    ] {
        let interval = interval(&format!(r#"{{"days_of_month": ["{days}"]}}"#));
        let noon = |day: i32| format!("{month}-{day:02}T12:00:00Z").parse::<Timestamp>();
        let found: Vec<i32> = (1..=31)
            .filter(|day| noon(*day).is_ok_and(|noon| interval.contains(noon)))
            .collect();
        assert_eq!(found, inside, "{days} of {month}");
    }
}

#[test]
fn what_never_ends_has_no_end() {
    assert_eq!(interval("{}").ends_after(at("2026-01-01T00:00:00Z")), None);
    let whole_days = interval(r#"{"times": [{"start_time": "00:00", "end_time": "24:00"}]}"#);
    assert_eq!(whole_days.ends_after(at("2026-01-01T00:00:00Z")), None);
    assert_eq!(
        whole_days.last_ended(at("2026-01-01T00:00:00Z"), Timestamp::MIN),
        None
    );
    let year = interval(r#"{"years": ["2026"]}"#);
    assert_eq!(
        year.ends_after(at("2026-01-01T00:00:00Z")),
        Some(at("2027-01-01T00:00:00Z"))
    );
}

#[test]
fn an_unknown_zone_contains_nothing_and_the_text_is_kept() {
    let moon = interval(r#"{"location": "Moon/Tranquility"}"#);
    assert!(!moon.is_readable() && !moon.contains(at("2026-01-01T00:00:00Z")));
    assert_eq!(
        serde_json::to_string(&moon).unwrap(),
        r#"{"location":"Moon/Tranquility"}"#
    );
    assert!("Moon/Tranquility".parse::<Location>().is_err());
    assert!("Europe/Madrid".parse::<Location>().is_ok());
}

/// Zones that change their clocks in March and October, in November, by half an hour, at midnight, around a fast, and not.
const ZONES: [&str; 7] = [
    "Europe/Madrid",
    "America/New_York",
    "Australia/Lord_Howe",
    "America/Santiago",
    "Africa/Casablanca",
    "Asia/Kathmandu",
    "UTC",
];

/// The days around changes of those clocks, and the ends of months and years.
const DAYS: [&str; 9] = [
    "2026-03-28T12:00:00Z",
    "2026-10-24T12:00:00Z",
    "2026-03-07T12:00:00Z",
    "2026-10-31T12:00:00Z",
    "2026-04-04T06:00:00Z",
    "2026-09-05T12:00:00Z",
    "2026-02-14T12:00:00Z",
    "2028-02-28T12:00:00Z",
    "2026-12-31T06:00:00Z",
];

fn any_interval() -> impl Strategy<Value = TimeInterval> {
    // Most of them in the hours in which clocks change.
    let hour = prop_oneof![3 => 0..4_u16, 1 => 4..24_u16];
    let time = (hour, prop::sample::select(vec![0_u16, 15, 30, 59]))
        .prop_map(|(hour, minute)| format!("{hour:02}:{minute:02}"));
    let times = prop::collection::vec((time.clone(), time), 0..3).prop_map(|pairs| {
        pairs
            .iter()
            .filter_map(|(start, end)| TimeRange::new(start, end).ok())
            .collect::<Vec<_>>()
    });
    let pick = |texts: &'static [&'static str]| prop::collection::vec(prop::sample::select(texts), 0..2);
    (
        times,
        pick(&["saturday", "sunday", "monday:friday", "sunday:monday", "tuesday"]),
        pick(&["1", "-1", "28:31", "29:-1", "-3:-2", "1:15"]),
        prop::sample::select(&ZONES[..]),
    )
        .prop_map(|(times, weekdays, days, zone)| TimeInterval {
            times,
            weekdays: weekdays.iter().map(|text| text.parse().unwrap()).collect(),
            days_of_month: days.iter().map(|text| text.parse().unwrap()).collect(),
            location: Some(zone.parse().unwrap()),
            ..TimeInterval::default()
        })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    /// Two days from `start`, minute by minute: every end that the clock shows is found from every minute before it, and
    /// no other.
    #[test]
    fn ends_are_where_the_clock_says(interval in any_interval(), start in prop::sample::select(&DAYS[..])) {
        let start = at(start);
        let minute = |n: i64| start + SignedDuration::from_mins(n);
        let inside: Vec<bool> = (0..=2880).map(|n| interval.contains(minute(n))).collect();
        let ends: Vec<i64> = (1..=2880_i64)
            .filter(|n| { let n = usize::try_from(*n).unwrap(); inside[n - 1] && !inside[n] })
            .collect();
        for n in (0..2880).step_by(29) {
            let found = interval.ends_after(minute(n));
            if !inside[usize::try_from(n).unwrap()] {
                prop_assert_eq!(found, None);
            } else if let Some(end) = ends.iter().find(|end| **end > n) {
                prop_assert_eq!(found, Some(minute(*end)));
            } else {
                prop_assert!(found.is_none_or(|end| end > minute(2880)));
            }
            let last = ends.iter().rev().find(|end| **end <= n).map(|end| minute(*end));
            prop_assert_eq!(interval.last_ended(minute(n), start), last);
        }
    }
}
