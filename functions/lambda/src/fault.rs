//! An invocation that failed, as Lambda reports it.

use alert_pipeline::DriverError;
use lambda_runtime::Diagnostic;

/// Why an invocation failed. The kind is a stable word: metric filters and alarms use it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    kind: &'static str,
    why: String,
}

impl Fault {
    /// A failure of this kind.
    pub fn new(kind: &'static str, why: impl Into<String>) -> Self {
        Self {
            kind,
            why: why.into(),
        }
    }
}

impl From<DriverError> for Fault {
    fn from(error: DriverError) -> Self {
        Self::new(error.kind(), error.to_string())
    }
}

impl From<Fault> for Diagnostic {
    fn from(fault: Fault) -> Self {
        Self {
            error_type: fault.kind.to_owned(),
            error_message: fault.why,
        }
    }
}
