//! The alerts that may hold a group's members back.

use std::collections::BTreeMap;

use super::Source;
use crate::fingerprint::Fingerprint;

/// Sources by the key under which they are kept, with their names.
#[derive(Debug, Clone, Default)]
pub struct Inhibitors {
    by_key: BTreeMap<String, Vec<Source>>,
    names: BTreeMap<Fingerprint, String>,
}

impl Inhibitors {
    /// Adds a source that is kept under `key`.
    pub fn add(&mut self, key: &str, source: Source, name: &str) {
        self.names.insert(source.fingerprint.clone(), name.to_owned());
        self.by_key.entry(key.to_owned()).or_default().push(source);
    }

    /// The sources under a key.
    pub fn sources(&self, key: &str) -> Vec<Source> {
        self.by_key.get(key).cloned().unwrap_or_default()
    }

    /// The alert's name as a page says it.
    pub fn name(&self, fingerprint: &Fingerprint) -> String {
        self.names
            .get(fingerprint)
            .cloned()
            .unwrap_or_else(|| fingerprint.to_string())
    }
}
