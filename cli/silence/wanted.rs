//! A silence as somebody asks for it.

use alert_core::fingerprint::{Fingerprint, digest};
use alert_core::matcher::{Matcher, Matchers};
use alert_core::silence::{Edit, Silence};
use alert_core::time::{SignedDuration, Timestamp, after};

/// Longer than any maintenance: what should be quiet for good belongs in the catalog, where others see it.
const LONGEST: SignedDuration = SignedDuration::from_hours(30 * 24);

/// What somebody asks for.
#[derive(Debug, Clone)]
pub(crate) struct Wanted<'a> {
    /// Matchers as written; all of them must match.
    pub(crate) matchers: Vec<&'a str>,
    /// The fingerprint of the alert that is acknowledged.
    pub(crate) until_resolved: Option<&'a str>,
    /// From when; from now where absent.
    pub(crate) start: Option<Timestamp>,
    /// How long, in seconds.
    pub(crate) seconds: i64,
    /// Who asks.
    pub(crate) author: &'a str,
    /// Why.
    pub(crate) comment: &'a str,
    /// The receiver that is told before it ends.
    pub(crate) warn: Option<&'a str>,
}

impl Wanted<'_> {
    /// The silence, valid, without the episode that it acknowledges: that is known in the store.
    ///
    /// # Errors
    /// What is wrong with it, for a person.
    pub(crate) fn silence(&self, now: Timestamp) -> Result<Silence, String> {
        let mut list = Vec::new();
        for text in &self.matchers {
            let matcher = Matcher::parse(text).map_err(|why| format!("`--matcher {text}`: {why}"))?;
            list.push(matcher);
        }
        let until_resolved = self.until_resolved.map(fingerprint).transpose()?;
        let starts_at = self.start.unwrap_or(now);
        let ends_at = after(starts_at, SignedDuration::from_secs(self.seconds));
        if ends_at <= now {
            return Err("the silence would be over already; leave `--start` out to begin now".to_owned());
        }
        let silence = Silence {
            id: String::new(),
            matchers: if list.is_empty() {
                Matchers::default()
            } else {
                Matchers::any_of(vec![list])
            },
            starts_at,
            ends_at,
            created_by: self.author.to_owned(),
            comment: self.comment.to_owned(),
            notify: self.warn.map(str::to_owned),
            until_resolved,
            episode: None,
            updated_at: now,
        };
        silence.validate(Some(LONGEST)).map_err(|why| why.to_string())?;
        let id = id(&silence, now);
        Ok(Edit::new(None, silence, id, now).silence)
    }
}

/// A silence that ends `seconds` from now, or as long after it begins.
///
/// # Errors
/// When it would be too long, for a person.
pub(crate) fn extended(known: &Silence, seconds: i64, now: Timestamp) -> Result<Edit, String> {
    let wanted = Silence {
        ends_at: after(now.max(known.starts_at), SignedDuration::from_secs(seconds)),
        ..known.clone()
    };
    let id = id(&wanted, now);
    let edit = Edit::new(Some(known), wanted, id, now);
    edit.silence
        .validate(Some(LONGEST))
        .map_err(|why| why.to_string())?;
    Ok(edit)
}

/// Twenty hexadecimal digits, as pages show them.
fn fingerprint(text: &str) -> Result<Fingerprint, String> {
    let is_one = text.len() == 20
        && text
            .bytes()
            .all(|byte| byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte));
    is_one.then(|| Fingerprint::from(text.to_owned())).ok_or_else(|| {
        format!(
            "`{text}` is no fingerprint: it has 20 digits and letters up to f; pages and `explain` show it"
        )
    })
}

/// Two silences are never made at the same nanosecond by the same process.
fn id(silence: &Silence, now: Timestamp) -> String {
    digest(&[
        "silence",
        &now.to_string(),
        &std::process::id().to_string(),
        &silence.created_by,
    ])
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: &str = "2026-11-22T10:00:00Z";

    fn wanted<'a>(matchers: &[&'a str], until_resolved: Option<&'a str>, seconds: i64) -> Wanted<'a> {
        Wanted {
            matchers: matchers.to_vec(),
            until_resolved,
            start: None,
            seconds,
            author: "ana",
            comment: "retraining",
            warn: None,
        }
    }

    #[test]
    fn a_silence_holds_what_all_its_matchers_match_for_as_long_as_asked() {
        let now = NOW.parse().unwrap();
        let silence = wanted(&[r#"environment="staging""#, "service=ml"], None, 7_200)
            .silence(now)
            .unwrap();
        assert_eq!(silence.matchers.lists().len(), 1);
        assert_eq!(silence.matchers.lists()[0].len(), 2);
        assert_eq!((silence.starts_at, silence.updated_at), (now, now));
        assert_eq!(silence.ends_at.to_string(), "2026-11-22T12:00:00Z");
        assert_eq!((silence.created_by.as_str(), silence.id.len()), ("ana", 20));

        let later = Wanted {
            start: "2026-11-23T01:00:00Z".parse().ok(),
            ..wanted(&["a=b"], None, 60)
        };
        assert_eq!(
            later.silence(now).unwrap().ends_at.to_string(),
            "2026-11-23T01:01:00Z"
        );
    }

    #[test]
    fn an_acknowledgement_needs_no_matcher() {
        let silence = wanted(&[], Some("2789e15b13c3dd98a163"), 60).silence(NOW.parse().unwrap());
        assert_eq!(
            silence.unwrap().until_resolved.unwrap().as_str(),
            "2789e15b13c3dd98a163"
        );
    }

    #[test]
    fn a_longer_silence_is_the_same_one_unless_it_is_over() {
        let now: Timestamp = NOW.parse().unwrap();
        let silence = wanted(&["a=b"], None, 3_600).silence(now).unwrap();
        let later = after(now, SignedDuration::from_mins(50));
        let longer = extended(&silence, 7_200, later).unwrap();
        assert_eq!((&longer.silence.id, longer.silence.starts_at), (&silence.id, now));
        assert_eq!(longer.silence.ends_at.to_string(), "2026-11-22T12:50:00Z");
        let over = extended(&silence, 7_200, after(now, SignedDuration::from_hours(2))).unwrap();
        assert_ne!(over.silence.id, silence.id);
        assert_eq!(over.silence.starts_at.to_string(), "2026-11-22T12:00:00Z");
        assert_eq!(over.expired, None);
        assert!(extended(&silence, 31 * 86_400, later).is_err());
    }

    #[test]
    fn what_can_t_be_meant_says_why() {
        let now = NOW.parse().unwrap();
        let past = "2026-11-22T08:00:00Z".parse().ok();
        for (wanted, why) in [
            (wanted(&[], None, 60), "needs matchers"),
            (wanted(&["a=~.*"], None, 60), "that have none of its labels"),
            (wanted(&["a"], None, 60), "expected one of"),
            (wanted(&[], Some("2789E15B13C3DD98A163"), 60), "is no fingerprint"),
            (wanted(&[], Some("2789"), 60), "is no fingerprint"),
            (
                wanted(&["a=b"], None, 31 * 86_400),
                "longer than the longest, 30 d",
            ),
            (
                Wanted {
                    start: past,
                    ..wanted(&["a=b"], None, 3_600)
                },
                "over already",
            ),
        ] {
            let said = wanted.silence(now).unwrap_err();
            assert!(said.contains(why), "{said}");
        }
    }
}
