//! The comparison: what is open here, what CloudWatch says, and what would have to be said.

use std::collections::BTreeMap;

use alert_core::reconcile::{Alarm, Place, Plan, Survey, plan};
use alert_core::time::Timestamp;
use serde_json::Value;

use super::{ReconcileError, ReconcilePorts};
use crate::alerts::find_alert;
use crate::open::list_open;

/// `DescribeAlarms` takes as many names at once.
const NAMES: usize = 100;

/// What a comparison found.
#[derive(Debug)]
pub struct Compared {
    /// What is to be said, and what is left to a person.
    pub plan: Plan,
    /// How many alarms were seen.
    pub alarms: usize,
    /// Whether all were, and all that was found was judged. If not, time was up: what was found is right, and what was not seen is
    /// neither deleted nor known.
    pub is_complete: bool,
}

/// Compares the alarms of `here` with what is open.
///
/// What is open is listed first: what opens or closes meanwhile is then said twice rather than not at all.
///
/// # Errors
/// When a call fails, or none of the router's own alarms is there: then nothing is to be said. Half a list that ended in a fault
/// is none.
pub async fn compare<P: ReconcilePorts>(
    ports: &P,
    here: &Place,
    now: Timestamp,
) -> Result<Compared, ReconcileError> {
    let open = list_open(ports.store(), now).await?;
    let mut survey = Survey::new(open.iter().map(|one| &one.alert), here, now);
    let mut is_complete = look(ports, &mut survey).await?;
    if is_complete && !survey.sees_own() {
        return Err(ReconcileError::Elsewhere {
            own: here.own.clone(),
            account: here.account.clone(),
            region: here.region.clone(),
        });
    }
    let (alarms, mut known) = (survey.alarms(), BTreeMap::new());
    let mut suspects = survey.suspects(is_complete);
    for (at, suspect) in suspects.iter().enumerate() {
        if !ports.has_time() {
            // What is not looked up would pass for unheard of.
            suspects.truncate(at);
            is_complete = false;
            break;
        }
        if let Some(record) = find_alert(ports.store(), &suspect.fingerprint).await? {
            known.insert(suspect.fingerprint.clone(), record);
        }
    }
    Ok(Compared {
        plan: plan(suspects, &known),
        alarms,
        is_complete,
    })
}

/// Goes through every alarm, and asks again, by name, for those that open alerts are of and that were on no page: a list that is
/// written while it is read may skip one, and an alert that is closed by mistake stays closed. False when time is up.
async fn look<P: ReconcilePorts>(ports: &P, survey: &mut Survey<'_>) -> Result<bool, ReconcileError> {
    let mut after = None;
    loop {
        if !ports.has_time() {
            return Ok(false);
        }
        let page = ports.alarms(after).await?;
        for alarm in page.alarms {
            if !see(ports, survey, alarm).await? {
                return Ok(false);
            }
        }
        after = page.next;
        if after.is_none() {
            break;
        }
    }
    for names in survey.missing().chunks(NAMES) {
        if !ports.has_time() {
            return Ok(false);
        }
        for alarm in ports.named(names).await? {
            if !see(ports, survey, alarm).await? {
                return Ok(false);
            }
        }
    }
    Ok(true)
}

/// Takes note of an alarm. One that fires by its series, which report for it, is asked for those.
async fn see<P: ReconcilePorts>(
    ports: &P,
    survey: &mut Survey<'_>,
    mut alarm: Alarm,
) -> Result<bool, ReconcileError> {
    if alarm.state() == "ALARM" && alarm.is_told_by_its_series() {
        if !ports.has_time() {
            return Ok(false);
        }
        let series = ports.contributors(alarm.name()).await?;
        alarm.0["Contributors"] = Value::Array(series);
    }
    survey.see(&alarm);
    Ok(true)
}
