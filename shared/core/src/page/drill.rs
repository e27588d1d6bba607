//! The page of a drill: it goes the way of every other, and says at its head that nothing is wrong.

use super::Page;
use crate::drill::Token;
use crate::observation::Evidence;

/// The longest title; see `title`.
const MAX: usize = 99;

impl Page {
    /// The page, marked. A drill's group is its own, so a page is about a drill or about something real, never both.
    #[must_use]
    pub(super) fn of_a_drill(mut self, token: &Token) -> Self {
        self.title = crate::text::line(&format!("[DRILL] {}", self.title), MAX);
        self.evidence.insert(0, Evidence::new("drill", token.as_str()));
        self.notes.insert(
            0,
            "this is a drill: nothing is wrong, nobody has to do anything".to_owned(),
        );
        self
    }
}
