//! The digest's page: what was kept from an owner, by cause and by alert, worst first.

use std::cmp::Reverse;

use super::{Notice, Page};
use crate::catalog::OwnerCard;
use crate::digest::Account;
use crate::fingerprint::digest;
use crate::language::Language;
use crate::observation::Evidence;
use crate::reason::{Cause, Reason};
use crate::text;
use crate::time::{Timestamp, spoken};

/// How many alerts it names.
const MAX_KEPT: usize = 20;

impl Page {
    /// The digest of an owner under `number`, of what was kept from them since `since`.
    pub fn digest(
        owner: OwnerCard,
        number: u64,
        account: &Account,
        since: Timestamp,
        now: Timestamp,
        language: Language,
    ) -> Self {
        let mut causes: Vec<_> = account.causes.iter().collect();
        causes.sort_by_key(|(cause, count)| (Reverse(**count), **cause));
        let facts = causes
            .iter()
            .map(|(cause, count)| Evidence::new(&name(**cause), count.to_string()));
        let lasted = spoken(now.duration_since(since));
        let mut kept = account.alerts.clone();
        let more_kept = kept.len().saturating_sub(MAX_KEPT);
        kept.truncate(MAX_KEPT);
        for alert in &mut kept {
            alert.name = text::line(&alert.name, 100);
        }
        let subject = format!("digest:{{owner={:?}}}", owner.name);
        let count = account.count();
        let page = Self::notice(Notice {
            id: digest(&["notification", "digest", &owner.name, &number.to_string()]),
            subject: &subject,
            reason: Reason::Digest,
            title: (language.digest)(count, &text::line(&owner.name, 40), &lasted),
            at: now,
            since,
            evidence: facts.collect(),
            notes: vec![],
            owner: Some(owner),
            language,
        });
        Self {
            kept,
            more_kept,
            ..page
        }
    }
}

/// A cause as the name of a fact, in English as all names of facts are.
fn name(cause: Cause) -> String {
    match cause {
        Cause::Transient => "over before it was told".to_owned(),
        Cause::Flapping => "turns of what flaps".to_owned(),
        other => format!("by {}", other.phrase()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::digest::{Kept, Tally};
    use crate::fingerprint::Fingerprint;
    use crate::page::plain;
    use crate::severity::Severity;

    #[test]
    fn it_says_how_much_why_and_of_what() {
        let kept = |name: &str, severity, causes: &[(Cause, u64)]| Kept {
            fingerprint: Fingerprint::from(format!("{name}-id")),
            name: name.to_owned(),
            severity,
            causes: causes.iter().copied().collect::<Tally>(),
        };
        let account = Account {
            causes: Tally::from([(Cause::Transient, 2), (Cause::Silence, 12), (Cause::Flapping, 7)]),
            alerts: vec![
                kept("endpoint-5xx", Severity::Critical, &[(Cause::Silence, 12)]),
                kept(
                    "lambda\u{202e}-errors",
                    Severity::Error,
                    &[(Cause::Transient, 2), (Cause::Flapping, 7)],
                ),
            ],
        };
        let owner = OwnerCard {
            name: "ml-serving".to_owned(),
            contact: "#ml-serving".to_owned(),
            escalation: None,
            timezone: None,
            language: None,
        };
        let (since, now) = (
            "2026-11-25T08:00:00Z".parse().unwrap(),
            "2026-11-26T08:00:00Z".parse().unwrap(),
        );
        let page = Page::digest(owner, 4, &account, since, now, Language::English);
        assert_eq!(
            plain::plain(&page),
            format!(
                "[DIGEST] 21 kept from ml-serving in 1 d\n\
                 \n\
                 Owner: ml-serving, #ml-serving\n\
                 \n\
                 Since 2026-11-25 08:00:00 UTC, for 1 d\n\
                 By a silence: 12\n\
                 Turns of what flaps: 7\n\
                 Over before it was told: 2\n\
                 \n\
                 Kept back (2):\n\
                 - CRITICAL endpoint-5xx: silence 12\n\
                 - ERROR lambda -errors: flapping 7, transient 2\n\
                 \n\
                 Why: the digest is due\n\
                 Notification: {}\n",
                page.id
            )
        );
    }
}
