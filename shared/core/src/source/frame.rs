//! What stands around the `detail` of an event of EventBridge.
//!
//! Topics and transformers in between leave parts out: what is missing is empty, and the event is read all the same.

use serde_json::Value;

use super::lens;
use crate::envelope::Envelope;
use crate::time::{self, Timestamp};

/// An event's frame.
pub(super) struct Frame<'a> {
    /// The detail type.
    pub kind: &'a str,
    /// What the service says.
    pub detail: &'a Value,
    /// The event's own id, else its carrier's.
    pub id: String,
    /// The account that it happened in.
    pub account: String,
    /// The region that it was sent in.
    pub region: String,
    /// When it was sent.
    pub at: Timestamp,
}

impl<'a> Frame<'a> {
    /// The frame of an event of `source`; nothing for other events. An event that names no source may be of any.
    pub(super) fn read(envelope: &'a Envelope, source: &str, now: Timestamp) -> Option<Self> {
        let event = &envelope.event;
        let kind = event.get("detail-type")?.as_str()?;
        let is_of_source = event.get("source").is_none_or(|of| of == source);
        let detail = event.get("detail").filter(|detail| detail.is_object())?;
        is_of_source.then(|| Self {
            kind,
            detail,
            ..Self::around(envelope, detail, now)
        })
    }

    /// What a service published without a frame: its carrier says when.
    pub(super) fn bare(envelope: &'a Envelope, now: Timestamp) -> Self {
        Self::around(envelope, &envelope.event, now)
    }

    fn around(envelope: &'a Envelope, detail: &'a Value, now: Timestamp) -> Self {
        let event = &envelope.event;
        let text = |path: &str| lens::text(event, path).unwrap_or_default();
        Self {
            kind: "",
            detail,
            id: lens::text(event, "/id")
                .or_else(|| envelope.carrier_id.clone())
                .unwrap_or_default(),
            account: text("/account"),
            region: text("/region"),
            at: event
                .get("time")
                .and_then(time::read)
                .or(envelope.sent_at)
                .unwrap_or(now),
        }
    }
}
