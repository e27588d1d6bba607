//! Which silences hold something: recorded now and then, for those that hold nothing.

use alert_core::silence::Subject;
use alert_core::state::Member;
use alert_core::time::{SignedDuration, Timestamp, after};
use tracing::warn;

use super::watch::{WatchRecord, watch_key};
use crate::error::DriverError;
use crate::group::Group;
use crate::invocation::{Invocation, Pen};
use crate::ports::{Ports, Store};
use crate::records::{Stored, replace};

/// How exact it is: a silence in the way of a storm is written once in this time.
const EVERY: SignedDuration = SignedDuration::from_hours(1);

/// Records which silences hold members of the group. Housekeeping: what can't be recorded is recorded another time.
pub(crate) async fn record_matches<P: Ports>(
    ports: &P,
    group: &Group,
    invocation: &Invocation<'_>,
    pen: &Pen<'_>,
) {
    if group.silences.all().is_empty() {
        return;
    }
    let now = invocation.now;
    for stored in group.members.iter().filter(|stored| stored.record.is_open(now)) {
        let Some(silenced) = group.silences.silenced(subject(&stored.record), now) else {
            continue;
        };
        for silence in silenced.by {
            if let Err(failure) = record(ports, &silence.id, now, pen).await {
                warn!(
                    error.kind = failure.kind(),
                    silence.id = silence.id,
                    "that it holds something is not recorded: {failure}"
                );
                return;
            }
        }
    }
}

fn subject(member: &Member) -> Subject<'_> {
    Subject {
        labels: &member.alert.labels,
        fingerprint: &member.alert.fingerprint,
        episode: member.episode,
    }
}

async fn record<P: Ports>(ports: &P, id: &str, now: Timestamp, pen: &Pen<'_>) -> Result<(), DriverError> {
    let is_recent = |at: &Timestamp| after(*at, EVERY) > now;
    if ports.silences().matched.borrow().get(id).is_some_and(is_recent) {
        return Ok(());
    }
    if let Some(row) = ports.store().get(&watch_key(id)).await? {
        let watch: Stored<WatchRecord> = Stored::read(&row)?;
        if !watch.record.matched_at.as_ref().is_some_and(is_recent) {
            // Somebody who came between has recorded it, or something else: then it is another flush's turn.
            let matched = watch.record.matched(now);
            replace(ports.store(), &watch, matched, watch.due_at, pen, now).await?;
        }
    }
    ports.silences().matched.borrow_mut().insert(id.to_owned(), now);
    Ok(())
}
