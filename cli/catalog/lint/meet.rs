//! Whether an alert can meet conditions at once.
//!
//! Known where the label's values are known (`severity`), or where a matcher lists them (`=`, or `=~` with plain
//! alternatives). What other regular expressions have in common is left open.

use std::collections::BTreeMap;

use alert_core::labels::Labels;
use alert_core::matcher::{MatchOp, Matcher, Matchers};

use super::vocabulary::Vocabulary;

/// Whether an alert can meet all of some matchers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Meeting {
    /// One can.
    Possible,
    /// None can.
    Impossible,
    /// That is not known.
    Open,
}

/// Whether an alert can meet every one of the matchers.
pub(super) fn all<'a>(matchers: impl IntoIterator<Item = &'a Matcher>, vocabulary: &Vocabulary) -> Meeting {
    let mut by_label: BTreeMap<&str, Vec<&Matcher>> = BTreeMap::new();
    for matcher in matchers {
        let asked = by_label.entry(matcher.name()).or_default();
        if !asked.contains(&matcher) {
            asked.push(matcher);
        }
    }
    let mut meeting = Meeting::Possible;
    for (name, asked) in by_label {
        match label(name, &asked, vocabulary) {
            Meeting::Impossible => return Meeting::Impossible,
            Meeting::Open => meeting = Meeting::Open,
            Meeting::Possible => {}
        }
    }
    meeting
}

/// Whether an alert can meet a condition: any of its lists.
pub(super) fn any(matchers: &Matchers, vocabulary: &Vocabulary) -> Meeting {
    best(matchers.lists().iter().map(|list| all(list, vocabulary)))
}

/// Whether an alert can meet two conditions: one list of each.
pub(super) fn both(one: &Matchers, other: &Matchers, vocabulary: &Vocabulary) -> Meeting {
    let pairs = one
        .lists()
        .iter()
        .flat_map(|list| other.lists().iter().map(move |with| (list, with)));
    best(pairs.map(|(list, with)| all(list.iter().chain(with), vocabulary)))
}

fn best(meetings: impl Iterator<Item = Meeting>) -> Meeting {
    meetings.fold(Meeting::Impossible, |best, next| match (best, next) {
        (Meeting::Possible, _) | (_, Meeting::Possible) => Meeting::Possible,
        (Meeting::Open, _) | (_, Meeting::Open) => Meeting::Open,
        (Meeting::Impossible, Meeting::Impossible) => Meeting::Impossible,
    })
}

/// Whether one label can have a value that all these matchers accept.
fn label(name: &str, asked: &[&Matcher], vocabulary: &Vocabulary) -> Meeting {
    let listed = asked.iter().find_map(|matcher| values(matcher));
    let candidates = listed.or_else(|| {
        let known = vocabulary.values(name)?;
        Some(known.into_iter().map(str::to_owned).collect())
    });
    let Some(candidates) = candidates else {
        // Nearly every text is none of a few excluded ones, and a single pattern is written to be met.
        let excluding = asked
            .iter()
            .all(|matcher| matches!(matcher.op(), MatchOp::NotEqual | MatchOp::NotRegex));
        return if excluding || asked.len() == 1 {
            Meeting::Possible
        } else {
            Meeting::Open
        };
    };
    let known = vocabulary.values(name);
    let accepted = candidates.iter().any(|value| {
        let alert = Labels::from_iter([(name, value.as_str())]);
        known.as_ref().is_none_or(|known| known.contains(&value.as_str()))
            && asked.iter().all(|matcher| matcher.matches(&alert))
    });
    if accepted {
        Meeting::Possible
    } else {
        Meeting::Impossible
    }
}

/// The values that a matcher accepts, where it lists them.
fn values(matcher: &Matcher) -> Option<Vec<String>> {
    let plain = |text: &str| text.chars().all(|c| c.is_alphanumeric() || "-_/ :#@".contains(c));
    match matcher.op() {
        MatchOp::Equal => Some(vec![matcher.value().to_owned()]),
        MatchOp::Regex => {
            let alternatives: Vec<&str> = matcher.value().split('|').collect();
            let all_plain = alternatives.iter().all(|text| plain(text));
            all_plain.then(|| alternatives.into_iter().map(str::to_owned).collect())
        }
        MatchOp::NotEqual | MatchOp::NotRegex => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_certain_is_said_and_nothing_else() {
        for (matchers, expected) in [
            (&["a=1"][..], Meeting::Possible),
            (&["a=1", "b=2"], Meeting::Possible),       // different labels
            (&["a=1", "a=2"], Meeting::Impossible),     // two values
            (&["a=1", "a=~1|2"], Meeting::Possible),    // one of those listed
            (&["a=~1|2", "a=~2|3"], Meeting::Possible), // two lists with one in common
            (&["a=~1|2", "a=~3|4"], Meeting::Impossible), // and with none
            (&["a=3", "a!~1.*"], Meeting::Possible),    // not the excluded one
            (&["a=1", "a!=1"], Meeting::Impossible),    // excluded
            (&["a!=1", "a!=2"], Meeting::Possible),     // anything else
            (&["a=~1.*", "a=~.*2"], Meeting::Open),     // two patterns
            (&["a=~1.*", "a=~1.*"], Meeting::Possible), // the same one twice
            (&["severity=critical"], Meeting::Possible),
            (&["severity=crit"], Meeting::Impossible), // no such word
            (&["severity=~warn.*", "severity!=warning"], Meeting::Impossible), // all words are known
            (&["severity=\"\""], Meeting::Impossible), // every alert has one
            (&["source=~cloudwatch.*"], Meeting::Possible),
            (&["owner=\"\""], Meeting::Possible),     // nobody is known
            (&["owner=nobody"], Meeting::Impossible), // no such owner
            (&["a=~1.*", "a=~.*2", "b=1", "b=2"], Meeting::Impossible), // one contradiction is enough
        ] {
            let list: Vec<Matcher> = matchers
                .iter()
                .map(|text| Matcher::parse(text).unwrap())
                .collect();
            assert_eq!(all(&list, &Vocabulary::default()), expected, "{matchers:?}");
        }
    }
}
