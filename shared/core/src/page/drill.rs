//! The page of a drill: it goes the way of every other, and says at its head that nothing is wrong.

use super::{Note, Page};
use crate::drill::Token;
use crate::observation::Evidence;

/// The longest title; see `title`.
const MAX: usize = 99;

/// What its title begins with.
const MARK: &str = "[DRILL] ";

impl Page {
    /// Whether it is of a drill: behind all that is real wherever several are told at once.
    pub(super) fn is_drill(&self) -> bool {
        self.title.starts_with(MARK)
    }

    /// The page, marked. A drill's group is its own, so a page is about a drill or about something real, never both.
    #[must_use]
    pub(super) fn of_a_drill(mut self, token: &Token) -> Self {
        self.title = crate::text::line(&format!("{MARK}{}", self.title), MAX);
        self.evidence.insert(0, Evidence::new("drill", token.as_str()));
        self.notes.insert(0, (self.language.remark)(&Note::Drill));
        self
    }
}
