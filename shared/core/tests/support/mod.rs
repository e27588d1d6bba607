//! What the suites share.

#![allow(dead_code, unreachable_pub)] // each suite is a program of its own and uses a part
#![allow(clippy::disallowed_methods)] // goldens and samples are files; the core itself reads none

pub mod golden;
pub mod pages;
pub mod samples;
pub mod sentences;
pub mod spoken;
