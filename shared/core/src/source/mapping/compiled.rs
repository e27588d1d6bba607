//! What a mapping means: its texts read, all faults found.

use super::choice::Choice;
use super::error::{MappingError, MappingFault};
use super::pointer::Pointer;
use super::template::Template;
use super::{CUSTOM, Mapping};
use crate::observation::State;
use crate::pattern::Pattern;
use crate::severity::Severity;

/// Whether an event fires.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Status {
    /// Something is wrong.
    Firing,
    /// It is over.
    Resolved,
    /// Nobody needs to be told.
    Noise,
}

/// In the order in which they are asked: an event that two cases claim pages.
const STATUS: &[(&str, Status)] = &[
    ("firing", Status::Firing),
    ("resolved", Status::Resolved),
    ("noise", Status::Noise),
];
const SEVERITY: &[(&str, Severity)] = &[
    ("critical", Severity::Critical),
    ("error", Severity::Error),
    ("warning", Severity::Warning),
    ("info", Severity::Info),
];
/// Labels that the router sets: what a mapping said of them would be lost.
const OWN: &[&str] = &["account", "alertname", "region", "run", "severity", "source"];
/// Those of them that belong to every identity, and that one may read from elsewhere in the event.
pub(super) const PLACE: &[&str] = &["account", "region"];

const MAX_IDENTITY: usize = 8;
const MAX_LABELS: usize = 30;
const MAX_EVIDENCE: usize = 12;
const MAX_LINKS: usize = 4;

/// A mapping, ready to read events.
#[derive(Debug, Clone, PartialEq)]
pub struct Compiled {
    pub(super) pattern: Pattern,
    pub(super) alertname: Template,
    pub(super) identity: Vec<(String, Template)>,
    pub(super) labels: Vec<(String, Template)>,
    pub(super) status: Choice<Status>,
    pub(super) severity: Choice<Severity>,
    pub(super) title: Template,
    pub(super) evidence: Vec<(String, Template)>,
    pub(super) links: Vec<(String, Template)>,
    pub(super) run: Option<Template>,
    pub(super) started_at: Option<Pointer>,
    pub(super) state_at: Option<Pointer>,
}

impl Status {
    /// The observation's state. A mapping says which status is noise, not why: the status stands in the evidence.
    pub(super) fn state(self, is_known: bool) -> State {
        match self {
            Self::Firing => State::Firing,
            Self::Resolved => State::Resolved,
            Self::Noise if is_known => State::Noise("its status needs nobody"),
            Self::Noise => State::Noise("only some states of it need somebody, and this is none of them"),
        }
    }
}

