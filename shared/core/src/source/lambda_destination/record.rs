//! What a record says.

use serde_json::Value;

use crate::source::lens;
use crate::text;

/// One record of an invocation.
#[derive(Debug, Default)]
pub(super) struct Record {
    /// The function's ARN without version or alias: a new version that succeeds ends the failure of an old one.
    pub arn: String,
    /// The function's name.
    pub function: String,
    /// The function's account.
    pub account: String,
    /// The function's region.
    pub region: String,
    /// Lambda's word for how it ended: `RetriesExhausted`, `EventAgeExceeded`, `Success`; streams have words of their own.
    pub condition: String,
    /// How often the function was tried.
    pub tries: Option<f64>,
    /// The name of the error, as the runtime gives it.
    pub error_type: Option<String>,
    /// Its message.
    pub error_message: Option<String>,
    /// What Lambda says of the error: `Unhandled`, or nothing when the function never ran.
    pub function_error: Option<String>,
    /// The version that ran.
    pub version: Option<String>,
    /// The request's id, by which its log lines are found.
    pub request: Option<String>,
    /// For a stream: which records of it were given up.
    pub batch: Option<String>,
}

impl Record {
    /// Reads it; nothing when it names no function.
    pub(super) fn read(record: &Value) -> Option<Self> {
        let arn = lens::text(record, "/requestContext/functionArn")?;
        // arn:aws:lambda:REGION:ACCOUNT:function:NAME[:QUALIFIER]
        let parts: Vec<&str> = arn.split(':').collect();
        let ["arn", _, "lambda", region, account, "function", function, ..] = parts[..] else {
            return None;
        };
        let text = |path: &str| lens::text(record, path);
        Some(Self {
            arn: parts.get(..7)?.join(":"),
            function: function.to_owned(),
            account: account.to_owned(),
            region: region.to_owned(),
            condition: text("/requestContext/condition").unwrap_or_default(),
            tries: lens::number(record, "/requestContext/approximateInvokeCount"),
            error_type: text("/responsePayload/errorType"),
            // A function may answer with anything; text is taken for what went wrong.
            error_message: text("/responsePayload/errorMessage").or_else(|| text("/responsePayload")),
            function_error: text("/responseContext/functionError"),
            version: text("/responseContext/executedVersion"),
            request: text("/requestContext/requestId"),
            batch: batch(record),
        })
    }

    /// Whether it tells of a success. Every other word, known or new, is a failure.
    pub(super) fn has_succeeded(&self) -> bool {
        self.condition == "Success"
    }

    /// The error's name and message, or what is known instead.
    pub(super) fn error(&self) -> Option<String> {
        match (&self.error_type, &self.error_message) {
            (Some(kind), Some(message)) => Some(format!("{kind}: {message}")),
            (one, other) => one
                .clone()
                .or_else(|| other.clone())
                .or_else(|| self.function_error.clone()),
        }
    }

    /// What is wrong in a few words.
    pub(super) fn symptom(&self) -> String {
        let function = text::line(&self.function, 64);
        if self.has_succeeded() {
            return format!("{function} has succeeded");
        }
        let what = match (self.condition.as_str(), self.tries) {
            ("EventAgeExceeded", Some(tries)) => {
                format!(
                    "gave up an event that got too old, tries: {}",
                    text::number(tries)
                )
            }
            ("EventAgeExceeded", None) => "gave up an event that got too old".to_owned(),
            (_, Some(1.0)) => "failed once".to_owned(),
            (_, Some(tries)) => format!("failed {} times", text::number(tries)),
            (_, None) => "failed".to_owned(),
        };
        let why = self.error_type.clone().or_else(|| self.error_message.clone());
        let why = why.map(|why| format!(": {}", text::line(&why, 120)));
        format!("{function} {what}{}", why.unwrap_or_default())
    }
}

/// Kinesis and DynamoDB streams: the record says which part of the stream was left out, and not what was in it.
fn batch(record: &Value) -> Option<String> {
    let info = ["/KinesisBatchInfo", "/DDBStreamBatchInfo"]
        .iter()
        .find_map(|path| lens::at(record, path))?;
    let text = |path: &str| lens::text(info, path).unwrap_or_default();
    Some(format!(
        "{} records of {}, {} from {}",
        text("/batchSize"),
        text("/streamArn"),
        text("/shardId"),
        text("/startSequenceNumber")
    ))
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    const ARN: &str = "arn:aws:lambda:eu-west-1:111122223333:function:orders";

    fn record(context: &Value, payload: &Value) -> Record {
        Record::read(&json!({"requestContext": context, "responsePayload": payload})).unwrap()
    }

    #[test]
    fn what_is_wrong_is_told_with_what_is_known() {
        for (condition, tries, payload, symptom) in [
            (
                "RetriesExhausted",
                json!(3),
                json!({"errorType": "KeyError", "errorMessage": "'id'"}),
                "orders failed 3 times: KeyError",
            ),
            (
                "RetriesExhausted",
                json!("1"),
                json!({"errorMessage": "it\nexited"}),
                "orders failed once: it exited",
            ),
            (
                "EventAgeExceeded",
                json!(5),
                json!(null),
                "orders gave up an event that got too old, tries: 5",
            ),
            (
                "EventAgeExceeded",
                json!(null),
                json!(null),
                "orders gave up an event that got too old",
            ),
            (
                "RetryAttemptsExhausted",
                json!(null),
                json!("text"),
                "orders failed: text",
            ),
            (
                "Success",
                json!(1),
                json!({"anything": 1}),
                "orders has succeeded",
            ),
        ] {
            let context =
                json!({"functionArn": ARN, "condition": condition, "approximateInvokeCount": tries});
            assert_eq!(record(&context, &payload).symptom(), symptom);
        }
    }

    #[test]
    fn versions_and_aliases_are_one_function() {
        for qualifier in ["", ":$LATEST", ":7", ":live"] {
            let read = record(&json!({"functionArn": format!("{ARN}{qualifier}")}), &json!(null));
            assert_eq!(
                (read.arn.as_str(), read.region.as_str(), read.account.as_str()),
                (ARN, "eu-west-1", "111122223333")
            );
        }
        for arn in [
            json!(null),
            json!("orders"),
            json!("arn:aws:lambda:eu-west-1:1:layer:a"),
            json!(7),
        ] {
            assert!(Record::read(&json!({"requestContext": {"functionArn": arn}})).is_none());
        }
    }
}
