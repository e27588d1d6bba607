//! The drivers of alert-router over ports.

pub mod ports;
