//! What is decided for a receiver that knows of nothing in the group: the row that is taken, now and when it is looked at again.

use alert_core::reason::Reason;
use alert_core::state::decide::Verdict;
use alert_core::time::{Timestamp, utc};
use serde::Serialize;

#[derive(Debug, Serialize)]
pub(super) struct Decision {
    /// `notify`, `hold` or `quiet`.
    now: &'static str,
    /// Why it is told now.
    reason: Option<&'static str>,
    /// When it is looked at again.
    until: Option<String>,
    /// Why it is told then; nothing when it is held back still.
    then: Option<&'static str>,
    #[serde(skip)]
    pub(super) sentence: String,
}

impl Decision {
    pub(super) fn of(first: &Verdict, then: Option<&Verdict>) -> Self {
        let (now, reason, until) = match first {
            Verdict::Notify(news) => ("notify", Some(news.reason), None),
            Verdict::Hold(until) => ("hold", None, Some(*until)),
            Verdict::Quiet => ("quiet", None, None),
        };
        let later = then.and_then(|then| match then {
            Verdict::Notify(news) => Some(news.reason),
            Verdict::Hold(_) | Verdict::Quiet => None,
        });
        Self {
            now,
            reason: reason.map(Reason::as_str),
            until: until.map(|until| until.to_string()),
            then: later.map(Reason::as_str),
            sentence: sentence(reason, until, later),
        }
    }
}

fn sentence(reason: Option<Reason>, until: Option<Timestamp>, later: Option<Reason>) -> String {
    let row = |reason: Reason| format!("{}: {}", reason.as_str(), reason.sentence());
    match (reason, until, later) {
        (Some(reason), _, _) => row(reason),
        (None, Some(until), Some(later)) => format!("hold until {}, then {}", utc(until), row(later)),
        (None, Some(until), None) => format!("hold, looked at again {}", utc(until)),
        (None, None, _) => "quiet: there is nothing to tell".to_owned(),
    }
}
