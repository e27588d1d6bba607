//! What each event of the collection should become: `events/CORPUS.tsv`.

use std::fs;

use crate::binary::root;

/// A file of the collection.
#[derive(Debug)]
pub(super) struct Label {
    /// Its path in the collection.
    pub(super) path: String,
    /// The source that should read it.
    pub(super) source: String,
    /// What should become of each event in it, in their order.
    pub(super) outcomes: Vec<String>,
}

pub(super) fn labels() -> Vec<Label> {
    let table = fs::read_to_string(root().join("events/CORPUS.tsv")).unwrap();
    let rows = table.lines().skip(1).map(|row| {
        let [path, source, outcome, why] = row.split('\t').collect::<Vec<_>>()[..] else {
            panic!("not four columns: {row}");
        };
        assert!(!why.trim().is_empty(), "{path}: no reason");
        Label {
            path: path.to_owned(),
            source: source.to_owned(),
            outcomes: outcome.split(',').map(str::to_owned).collect(),
        }
    });
    rows.collect()
}

/// The labels themselves can be checked without the collection.
#[test]
fn the_labels_are_sound() {
    let labels = labels();
    assert!(labels.len() > 300);
    assert!(
        labels.is_sorted_by(|one, next| one.path < next.path),
        "paths are sorted and none is there twice"
    );
    for label in labels {
        let is_raw = label.source == "raw";
        for outcome in &label.outcomes {
            let known = ["page", "resolve", "suppress", "ignore"].contains(&outcome.as_str());
            assert!(known || outcome == "raw", "{}: {outcome}", label.path);
            assert_eq!(is_raw, outcome == "raw", "{}", label.path);
        }
    }
}
