//! The comparison with CloudWatch, once an hour: what fires there and not here is paged, what is open here and over there is closed.
//!
//! A run that did not come to its end is an invocation that fails. The next one begins anew: what was said is known by then, so that
//! it goes on where this one stopped.

use alert_aws::{AwsReconcile, Settings};
use alert_core::reconcile::{Place, Plan, Verb};
use alert_core::time::Timestamp;
use alert_lambda::Fault;
use alert_pipeline::reconcile::{Compared, ReconcileError, Said, compare, say};
use lambda_runtime::Context;

use crate::metric;

/// Compares, says what is missing, and counts it.
pub(crate) async fn answer(settings: &Settings, context: &Context) -> Result<(), Fault> {
    let here = Place {
        region: settings.region.clone(),
        account: settings.account.clone(),
        own: crate::variable("OWN_ALARMS_PREFIX")?,
    };
    let queue = crate::variable("INGEST_QUEUE_URL")?;
    let ports = AwsReconcile::start(settings, queue, deadline(context))
        .map_err(|why| Fault::new("bad_certificates", why.to_string()))?;
    // Before there is one, as right after the installation, a page would go plain to the topic of last resort, whose subscribers have
    // perhaps not confirmed yet. What fires now still fires at the next run.
    let now = Timestamp::now();
    if let Err(why) = ports.has_catalog(settings, now).await {
        tracing::warn!(error = %why, "there is no catalog yet: nothing was compared");
        return Err(Fault::new("no_catalog", why.to_string()));
    }
    let compared = compare(&ports, &here, now).await.map_err(|why| fault(&why))?;
    log(&compared.plan);
    let said = say(&ports, &compared.plan).await;
    conclude(&compared, &said)
}

/// Counts what a run came to. It has succeeded when everything was seen and said.
fn conclude(compared: &Compared, said: &Said) -> Result<(), Fault> {
    let steps = |verbs: &[Verb]| {
        compared
            .plan
            .steps
            .iter()
            .filter(|step| verbs.contains(&step.verb))
            .count()
    };
    let has_succeeded = compared.is_complete && said.left == 0;
    metric::write(&metric::reconciled(
        has_succeeded,
        &[
            ("ReconcileOpened", steps(&[Verb::Open, Verb::Release])),
            ("ReconcileClosed", steps(&[Verb::Resolve])),
            ("ReconcileLeft", steps(&[Verb::Leave]) + said.left),
        ],
        Timestamp::now(),
    ));
    tracing::info!(
        alarms = compared.alarms,
        agreed = compared.plan.agreed,
        said = said.said,
        left = said.left,
        is_complete = compared.is_complete,
        "compared with CloudWatch"
    );
    if let Some(why) = &said.failed {
        return Err(fault(why));
    }
    if has_succeeded {
        return Ok(());
    }
    let seen = if compared.is_complete { "all" } else { "some" };
    Err(Fault::new(
        "reconcile_unfinished",
        format!(
            "time was up: {seen} of the alarms were seen ({}), {} of {} events said; the next run goes on",
            compared.alarms,
            said.said,
            said.said + said.left
        ),
    ))
}

/// When Lambda ends the invocation.
fn deadline(context: &Context) -> Timestamp {
    let deadline = i64::try_from(context.deadline).ok();
    let deadline = deadline.and_then(|at| Timestamp::from_millisecond(at).ok());
    deadline.unwrap_or(Timestamp::MAX)
}

fn log(plan: &Plan) {
    for step in &plan.steps {
        tracing::info!(
            step = step.verb.as_str(),
            alarm = step.alarm,
            alert = step.fingerprint.as_str(),
            why = step.why,
            "CloudWatch knows better"
        );
    }
}

fn fault(why: &ReconcileError) -> Fault {
    let kind = match why {
        ReconcileError::Call(_) => "reconcile_call_failed",
        ReconcileError::Elsewhere { .. } => "own_alarms_unseen",
        ReconcileError::Records(error) => error.kind(),
    };
    tracing::error!(error = %why, "no comparison");
    Fault::new(kind, why.to_string())
}
