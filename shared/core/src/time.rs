//! Times as AWS writes them, and durations as people read them.

pub use jiff::{SignedDuration, Timestamp};
use serde_json::Value;

/// Below this a number is seconds since 1970, from here on milliseconds (1e11 s is the year 5138, 1e11 ms is 1973).
const MILLISECONDS_FROM: f64 = 1e11;

/// Reads a time in any form AWS uses, or nothing: a time that can't be read never costs the event.
///
/// RFC 3339; the same with an offset without a colon (`2019-10-02T17:04:40.989+0000`, CloudWatch's `state.timestamp`);
/// seconds or milliseconds since 1970 as a number or as text (SageMaker's samples have all four).
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
    from_epoch(text.parse().ok()?)
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

/// `2026-11-22 12:38:48 UTC`, to the second.
pub fn utc(at: Timestamp) -> String {
    at.strftime("%Y-%m-%d %H:%M:%S UTC").to_string()
}

/// A duration as a person says it: `45 s`, `12 min`, `3 h 20 min`, `2 d 4 h`.
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
