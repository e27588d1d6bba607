//! A runbook: front matter, then Markdown for people.

use alert_core::catalog::Runbook;
use alert_core::severity::Severity;

use super::super::code::Code;
use super::super::fault::Faults;
use super::super::fields::Fields;
use super::super::files::{Files, Located, Place};
use super::super::{front_matter, heading, suggest, yaml};
use super::{labels, matcher};

const KEYS: &[&str] = &[
    "title",
    "matchers",
    "owner",
    "severity",
    "impact",
    "first_action",
    "section",
    "labels",
];

/// A runbook with the places that later checks point at.
#[derive(Debug, Clone)]
pub(crate) struct Written {
    pub(crate) runbook: Runbook,
    /// Where its front matter begins.
    pub(crate) place: Place,
    /// Where its matchers stand.
    pub(crate) matchers: Place,
    /// The owners it names.
    pub(crate) owners_named: Vec<Located<String>>,
}

/// Reads a runbook.
pub(crate) fn read(files: &Files, file: usize, faults: &mut Faults) -> Option<Written> {
    let text = files.text(file);
    let name = name(files, file, faults);
    let Some((front, body)) = front_matter::find(text) else {
        let first = Place {
            end: text.lines().next().map_or(0, str::len),
            ..Place::top(file)
        };
        faults
            .add(Code::NoFrontMatter, first, "a runbook begins with front matter")
            .help("begin with a line `---`, then title and matchers, then a line `---`; notes that are no runbook go in README.md");
        return None;
    };
    let root = yaml::parse(
        files,
        Place {
            file,
            start: front.start,
            end: front.end,
        },
        faults,
    )?;
    let fields = Fields::open(&root, "a runbook", KEYS, faults)?;
    let title = fields.required_text("title", "what the runbook is about, in a few words", faults);
    let condition = fields.required("matchers", "say which alerts it is for", faults);
    let matchers = condition.and_then(|node| matcher::read(node, files, faults));
    let owner = fields.text("owner", faults);
    let severity = severity(&fields, faults);
    let section = section(&fields, text.get(body).unwrap_or_default(), faults);
    let set = fields
        .get("labels", faults)
        .and_then(|node| labels::read(node, "labels", faults))
        .unwrap_or_default();
    if set.labels.has("severity") {
        faults
            .add(
                Code::IdentityLabel,
                fields.key_place("labels"),
                "a runbook's severity is not set by a label",
            )
            .help("write `severity: ...` beside `title`");
    }
    let line = |key: &str, faults: &mut Faults| {
        fields
            .text(key, faults)
            .map(|text| text.value)
            .unwrap_or_default()
    };
    let (impact, first_action) = (line("impact", faults), line("first_action", faults));
    let runbook = Runbook {
        path: format!("{name}.md"),
        name,
        title: title?.value,
        matchers: matchers?,
        owner: owner.as_ref().map(|owner| owner.value.clone()),
        severity,
        impact,
        first_action,
        section,
        labels: set.labels,
    };
    let matchers = condition.map_or(fields.place(), |node| node.place);
    let place = fields.key_place("title");
    Some(Written {
        runbook,
        place,
        matchers,
        owners_named: owner.into_iter().chain(set.owner).collect(),
    })
}

/// The file's stem. It becomes part of a URL, so it is made of what needs no escaping there.
fn name(files: &Files, file: usize, faults: &mut Faults) -> String {
    let place = Place::top(file);
    let stem = files.of(place).name.trim_end_matches(".md").to_owned();
    let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.');
    if stem.is_empty() || !stem.chars().all(plain) {
        faults
            .add(Code::BadName, place, "the file's name becomes part of a URL")
            .help("use letters, digits, `-`, `_` and `.` only");
    }
    stem
}

fn severity(fields: &Fields<'_>, faults: &mut Faults) -> Option<Severity> {
    let written = fields.text("severity", faults)?;
    let severity = Severity::ALL
        .into_iter()
        .find(|severity| severity.as_str() == written.value);
    if severity.is_none() {
        let words = Severity::ALL.map(Severity::as_str);
        faults
            .add(
                Code::UnknownWord,
                written.place,
                format!("`{}` is no severity", written.value),
            )
            .help(suggest::help(&written.value, words, ""));
    }
    severity
}

/// The anchor that pages link to has to exist, or the reader lands at the top at the worst moment.
fn section(fields: &Fields<'_>, markdown: &str, faults: &mut Faults) -> Option<String> {
    let written = fields.text("section", faults)?;
    let anchors = heading::anchors(markdown);
    let wanted = written.value.trim_start_matches('#');
    if !anchors.iter().any(|anchor| anchor == wanted) {
        let names = anchors.iter().map(String::as_str);
        faults
            .add(
                Code::NoSuchSection,
                written.place,
                format!("no heading of this runbook has the anchor `{wanted}`"),
            )
            .help(suggest::help(
                wanted,
                names,
                "add the heading, or leave `section` out",
            ));
        return None;
    }
    Some(wanted.to_owned())
}
