//! Many mappings, and the few of them that an event has to be compared with.

use std::collections::BTreeMap;
use std::sync::OnceLock;

use serde_json::Value;

use super::compiled::Compiled;
use super::observe::observe;
use super::{Mapping, MappingError};
use crate::envelope::Envelope;
use crate::observation::Observation;
use crate::source::SourceError;
use crate::time::Timestamp;

/// Mappings in order: the first whose pattern matches reads the event.
///
/// They are filed by the sources and detail types that their patterns name, so that a thousand cost about what ten do,
/// and a mapping's texts are read when it is first compared with an event, so that loading them costs next to nothing.
#[derive(Debug, Clone, Default)]
pub struct Mappings {
    rows: Vec<Row>,
    /// Rows by the event's source and detail type; the empty text files what asks for no certain one.
    index: BTreeMap<String, BTreeMap<String, Vec<usize>>>,
}

#[derive(Debug, Clone)]
struct Row {
    mapping: Mapping,
    compiled: OnceLock<Result<Box<Compiled>, Vec<MappingError>>>,
}

impl Mappings {
    /// Files the mappings.
    pub fn new(mappings: impl IntoIterator<Item = Mapping>) -> Self {
        let mut filed = Self::default();
        for mapping in mappings {
            let position = filed.rows.len();
            for source in texts(&mapping.pattern, "source") {
                let types = filed.index.entry(source.to_owned()).or_default();
                for detail_type in texts(&mapping.pattern, "detail-type") {
                    types.entry(detail_type.to_owned()).or_default().push(position);
                }
            }
            filed.rows.push(Row {
                mapping,
                compiled: OnceLock::new(),
            });
        }
        filed
    }

    /// The mappings as they are written.
    pub fn iter(&self) -> impl Iterator<Item = &Mapping> {
        self.rows.iter().map(|row| &row.mapping)
    }

    /// What an event says by the first mapping that reads it; nothing when none does.
    pub fn decode(
        &self,
        envelope: &Envelope,
        now: Timestamp,
    ) -> Option<Result<Vec<Observation>, SourceError>> {
        let event = &envelope.event;
        let mut candidates = self.candidates(event).map(|position| &self.rows[position]);
        // A row that can't be read claims nothing: its events are paged raw, and `check` would have said why.
        candidates.find_map(|row| {
            let compiled = row.compiled().as_ref().ok()?;
            let observed = || observe(&row.mapping, compiled, envelope, now);
            compiled
                .pattern
                .matches(event)
                .then(|| observed().map(|one| vec![one]))
        })
    }

    /// The rows whose pattern may match, in their order.
    fn candidates(&self, event: &Value) -> impl Iterator<Item = usize> {
        let text = |name: &str| {
            event
                .get(name)
                .and_then(Value::as_str)
                .filter(|text| !text.is_empty())
        };
        let (source, detail_type) = (text("source"), text("detail-type"));
        let mut found = Vec::new();
        for types in source
            .into_iter()
            .chain([""])
            .filter_map(|source| self.index.get(source))
        {
            for rows in detail_type
                .into_iter()
                .chain([""])
                .filter_map(|detail_type| types.get(detail_type))
            {
                found.extend_from_slice(rows);
            }
        }
        found.sort_unstable();
        found.into_iter()
    }
}

impl Row {
    fn compiled(&self) -> &Result<Box<Compiled>, Vec<MappingError>> {
        self.compiled
            .get_or_init(|| Compiled::new(&self.mapping).map(Box::new))
    }
}

/// The texts that a pattern's field must be one of; the empty one where it may be anything else too.
fn texts<'a>(pattern: &'a Value, field: &str) -> Vec<&'a str> {
    let alternatives = pattern.get(field).and_then(Value::as_array);
    let texts: Option<Vec<&str>> = alternatives
        .map(|list| list.iter().map(Value::as_str).collect())
        .unwrap_or_default();
    match texts {
        Some(mut texts) if !texts.is_empty() && !texts.contains(&"") => {
            texts.sort_unstable();
            texts.dedup();
            texts
        }
        _ => vec![""],
    }
}

#[cfg(test)]
mod tests;
