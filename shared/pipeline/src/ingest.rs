//! Ingest: from a payload to recorded changes and due groups.

use std::panic::AssertUnwindSafe;

use alert_core::envelope::{self, Envelope};
use alert_core::fingerprint::Fingerprint;
use alert_core::observation::{Observation, State};
use alert_core::reason::Cause;
use alert_core::stage::{self, Ended};
use alert_core::state::flap::FlapPolicy;
use alert_core::state::observe::{Change, Observed, observe};
use alert_core::state::{AlertRecord, HeldBy, Holds, Place};
use futures_util::FutureExt;
use tracing::{error, info};

use crate::catalog;
use crate::counts::{Counts, metric};
use crate::decode::decode;
use crate::error::DriverError;
use crate::hand_over::{Debt, hand_over, owed_due};
use crate::invocation::{Invocation, Pen};
use crate::last_resort;
use crate::ports::Ports;
use crate::records::{ATTEMPTS, Edit, Replaced, Stored, alert_key, contended, edit, replace};
use crate::room::{Room, with_room};
use crate::run::{Newcomer, refresh, seat};

/// What came of a payload.
#[derive(Debug, Default)]
pub struct Ingested {
    /// Messages that must come again.
    pub failed: Vec<Failed>,
    /// What happened to each observation.
    pub observed: Vec<Account>,
    /// The work of an ML platform that ended, each once however often its event came.
    pub ended: Vec<Ended>,
    /// The metrics.
    pub counts: Counts,
}

/// A message that must come again.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Failed {
    /// The SQS message; nothing when the payload itself was the event.
    pub receipt: Option<String>,
    /// The stable word for what went wrong.
    pub kind: &'static str,
    /// What went wrong.
    pub why: String,
}

/// The account that an observation is in when `ingest` is done with it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Account {
    /// Nobody has to be told.
    Suppressed(Fingerprint, Cause),
    /// The alert's record is at this version, and whoever has to be told will be.
    Pending(Fingerprint, u64),
}

/// Takes every event out of a payload, records what it changes and makes sure that its groups will be flushed.
///
/// Never fails as a whole: each event that could not be recorded is named, to come again, and the others are done.
pub async fn ingest<P: Ports>(ports: &P, payload: &[u8], invocation: &Invocation<'_>) -> Ingested {
    let mut done = Ingested::default();
    ingest_into(&mut done, ports, payload, invocation).await;
    done
}

/// [`ingest`], which tells what happens as it happens: whoever holds `done` knows it even if the invocation dies.
pub async fn ingest_into<P: Ports>(
    done: &mut Ingested,
    ports: &P,
    payload: &[u8],
    invocation: &Invocation<'_>,
) {
    let pen = Pen::new(invocation);
    for envelope in envelope::open_as(payload, invocation.function_arn) {
        // One poisoned event must not take its batch down: a panic is that event's failure alone.
        let took = AssertUnwindSafe(take(ports, &envelope, invocation, &pen, done))
            .catch_unwind()
            .await;
        if let Err(failure) = took.unwrap_or(Err(DriverError::Panicked)) {
            error!(
                error.kind = failure.kind(),
                event.receipt = envelope.receipt.as_deref(),
                "event not recorded, it will come again: {failure}"
            );
            last_resort::page_event(ports, &envelope, &failure, invocation, &mut done.counts).await;
            done.failed.push(Failed {
                receipt: envelope.receipt,
                kind: failure.kind(),
                why: failure.to_string(),
            });
        }
    }
}

async fn take<P: Ports>(
    ports: &P,
    envelope: &Envelope,
    invocation: &Invocation<'_>,
    pen: &Pen<'_>,
    done: &mut Ingested,
) -> Result<(), DriverError> {
    for observation in decode(ports, envelope, invocation).await {
        record(ports, &observation, invocation, pen, done).await?;
    }
    Ok(())
}

impl Ingested {
    /// Notes what ended. A deployment is taken back once, however many events tell of it.
    fn end(&mut self, observation: &Observation, change: Change) {
        let is_new = |ended: &Ended| change == Change::Opened || matches!(ended, Ended::Stage { .. });
        self.ended.extend(stage::ended(observation).filter(is_new));
    }

