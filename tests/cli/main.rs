//! The command line, by running the real binary: its output, its exit codes and its reports are a public contract.
// clippy.toml allows this in test functions, not in what they call.
#![allow(clippy::unwrap_used)]

mod alerts;
mod binary;
mod catalogs;
mod commands;
mod corpus;
mod coverage;
#[cfg(feature = "aws")]
mod dynamodb;
mod hostile;
mod languages;
mod pages;
mod preview;
mod publication;
mod quiet;
mod silence;
mod sources;
mod templates;
mod test_receiver;
