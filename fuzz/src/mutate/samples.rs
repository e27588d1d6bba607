//! What real events are made of: the documents of `events/`, and of the collection beside the repository where there is one.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::LazyLock;

use serde_json::Value;

pub(super) struct Samples {
    pub(super) events: Vec<Value>,
    /// Keys and short texts: statuses, names, ARNs, times.
    pub(super) words: Vec<String>,
}

pub(super) static SAMPLES: LazyLock<Samples> = LazyLock::new(|| {
    let repository = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let mut paths = Vec::new();
    collect(&repository.join("events"), &mut paths);
    collect(&repository.join("../shared/events"), &mut paths);
    paths.sort();
    let mut samples = Samples {
        events: vec![],
        words: vec![],
    };
    let mut words = BTreeSet::new();
    for path in paths {
        let event = fs::read(path)
            .ok()
            .and_then(|bytes| serde_json::from_slice(&bytes).ok());
        if let Some(event) = event {
            gather(&event, &mut words);
            samples.events.push(event);
        }
    }
    samples.words = words.into_iter().collect();
    samples
});

fn collect(folder: &Path, paths: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        let path = entry.path();
        if path.is_dir() {
            collect(&path, paths);
        } else if path.extension().is_some_and(|extension| extension == "json") {
            paths.push(path);
        }
    }
}

fn gather(value: &Value, words: &mut BTreeSet<String>) {
    match value {
        Value::String(text) => match serde_json::from_str(text) {
            Ok(inner @ (Value::Object(_) | Value::Array(_))) => gather(&inner, words),
            _ if text.len() <= 200 => {
                words.insert(text.clone());
            }
            _ => {}
        },
        Value::Array(values) => values.iter().for_each(|value| gather(value, words)),
        Value::Object(members) => {
            for (key, value) in members {
                words.insert(key.clone());
                gather(value, words);
            }
        }
        _ => {}
    }
}
