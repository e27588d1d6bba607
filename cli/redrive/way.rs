//! How the messages of a queue get back.

use super::Read;
use crate::queues::Queue;

/// How the messages of a queue get back.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Way {
    /// SQS moves each to the queue that it came from.
    Back,
    /// They are carried into the ingest queue, one by one: they never were in a queue that SQS could move them to. It moves dead
    /// letters of queues only, not those of rules and topics (SQS API Reference, `StartMessageMoveTask`).
    Carry,
    /// There is nothing to move.
    Empty,
    /// They are records of sweeps: the next sweep has done their work.
    Evidence,
    /// It is where they would be carried to.
    Ingest,
}

impl Way {
    /// The word, as in JSON.
    pub(crate) const fn as_str(self) -> &'static str {
        match self {
            Self::Back => "back",
            Self::Carry => "carry",
            Self::Empty => "empty",
            Self::Evidence => "evidence",
            Self::Ingest => "ingest",
        }
    }
}

/// The way back from a queue, with what some of its messages say.
pub(crate) fn way(queue: &Queue, letters: &[Read], ingest: &Queue) -> Way {
    if queue.arn == ingest.arn {
        Way::Ingest
    } else if queue.waiting == 0 && letters.is_empty() {
        Way::Empty
    } else if letters.iter().any(|letter| letter.is_sweep) {
        Way::Evidence
    } else if queue.sources.is_empty() {
        Way::Carry
    } else {
        Way::Back
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn queue(name: &str, waiting: u64, sources: &[&str]) -> Queue {
        Queue {
            url: name.to_owned(),
            arn: name.to_owned(),
            waiting,
            dead_letters: None,
            sources: sources.iter().map(|source| (*source).to_owned()).collect(),
        }
    }

    #[test]
    fn what_a_queue_is_decides_how_its_messages_get_back() {
        let ingest = queue("ingest", 9, &[]);
        let letter = |is_sweep| Read {
            what: String::new(),
            why: None,
            is_sweep,
        };
        for (found, letters, expected) in [
            (queue("dead", 3, &["ingest"]), vec![letter(false)], Way::Back),
            (queue("undelivered", 3, &[]), vec![letter(false)], Way::Carry),
            // The count lags behind; what was seen is there.
            (queue("undelivered", 0, &[]), vec![letter(false)], Way::Carry),
            (queue("dead", 0, &["ingest"]), vec![], Way::Empty),
            (queue("sweeps", 3, &[]), vec![letter(true)], Way::Evidence),
            (ingest.clone(), vec![letter(false)], Way::Ingest),
        ] {
            assert_eq!(way(&found, &letters, &ingest), expected, "{}", found.url);
        }
    }
}
