//! Times as AWS writes them, and durations as people read them.

use jiff::civil::DateTime;
use jiff::tz::TimeZone;
pub use jiff::{SignedDuration, Timestamp};
use serde_json::Value;

/// Below this a number is seconds since 1970, from here on milliseconds (1e11 s is the year 5138, 1e11 ms is 1973).
const MILLISECONDS_FROM: f64 = 1e11;

/// Reads a time in any form AWS uses, or nothing: a time that can't be read never costs the event.
///
/// RFC 3339; the same with an offset without a colon (`2019-10-02T17:04:40.989+0000`, CloudWatch's `state.timestamp`);
/// seconds or milliseconds since 1970 as a number or as text (SageMaker's samples have all four); a date alone; AWS
/// Health's days spelt out.
pub fn read(value: &Value) -> Option<Timestamp> {
    match value {
        Value::String(text) => read_str(text),
        Value::Number(number) => from_epoch(number.as_f64()?),
        _ => None,
    }
}

/// [`read`] for text.
pub fn read_str(text: &str) -> Option<Timestamp> {
    let text = text.trim();
    if let Ok(at) = with_colon(text).as_deref().unwrap_or(text).parse::<Timestamp>() {
        return Some(at);
    }
    if let Ok(number) = text.parse() {
        return from_epoch(number);
    }
    // Cost anomalies have bare dates; where a zone is left out it is UTC.
    let civil = text.parse::<DateTime>().ok().or_else(|| spelt_out(text))?;
    civil.to_zoned(TimeZone::UTC).ok().map(|at| at.timestamp())
}

/// `Fri, 10 Mar 2023 12:03:38 GMT`, as AWS Health writes it. The day of the week is not looked at: it may be wrong, and has
/// been in AWS's own samples.
fn spelt_out(text: &str) -> Option<DateTime> {
    let (_, date) = text.split_once(", ")?;
    let date = ["GMT", "UTC", "+0000"]
        .iter()
        .find_map(|zone| date.strip_suffix(zone))?;
    DateTime::strptime("%d %b %Y %H:%M:%S", date.trim_end()).ok()
}

/// The time with a colon in its offset, if that is all it lacks to be RFC 3339.
fn with_colon(text: &str) -> Option<String> {
    let (head, offset) = text.split_at_checked(text.len().checked_sub(5)?)?;
    let digits = offset.strip_prefix(['+', '-'])?;
    let is_offset = head.contains('T') && digits.bytes().all(|byte| byte.is_ascii_digit());
    let (hours, minutes) = offset.split_at_checked(3)?;
    is_offset.then(|| format!("{head}{hours}:{minutes}"))
}

#[allow(clippy::cast_possible_truncation)] // bounded by the check above the cast
fn from_epoch(number: f64) -> Option<Timestamp> {
    let milliseconds = if number.abs() < MILLISECONDS_FROM {
        number * 1000.0
    } else {
        number
    };
    if !milliseconds.is_finite() || milliseconds.abs() > 2.5e14 {
        return None;
    }
    Timestamp::from_millisecond(milliseconds.round() as i64).ok()
}

/// `2026-11-22 12:38:48 UTC`, to the second. A page has a dozen of these, and `strftime` would read its pattern for each.
pub fn utc(at: Timestamp) -> String {
    let mut text = format!("{at:.0}").replacen('T', " ", 1);
    text.truncate(text.trim_end_matches('Z').len());
    text.push_str(" UTC");
    text
}

/// A duration as a person says it, in the symbols of the SI, which every language has: `45 s`, `12 min`, `3 h 20 min`,
/// `2 d 4 h`.
pub fn spoken(duration: SignedDuration) -> String {
    let seconds = duration.as_secs().max(0);
    let (days, hours, minutes) = (seconds / 86_400, seconds / 3_600 % 24, seconds / 60 % 60);
    match (days, hours, minutes) {
        (0, 0, 0) => format!("{seconds} s"),
        (0, 0, m) => format!("{m} min"),
        (0, h, 0) => format!("{h} h"),
        (0, h, m) => format!("{h} h {m} min"),
        (d, 0, _) => format!("{d} d"),
        (d, h, _) => format!("{d} d {h} h"),
    }
}

