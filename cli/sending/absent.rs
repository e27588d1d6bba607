//! A build without the AWS SDK: it can show what it would send, and send nothing.

use alert_core::receiver::{Request, Response};
use alert_core::time::Timestamp;

use crate::exit::Failure;

/// Never there.
#[derive(Debug)]
pub(crate) enum Sender {}

impl Sender {
    /// Says how to get a build that can.
    ///
    /// # Errors
    /// Always.
    pub(crate) fn new(_account: Option<&str>) -> Result<Self, Failure> {
        Err(Failure::Usage(
            "this build can't send; install one that can with `cargo install --path . --features aws`, or look at \
             the request with --dry-run"
                .to_owned(),
        ))
    }

    pub(crate) fn send(&self, _request: &Request, _now: Timestamp) -> Result<Response, Failure> {
        match *self {}
    }
}
