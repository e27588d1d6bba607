//! What a person or a program sees of a decision.

mod canvas;
pub(crate) mod explanation;
pub(crate) mod json;
pub(crate) mod page;

pub(crate) use canvas::{Canvas, Paint};

/// Longer than any line of a page; a text that reaches it is not for reading.
const MAX_LINE: usize = 4_000;

/// Text that can't move the cursor, change a colour or reverse the direction of what follows.
pub(crate) fn safe(text: &str) -> String {
    alert_core::text::line(text, MAX_LINE)
}
