//! `route`: where an alert with given labels goes.

use alert_core::labels::Labels;
use alert_core::route::{RouteMatch, group_id};
use alert_core::severity::Severity;
use alert_core::time::{SignedDuration, spoken};
use serde::Serialize;

use super::Command;
use crate::arguments::{Arguments, CATALOG, COLOR, FORMAT, Format, Opt};
use crate::exit::{Exit, Failure};
use crate::output::Output;
use crate::view::Canvas;

const LABEL: Opt = Opt {
    name: "label",
    value: "NAME=VALUE",
    about: "a label of the alert; give it once for each",
};

pub(super) const COMMAND: Command = Command {
    name: "route",
    summary: "Show where an alert with given labels goes",
    operands: "--label NAME=VALUE...",
    options: &[LABEL, CATALOG, FORMAT, COLOR],
    details: "\
The labels are taken as they are: label rules and runbooks are not asked (`explain` asks them, for
a whole event).

--format json prints one object for each route that takes the alert: path, receivers, group_by,
group_labels, group_key, group_id, group_wait_seconds, group_interval_seconds,
reminder_seconds, repeat_interval_seconds.

Examples:
  alert-router route --label severity=critical --label service=serving
  alert-router route --label service=cost --format json
",
    run,
};

#[derive(Serialize)]
struct Json<'a> {
    path: &'a str,
    receivers: &'a [String],
    group_by: &'a [String],
    group_labels: &'a Labels,
    group_key: &'a str,
    group_id: String,
    group_wait_seconds: i64,
    group_interval_seconds: i64,
    /// Nothing where the route has none for this severity.
    reminder_seconds: Option<i64>,
    repeat_interval_seconds: i64,
}

fn run(arguments: &Arguments, output: &mut Output) -> Result<Exit, Failure> {
    if let Some(operand) = arguments.operands.first() {
        return Err(Failure::Usage(format!(
            "write `--label {}`",
            operand.to_string_lossy()
        )));
    }
    let given = arguments.all(&LABEL)?;
    if given.is_empty() {
        return Err(Failure::Usage(
            "give the alert's labels: --label severity=critical".to_owned(),
        ));
    }
    let mut labels = Labels::new();
    for label in given {
        let (name, value) = label
            .split_once('=')
            .filter(|(name, _)| !name.is_empty())
            .ok_or_else(|| Failure::Usage(format!("`--label {label}`: write NAME=VALUE")))?;
        labels.set(name, value);
    }
    let format = arguments.format()?;
    let catalog = super::load(arguments, output)?;
    for (position, found) in catalog.routes(&labels).iter().enumerate() {
        if format == Format::Json {
            output.line(&json(found, &labels))?;
            continue;
        }
        if position > 0 {
            output.line("")?;
        }
        let canvas = Canvas::new(output.width(), output.colour());
        output.text(&text(found, &labels, canvas))?;
    }
    Ok(Exit::Ok)
}

fn severity(labels: &Labels) -> Severity {
    Severity::parse(labels.get("severity")).unwrap_or(Severity::Error)
}

fn wait(found: &RouteMatch, labels: &Labels) -> SignedDuration {
    found.options.group_wait(severity(labels))
}

fn reminder(found: &RouteMatch, labels: &Labels) -> Option<SignedDuration> {
    found.options.reminder(severity(labels))
}

fn json(found: &RouteMatch, labels: &Labels) -> String {
    let group_key = found.group_key(labels);
    let json = Json {
        path: &found.path,
        receivers: &found.receivers,
        group_by: &found.options.group_by,
        group_labels: &found.group_labels(labels),
        group_key: &group_key,
        group_id: group_id(&group_key),
        group_wait_seconds: wait(found, labels).as_secs(),
        group_interval_seconds: found.options.group_interval.as_secs(),
        reminder_seconds: reminder(found, labels).map(|after| after.as_secs()),
        repeat_interval_seconds: found.options.repeat_interval.as_secs(),
    };
    serde_json::to_string(&json).unwrap_or_default()
}

fn text(found: &RouteMatch, labels: &Labels, mut canvas: Canvas) -> String {
    canvas.field("Route", &found.path);
    canvas.field("Receivers", &found.receivers.join(", "));
    canvas.field("Group", &found.group_key(labels));
    canvas.field(
        "Wait",
        &format!("{} for more alerts of the group", spoken(wait(found, labels))),
    );
    canvas.field(
        "Interval",
        &format!(
            "{} between two pages about new alerts",
            spoken(found.options.group_interval)
        ),
    );
    if let Some(after) = reminder(found, labels) {
        canvas.field(
            "Reminder",
            &format!("after {} unless somebody acknowledges it", spoken(after)),
        );
    }
    canvas.field(
        "Repeat",
        &format!(
            "after {} while it still fires",
            spoken(found.options.repeat_interval)
        ),
    );
    canvas.finish()
}
