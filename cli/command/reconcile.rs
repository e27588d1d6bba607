//! `reconcile`: what CloudWatch knows and the router does not.

use alert_core::reconcile::{Place, Verb};
use alert_pipeline::reconcile::Compared;
use serde_json::json;

use super::Command;
use crate::arguments::{Arguments, COLOR, DRY_RUN, FORMAT, Format, NOW, QUEUE, STACK, TABLE};
use crate::exit::{Exit, Failure};
use crate::output::Output;
use crate::queues::{self, Queue};
use crate::reconciling::{Wanted, reconcile};
use crate::table::Table;
use crate::view;

pub(super) const COMMAND: Command = Command {
    name: "reconcile",
    summary: "Compare CloudWatch's alarms with what is open, and page or close what was missed",
    operands: "",
    options: &[TABLE, QUEUE, STACK, DRY_RUN, FORMAT, NOW, COLOR],
    details: "\
For alarms that fired before the router was installed, and for events that were lost. What is in
ALARM and not open here is put into the ingest queue, as the event that CloudWatch would have
sent; what is open here and OK or deleted there is closed the same way. Whether that is news is
asked of the alert's own record, so that a second run does nothing, and an event that comes late
is a duplicate.

One account and region: those of the queue. The credentials have to see the router's own alarms
there; without them nothing is done, since whatever they do not see would look deleted. Alarms
whose actions are disabled open nothing. CloudWatch's list says nothing of mute rules: what it
mutes and the router has never heard of is paged. --dry-run first.

Credentials and region are those of the environment, or of the profile AWS_PROFILE. The build
needs the feature `aws`.

Exit code: 0; 1 when AWS does not answer, or the router's own alarms are not to be seen; 2 for a
wrong command line.

Examples:
  alert-router reconcile --table \"$(out TableName)\" --queue \"$(out IngestQueueUrl)\" --dry-run
  alert-router reconcile --format json | jq -r 'select(.step == \"open\") | .alarm'
",
    run,
};

fn run(arguments: &Arguments, output: &mut Output) -> Result<Exit, Failure> {
    if !arguments.operands.is_empty() {
        return Err(Failure::Usage("`reconcile` takes options alone".to_owned()));
    }
    let (now, format) = (arguments.now()?, arguments.format()?);
    let table = Table::open(arguments.last(&TABLE)?)?;
    let queue = queues::look(&queues::ingest(arguments.last(&QUEUE)?)?)?;
    let here = place(&queue, arguments.last(&STACK)?)?;
    let is_dry = arguments.has(&DRY_RUN);
    let wanted = Wanted {
        table: table.name().to_owned(),
        queue: queue.url,
        is_dry,
    };
    let compared = reconcile(wanted, &here, now)?;
    show(&compared, is_dry, format, output)?;
    Ok(Exit::Ok)
}

fn place(queue: &Queue, stack: Option<&str>) -> Result<Place, Failure> {
    let Some((region, account, name)) = queue.place() else {
        return Err(Failure::Failed(format!("{} says no ARN of its own", queue.url)));
    };
    let stack = stack.or_else(|| queue.stack()).ok_or_else(|| {
        Failure::Usage(format!(
            "the queue `{}` does not say which stack it is of: --stack NAME",
            view::safe(name)
        ))
    })?;
    Ok(Place {
        region: region.to_owned(),
        account: account.to_owned(),
        own: format!("{stack}-self-"),
    })
}

fn show(compared: &Compared, is_dry: bool, format: Format, output: &mut Output) -> Result<(), Failure> {
    let (plan, alarms) = (&compared.plan, compared.alarms);
    if format == Format::Json {
        for step in &plan.steps {
            output.line(&json!(step).to_string())?;
        }
        return Ok(());
    }
    let width = plan.steps.iter().map(|step| step.alarm.chars().count()).max();
    let width = width.unwrap_or_default();
    for step in &plan.steps {
        let line = format!("{:<8} {:<width$}  {}", step.verb.as_str(), step.alarm, step.why);
        output.line(&view::safe(&line))?;
    }
    let left = plan.steps.iter().filter(|step| step.verb == Verb::Leave).count();
    let said = plan.steps.len() - left;
    let verb = if is_dry { "to say" } else { "said" };
    output.line(&format!(
        "{alarms} alarms in CloudWatch: {said} {verb}, {left} left, {} agree",
        plan.agreed
    ))
}
