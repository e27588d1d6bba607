//! Reading events from files and standard input.

use std::ffi::OsStr;
use std::fs;
use std::io::{self, Read};

use alert_core::catalog::Catalog;
use alert_core::envelope::{self, Envelope};
use alert_core::observation::Observation;
use alert_core::source;
use alert_core::time::Timestamp;

/// An event of a file, out of its wrappings, and what it says.
#[derive(Debug)]
pub(crate) struct Event {
    /// The path as it was given; `-` for standard input.
    pub(crate) path: String,
    /// The event.
    pub(crate) envelope: Envelope,
    /// What it says.
    pub(crate) observations: Vec<Observation>,
}

/// Every event in a file, as the sources of the catalog read it too. The file has to be one JSON document; what is inside an SQS or SNS message need not be.
///
/// # Errors
/// When it can't be read or is no JSON, in words that name it.
pub(crate) fn read(path: &OsStr, catalog: &Catalog, now: Timestamp) -> Result<Vec<Event>, String> {
    let shown = path.to_string_lossy().into_owned();
    let bytes = bytes(path).map_err(|why| format!("{shown}: {why}"))?;
    // A byte order mark is no JSON, and editors on Windows write one.
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(&bytes);
    serde_json::from_slice::<serde_json::Value>(bytes).map_err(|why| format!("{shown}: not JSON: {why}"))?;
    let events = envelope::open(bytes).into_iter().map(|envelope| {
        let observations = source::decode_with(&envelope, catalog.sources(), now);
        Event {
            path: shown.clone(),
            envelope,
            observations,
        }
    });
    Ok(events.collect())
}

fn bytes(path: &OsStr) -> io::Result<Vec<u8>> {
    if path != "-" {
        return fs::read(path);
    }
    let mut bytes = Vec::new();
    io::stdin().read_to_end(&mut bytes)?;
    Ok(bytes)
}
