//! What an event says, by the sources that are built in and those of the catalog.

use std::panic::{AssertUnwindSafe, catch_unwind};

use alert_core::envelope::Envelope;
use alert_core::observation::Observation;
use alert_core::source;

use crate::invocation::Invocation;
use crate::ports::{Catalogs, Ports};

/// Only an event that would be paged raw asks the catalog, which may have a source for it: whatever is known costs no
/// look at it, a duplicate least of all. Without a catalog it is paged raw.
///
/// Decoding is total by design; should it panic all the same, the event is still paged raw.
pub(crate) async fn decode<P: Ports>(
    ports: &P,
    envelope: &Envelope,
    invocation: &Invocation<'_>,
) -> Vec<Observation> {
    let now = invocation.now;
    let undecoded = |_| vec![source::undecoded(envelope, now)];
    match catch_unwind(|| source::known(envelope, now)) {
        Ok(Some(observations)) => return observations,
        Ok(None) => {}
        Err(panic) => return undecoded(panic),
    }
    match ports.catalogs().current(now).await {
        Ok(catalog) => catch_unwind(AssertUnwindSafe(|| {
            source::decode_with(envelope, catalog.sources(), now)
        }))
        .unwrap_or_else(undecoded),
        Err(_) => catch_unwind(|| source::decode(envelope, now)).unwrap_or_else(undecoded),
    }
}
