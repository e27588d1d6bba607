#![doc = include_str!("../README.md")]

pub mod alert;
pub mod catalog;
pub mod envelope;
pub mod fingerprint;
pub mod labels;
pub mod matcher;
pub mod observation;
pub mod page;
pub mod reason;
pub mod receiver;
pub mod route;
pub mod severity;
pub mod source;
pub mod text;
pub mod time;
