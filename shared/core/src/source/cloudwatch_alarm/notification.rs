//! The alarm's SNS message, CloudWatch's oldest shape.
//!
//! Its `Region` is a display name ("US East (N. Virginia)"): the region is read from the ARN. Dimensions are a list of
//! `{name, value}` in lower case. `reasonData` is missing but for log alarms.

use serde_json::Value;

use super::change::{AlarmArn, Change, Contributor};
use super::{error, watched};
use crate::source::{SourceError, lens};
use crate::time;

pub(super) fn read(message: &Value) -> Result<Change, SourceError> {
    let arn = lens::text(message, "/AlarmArn");
    let place = arn.as_deref().and_then(AlarmArn::parse);
    let name = lens::text(message, "/AlarmName").ok_or_else(|| error("`AlarmName` is empty"))?;
    let value = lens::text(message, "/NewStateValue").ok_or_else(|| error("`NewStateValue` is empty"))?;
    Ok(Change {
        event_id: None,
        account: place
            .as_ref()
            .map(|place| place.account.to_owned())
            .or_else(|| lens::text(message, "/AWSAccountId"))
            .unwrap_or_default(),
        // Without an ARN the display name has to do: it still tells two regions apart.
        region: place
            .as_ref()
            .map(|place| place.region.to_owned())
            .or_else(|| lens::text(message, "/Region"))
            .unwrap_or_default(),
        name,
        arn,
        description: lens::text(message, "/AlarmDescription"),
        contributor: Contributor::read(
            lens::text(message, "/AlarmContributorId"),
            message.get("AlarmContributorAttributes"),
        ),
        operation: None,
        value,
        reason: lens::text(message, "/NewStateReason"),
        triggers: lens::list(message, "/TriggeringChildren").to_vec(),
        reason_data: lens::embedded(message, "/NewStateReasonData"),
        state_at: message.get("StateChangeTime").and_then(time::read),
        previous_value: lens::text(message, "/OldStateValue"),
        previous_reason: None,
        previous_at: None,
        evaluation: None,
        is_after_mute: message
            .get("ActionExecutedAfterMuteWindow")
            .and_then(Value::as_bool)
            .unwrap_or(false),
        // SNS is only told when actions run, also when a mute window has just ended.
        suppression: None,
        watched: watched::from_message(message),
    })
}
