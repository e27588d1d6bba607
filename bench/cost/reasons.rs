//! Each call with its reason. A call without one fails, and so does a reason without a call.

use std::collections::{BTreeMap, BTreeSet};

use alert_pipeline::counting::Call;

use crate::rig::Run;
use crate::units::{Units, kind};

const REASONS: &str = include_str!("reasons.tsv");

/// A line of the account of one way.
pub(crate) struct Line {
    pub(crate) who: &'static str,
    pub(crate) call: String,
    pub(crate) units: Units,
    pub(crate) reason: &'static str,
}

/// The reasons, and which of them were given.
pub(crate) struct Reasons {
    known: BTreeMap<&'static str, &'static str>,
    given: BTreeSet<&'static str>,
    missing: BTreeSet<String>,
}

impl Reasons {
    pub(crate) fn read() -> Self {
        let lines = REASONS.lines().filter(|line| !line.starts_with('#'));
        Self {
            known: lines.filter_map(|line| line.split_once('\t')).collect(),
            given: BTreeSet::new(),
            missing: BTreeSet::new(),
        }
    }

    /// The account of a run. The looks at the shards are one line.
    pub(crate) fn account(&mut self, run: &Run) -> Vec<Line> {
        let mut lines: Vec<Line> = Vec::new();
        let mut stored: BTreeMap<String, u32> = BTreeMap::new();
        let mut shards = 0;
        for call in &run.calls {
            let (what, key) = match call {
                Call::Put {
                    key,
                    stored: true,
                    due_before,
                    due_after,
                    ..
                } => {
                    let row = kind(key);
                    let nth = stored.entry(row.clone()).or_default();
                    *nth += 1;
                    let which = match (row.as_str(), due_before, due_after) {
                        ("alert#", None, None) => "blank".to_owned(),
                        ("alert#", _, Some(_)) => "owed".to_owned(),
                        ("alert#", Some(_), None) => "clear".to_owned(),
                        _ => nth.to_string(),
                    };
                    (format!("PutItem `{row}`"), format!("put {row} {which}"))
                }
                Call::Put { key, .. } => {
                    let row = kind(key);
                    (format!("PutItem `{row}`, refused"), format!("refused {row}"))
                }
                Call::Get { key, .. } => (format!("GetItem `{}`", kind(key)), format!("get {}", kind(key))),
                Call::Partition { pk, .. } => {
                    let head = pk.split('#').next().unwrap_or_default();
                    (format!("Query `{head}#`"), format!("query {head}#"))
                }
                Call::Due { .. } => {
                    shards += 1;
                    if shards > 1 {
                        let line = lines.last_mut().unwrap();
                        line.call = format!("{shards} x Query of the index");
                        line.units.reads += Units::of(call).reads;
                        continue;
                    }
                    ("Query of the index".to_owned(), "due".to_owned())
                }
                Call::Catalog => ("S3 GetObject, once a minute".to_owned(), "catalog".to_owned()),
                Call::Send(_) => ("the POST".to_owned(), "send".to_owned()),
                Call::Wake(..) => ("SQS SendMessage".to_owned(), "wake".to_owned()),
            };
            lines.push(Line {
                who: run.who,
                call: what,
                units: Units::of(call),
                reason: self.reason(format!("{} {key}", run.who)),
            });
        }
        lines
    }

    fn reason(&mut self, key: String) -> &'static str {
        if let Some((key, reason)) = self.known.get_key_value(key.as_str()) {
            self.given.insert(key);
            return reason;
        }
        self.missing.insert(key);
        ""
    }

    /// Panics unless each call has its reason and each reason its call.
    pub(crate) fn assert_complete(&self) {
        let idle: Vec<_> = self
            .known
            .keys()
            .filter(|key| !self.given.contains(*key))
            .collect();
        assert!(
            self.missing.is_empty(),
            "calls without a reason: {:#?}",
            self.missing
        );
        assert!(idle.is_empty(), "reasons without a call: {idle:#?}");
    }
}