    /// Puts an observation into its account: at the moment in which it is decided, whatever happens afterwards.
    fn account(&mut self, observation: &Observation, account: Account) {
        self.counts.add(metric::INGESTED);
        let (outcome, fingerprint) = match &account {
            Account::Suppressed(fingerprint, cause) => {
                self.counts.add(metric::suppressed(*cause));
                (cause.as_str(), fingerprint)
            }
            Account::Pending(fingerprint, _) => ("recorded", fingerprint),
        };
        if observation.source == "raw" {
            self.counts.add(metric::RAW);
        }
        info!(
            alert.fingerprint = %fingerprint,
            alert.name = observation.labels.get("alertname"),
            event.id = observation.event_id,
            event.source = observation.source.as_ref(),
            outcome,
            "observed"
        );
        self.observed.push(account);
    }
}

/// Records one observation. The order of effects: one commit says what changed *and* that the groups are owed it; then
/// the groups are written and woken; then the debt is cleared. A crash anywhere repeats work and loses none.
async fn record<P: Ports>(
    ports: &P,
    observation: &Observation,
    invocation: &Invocation<'_>,
    pen: &Pen<'_>,
    done: &mut Ingested,
) -> Result<(), DriverError> {
    let fingerprint = observation.fingerprint();
    if matches!(observation.state, State::Noise(_)) {
        done.account(observation, Account::Suppressed(fingerprint, Cause::Noise));
        return Ok(());
    }
    let mut stored = open_record(ports, &fingerprint, invocation, pen).await?;
    for _ in 0..ATTEMPTS {
        let (change, next) = match observe(&stored.record, observation) {
            Observed::Changed(change, next) => (change, *next),
            Observed::Nothing(cause) => {
                done.account(observation, Account::Suppressed(fingerprint, cause));
                // A duplicate of a change whose groups are still owed it does the work that the first may have died over.
                return if stored.record.owed {
                    hand_over(ports, stored, Debt::PerhapsOlder, invocation, pen).await
                } else {
                    Ok(())
                };
            }
        };
        let before = stored.record.clone();
        let step = Step {
            change,
            before: &before,
            observation,
        };
        let next = fill_in(ports, next, step, invocation, pen, &mut done.counts).await?;
        let settled = settled(change, &before, &next);
        let due_at = next.owed.then(|| owed_due(invocation.now));
        match replace(ports.store(), &stored, next, due_at, pen, invocation.now).await? {
            Replaced::Done(written) => {
                let account = match settled {
                    Some(cause) => Account::Suppressed(fingerprint, cause),
                    None => Account::Pending(fingerprint, written.version),
                };
                done.account(observation, account);
                done.end(observation, change);
                let debt = if before.owed {
                    Debt::PerhapsOlder
                } else {
                    Debt::OfThis
                };
                return if written.record.owed {
                    hand_over(ports, written, debt, invocation, pen).await
                } else {
                    Ok(())
                };
            }
            Replaced::Lost(Some(newer)) => stored = newer,
            Replaced::Lost(None) => stored = open_record(ports, &fingerprint, invocation, pen).await?,
        }
    }
    Err(contended(&stored.key))
}

/// The account that a change is in at once; nothing when somebody has to be told of it first.
fn settled(change: Change, before: &AlertRecord, next: &AlertRecord) -> Option<Cause> {
    let severity = |record: &AlertRecord| record.alert.as_ref().map(|alert| alert.severity);
    let turns = |record: &AlertRecord| record.flap.as_ref().map_or(0, |flap| flap.turns);
    match change {
        // Worse than it was: that is news.
        Change::Updated if severity(next) > severity(before) => None,
        // One more turn of what is known to flap; when it has settled, that is told.
        Change::Opened | Change::Resolved if turns(before) > 0 && turns(next) > turns(before) => {
            Some(Cause::Flapping)
        }
        change => change.settled(),
    }
}

