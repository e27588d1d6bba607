//! A drill: once a week by a schedule, and whenever somebody invokes the function with `{"drill":true}`. Once an hour, with
//! `{"drill":false}`, it publishes how long ago the last one passed.
//!
//! A drill that fails is an invocation that fails: its alarm goes out by plain e-mail, for the way that it tried is broken.

use alert_aws::{AwsDrill, DrillSettings, Settings};
use alert_core::time::{SignedDuration, Timestamp};
use alert_lambda::Fault;
use alert_pipeline::Invocation;
use alert_pipeline::drill::{DrillError, DrillPorts, Verdict, Waits, last_passed, remember, run_drill};
use lambda_runtime::Context;

use crate::metric;

/// What the environment says of the drill's alarm.
///
/// # Errors
/// Names the variable that is missing.
pub(crate) fn settings(settings: &Settings) -> Result<DrillSettings, Fault> {
    Ok(DrillSettings {
        alarm: crate::variable("DRILL_ALARM")?,
        table: settings.table.clone(),
        secret: crate::variable("DRILL_SECRET")?,
        receipts: crate::variable("DRILL_RECEIPTS_URL").ok(),
    })
}

/// Drills, if it is to, and publishes how long ago the last drill passed.
pub(crate) async fn answer(settings: &Settings, is_drill: bool, context: &Context) -> Result<(), Fault> {
    let which = self::settings(settings)?;
    let alarm = which.alarm.clone();
    // Anew each time: it runs seldom, and what was read a week ago may be wrong.
    let drill = AwsDrill::start(settings, which)
        .await
        .map_err(|why| no_drill(&why))?;
    if is_drill {
        Box::pin(try_out(&drill, context)).await?;
    }
    let passed = last_passed(drill.store(), &alarm).await?;
    if let Some(line) = metric::age(passed, Timestamp::now()) {
        metric::write(&line);
    }
    Ok(())
}

/// Runs a drill and tells everybody who waits for its outcome.
async fn try_out(drill: &AwsDrill, context: &Context) -> Result<(), Fault> {
    let verdict = run_drill(drill, Waits::default())
        .await
        .map_err(|why| no_drill(&why))?;
    metric::write(&metric::outcome(verdict.has_passed(), verdict.ended_at));
    log(&verdict);
    let invocation = Invocation {
        now: verdict.ended_at,
        remaining: SignedDuration::from_secs(20),
        id: &context.request_id,
        function_arn: &context.invoked_function_arn,
        last_resort_topic: "",
    };
    remember(drill.store(), &verdict, &invocation).await?;
    if !verdict.has_passed() {
        return Err(Fault::new("drill_failed", verdict.failures().join("; ")));
    }
    // Whoever listens for the heartbeat misses it by themselves: the drill has passed all the same.
    match drill.heartbeat(&verdict.token).await {
        None => {}
        Some(Ok(())) => tracing::info!("the heartbeat was called"),
        Some(Err(why)) => tracing::error!(error = why, "the heartbeat could not be called"),
    }
    Ok(())
}

fn log(verdict: &Verdict) {
    for leg in &verdict.legs {
        let told = leg.told.as_ref();
        tracing::info!(
            receiver.name = leg.receiver,
            receiver.kind = leg.kind,
            proof = ?told.map(|word| word.proof),
            receipt = told.map(|word| word.id.as_str()),
            is_resolved = leg.resolved.is_some(),
            fault = leg.fault,
            "the drill's receiver"
        );
    }
    let took = verdict.ended_at.duration_since(verdict.set_at).as_millis();
    if verdict.has_passed() {
        tracing::info!(token = verdict.token.as_str(), duration_ms = %took, "the drill passed");
    } else {
        let failures = verdict.failures().join("; ");
        tracing::error!(token = verdict.token.as_str(), duration_ms = %took, failures, "the drill failed");
    }
}

fn no_drill(why: &DrillError) -> Fault {
    let kind = match why {
        DrillError::UnderWay(_) => "drill_under_way",
        DrillError::NotADrill(_) => "not_a_drill",
        DrillError::Call(_) => "drill_call_failed",
        DrillError::Records(error) => error.kind(),
    };
    tracing::error!(error = %why, "no drill");
    Fault::new(kind, why.to_string())
}
