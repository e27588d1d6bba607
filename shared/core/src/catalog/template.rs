//! A receiver's own words: what its pages say in place of what is built in.

use serde::{Deserialize, Serialize};

/// What of a page a receiver may put in its own words. All the rest, its limits and its escaping stay the router's.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Part {
    /// The title behind its mark (`[CRITICAL]`, `[RESOLVED]`).
    Title,
    /// Why it matters, in place of the runbook's sentence.
    Impact,
    /// What to do first, in place of the runbook's sentence.
    Action,
    /// One note more.
    Note,
    /// The whole payload of a kind whose payload is not some service's.
    Body,
}

impl Part {
    /// Every part.
    pub const ALL: [Self; 5] = [Self::Title, Self::Impact, Self::Action, Self::Note, Self::Body];

    /// The key in the configuration.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Title => "title",
            Self::Impact => "impact",
            Self::Action => "action",
            Self::Note => "note",
            Self::Body => "body",
        }
    }
}

/// The `MiniJinja` source of each part that a receiver has words of its own for.
///
/// It stands in the catalog under the receiver's name and not in its [`ReceiverConfig`](super::ReceiverConfig), which every
/// row of an alert that it is told of has a copy of: a template that is mended counts from the next attempt. A part that a
/// later version adds is one that this one does not say, and no reason to refuse the catalog.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Template {
    #[serde(skip_serializing_if = "Option::is_none")]
    title: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    impact: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    action: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    note: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    body: Option<String>,
}

impl Template {
    /// A part's source.
    pub fn get(&self, part: Part) -> Option<&str> {
        match part {
            Part::Title => self.title.as_deref(),
            Part::Impact => self.impact.as_deref(),
            Part::Action => self.action.as_deref(),
            Part::Note => self.note.as_deref(),
            Part::Body => self.body.as_deref(),
        }
    }

    /// Sets a part's source.
    pub fn set(&mut self, part: Part, source: impl Into<String>) {
        let place = match part {
            Part::Title => &mut self.title,
            Part::Impact => &mut self.impact,
            Part::Action => &mut self.action,
            Part::Note => &mut self.note,
            Part::Body => &mut self.body,
        };
        *place = Some(source.into());
    }

    /// The parts that it has.
    pub fn parts(&self) -> impl Iterator<Item = (Part, &str)> {
        Part::ALL
            .into_iter()
            .filter_map(|part| Some((part, self.get(part)?)))
    }
}
