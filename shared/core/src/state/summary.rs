//! One page for many groups, from the moment in which they are asked until each of them knows what came of it.

use serde::{Deserialize, Serialize};

use super::retry::{self, Next};
use crate::page::Page;
use crate::receiver::{Outcome, Receipt};
use crate::severity::Severity;
use crate::time::{SignedDuration, Timestamp, after};

/// How many groups one summary speaks for. More wait for the next: an invocation has to ask each of them and to tell each
/// of them what came of it.
pub const MOST_PARTS: usize = 100;

/// A summary under way. It is the claim of all its groups: while it is there, their news is in its hands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Summary {
    /// Which one of its receiver's; its groups' claims carry this number.
    pub number: u64,
    /// Nobody else continues it before this.
    pub lease_until: Timestamp,
    /// The groups it speaks for; nothing before they have been chosen.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub parts: Option<Vec<Part>>,
    /// How far it has come.
    pub stage: Stage,
}

/// One group of a summary.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Part {
    /// The group's id.
    pub group_id: String,
    /// The receiver's name there.
    pub receiver: String,
    /// The batch in which its row is.
    pub batch: u64,
}

/// How far a summary has come. Whoever finds it after its lease goes on from there.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Stage {
    /// Its groups are being asked what they have to tell, and claimed. Nothing has been sent: it can be done again.
    Gathering,
    /// It is being sent, or was when the process died: it is sent again unchanged.
    Sending(Box<Sending>),
    /// What came of it is being written into its groups' logs.
    Settling(Fate),
}

/// A summary's page on its way.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sending {
    /// The page.
    pub page: Page,
    /// How many attempts are in doubt.
    pub doubts: u32,
    /// When the first of them was.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub first_at: Option<Timestamp>,
}

/// What came of a summary.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Fate {
    /// It is there.
    Told(Receipt),
    /// It has certainly not been taken. It falls apart: each group tries again then, by its own patience.
    Apart {
        /// When.
        at: Timestamp,
        /// What happened.
        why: String,
    },
    /// It goes elsewhere.
    Elsewhere {
        /// What happened.
        why: String,
        /// It may have arrived all the same.
        in_doubt: bool,
    },
}

/// What follows an attempt to send a summary.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum After {
    /// Nobody knows whether it arrived: the same again then.
    Again(Timestamp),
    /// It is known.
    Known(Fate),
}

/// An attempt and what went before it.
#[derive(Debug, Clone, Copy)]
pub struct Attempt<'a> {
    /// The notification's id.
    pub id: &'a str,
    /// How urgent it is: how long it may stay undelivered.
    pub severity: Severity,
    /// How many attempts of the same page were in doubt before.
    pub doubts: u32,
    /// Whether the process before may have died while it sent.
    pub resumed: bool,
    /// When the first attempt in doubt was.
    pub first_at: Option<Timestamp>,
    /// How many summaries in a row the receiver has not taken.
    pub failures: u32,
}

impl Attempt<'_> {
    /// What follows its outcome.
    pub fn outcome(self, outcome: &Outcome, now: Timestamp) -> After {
        let was_in_doubt = self.resumed || self.doubts > 0;
        let (asked, in_doubt, why) = match outcome {
            Outcome::Delivered(receipt) => return After::Known(Fate::Told(receipt.clone())),
            Outcome::Rejected { why } => {
                return After::Known(Fate::Elsewhere {
                    why: why.clone(),
                    in_doubt: was_in_doubt,
                });
            }
            Outcome::Retry { after, in_doubt, why } => (*after, *in_doubt || was_in_doubt, why.clone()),
        };
        if in_doubt {
            let first_at = self.first_at.unwrap_or(now);
            return match retry::next(self.id, self.doubts + 1, first_at, self.severity, asked, now) {
                Next::At(at) => After::Again(at),
                Next::Elsewhere => After::Known(Fate::Elsewhere { why, in_doubt }),
            };
        }
        // How long is long enough is each group's own matter; only the pause is common, so that they go together again.
        let pause = retry::pause(self.id, self.failures + 1, asked);
        After::Known(Fate::Apart {
            at: after(now, pause),
            why,
        })
    }
}

