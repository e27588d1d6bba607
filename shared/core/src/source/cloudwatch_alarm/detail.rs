//! EventBridge's `detail` and the alarm action's `alarmData`: the same object in two frames.

use serde_json::Value;

use super::change::{AlarmArn, Change, Contributor};
use super::{error, watched};
use crate::observation::{Suppression, SuppressionCause};
use crate::source::{SourceError, lens};
use crate::time::{self, SignedDuration};

pub(super) fn from_eventbridge(event: &Value) -> Result<Change, SourceError> {
    let detail = event.get("detail").unwrap_or(&Value::Null);
    let mut change = read(detail, lens::text(event, "/resources/0"))?;
    change.event_id = lens::text(event, "/id");
    change.account = or(change.account, lens::text(event, "/account"));
    change.region = or(change.region, lens::text(event, "/region"));
    let sent_at = event.get("time").and_then(time::read);
    if let Some(operation) = lens::text(detail, "/operation") {
        // The state in the event is the one that the alarm has had all the time. A deletion ends it, so it has to be
        // later, also when the envelope's time, cut to the second, is not.
        let just_after = change
            .state_at
            .map(|at| time::after(at, SignedDuration::from_millis(1)));
        change.state_at = sent_at.max(just_after);
        change.operation = Some(operation);
        change.actions_enabled = lens::at(detail, "/configuration/actionsEnabled").and_then(Value::as_bool);
        change.suppression = None;
        change.reason = None;
    }
    change.state_at = change.state_at.or(sent_at);
    Ok(change)
}

pub(super) fn from_alarm_action(event: &Value) -> Result<Change, SourceError> {
    let mut change = read(
        event.get("alarmData").unwrap_or(&Value::Null),
        lens::text(event, "/alarmArn"),
    )?;
    change.account = or(change.account, lens::text(event, "/accountId"));
    change.region = or(change.region, lens::text(event, "/region"));
    change.state_at = change.state_at.or_else(|| event.get("time").and_then(time::read));
    Ok(change)
}

fn read(detail: &Value, arn: Option<String>) -> Result<Change, SourceError> {
    let place = arn.as_deref().and_then(AlarmArn::parse);
    let name = lens::text(detail, "/alarmName")
        .or_else(|| place.as_ref().map(|place| place.name.to_owned()))
        .ok_or_else(|| error("the event names no alarm: neither `alarmName` nor an alarm ARN"))?;
    let value = lens::text(detail, "/state/value").ok_or_else(|| error("the event has no `state.value`"))?;
    let reason_data = lens::embedded(detail, "/state/reasonData");
    let configuration = detail.get("configuration").unwrap_or(&Value::Null);
    Ok(Change {
        event_id: None,
        account: place
            .as_ref()
            .map(|place| place.account.to_owned())
            .unwrap_or_default(),
        region: place
            .as_ref()
            .map(|place| place.region.to_owned())
            .unwrap_or_default(),
        name,
        arn,
        description: lens::text(configuration, "/description"),
        contributor: Contributor::read(
            lens::text(detail, "/alarmContributor/id"),
            lens::at(detail, "/alarmContributor/attributes"),
        ),
        operation: None,
        actions_enabled: None,
        value,
        reason: lens::text(detail, "/state/reason"),
        triggers: reason_data
            .as_ref()
            .map(|data| lens::list(data, "/triggeringAlarms").to_vec())
            .unwrap_or_default(),
        reason_data,
        state_at: lens::at(detail, "/state/timestamp").and_then(time::read),
        previous_value: lens::text(detail, "/previousState/value"),
        previous_reason: lens::text(detail, "/previousState/reason"),
        previous_at: lens::at(detail, "/previousState/timestamp").and_then(time::read),
        evaluation: lens::text(detail, "/state/evaluationState"),
        is_after_mute: false,
        suppression: suppression(detail),
        watched: watched::from_configuration(configuration),
    })
}

