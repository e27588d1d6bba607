//! The `Retry-After` header, RFC 9110 section 10.2.3.

use alert_core::time::{SignedDuration, Timestamp};
use http::HeaderValue;

/// No receiver may ask for more than a day: by then the delivery has been given to the fallback.
const LONGEST: SignedDuration = SignedDuration::from_hours(24);

/// How long to wait: seconds or an HTTP date. Nothing when the header is missing or neither.
pub(crate) fn read(header: Option<&HeaderValue>, now: Timestamp) -> Option<SignedDuration> {
    let text = header?.to_str().ok()?.trim();
    let wait = match text.parse::<f64>() {
        // Discord and others send fractions.
        Ok(seconds) if seconds.is_finite() => {
            SignedDuration::try_from_secs_f64(seconds.clamp(0.0, LONGEST.as_secs_f64())).ok()?
        }
        Ok(_) => return None,
        Err(_) => http_date(text)?.duration_since(now),
    };
    Some(wait.clamp(SignedDuration::ZERO, LONGEST))
}

/// An HTTP date in its one form that may still be sent: `Sun, 06 Nov 1994 08:49:37 GMT`.
fn http_date(text: &str) -> Option<Timestamp> {
    Timestamp::strptime(
        "%a, %d %b %Y %H:%M:%S %z",
        text.strip_suffix("GMT")?.to_owned() + "+0000",
    )
    .ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn seconds_or_a_date() {
        let now: Timestamp = "2026-11-22T08:49:37Z".parse().unwrap();
        for (header, seconds) in [
            ("120", Some(120.0)),
            (" 0 ", Some(0.0)),
            ("1.5", Some(1.5)),
            ("-3", Some(0.0)),
            ("99999999", Some(86_400.0)), // no longer than a day
            ("Sun, 22 Nov 2026 08:50:37 GMT", Some(60.0)),
            ("Sun, 22 Nov 2026 08:40:00 GMT", Some(0.0)), // past
            ("Sun, 22 Nov 2037 08:40:00 GMT", Some(86_400.0)),
            ("soon", None),
            ("NaN", None),
            ("", None),
        ] {
            let value = HeaderValue::from_str(header).unwrap();
            let found = read(Some(&value), now).map(|wait| wait.as_secs_f64());
            assert_eq!(found, seconds, "{header}");
        }
        assert_eq!(read(None, now), None);
    }
}
