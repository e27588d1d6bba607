//! A drill: a controlled test alert, and the token by which everybody on its way knows it.
//!
//! A drill forces an alarm that watches nothing, by `SetAlarmState`, and gives it a token: the time, and a signature over
//! the time and the alarm that only a holder of the drill's key can make. CloudWatch writes an alarm's reason itself when it
//! evaluates one, so a token stands only where somebody forced the alarm. The router has no key and asks for none: it marks
//! what is named like a drill alarm *and* carries a token. That is safe because the mark holds nothing back. A page that
//! is marked goes to the same receivers as any other; only digests leave it out. Whoever holds the key can verify it.

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use crate::time::Timestamp;

/// The label that holds the token.
pub const LABEL: &str = "drill";
/// What the name of a drill's alarm has in it. Operators may force no others (`monitoring/access.yaml`).
pub const NAME_PART: &str = "-drill-";
/// The member of the state's reason data that holds the token.
const MEMBER: &str = "alert_router_drill";
/// What the state's reason begins with: the SNS message of an alarm has no reason data.
const REASON: &str = "DRILL ";
/// The hex digits of a signature: 128 bits.
const DIGITS: usize = 32;

/// A drill's token: `<seconds since 1970>-<32 hex digits>`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Token(String);

impl Token {
    /// The token of a drill that begins at `at`, with the first bytes of a signature over [`Token::signed`].
    pub fn new(at: Timestamp, signature: &[u8]) -> Self {
        let nibbles = signature
            .iter()
            .take(DIGITS / 2)
            .flat_map(|byte| [byte >> 4, byte & 15]);
        let hex: String = nibbles
            .filter_map(|nibble| char::from_digit(u32::from(nibble), 16))
            .collect();
        Self(format!("{}-{hex}", at.as_second()))
    }

    /// What is signed: a token is good for one alarm.
    pub fn signed(alarm_arn: &str, at: Timestamp) -> String {
        format!("alert-router drill of {alarm_arn} at {}", at.as_second())
    }

    /// Reads a token; what only looks like one is none.
    pub fn read(text: &str) -> Option<Self> {
        let (seconds, hex) = text.split_once('-')?;
        let is_number =
            (1..=12).contains(&seconds.len()) && seconds.bytes().all(|byte| byte.is_ascii_digit());
        let is_hex = |byte: u8| matches!(byte, b'0'..=b'9' | b'a'..=b'f');
        let is_token = is_number && hex.len() == DIGITS && hex.bytes().all(is_hex);
        is_token.then(|| Self(text.to_owned()))
    }

    /// The token that a forced alarm's state carries: in its reason data, else at the head of its reason. Nothing for an
    /// alarm that is not named like a drill's.
    pub fn of_state(alarm: &str, reason: Option<&str>, data: Option<&Value>) -> Option<Self> {
        if !alarm.contains(NAME_PART) {
            return None;
        }
        let in_data = || data?.get(MEMBER)?.as_str();
        let in_reason = || reason?.strip_prefix(REASON)?.split(':').next();
        in_data()
            .and_then(Self::read)
            .or_else(|| in_reason().and_then(Self::read))
    }

    /// As text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// When the drill began.
    pub fn began_at(&self) -> Option<Timestamp> {
        let seconds = self.0.split('-').next()?.parse().ok()?;
        Timestamp::from_second(seconds).ok()
    }

    /// The reason that a drill gives for the state it sets.
    pub fn reason(&self) -> String {
        format!("{REASON}{self}: nothing is wrong, the way of a page is tried")
    }

    /// The reason data that a drill gives.
    pub fn reason_data(&self) -> String {
        json!({ MEMBER: self.0 }).to_string()
    }
}

impl std::fmt::Display for Token {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn token() -> Token {
        Token::new("2026-11-24T10:00:00Z".parse().unwrap(), &[0xa7; 32])
    }

    #[test]
    fn what_a_drill_says_is_read_back() {
        let token = token();
        assert_eq!(token.as_str(), "1795514400-a7a7a7a7a7a7a7a7a7a7a7a7a7a7a7a7");
        assert_eq!(token.began_at(), "2026-11-24T10:00:00Z".parse().ok());
        let (reason, data) = (token.reason(), token.reason_data());
        let data: Value = serde_json::from_str(&data).unwrap();
        let read = |reason, data| Token::of_state("ml-drill-page", reason, data);
        assert_eq!(read(None, Some(&data)), Some(token.clone()));
        assert_eq!(read(Some(&*reason), None), Some(token));
        assert_eq!(read(None, None), None);
    }

    /// Each of these would make a real alert look like a drill.
    #[test]
    fn what_only_looks_like_a_drill_is_none() {
        let data: Value = serde_json::from_str(&token().reason_data()).unwrap();
        assert_eq!(
            Token::of_state("churn-5xx", Some(&token().reason()), Some(&data)),
            None,
            "a real alarm"
        );
        for other in [
            json!(null),
            json!({}),
            json!({ MEMBER: 7 }),
            json!({ MEMBER: "yes" }),
            json!({ MEMBER: "1795514400-A7a7a7a7a7a7a7a7a7a7a7a7a7a7a7a7" }),
            json!({ MEMBER: "1795514400-a7a7a7a7a7a7a7a7a7a7a7a7a7a7a7a7a7" }),
            json!({ MEMBER: "-a7a7a7a7a7a7a7a7a7a7a7a7a7a7a7a7" }),
            json!({ MEMBER: "99999999999999-a7a7a7a7a7a7a7a7a7a7a7a7a7a7a7a7" }),
        ] {
            for reason in [
                "Threshold Crossed",
                "DRILL",
                "DRILL today",
                "drill 1795514400-a7a7a7a7a7a7a7a7a7a7a7a7a7a7a7a7",
            ] {
                assert_eq!(
                    Token::of_state("ml-drill-page", Some(reason), Some(&other)),
                    None,
                    "{other} {reason}"
                );
            }
        }
    }
}