/// The alert's record; a blank one is written where there is none. The first write guesses that the alert is new: if it
/// is not, the refusal brings the record, so that a duplicate costs this one write, no read and no catalog.
async fn open_record<P: Ports>(
    ports: &P,
    fingerprint: &Fingerprint,
    invocation: &Invocation<'_>,
    pen: &Pen<'_>,
) -> Result<Stored<AlertRecord>, DriverError> {
    let key = alert_key(fingerprint);
    let blank = |current: Option<&Stored<AlertRecord>>| match current {
        None => Edit::Write(AlertRecord::blank(), None),
        Some(_) => Edit::Leave,
    };
    let opened = edit(ports.store(), key.clone(), pen, invocation.now, blank).await?;
    opened.ok_or_else(|| contended(&key))
}

/// What happened to an alert, before the catalog has its say.
#[derive(Clone, Copy)]
struct Step<'a> {
    change: Change,
    before: &'a AlertRecord,
    observation: &'a Observation,
}

/// What the catalog adds to a change. An episode's labels, owner, groups and receivers are those of its beginning; an
/// update brings new facts, and a raised severity may bring groups but never takes one away.
async fn fill_in<P: Ports>(
    ports: &P,
    mut next: AlertRecord,
    step: Step<'_>,
    invocation: &Invocation<'_>,
    pen: &Pen<'_>,
    counts: &mut Counts,
) -> Result<AlertRecord, DriverError> {
    let Step {
        change,
        before,
        observation,
    } = step;
    match change {
        Change::Opened => {
            let catalog = catalog::current(ports, invocation, counts).await;
            let alert = catalog.enrich(observation);
            // A drill holds no real alert back, and no real one a drill.
            (next.flap_policy, next.holds, next.held_by) = if alert.drill.is_some() {
                (FlapPolicy::NEVER, vec![], vec![])
            } else {
                let (holds, held_by) = (Holds::all(&alert, &catalog), HeldBy::all(&alert, &catalog));
                (catalog.flapping(), holds, held_by)
            };
            let fingerprint = alert.fingerprint.clone();
            let room = Room {
                alert: &fingerprint,
                before,
                limit: catalog.group_limit(),
            };
            let (own, run) = (Place::all(&alert, &catalog), &observation.run);
            next.alert = Some(alert);
            // Few alerts belong to runs: what is done for those is on the heap.
            if run.ties.is_empty() {
                next.places = with_room(ports, own, room).await?;
            } else {
                let newcomer = Newcomer { own, run, room };
                Box::pin(seat(ports, &mut next, newcomer, invocation, pen)).await?;
            }
        }
        Change::Updated | Change::Released | Change::Suppressed => {
            let catalog = catalog::current(ports, invocation, counts).await;
            let fresh = catalog.enrich(observation);
            if let Some(alert) = &mut next.alert {
                let raised = fresh.severity > alert.severity;
                alert.symptom.clone_from(&fresh.symptom);
                alert.evidence.clone_from(&fresh.evidence);
                if raised {
                    alert.severity = fresh.severity;
                    alert.labels.set("severity", fresh.severity.as_str());
                    let mut more = Place::all(&fresh, &catalog);
                    more.retain(|place| next.places.iter().all(|known| known.home() != place.group_id));
                    let room = Room {
                        alert: &fresh.fingerprint,
                        before,
                        limit: catalog.group_limit(),
                    };
                    next.places.extend(with_room(ports, more, room).await?);
                }
            }
            if !observation.run.ties.is_empty() {
                Box::pin(refresh(ports, &next, &observation.run, invocation, pen)).await?;
            }
        }
        Change::Resolved | Change::NotFiring | Change::NoData | Change::Configured => {}
    }
    if next.released != before.released
        && let Some(released) = &mut next.released
    {
        // A window that was over by the clock was known to be; what says so again is no news.
        let was_over = before.suppression.as_ref().and_then(|held| held.until);
        released.known_at = Some(was_over.map_or(invocation.now, |until| until.min(invocation.now)));
    }
    Ok(next)
}
