//! An alarm as `DescribeAlarms` has it, as JSON: members that are not set are not there.

use aws_sdk_cloudwatch::types::{
    self, AlarmContributor, CompositeAlarm, Dimension, Metric, MetricAlarm, MetricDataQuery, MetricStat,
};
use aws_smithy_types::DateTime;
use aws_smithy_types::date_time::Format;
use serde_json::{Map, Value, json};

pub(super) fn metric_alarm(alarm: &MetricAlarm) -> Value {
    let mut members = Members::default();
    members.put("AlarmName", alarm.alarm_name.as_deref());
    members.put("AlarmArn", alarm.alarm_arn.as_deref());
    members.put("AlarmDescription", alarm.alarm_description.as_deref());
    members.put("ActionsEnabled", alarm.actions_enabled);
    members.put("AlarmActions", alarm.alarm_actions.as_deref());
    members.put("OKActions", alarm.ok_actions.as_deref());
    members.put(
        "StateValue",
        alarm.state_value.as_ref().map(types::StateValue::as_str),
    );
    members.put("StateReason", alarm.state_reason.as_deref());
    members.put("StateReasonData", alarm.state_reason_data.as_deref());
    members.put(
        "StateUpdatedTimestamp",
        time(alarm.state_updated_timestamp.as_ref()),
    );
    members.put(
        "StateTransitionedTimestamp",
        time(alarm.state_transitioned_timestamp.as_ref()),
    );
    let evaluation = alarm.evaluation_state.as_ref();
    members.put("EvaluationState", evaluation.map(types::EvaluationState::as_str));
    members.put("Namespace", alarm.namespace.as_deref());
    members.put("MetricName", alarm.metric_name.as_deref());
    members.put("Dimensions", alarm.dimensions.as_deref().map(dimensions));
    members.put(
        "Statistic",
        alarm.statistic.as_ref().map(types::Statistic::as_str),
    );
    members.put("ExtendedStatistic", alarm.extended_statistic.as_deref());
    members.put("Period", alarm.period);
    members.put("Unit", alarm.unit.as_ref().map(types::StandardUnit::as_str));
    members.put("TreatMissingData", alarm.treat_missing_data.as_deref());
    let metrics = alarm.metrics.as_deref().filter(|metrics| !metrics.is_empty());
    members.put(
        "Metrics",
        metrics.map(|metrics| metrics.iter().map(query).collect::<Value>()),
    );
    members.done()
}

pub(super) fn composite_alarm(alarm: &CompositeAlarm) -> Value {
    let mut members = Members::default();
    members.put("AlarmName", alarm.alarm_name.as_deref());
    members.put("AlarmArn", alarm.alarm_arn.as_deref());
    members.put("AlarmDescription", alarm.alarm_description.as_deref());
    members.put("ActionsEnabled", alarm.actions_enabled);
    members.put("AlarmActions", alarm.alarm_actions.as_deref());
    members.put("OKActions", alarm.ok_actions.as_deref());
    members.put(
        "StateValue",
        alarm.state_value.as_ref().map(types::StateValue::as_str),
    );
    members.put("StateReason", alarm.state_reason.as_deref());
    members.put("StateReasonData", alarm.state_reason_data.as_deref());
    members.put(
        "StateUpdatedTimestamp",
        time(alarm.state_updated_timestamp.as_ref()),
    );
    members.put(
        "StateTransitionedTimestamp",
        time(alarm.state_transitioned_timestamp.as_ref()),
    );
    members.put("AlarmRule", alarm.alarm_rule.as_deref());
    members.put("ActionsSuppressor", alarm.actions_suppressor.as_deref());
    let held = alarm.actions_suppressed_by.as_ref();
    members.put(
        "ActionsSuppressedBy",
        held.map(types::ActionsSuppressedBy::as_str),
    );
    members.put(
        "ActionsSuppressedReason",
        alarm.actions_suppressed_reason.as_deref(),
    );
    members.done()
}

pub(super) fn contributor(contributor: &AlarmContributor) -> Value {
    let mut members = Members::default();
    members.put("ContributorId", contributor.contributor_id.as_deref());
    let attributes = contributor.contributor_attributes.as_ref();
    members.put(
        "ContributorAttributes",
        attributes.map(|attributes| json!(attributes)),
    );
    members.put("StateReason", contributor.state_reason.as_deref());
    members.put(
        "StateTransitionedTimestamp",
        time(contributor.state_transitioned_timestamp.as_ref()),
    );
    members.done()
}

fn query(query: &MetricDataQuery) -> Value {
    let mut members = Members::default();
    members.put("Id", query.id.as_deref());
    members.put("Expression", query.expression.as_deref());
    members.put("Label", query.label.as_deref());
    members.put("ReturnData", query.return_data);
    members.put("Period", query.period);
    members.put("MetricStat", query.metric_stat.as_ref().map(stat));
    members.done()
}

fn stat(stat: &MetricStat) -> Value {
    let mut members = Members::default();
    members.put("Metric", stat.metric.as_ref().map(metric));
    members.put("Period", stat.period);
    members.put("Stat", stat.stat.as_deref());
    members.put("Unit", stat.unit.as_ref().map(types::StandardUnit::as_str));
    members.done()
}

fn metric(metric: &Metric) -> Value {
    let mut members = Members::default();
    members.put("Namespace", metric.namespace.as_deref());
    members.put("MetricName", metric.metric_name.as_deref());
    members.put("Dimensions", metric.dimensions.as_deref().map(dimensions));
    members.done()
}

fn dimensions(dimensions: &[Dimension]) -> Value {
    let pairs = dimensions
        .iter()
        .map(|dimension| json!({ "Name": dimension.name, "Value": dimension.value }));
    pairs.collect()
}

fn time(at: Option<&DateTime>) -> Option<String> {
    at?.fmt(Format::DateTime).ok()
}

/// The members that are set.
#[derive(Default)]
struct Members(Map<String, Value>);

impl Members {
    fn put(&mut self, name: &str, value: Option<impl Into<Value>>) {
        if let Some(value) = value {
            self.0.insert(name.to_owned(), value.into());
        }
    }

    fn done(self) -> Value {
        Value::Object(self.0)
    }
}
