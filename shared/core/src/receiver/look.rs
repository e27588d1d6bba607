//! What tells pages apart at a glance.

use crate::page::{Page, Status};
use crate::severity::Severity;

/// A sign for who can't tell the colours, and the colour as red, green and blue.
pub(super) struct Look {
    pub(super) sign: &'static str,
    pub(super) colour: u32,
}

impl Look {
    pub(super) fn of(page: &Page) -> Self {
        let (sign, colour) = match (page.status, page.severity) {
            (Status::Resolved, _) => ("✅", 0x2e_7d32),
            (Status::Notice, _) => ("📋", 0x54_6e7a),
            (Status::Firing, Severity::Critical) => ("🔴", 0xc6_2828),
            (Status::Firing, Severity::Error) => ("🟠", 0xef_6c00),
            (Status::Firing, Severity::Warning) => ("🟡", 0xf9_a825),
            (Status::Firing, Severity::Info) => ("🔵", 0x15_65c0),
        };
        Self { sign, colour }
    }
}
