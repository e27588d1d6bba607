//! A build without the AWS SDK: there is no alarm that it could set.

use alert_pipeline::drill::Verdict;

use super::Wanted;
use crate::exit::Failure;

/// Says how to get a build that can.
///
/// # Errors
/// Always.
pub(crate) fn drill(_wanted: Wanted) -> Result<Verdict, Failure> {
    Err(Failure::Usage(
        "this build can't talk to AWS; install one that can with `cargo install --path . --features aws`"
            .to_owned(),
    ))
}