/// Adds, staying at the end of time instead of overflowing it.
pub fn after(at: Timestamp, duration: SignedDuration) -> Timestamp {
    at.checked_add(duration).unwrap_or(Timestamp::MAX)
}

/// Durations in catalogs and records: whole seconds.
pub mod seconds {
    use super::SignedDuration;
    use serde::{Deserialize, Deserializer, Serializer};

    /// Writes whole seconds.
    pub fn serialize<S: Serializer>(duration: &SignedDuration, to: S) -> Result<S::Ok, S::Error> {
        to.serialize_i64(duration.as_secs())
    }

    /// Reads whole seconds.
    pub fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<SignedDuration, D::Error> {
        Ok(SignedDuration::from_secs(i64::deserialize(from)?))
    }
}

/// An optional duration as whole seconds.
pub mod maybe_seconds {
    use super::SignedDuration;
    use serde::{Deserialize, Deserializer, Serializer};

    /// Writes whole seconds, or nothing.
    #[allow(clippy::ref_option)] // serde's signature
    pub fn serialize<S: Serializer>(duration: &Option<SignedDuration>, to: S) -> Result<S::Ok, S::Error> {
        match duration {
            Some(duration) => to.serialize_some(&duration.as_secs()),
            None => to.serialize_none(),
        }
    }

    /// Reads whole seconds, or nothing.
    pub fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<Option<SignedDuration>, D::Error> {
        Ok(Option::<i64>::deserialize(from)?.map(SignedDuration::from_secs))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn every_form_aws_uses_is_one_instant() {
        let expected: Timestamp = "2019-10-02T17:04:40.989Z".parse().unwrap();
        for form in [
            json!("2019-10-02T17:04:40.989+0000"),  // CloudWatch state.timestamp
            json!("2019-10-02T17:04:40.989Z"),      // RFC 3339
            json!("2019-10-02T19:04:40.989+02:00"), // RFC 3339 with an offset
            json!("2019-10-02T13:34:40.989-0330"),  // the same without a colon
            json!(1_570_035_880_989_i64),           // SageMaker: epoch milliseconds
            json!("1570035880989"),                 // SageMaker: the same as text
            json!(1_570_035_880.989),               // SageMaker: epoch seconds with a fraction
        ] {
            assert_eq!(read(&form), Some(expected), "{form}");
        }
    }

    #[test]
    fn times_without_a_zone_are_utc() {
        for (form, expected) in [
            ("2020-12-13", "2020-12-13T00:00:00Z"),
            ("2022-07-02 12:33:26.951000+00:00", "2022-07-02T12:33:26.951Z"),
            ("2022-07-02T12:33:26", "2022-07-02T12:33:26Z"),
            ("Fri, 10 Mar 2023 12:03:38 GMT", "2023-03-10T12:03:38Z"),
            ("Thu, 1 Nov 2018 22:00:00 GMT", "2018-11-01T22:00:00Z"),
            ("Sat, 05 Jun 2016 15:10:09 GMT", "2016-06-05T15:10:09Z"), // it was a Sunday
        ] {
            assert_eq!(read_str(form), expected.parse().ok(), "{form}");
        }
        for form in [
            "Fri, 10 Mar 2023 12:03:38 PST",
            "Fri, 40 Mar 2023 12:03:38 GMT",
            ", GMT",
            "2020-13-01",
        ] {
            assert_eq!(read_str(form), None, "{form}");
        }
    }

    #[test]
    fn what_is_not_a_time_is_nothing() {
        for form in [
            json!("yesterday"),
            json!(""),
            json!(null),
            json!(1e300),
            json!("NaN"),
            json!("T+0000"),
            json!("ñ+000"),
            json!("2019-10-02T17:04:40+9900"),
            json!({}),
        ] {
            assert_eq!(read(&form), None, "{form}");
        }
    }

    #[test]
    fn durations_are_spoken_in_two_units_at_most() {
        let spoken_of = |seconds| spoken(SignedDuration::from_secs(seconds));
        assert_eq!(spoken_of(45), "45 s");
        assert_eq!(spoken_of(725), "12 min");
        assert_eq!(spoken_of(3600), "1 h");
        assert_eq!(spoken_of(12_000), "3 h 20 min");
        assert_eq!(spoken_of(187_200), "2 d 4 h");
        assert_eq!(spoken_of(-5), "0 s");
    }
}
