//! How a run ends.

use std::io;
use std::process::ExitCode;

/// What a script learns. Each is part of the public contract.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Exit {
    /// All is well.
    Ok = 0,
    /// Input that can't be read, a catalog with faults under `check`, an upload that failed.
    Input = 1,
    /// A wrong command line, or a catalog that a command needs and that has faults.
    Usage = 2,
    /// A simulation's ledger that does not balance: an observation is in no account, or in two.
    Imbalance = 3,
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        Self::from(exit as u8)
    }
}

/// Why a command stopped early.
#[derive(Debug)]
pub(crate) enum Failure {
    /// The command line is wrong, or something it needs is; the text says what to do.
    Usage(String),
    /// The command was right and what it asks for did not work, such as an upload.
    Failed(String),
    /// Whoever read the output has gone.
    Closed,
    /// The output can't be written.
    Io(io::Error),
}

impl From<io::Error> for Failure {
    fn from(error: io::Error) -> Self {
        if error.kind() == io::ErrorKind::BrokenPipe {
            Self::Closed
        } else {
            Self::Io(error)
        }
    }
}

impl From<lexopt::Error> for Failure {
    fn from(error: lexopt::Error) -> Self {
        Self::Usage(error.to_string())
    }
}

/// What a build says of what only the AWS SDK can do.
#[cfg(not(feature = "aws"))]
pub(crate) fn no_sdk() -> Failure {
    Failure::Usage(
        "this build can't talk to AWS; install one that can with `cargo install --path . --features aws`"
            .to_owned(),
    )
}
