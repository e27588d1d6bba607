//! The last resort: a plain page to one SNS topic, past everything that is broken.

use alert_core::envelope::Envelope;
use alert_core::observation::State;
use alert_core::receiver::{Request, Response, SnsRequest};
use alert_core::text;
use tracing::{error, warn};

use crate::counts::{Counts, metric};
use crate::decode::decode;
use crate::error::DriverError;
use crate::invocation::Invocation;
use crate::ports::{Ports, StoreError, Transport, Wake};

/// With which delivery of a message the state store counts as unavailable: the first ones may meet a passing fault.
const RECEIVES_BEFORE_PAGING: u32 = 3;
/// With which delivery of a wake-up its group counts as impossible to flush.
const FLUSHES_BEFORE_PAGING: u32 = 5;

/// Pages an event that can't be recorded, once: on the third delivery, when the store has no answer. The message stays
/// in the queue and is told properly when the store is back; that is why it says that it may repeat.
pub(crate) async fn page_event<P: Ports>(
    ports: &P,
    envelope: &Envelope,
    failure: &DriverError,
    invocation: &Invocation<'_>,
    counts: &mut Counts,
) {
    let lasting = !matches!(
        failure,
        DriverError::Store(StoreError::Unavailable(_)) | DriverError::Wake(_) | DriverError::Contended { .. }
    );
    if envelope.receives != RECEIVES_BEFORE_PAGING
        && !(lasting && envelope.receives == 1 && envelope.receipt.is_some())
    {
        return;
    }
    for observation in decode(ports, envelope, invocation).await {
        if observation.state != State::Firing || observation.suppression.is_some() {
            continue;
        }
        let subject = format!(
            "[{}] {}",
            observation.severity.as_str().to_uppercase(),
            observation.symptom
        );
        let facts: Vec<String> = observation
            .evidence
            .iter()
            .map(|fact| format!("{}: {}", fact.name, fact.value))
            .collect();
        let links: Vec<String> = observation
            .links
            .iter()
            .map(|link| format!("{}: {}", link.name, link.url))
            .collect();
        let body = format!(
            "{subject}\n\nSTATE UNAVAILABLE, MAY REPEAT: alert-router could not record this ({}).\n\n{}\n{}\n\nid: {}",
            failure.kind(),
            facts.join("\n"),
            links.join("\n"),
            observation.fingerprint(),
        );
        send(ports, &subject, &body, invocation, counts).await;
    }
}

/// Pages that a group can't be flushed, once: on the fifth delivery of its wake-up.
pub(crate) async fn page_group<P: Ports>(
    ports: &P,
    wake: &Wake,
    failure: &DriverError,
    receives: u32,
    invocation: &Invocation<'_>,
    counts: &mut Counts,
) {
    // What is looked after besides holds no page back.
    let (Wake::Group(id) | Wake::Alert(id) | Wake::Receiver(id)) = wake else {
        return;
    };
    if receives != FLUSHES_BEFORE_PAGING {
        return;
    }
    let subject = format!("[CRITICAL] alert-router can't page for {id}");
    let body = format!(
        "{subject}\n\nMAY REPEAT: {receives} attempts to tell of this group have failed ({}): {failure}.\n\n\
         Look into the router's log for what fires; the wake-up stays in the flush queue and then in its dead-letter queue.",
        failure.kind(),
    );
    send(ports, &subject, &body, invocation, counts).await;
}

async fn send<P: Ports>(
    ports: &P,
    subject: &str,
    body: &str,
    invocation: &Invocation<'_>,
    counts: &mut Counts,
) {
    let Some(deadline) = invocation.send_deadline() else {
        return;
    };
    let ascii: String = subject
        .chars()
        .map(|c| if c.is_ascii_graphic() || c == ' ' { c } else { '?' })
        .collect();
    let request = Request::Sns(SnsRequest {
        topic: invocation.last_resort_topic.to_owned(),
        subject: text::cut_bytes(&ascii, 99).to_owned(),
        message: serde_json::json!({ "default": body, "sms": text::cut_bytes(&ascii, 140) }).to_string(),
        attributes: vec![("kind".to_owned(), "last_resort".to_owned())],
        fifo: None,
    });
    match ports.transport().send(&request, invocation.now, deadline).await {
        Response::Published { .. } => {
            warn!(subject, "paged by the last resort");
            counts.add(metric::LAST_RESORT);
        }
        other => error!(
            error.kind = "last_resort_failed",
            "the last resort failed: {other:?}"
        ),
    }
}
