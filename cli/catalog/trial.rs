//! The catalog's own sources on events: whether they are asked at all, and whether their samples become what they should.

use std::fs;
use std::path::Path;

use alert_core::envelope::{self, Envelope};
use alert_core::observation::{Observation, State};
use alert_core::source::{self, mapping::Mappings};
use alert_core::time::Timestamp;
use serde_json::json;

use super::Location;
use super::code::Code;
use super::fault::Faults;
use super::files::Place;
use super::json::find;
use super::read::sample::Sample;
use super::read::source::Written;

/// For events without a time: what is tried here does not depend on it.
const NOW: Timestamp = Timestamp::UNIX_EPOCH;

/// Tries every source. Samples are read from the catalog's folder; a catalog inside the binary has none.
pub(crate) fn run(sources: &[Written], location: &Location, faults: &mut Faults) {
    let mappings = Mappings::new(sources.iter().map(|source| source.mapping.clone()));
    for source in sources {
        unasked(source, faults);
        let Location::Folder(folder) = location else {
            continue;
        };
        for sample in &source.samples {
            if let Err((place, what, help)) = tried(source, sample, folder, &mappings) {
                faults.add(Code::SampleMismatch, place, what).help(help);
            }
        }
    }
}

/// Events that a source asks for by name and that one reads which is built in, and asked before it.
fn unasked(source: &Written, faults: &mut Faults) {
    let named = |field: &str| -> Vec<String> {
        let texts = source
            .mapping
            .pattern
            .get(field)
            .and_then(serde_json::Value::as_array);
        texts
            .into_iter()
            .flatten()
            .filter_map(|text| text.as_str().map(str::to_owned))
            .collect()
    };
    for event_source in named("source") {
        for detail_type in named("detail-type") {
            let event = json!({"source": event_source, "detail-type": detail_type, "detail": {}});
            let claimed = [event.clone(), with_detail(event)].into_iter();
            if !claimed
                .map(Envelope::bare)
                .any(|event| source::known(&event, NOW).is_some())
            {
                continue;
            }
            let position = named("detail-type")
                .iter()
                .position(|other| *other == detail_type);
            let path = ["detail-type".to_owned(), position.unwrap_or_default().to_string()];
            let (_, place) = find(&source.pattern, &path);
            faults
                .add(
                    Code::ClaimedPattern,
                    place,
                    format!("`{detail_type}` of `{event_source}` is read by a source that is built in, before this one is asked"),
                )
                .help("leave it out; `labels` and runbooks can change the alert that it becomes");
        }
    }
}

fn with_detail(mut event: serde_json::Value) -> serde_json::Value {
    event["detail"] = json!({"state": "x", "status": "x"});
    event
}

type Mismatch = (Place, String, String);

fn tried(source: &Written, sample: &Sample, folder: &Path, mappings: &Mappings) -> Result<(), Mismatch> {
    let path = folder.join(&sample.file.value);
    let unreadable = |why: String| {
        let what = format!("the sample can't be read: {why}");
        (
            sample.file.place,
            what,
            "name a file with one event as JSON, from the catalog's folder".to_owned(),
        )
    };
    let bytes = fs::read(&path).map_err(|why| unreadable(why.to_string()))?;
    serde_json::from_slice::<serde_json::Value>(&bytes)
        .map_err(|why| unreadable(format!("not JSON: {why}")))?;
    for envelope in envelope::open(&bytes) {
        if let Some(known) = source::known(&envelope, NOW) {
            let by = known
                .first()
                .map(|one| one.source.to_string())
                .unwrap_or_default();
            let what = format!("`{by}` reads this event before the catalog's sources are asked");
            return Err((
                sample.file.place,
                what,
                "remove the sample, and such events from the pattern".to_owned(),
            ));
        }
        for observation in source::decode_with(&envelope, mappings, NOW) {
            compare(source, sample, &observation)?;
        }
    }
    Ok(())
}

fn compare(source: &Written, sample: &Sample, found: &Observation) -> Result<(), Mismatch> {
    if found.source != source.mapping.name {
        let (what, help) = match found.evidence.first() {
            Some(fact) if found.source == "raw" && fact.name == "not understood" => (
                format!("the sample is paged raw: {}", fact.value),
                "correct the pointers of the identity",
            ),
            _ if found.source == "raw" => (
                "no source reads the sample: the pattern does not match it".to_owned(),
                "compare the pattern with the event, field by field; a number in YAML is no text",
            ),
            _ => (
                format!("`{}`, which stands earlier, reads the sample", found.source),
                "make the earlier pattern narrower, or move this source before it",
            ),
        };
        return Err((sample.file.place, what, help.to_owned()));
    }
    let outcome = match found.state {
        State::Firing => "page",
        State::Resolved => "resolve",
        State::NoData | State::Configured { .. } | State::Noise(_) => "ignore",
    };
    if outcome == sample.outcome.value {
        return Ok(());
    }
    let value = found.evidence.iter().find(|fact| fact.name == "status");
    let value = value
        .map(|fact| format!(" (its status is `{}`)", fact.value))
        .unwrap_or_default();
    Err((
        sample.outcome.place,
        format!(
            "the sample becomes `{outcome}`{value}, not `{}`",
            sample.outcome.value
        ),
        "correct the values of `status`, or the expectation".to_owned(),
    ))
}
