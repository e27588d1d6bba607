//! Templates: a receiver's own words for some parts of a page, and its own payload for a webhook.
//!
//! Each is a `MiniJinja` source in the catalog ([`Template`](crate::catalog::Template)) that sees the page as `data.rs` says
//! and makes one text of it. Its words take their place in the page before the receiver renders it, so that limits, escaping,
//! owner, runbook and first link are those of every page. One that fails costs nobody the page: it goes out as built in. What
//! a source may hold is bounded in `guard.rs`, what it may take in `engine.rs`; ADR 0009 says why so.

mod data;
mod engine;
mod fault;
mod filters;
mod guard;
mod word;

pub use fault::{Fault, TemplateFault};
pub use word::{Worded, compile, faults, known_names, unknown_names, word};
