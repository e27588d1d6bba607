//! `evidence`: a report of what is watched, whose it is, and what has been seen to work.

use alert_core::reconcile::Alarm;
use std::ffi::OsStr;
use std::path::PathBuf;

use alert_core::time::Timestamp;

use super::Command;
use super::coverage::{self, PARAMETER};
use crate::alarms;
use crate::arguments::{Arguments, CATALOG, COLOR, NOW, Opt, STACK, TABLE};
use crate::evidence::{Facts, Report, fingerprint, is_drill, markdown};
use crate::exit::{Exit, Failure};
use crate::output::Output;
use crate::publication::{Object, Place};
use crate::table::Table;
use crate::template;

const OUT: Opt = Opt {
    name: "out",
    value: "DIR",
    about: "the folder for evidence.md and evidence.json; it is made",
};
const TEMPLATE: Opt = Opt {
    name: "template",
    value: "EXPANDED.json",
    about: "a deployed template, for logs, cost and IAM; may be given again",
};

/// The namespace of the platform's own metrics.
const NAMESPACE: &str = "MLPlatform";

pub(super) const COMMAND: Command = Command {
    name: "evidence",
    summary: "Report every alarm with owner, runbook and last test; dashboards, drills, gaps",
    operands: "",
    options: &[OUT, CATALOG, TABLE, STACK, TEMPLATE, PARAMETER, NOW, COLOR],
    details: "\
Markdown for people and JSON for programs, of one account and region as they are now: each alarm
with its state, owner, runbook, receivers and when the router last heard it fire; alarms without
an owner, a runbook, anybody to hear them or an action; dashboards with their links; drills; and
what of the list of things that a platform must have is there.

Without --table nothing is known of tests and drills; without --template nothing of log groups,
cost and roles. The report says of each what was not looked at. A template is what CloudFormation
has: `aws cloudformation get-template --template-stage Processed --query TemplateBody`. Nothing
is changed anywhere.

Credentials and region are those of the environment, or of the profile AWS_PROFILE. The build
needs the feature `aws`.

Exit code: 0; 1 when AWS does not answer or a file can't be read or written; 2 for a wrong command
line or a catalog with faults.

Examples:
  alert-router evidence --out evidence/ --table \"$(out TableName)\"
  alert-router evidence --out evidence/ --template ml-monitoring-Logs.json
",
    run,
};

fn run(arguments: &Arguments, output: &mut Output) -> Result<Exit, Failure> {
    let out = arguments.last(&OUT)?;
    let Some(out) = out.filter(|_| arguments.operands.is_empty()) else {
        return Err(Failure::Usage(
            "name the folder for the report: --out DIR".to_owned(),
        ));
    };
    let now = arguments.now()?;
    let catalog = super::load(arguments, output)?;
    let facts = facts(arguments, now)?;
    let report = Report::of(&facts, &catalog, now);
    let json = serde_json::to_vec_pretty(&report).map_err(|why| Failure::Failed(why.to_string()))?;
    let files = [
        Object {
            key: "evidence.md".to_owned(),
            content_type: "text/markdown; charset=utf-8",
            body: markdown(&report).into_bytes(),
        },
        Object {
            key: "evidence.json".to_owned(),
            content_type: "application/json",
            body: json,
        },
    ];
    Place::Folder(PathBuf::from(out)).write(&files)?;
    output.line(&format!(
        "{} alarms, {} dashboards: {out}/evidence.md, {out}/evidence.json",
        report.alarms.len(),
        report.dashboards.len()
    ))?;
    Ok(Exit::Ok)
}

fn facts(arguments: &Arguments, now: Timestamp) -> Result<Facts, Failure> {
    // What is on this machine first: a wrong file is known at once.
    let given = coverage::given(arguments)?;
    let mut resources = Vec::new();
    let templates = arguments.all(&TEMPLATE)?;
    for path in &templates {
        let found = coverage::read(OsStr::new(path)).and_then(|read| template::resources(&read, &given));
        resources.extend(found.map_err(|why| Failure::Failed(format!("{path}: {why}")))?);
    }
    let table = Table::named(arguments.last(&TABLE)?)?;
    let alarms = alarms::alarms()?;
    let own = arguments.last(&STACK)?.map(str::to_owned);
    let own = own.or_else(|| table.as_ref().and_then(Table::stack));
    let drills: Vec<_> = alarms
        .iter()
        .map(Alarm::name)
        .filter(|name| is_drill(name))
        .collect();
    let known: Vec<_> = alarms
        .iter()
        .filter_map(|alarm| fingerprint(alarm, now))
        .collect();
    Ok(Facts {
        dashboards: alarms::dashboards()?,
        metrics: alarms::metrics(NAMESPACE)?,
        drills: table.as_ref().map(|table| table.drills(&drills)).transpose()?,
        records: table.as_ref().map(|table| table.records(&known)).transpose()?,
        own: format!("{}-self-", own.as_deref().unwrap_or("alert-router")),
        resources: (!templates.is_empty()).then_some(resources),
        alarms,
    })
}