impl Fate {
    /// What it means for one group's page.
    pub fn of_part(&self, now: Timestamp) -> Outcome {
        match self {
            Self::Told(receipt) => Outcome::Delivered(receipt.clone()),
            Self::Apart { at, why } => Outcome::Retry {
                after: Some(at.duration_since(now).max(SignedDuration::ZERO)),
                in_doubt: false,
                why: why.clone(),
            },
            Self::Elsewhere { why, .. } => Outcome::Rejected { why: why.clone() },
        }
    }

    /// Whether it may have arrived although it goes elsewhere.
    pub const fn is_in_doubt(&self) -> bool {
        matches!(self, Self::Elsewhere { in_doubt: true, .. })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::receiver::Proof;

    fn at(seconds: i64) -> Timestamp {
        Timestamp::from_second(1_800_000_000 + seconds).unwrap()
    }

    fn first() -> Attempt<'static> {
        Attempt {
            id: "n",
            severity: Severity::Critical,
            doubts: 0,
            resumed: false,
            first_at: None,
            failures: 0,
        }
    }

    fn failed(in_doubt: bool) -> Outcome {
        Outcome::Retry {
            after: None,
            in_doubt,
            why: "500".to_owned(),
        }
    }

    #[test]
    fn what_is_known_to_have_failed_falls_apart_and_comes_back_together() {
        let pause = |failures| match (Attempt { failures, ..first() }).outcome(&failed(false), at(0)) {
            After::Known(Fate::Apart { at: then, .. }) => then.duration_since(at(0)).as_millis(),
            other => panic!("{other:?}"),
        };
        assert!(pause(0) <= 5_000 && pause(0) > 3_300, "{}", pause(0));
        assert!(
            pause(20) <= 900_000 && pause(20) > 600_000,
            "it is never given up here: {}",
            pause(20)
        );
        let part = first().outcome(&failed(false), at(0));
        let After::Known(fate) = part else {
            panic!("{part:?}")
        };
        assert!(matches!(fate.of_part(at(99)), Outcome::Retry { after: Some(wait), .. } if wait.is_zero()));
    }

    #[test]
    fn what_is_in_doubt_stays_whole_until_it_goes_elsewhere() {
        let again = |attempt: Attempt<'_>, outcome, now| attempt.outcome(&outcome, at(now));
        assert!(matches!(again(first(), failed(true), 0), After::Again(_)));
        // That this attempt certainly failed says nothing of the one before it.
        let resumed = Attempt {
            resumed: true,
            ..first()
        };
        assert!(matches!(again(resumed, failed(false), 0), After::Again(_)));
        let late = Attempt {
            doubts: 6,
            first_at: Some(at(0)),
            ..first()
        };
        assert!(matches!(
            again(late, failed(false), 290),
            After::Known(Fate::Elsewhere { in_doubt: true, .. })
        ));
        let calm = Attempt {
            severity: Severity::Error,
            ..late
        };
        assert!(matches!(again(calm, failed(true), 290), After::Again(_)));
    }

    #[test]
    fn an_answer_is_an_answer_however_often_it_was_asked_for() {
        let receipt = Receipt {
            proof: Proof::Arrived,
            id: "r".to_owned(),
        };
        let resumed = Attempt {
            resumed: true,
            ..first()
        };
        assert_eq!(
            resumed.outcome(&Outcome::Delivered(receipt.clone()), at(0)),
            After::Known(Fate::Told(receipt))
        );
        let gone = Outcome::Rejected {
            why: "404".to_owned(),
        };
        let After::Known(fate) = resumed.outcome(&gone, at(0)) else {
            panic!("a refusal is known")
        };
        assert!(fate.is_in_doubt());
        assert_eq!(fate.of_part(at(0)), gone);
    }
}
