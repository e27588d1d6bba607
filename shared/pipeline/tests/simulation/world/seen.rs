//! What was seen of a history.

use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use alert_core::fingerprint::Fingerprint;
use alert_pipeline::{Flushed, Ingested};
use serde_json::Value;

use crate::ports::SimPorts;

/// What was seen of a history.
#[derive(Debug)]
pub(crate) struct Seen {
    pub ports: Rc<SimPorts>,
    /// When the first copy of a change was given to an invocation.
    pub began: BTreeMap<usize, i64>,
    /// When a copy of a change was known to be done.
    pub recorded: BTreeMap<usize, i64>,
    pub ingested: Vec<Ingested>,
    pub flushed: Vec<Flushed>,
    /// Groups of which a flush died or failed.
    pub broken: BTreeSet<String>,
    /// A flush of a summary died or failed.
    pub broken_summary: bool,
    /// The router never came to rest.
    pub is_restless: bool,
}

impl Seen {
    /// Members that are closed, with the version of the alert that they are copies of.
    pub(crate) fn closed_members(&self) -> Vec<(Fingerprint, u64)> {
        let rows = self.ports.store.rows();
        let members = rows.iter().filter(|row| row.key.sk.starts_with("member#"));
        members
            .filter_map(|row| {
                let body: Value = serde_json::from_str(&row.body).ok()?;
                body.get("closed")?.as_bool()?.then_some(())?;
                let fingerprint = row.key.sk.strip_prefix("member#")?.to_owned();
                Some((
                    Fingerprint::from(fingerprint),
                    body.get("alert_version")?.as_u64()?,
                ))
            })
            .collect()
    }
}
