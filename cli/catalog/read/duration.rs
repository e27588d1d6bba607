//! Durations: `30s`, `5m`, `1h30m`, `1d`.

use alert_core::time::SignedDuration;

use super::super::code::Code;
use super::super::fault::Faults;
use super::super::fields::{Fields, text};

/// Longer than any timer means anything: a page that is repeated once a year is not repeated.
const MAX: i64 = 366 * 86_400;

/// A timer. Only some may be zero.
pub(crate) fn read(
    fields: &Fields<'_>,
    key: &str,
    may_be_zero: bool,
    faults: &mut Faults,
) -> Option<SignedDuration> {
    let written = text(fields.get(key, faults)?, key, faults)?;
    let seconds = match seconds(&written.value) {
        Ok(seconds) => seconds,
        Err(help) => {
            faults
                .add(
                    Code::BadDuration,
                    written.place,
                    format!("`{key}` is a duration, this is none"),
                )
                .help(help);
            return None;
        }
    };
    if seconds > MAX {
        faults
            .add(
                Code::BadDuration,
                written.place,
                format!("`{key}` is longer than a year"),
            )
            .help("use a duration of at most 366d");
        return None;
    }
    if seconds == 0 && !may_be_zero {
        faults
            .add(Code::BadDuration, written.place, format!("`{key}` can't be zero"))
            .help("0s would send without end; leave the key out for the default");
        return None;
    }
    Some(SignedDuration::from_secs(seconds))
}

/// The seconds of a duration, or what to write instead. Units come once each, the longest first.
pub(crate) fn seconds(text: &str) -> Result<i64, String> {
    let how = || "write whole numbers with units, the longest first: `30s`, `5m`, `1h30m`, `1d`".to_owned();
    if let Ok(number) = text.parse::<i64>()
        && number >= 0
    {
        return Err(format!(
            "a number needs a unit: `{number}s` is {number} seconds, `{number}m` minutes"
        ));
    }
    let mut total: i64 = 0;
    let mut largest = i64::MAX;
    let mut rest = text;
    while !rest.is_empty() {
        let digits = rest.find(|c: char| !c.is_ascii_digit()).ok_or_else(how)?;
        let (number, tail) = rest.split_at(digits);
        let unit = match tail.chars().next() {
            Some('s') => 1,
            Some('m') => 60,
            Some('h') => 3_600,
            Some('d') => 86_400,
            _ => return Err(how()),
        };
        if unit >= largest {
            return Err(how());
        }
        largest = unit;
        let number: i64 = number.parse().map_err(|_| how())?;
        total = number
            .checked_mul(unit)
            .and_then(|more| total.checked_add(more))
            .ok_or_else(how)?;
        rest = tail.get(1..).unwrap_or_default();
    }
    if text.is_empty() { Err(how()) } else { Ok(total) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations_are_whole_numbers_with_units() {
        for (text, expected) in [
            ("0s", Some(0)),
            ("30s", Some(30)),
            ("5m", Some(300)),
            ("4h", Some(14_400)),
            ("1d", Some(86_400)),
            ("1h30m", Some(5_400)),
            ("90m", Some(5_400)),
            ("30", None), // which unit?
            ("", None),
            ("1.5h", None),  // no fractions
            ("30m1h", None), // the wrong way round
            ("1m1m", None),  // twice
            ("5 m", None),
            ("-5m", None),
            ("5ms", None), // no milliseconds
            ("99999999999999999999s", None),
            ("9223372036854775807d", None),
        ] {
            assert_eq!(seconds(text).ok(), expected, "{text}");
        }
        assert!(seconds("30").unwrap_err().contains("`30s`"));
    }
}
