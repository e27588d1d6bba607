//! What every kind has in common that makes an incident of a group, and ends it.

use crate::page::{Page, Status};
use crate::route::group_id;

/// An incident as a page speaks of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Incident {
    /// Its key: the group's id, so that more news go into the same incident. A notice is about no group's alerts and has
    /// one of its own.
    pub(super) key: String,
    /// Whether the page says that it is over.
    pub(super) is_over: bool,
}

impl Incident {
    pub(super) fn of(page: &Page) -> Self {
        Self {
            key: match page.status {
                Status::Firing | Status::Resolved => group_id(&page.group_key),
                Status::Notice => page.id.clone(),
            },
            is_over: page.status == Status::Resolved,
        }
    }
}

/// What is wrong with a `rate` here: a summary of many groups could close none of their incidents.
pub(super) fn check_rate(config: &crate::catalog::ReceiverConfig) -> Option<String> {
    matches!(config.rate, Some(crate::catalog::Rate::Limit(_))).then(|| {
        "`rate` has no meaning here: a summary of many groups could not close their incidents; remove it"
            .to_owned()
    })
}
