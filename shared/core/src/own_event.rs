//! How the router signs the events that it puts on a bus of EventBridge, so that it knows its own when one comes back.
//!
//! A rule may bring them to `ingest`, on purpose or because it takes everything on its bus. Paged, each would become an
//! event again, and so on without end; so what puts them there and what reads events go by the same word.

/// The `source` of such an event, whichever router it is of.
pub(crate) const SOURCE: &str = "alert-router";