impl Compiled {
    /// Reads every text of a mapping.
    ///
    /// # Errors
    /// Every fault that it has.
    pub fn new(mapping: &Mapping) -> Result<Self, Vec<MappingError>> {
        let mut faults = Vec::new();
        let pattern = Pattern::parse(&mapping.pattern).map_err(|error| {
            faults.push(within("pattern", error.at, error.fault));
        });
        let alertname = mapping.alertname.as_deref();
        let alertname =
            alertname.unwrap_or_else(|| mapping.name.strip_prefix(CUSTOM).unwrap_or(&mapping.name));
        let alertname = template(&["alertname"], alertname, &mut faults);
        let identity = named("identity", &mapping.identity, MAX_IDENTITY, &mut faults);
        let labels = named("labels", &mapping.labels, MAX_LABELS, &mut faults);
        let own_identity = identity
            .iter()
            .filter(|(name, _)| OWN.contains(&name.as_str()) && !PLACE.contains(&name.as_str()));
        let own_labels = labels.iter().filter(|(name, _)| OWN.contains(&name.as_str()));
        for (field, (name, _)) in own_identity
            .map(|one| ("identity", one))
            .chain(own_labels.map(|one| ("labels", one)))
        {
            faults.push(MappingError::new(
                &[field, name],
                MappingFault::OwnLabel(name.clone()),
            ));
        }
        if identity.len() == mapping.identity.len()
            && identity.iter().all(|(_, template)| template.is_constant())
        {
            faults.push(MappingError::new(&["identity"], MappingFault::ConstantIdentity));
        }
        let status = Choice::parse(&mapping.status, STATUS, Status::Firing).map_err(|error| {
            faults.push(within("status", error.at, error.fault));
        });
        let severity = if mapping.severity.is_null() {
            Ok(Choice::always(Severity::Error))
        } else {
            Choice::parse(&mapping.severity, SEVERITY, Severity::Error).map_err(|error| {
                faults.push(within("severity", error.at, error.fault));
            })
        };
        if let Ok(status) = &status
            && status.can_be(Status::Firing)
            && !status.can_be(Status::Resolved)
            && mapping.resolve_after.is_none()
        {
            faults.push(MappingError::new(&["status"], MappingFault::NeverOver));
        }
        let title = template(&["title"], &mapping.title, &mut faults);
        if title.as_ref().is_some_and(Template::is_constant) {
            faults.push(MappingError::new(&["title"], MappingFault::ConstantTitle));
        }
        let evidence = listed("evidence", &mapping.evidence, MAX_EVIDENCE, &mut faults);
        let links = listed("links", &mapping.links, MAX_LINKS, &mut faults);
        for (name, _) in links.iter().filter(|(_, link)| !link.may_be_url()) {
            faults.push(MappingError::new(&["links", name], MappingFault::NoUrl));
        }
        let run = mapping
            .run
            .as_deref()
            .and_then(|text| template(&["run"], text, &mut faults));
        let started_at = pointer("started_at", mapping.started_at.as_deref(), &mut faults);
        let state_at = pointer("state_at", mapping.state_at.as_deref(), &mut faults);
        match (pattern, alertname, status, severity, title) {
            (Ok(pattern), Some(alertname), Ok(status), Ok(severity), Some(title)) if faults.is_empty() => {
                Ok(Self {
                    pattern,
                    alertname,
                    identity,
                    labels,
                    status,
                    severity,
                    title,
                    evidence,
                    links,
                    run,
                    started_at,
                    state_at,
                })
            }
            _ => Err(faults),
        }
    }
}

fn within(field: &str, at: Vec<String>, fault: impl Into<MappingFault>) -> MappingError {
    let mut error = MappingError::new(&[field], fault);
    error.at.extend(at);
    error
}

fn template(at: &[&str], text: &str, faults: &mut Vec<MappingError>) -> Option<Template> {
    let read = Template::parse(text);
    read.map_err(|error| {
        faults.push(MappingError {
            within: Some(error.at),
            ..MappingError::new(at, error.fault)
        });
    })
    .ok()
}

fn pointer(field: &str, text: Option<&str>, faults: &mut Vec<MappingError>) -> Option<Pointer> {
    let read = Pointer::parse(text?);
    read.map_err(|error| faults.push(MappingError::new(&[field], error)))
        .ok()
}

fn named<'a>(
    field: &str,
    texts: impl IntoIterator<Item = (&'a String, &'a String)>,
    most: usize,
    faults: &mut Vec<MappingError>,
) -> Vec<(String, Template)> {
    let texts: Vec<_> = texts.into_iter().collect();
    if texts.len() > most {
        faults.push(MappingError::new(&[field], MappingFault::TooMany(most)));
    }
    let read = |(name, text): &(&String, &String)| {
        Some(((*name).clone(), template(&[field, name.as_str()], text, faults)?))
    };
    texts.iter().filter_map(read).collect()
}

fn listed(
    field: &str,
    texts: &[(String, String)],
    most: usize,
    faults: &mut Vec<MappingError>,
) -> Vec<(String, Template)> {
    named(field, texts.iter().map(|(name, text)| (name, text)), most, faults)
}
