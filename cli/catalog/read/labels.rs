//! Labels that a rule or a runbook sets, and which of them nobody may set.

use alert_core::labels::Labels;
use alert_core::severity::Severity;

use super::super::code::Code;
use super::super::fault::Faults;
use super::super::fields::{pairs, text};
use super::super::files::Located;
use super::super::yaml::Node;

/// Labels that say which alert it is, or how it came. The router leaves them as the source set them, so a rule that sets
/// one does nothing.
const KEPT: &[&str] = &[
    "ClusterName",
    "InstanceId",
    "PipelineName",
    "StateMachineArn",
    "StepName",
    "account",
    "alarm_arn",
    "alarm_name",
    "alertmanager_alert",
    "alertname",
    "announcement",
    "anomaly_id",
    "arn",
    "budget_alert",
    "budget_name",
    "content",
    "contributor_id",
    "detail_type",
    "event_arn",
    "event_source",
    "family",
    "finding_id",
    "finding_product",
    "function_arn",
    "insight_action",
    "insight_arn",
    "kind",
    "log_filter",
    "log_group",
    "monitor_arn",
    "region",
    "resource",
    "scanned_object",
    "source",
    "topic_arn",
    "topic_state",
];

/// What a map of labels says, with the owners that it names.
#[derive(Debug, Default)]
pub(crate) struct Set {
    pub(crate) labels: Labels,
    pub(crate) owner: Option<Located<String>>,
}

/// Reads a map of labels. `whose` is `rule` or `runbook`, for messages.
pub(crate) fn read(node: &Node, key: &str, faults: &mut Faults) -> Option<Set> {
    let pairs = pairs(node, key, "labels", "write `{ environment: prod }`", faults)?;
    let mut set = Set::default();
    for (name_node, value_node) in pairs {
        let Some(name) = text(name_node, key, faults) else {
            continue;
        };
        let Some(value) = text(value_node, &name.value, faults) else {
            continue;
        };
        if KEPT.contains(&name.value.as_str()) {
            faults
                .add(
                    Code::IdentityLabel,
                    name.place,
                    format!("`{}` identifies alerts and can't be set", name.value),
                )
                .help("choose another name; matchers can read this one");
        } else if set.labels.has(&name.value) {
            faults
                .add(
                    Code::DuplicateKey,
                    name.place,
                    format!("label `{}` is set twice", name.value),
                )
                .help("keep one of the two");
        } else if value.value.trim().is_empty() {
            faults
                .add(
                    Code::MissingKey,
                    value.place,
                    format!("label `{}` is empty, which is the same as none", name.value),
                )
                .help("give it a value, or leave it out");
        } else if name.value == "severity" && Severity::parse(&value.value).is_none() {
            let words = Severity::ALL.map(Severity::as_str);
            faults
                .add(
                    Code::UnknownWord,
                    value.place,
                    format!("`{}` is no severity", value.value),
                )
                .help(super::super::suggest::help(&value.value, words, ""));
        } else {
            if name.value == "owner" {
                set.owner = Some(value.clone());
            }
            set.labels.set(name.value, value.value);
        }
    }
    Some(set)
}

/// Names of labels to group or compare by: each once, and none empty.
pub(crate) fn check_names(names: &[Located<String>], faults: &mut Faults) {
    for (position, name) in names.iter().enumerate() {
        if name.value.trim().is_empty() {
            faults
                .add(Code::BadGroupBy, name.place, "an empty label name")
                .help("write the name of a label");
        } else if names
            .iter()
            .take(position)
            .any(|earlier| earlier.value == name.value)
        {
            faults
                .add(
                    Code::BadGroupBy,
                    name.place,
                    format!("`{}` stands twice", name.value),
                )
                .help("keep one of the two");
        }
    }
}
