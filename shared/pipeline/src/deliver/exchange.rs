//! One exchange with a receiver: a page as its kind writes it, in the receiver's words, and what the answer means.

use alert_core::catalog::ReceiverConfig;
use alert_core::page::{Page, Status};
use alert_core::receiver::{self, Outcome, Proof, Receipt, Request};
use alert_core::template::Worded;
use alert_core::time::{SignedDuration, Timestamp};
use tracing::warn;

use crate::counts::{Counts, metric};
use crate::invocation::Invocation;
use crate::ports::{Ports, Transport};

/// What came of telling a receiver news of a group.
pub(super) struct Told {
    pub(super) outcome: Outcome,
    /// The page is a message by itself: no reply to the one that the group opened with.
    pub(super) alone: bool,
}

/// The message of this receiver that a page is news of.
pub(super) fn opening<'a>(page: &Page, opening: Option<&'a String>) -> Option<&'a str> {
    let is_of_the_group = page.status != Status::Notice && page.groups.is_empty();
    opening.map(String::as_str).filter(|_| is_of_the_group)
}

/// Tells news: as a reply where there is something to reply to. A reply that is refused is told as a message by itself, for
/// what it replies to may have been deleted or locked; a refusal says that nothing has arrived.
pub(super) async fn tell<P: Ports>(
    ports: &P,
    said: &Worded,
    to: &ReceiverConfig,
    opening: Option<&str>,
    invocation: &Invocation<'_>,
    deadline: SignedDuration,
) -> Told {
    let (Some(kind), Some(opening)) = (receiver::kind(&to.kind), opening) else {
        let outcome = send(ports, said, to, invocation.now, deadline).await;
        return Told { outcome, alone: true };
    };
    let reply = said.in_request(kind.reply(&said.page, to, opening));
    let outcome = exchange(ports, kind, &reply, invocation.now, deadline).await;
    match (&outcome, invocation.second_deadline()) {
        (Outcome::Rejected { .. }, Some(deadline)) => Told {
            outcome: send(ports, said, to, invocation.now, deadline).await,
            alone: true,
        },
        _ => Told {
            outcome,
            alone: false,
        },
    }
}

/// Sends a page as a message by itself.
pub(crate) async fn send<P: Ports>(
    ports: &P,
    said: &Worded,
    to: &ReceiverConfig,
    now: Timestamp,
    deadline: SignedDuration,
) -> Outcome {
    let Some(kind) = receiver::kind(&to.kind) else {
        return Outcome::Rejected {
            why: format!("there is no receiver kind `{}` in this version", to.kind),
        };
    };
    let request = said.in_request(kind.render(&said.page, to));
    exchange(ports, kind, &request, now, deadline).await
}

/// Makes the message that the group opened with show how it stands. The news are delivered by now: what fails here is
/// counted and not tried again, the next news do it.
pub(super) async fn edit<P: Ports>(
    ports: &P,
    said: &Worded,
    to: &ReceiverConfig,
    opening: &str,
    invocation: &Invocation<'_>,
    counts: &mut Counts,
) {
    let Some(kind) = receiver::kind(&to.kind) else {
        return;
    };
    let Some(request) = kind.edit(&said.page, to, opening) else {
        return;
    };
    let outcome = match invocation.second_deadline() {
        Some(deadline) => exchange(ports, kind, &request, invocation.now, deadline).await,
        None => return counts.add(metric::EDITS_FAILED),
    };
    if let Outcome::Retry { why, .. } | Outcome::Rejected { why } = outcome {
        counts.add(metric::EDITS_FAILED);
        warn!(
            notification.id = said.page.id,
            receiver.name = to.name,
            "the message that the group opened with still shows what was: {why}"
        );
    }
}

pub(crate) fn unsent() -> Outcome {
    Outcome::Delivered(Receipt {
        proof: Proof::Accepted,
        id: "shadow".to_owned(),
    })
}

async fn exchange<P: Ports>(
    ports: &P,
    kind: &dyn receiver::Kind,
    request: &Request,
    now: Timestamp,
    deadline: SignedDuration,
) -> Outcome {
    kind.classify(&ports.transport().send(request, now, deadline).await)
}