/// CloudWatch sends the event although the actions are held back: by a composite alarm's suppressor (the phase stands
/// in the *new* state; in the previous state it means the release) or by a mute rule.
fn suppression(detail: &Value) -> Option<Suppression> {
    if let Some(phase) = lens::text(detail, "/state/actionsSuppressedBy") {
        return Some(Suppression {
            cause: SuppressionCause::ActionsSuppressor,
            by: phase,
            until: None,
        });
    }
    let rule = detail.get("muteDetail").filter(|mute| mute.is_object())?;
    let by = lens::text(rule, "/mutedByArn").unwrap_or_default();
    Some(Suppression {
        cause: SuppressionCause::MuteRule,
        by: by.rsplit(':').next().unwrap_or_default().to_owned(),
        until: rule.get("muteWindowEnd").and_then(time::read),
    })
}

fn or(known: String, other: Option<String>) -> String {
    if known.is_empty() {
        other.unwrap_or_default()
    } else {
        known
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn changed(detail: &Value) -> Change {
        from_alarm_action(
            &json!({"alarmArn": "arn:aws:cloudwatch:eu-west-1:111122223333:alarm:a", "alarmData": detail}),
        )
        .unwrap()
    }

    #[test]
    fn a_phase_holds_back_in_the_new_state_and_has_ended_in_the_previous_one() {
        let phase = json!({"value": "ALARM", "actionsSuppressedBy": "WaitPeriod"});
        let held = changed(&json!({"state": phase, "previousState": {"value": "OK"}}));
        assert_eq!(
            held.suppression.map(|held| (held.cause, held.by)),
            Some((SuppressionCause::ActionsSuppressor, "WaitPeriod".into()))
        );
        let released = changed(&json!({"state": {"value": "ALARM"}, "previousState": phase}));
        assert_eq!(released.suppression, None);
    }

    #[test]
    fn a_mute_says_by_whom_and_until_when() {
        let mute =
            |detail: Value| changed(&json!({"state": {"value": "ALARM"}, "muteDetail": detail})).suppression;
        let muted = mute(
            json!({"mutedByArn": "arn:aws:cloudwatch:eu-west-1:111122223333:alarm-mute-rule:weekly",
            "muteWindowEnd": "2026-11-22T03:00:00.000+0000"}),
        );
        let muted = muted.expect("it is muted");
        assert_eq!(
            (muted.cause, muted.by.as_str()),
            (SuppressionCause::MuteRule, "weekly")
        );
        assert_eq!(muted.until, "2026-11-22T03:00:00Z".parse().ok());
        assert_eq!(
            mute(json!({})).map(|mute| mute.until),
            Some(None),
            "a mute of unknown end is a mute"
        );
        assert_eq!(mute(json!(null)), None);
    }

    #[test]
    fn the_state_s_own_time_is_kept_to_the_millisecond() {
        let event = |state: Value| {
            let event = json!({"time": "2026-11-20T09:14:31Z", "resources": [], "detail": {"alarmName": "a", "state": state}});
            from_eventbridge(&event)
                .unwrap()
                .state_at
                .map(|at| at.to_string())
        };
        let own = event(json!({"value": "OK", "timestamp": "2026-11-20T09:14:31.204+0000"}));
        assert_eq!(own.as_deref(), Some("2026-11-20T09:14:31.204Z"));
        assert_eq!(
            event(json!({"value": "OK", "timestamp": "?"})).as_deref(),
            Some("2026-11-20T09:14:31Z")
        );
    }

    #[test]
    fn what_is_missing_is_named() {
        let why = |detail: Value| from_eventbridge(&json!({"detail": detail})).unwrap_err().what;
        assert_eq!(
            why(json!({"state": {"value": "OK"}})),
            "the event names no alarm: neither `alarmName` nor an alarm ARN"
        );
        for state in [
            json!("ALARM"),
            json!({}),
            json!({"value": null}),
            json!({"value": {}}),
            json!(null),
        ] {
            assert_eq!(
                why(json!({"alarmName": "a", "state": state})),
                "the event has no `state.value`"
            );
        }
    }
}
