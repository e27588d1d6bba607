//! What an SDK's error or AWS's answer means: the only place that judges one.
//!
//! Nothing of the error's own text is kept. An error can quote a request; the service's error code can't.

use std::error::Error;
use std::fmt::Debug;

use alert_pipeline::ports::StoreError;
use aws_smithy_runtime_api::client::orchestrator::HttpResponse;
use aws_smithy_runtime_api::client::result::SdkError;
use aws_smithy_types::error::metadata::ProvideErrorMetadata;

use crate::http_client::NotConnected;

/// What came of a call that failed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Fault {
    /// The service never saw it.
    NotSent(String),
    /// The service may have done it.
    InDoubt(String),
    /// The service did not do it now: throttled, or a conflict with another writer.
    Busy(String),
    /// The service will not do it: the call, a name or a permission is wrong.
    Refused(String),
}

/// Codes with which AWS asks to come again, beside every answer of class 5xx. From the SDK's own standard retry
/// classifiers, DynamoDB's error list, and KMS's codes as SNS and SQS pass them on.
const BUSY: &[&str] = &[
    "BandwidthLimitExceeded",
    "KMSThrottling",
    "KMSThrottlingException",
    "KmsThrottled",
    "LimitExceededException",
    "PriorRequestNotComplete",
    "ProvisionedThroughputExceededException",
    "ReplicatedWriteConflictException",
    "RequestLimitExceeded",
    "RequestThrottled",
    "RequestThrottledException",
    "SlowDown",
    "Throttled",
    "ThrottledException",
    "Throttling",
    "ThrottlingException",
    "TooManyRequestsException",
    "TransactionConflictException",
    "TransactionInProgressException",
];

impl Fault {
    /// Judges an error.
    pub(crate) fn of<E>(error: &SdkError<E, HttpResponse>) -> Self
    where
        E: ProvideErrorMetadata + Error + Debug + 'static,
    {
        match error {
            SdkError::ConstructionFailure(_) => Self::Refused("the request can't be built".to_owned()),
            SdkError::TimeoutError(_) => Self::InDoubt("no answer in time".to_owned()),
            SdkError::DispatchFailure(failure) => {
                let never = failure
                    .as_connector_error()
                    .is_some_and(|why| was_never_connected(why));
                if never || failure.is_user() {
                    Self::NotSent("not connected".to_owned())
                } else {
                    Self::InDoubt("the connection broke".to_owned())
                }
            }
            SdkError::ResponseError(_) => Self::InDoubt("the answer can't be read".to_owned()),
            SdkError::ServiceError(answer) => {
                Self::of_answer(answer.raw().status().as_u16(), answer.err().code())
            }
            _ => Self::InDoubt("an unknown failure".to_owned()),
        }
    }

    /// Judges an answer by its code, then by its class.
    pub(crate) fn of_answer(status: u16, code: Option<&str>) -> Self {
        let code = code.unwrap_or("no error code");
        let why = format!("{code} ({status})");
        match status {
            _ if BUSY.contains(&code) => Self::Busy(why),
            // 503 is refused at the door; another 5xx can come after the work was done.
            429 | 503 => Self::Busy(why),
            500.. => Self::InDoubt(why),
            _ => Self::Refused(why),
        }
    }

    /// Whether the same call may do better later.
    pub(crate) fn is_passing(&self) -> bool {
        !matches!(self, Self::Refused(_))
    }

    /// What happened.
    pub(crate) fn why(self) -> String {
        match self {
            Self::NotSent(why) | Self::InDoubt(why) | Self::Busy(why) | Self::Refused(why) => why,
        }
    }
}

impl From<Fault> for StoreError {
    /// A write in doubt is tried again: its condition tells whether it won.
    fn from(fault: Fault) -> Self {
        match fault {
            Fault::Refused(why) => Self::Refused(why),
            other => Self::Unavailable(other.why()),
        }
    }
}

fn was_never_connected(error: &(dyn Error + 'static)) -> bool {
    let mut link = Some(error);
    while let Some(error) = link {
        if error.is::<NotConnected>() {
            return true;
        }
        link = error.source();
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_answer_is_judged_by_its_code_then_by_its_class() {
        for (status, code, expected) in [
            (400, Some("ThrottlingException"), "busy"), // DynamoDB throttles with 400
            (400, Some("ProvisionedThroughputExceededException"), "busy"),
            (400, Some("TransactionConflictException"), "busy"),
            (403, Some("AccessDeniedException"), "refused"),
            (400, Some("ValidationException"), "refused"),
            (404, Some("NotFound"), "refused"),
            (429, None, "busy"),
            (503, Some("ServiceUnavailable"), "busy"),
            (500, Some("InternalServerError"), "in doubt"),
            (502, None, "in doubt"),
        ] {
            let found = match Fault::of_answer(status, code) {
                Fault::NotSent(_) => "not sent",
                Fault::InDoubt(_) => "in doubt",
                Fault::Busy(_) => "busy",
                Fault::Refused(_) => "refused",
            };
            assert_eq!(found, expected, "{status} {code:?}");
        }
    }

    #[test]
    fn only_a_refusal_makes_the_store_refuse() {
        let refused = Fault::of_answer(400, Some("ValidationException"));
        assert_eq!(
            StoreError::from(refused),
            StoreError::Refused("ValidationException (400)".to_owned())
        );
        for fault in [
            Fault::NotSent("x".into()),
            Fault::InDoubt("x".into()),
            Fault::Busy("x".into()),
        ] {
            assert_eq!(StoreError::from(fault), StoreError::Unavailable("x".to_owned()));
        }
    }
}
