//! Trees into nouns, one file each. Every reader reports what it can't read and goes on with the rest.

mod digest;
pub(crate) mod duration;
mod flapping;
mod group_limit;
pub(crate) mod inhibit_rule;
pub(crate) mod label_rule;
pub(crate) mod labels;
mod language;
mod mapping_fault;
pub(crate) mod matcher;
mod name;
pub(crate) mod owner;
mod rate;
pub(crate) mod receiver;
pub(crate) mod route;
pub(crate) mod router;
pub(crate) mod runbook;
pub(crate) mod sample;
mod silences;
pub(crate) mod source;
pub(crate) mod template;
mod time_interval;
pub(crate) mod within;
