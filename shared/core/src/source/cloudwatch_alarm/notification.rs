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
        actions_enabled: None,
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

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn the_region_is_the_arn_s_and_without_one_the_name_it_is_shown_under() {
        let message = json!({"AlarmName": "a", "NewStateValue": "ALARM", "Region": "EU (Ireland)", "AWSAccountId": "111122223333",
            "AlarmArn": "arn:aws:cloudwatch:eu-west-1:111122223333:alarm:a:b"});
        let change = read(&message).unwrap();
        assert_eq!(
            (change.region.as_str(), change.account.as_str()),
            ("eu-west-1", "111122223333")
        );
        let old = json!({"AlarmName": "a", "NewStateValue": "ALARM", "Region": "EU (Ireland)", "AWSAccountId": "111122223333"});
        let change = read(&old).unwrap();
        assert_eq!(
            (change.region.as_str(), change.account.as_str()),
            ("EU (Ireland)", "111122223333")
        );
    }

    #[test]
    fn a_message_after_a_mute_window_is_not_held_back_and_says_so() {
        let message = |after: Value| json!({"AlarmName": "a", "NewStateValue": "ALARM", "ActionExecutedAfterMuteWindow": after});
        assert!(read(&message(json!(true))).unwrap().is_after_mute);
        assert!(!read(&message(json!(null))).unwrap().is_after_mute);
        assert_eq!(read(&message(json!(true))).unwrap().suppression, None);
    }

    #[test]
    fn what_is_missing_is_named() {
        assert_eq!(
            read(&json!({"AlarmName": " ", "NewStateValue": "OK"}))
                .unwrap_err()
                .what,
            "`AlarmName` is empty"
        );
        assert_eq!(
            read(&json!({"AlarmName": "a", "NewStateValue": []}))
                .unwrap_err()
                .what,
            "`NewStateValue` is empty"
        );
    }
}
