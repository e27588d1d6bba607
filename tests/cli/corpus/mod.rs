//! The collection of real events beside the repository, where there is one, against the labels that were given to each of
//! them before its source was written.

mod coverage;
mod label;

use std::collections::BTreeMap;
use std::path::Path;

use crate::binary::{root, run};
use label::{Label, labels};

const COLLECTION: &str = "../shared/events";

/// An event of the collection, and what became of it.
#[derive(Debug)]
struct Judged {
    /// The source that decoded it.
    source: String,
    /// As in the labels: what nobody knows is `raw`, which the command line shows as a page.
    outcome: String,
    title: String,
}

/// What became of the events in each file, by its path in the collection; nothing where there is no collection.
fn judged(labels: &[Label]) -> Option<BTreeMap<String, Vec<Judged>>> {
    if !root().join(COLLECTION).is_dir() {
        // CI fails on a line that begins with SKIPPED, and what is no part of the repository can't be asked of everybody.
        eprintln!(
            "not checked, SKIPPED: there is no collection of events beside the repository ({COLLECTION})"
        );
        return None;
    }
    let paths = labels.iter().map(|label| format!("{COLLECTION}/{}", label.path));
    let run = run(["page".to_owned(), "--format=json".to_owned()]
        .into_iter()
        .chain(paths));
    // Neither an error nor a panic: of 331 events, each is understood or paged raw.
    assert_eq!((run.code, run.err.as_str()), (Some(0), ""));
    let mut judged: BTreeMap<String, Vec<Judged>> = BTreeMap::new();
    for line in run.json() {
        let text = |member: &str| line[member].as_str().unwrap_or_default().to_owned();
        let path = Path::new(line["event"].as_str().unwrap());
        let path = path.strip_prefix(COLLECTION).unwrap().to_str().unwrap();
        judged.entry(path.to_owned()).or_default().push(outcome(&text));
    }
    Some(judged)
}

fn outcome(text: &dyn Fn(&str) -> String) -> Judged {
    let source = text("source");
    let outcome = if source == "raw" {
        source.clone()
    } else {
        text("outcome")
    };
    Judged {
        source,
        outcome,
        title: text("title"),
    }
}

/// What one file should have become and did not.
fn disagreement(label: &Label, judged: &[Judged]) -> Option<String> {
    let outcomes: Vec<&str> = judged.iter().map(|event| event.outcome.as_str()).collect();
    let is_source_right = judged.iter().all(|event| event.source == label.source);
    (outcomes != label.outcomes || !is_source_right).then(|| {
        let sources: Vec<&str> = judged.iter().map(|event| event.source.as_str()).collect();
        format!(
            "{}: {} {:?} expected, {sources:?} {outcomes:?} found",
            label.path, label.source, label.outcomes
        )
    })
}

#[test]
fn every_event_of_the_collection_becomes_what_its_label_says() {
    let labels = labels();
    let Some(judged) = judged(&labels) else { return };
    let mut wrong = Vec::new();
    for label in &labels {
        let events = judged.get(&label.path).map(Vec::as_slice).unwrap_or_default();
        for event in events {
            assert!(!event.title.trim().is_empty(), "{}: no title", label.path);
            let is_lost = event.outcome == "ignore" && label.outcomes.iter().any(|outcome| outcome == "page");
            assert!(
                !is_lost || label.outcomes.len() > 1,
                "{}: a page is lost",
                label.path
            );
        }
        wrong.extend(disagreement(label, events));
    }
    println!(
        "{} of {} files agree with their labels",
        labels.len() - wrong.len(),
        labels.len()
    );
    assert!(
        wrong.is_empty(),
        "{} disagree:\n{}",
        wrong.len(),
        wrong.join("\n")
    );
}
