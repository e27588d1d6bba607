//! The routing tree.

use alert_core::matcher::Matchers;
use alert_core::route::Route;

use super::super::code::Code;
use super::super::fault::Faults;
use super::super::fields::{Fields, items};
use super::super::files::{Files, Located, Place};
use super::super::yaml::Node;
use super::{duration, matcher};

const KEYS: &[&str] = &[
    "matchers",
    "receivers",
    "group_by",
    "group_wait",
    "group_interval",
    "repeat_interval",
    "hold",
    "continue",
    "routes",
];

/// A route with the places that later checks point at.
#[derive(Debug, Clone)]
pub(crate) struct Branch {
    /// The route without its children.
    pub(crate) route: Route,
    /// Where its condition stands.
    pub(crate) place: Place,
    /// The receivers it names.
    pub(crate) receivers: Vec<Located<String>>,
    /// Its children.
    pub(crate) children: Vec<Branch>,
}

impl Branch {
    /// The tree as the router walks it.
    pub(crate) fn into_route(self) -> Route {
        Route {
            routes: self.children.into_iter().map(Self::into_route).collect(),
            ..self.route
        }
    }

    /// Every receiver named anywhere in the tree.
    pub(crate) fn named(&self) -> Vec<&Located<String>> {
        self.receivers
            .iter()
            .chain(self.children.iter().flat_map(Self::named))
            .collect()
    }
}

/// The root: it takes every alert, so it has no condition and must name a receiver.
pub(crate) fn root(node: &Node, files: &Files, faults: &mut Faults) -> Option<Branch> {
    let fields = Fields::open(node, "a route", KEYS, faults)?;
    for key in ["matchers", "continue"] {
        if fields.get(key, faults).is_some() {
            faults
                .add(
                    Code::RootCondition,
                    fields.key_place(key),
                    format!("the root route takes every alert, so it has no `{key}`"),
                )
                .help("move it to a route under `routes`; what no route takes stays with the root");
        }
    }
    let root = branch(&fields, Matchers::everything(), fields.place(), files, faults);
    if root.receivers.is_empty() && fields.get("receivers", faults).is_none() {
        faults
            .add(
                Code::NoReceivers,
                fields.key_place("receivers"),
                "the root route names no receiver",
            )
            .help("name who gets what no other route takes: `receivers: [...]`");
    }
    Some(root)
}

fn child(node: &Node, files: &Files, faults: &mut Faults) -> Option<Branch> {
    let fields = Fields::open(node, "a route", KEYS, faults)?;
    let help = "say which alerts it takes; the root takes the rest";
    let condition = fields.required("matchers", help, faults);
    let matchers = condition.and_then(|node| matcher::read(node, files, faults));
    let place = condition.map_or(fields.place(), |node| node.place);
    // A route whose condition can't be read still has its receivers and children looked at.
    Some(branch(
        &fields,
        matchers.unwrap_or_default(),
        place,
        files,
        faults,
    ))
}

fn branch(
    fields: &Fields<'_>,
    matchers: Matchers,
    place: Place,
    files: &Files,
    faults: &mut Faults,
) -> Branch {
    let receivers = fields.texts("receivers", faults);
    if receivers.as_ref().is_some_and(Vec::is_empty) {
        faults
            .add(
                Code::NoReceivers,
                fields.key_place("receivers"),
                "`receivers` is empty",
            )
            .help("name a receiver, or leave the key out to inherit those of the route above");
    }
    let receivers = receivers.unwrap_or_default();
    let children = fields
        .get("routes", faults)
        .and_then(|node| items(node, "routes", faults))
        .unwrap_or_default();
    let route = Route {
        matchers,
        receivers: receivers.iter().map(|receiver| receiver.value.clone()).collect(),
        group_by: group_by(fields, faults),
        group_wait: duration::read(fields, "group_wait", true, faults),
        group_interval: duration::read(fields, "group_interval", false, faults),
        repeat_interval: duration::read(fields, "repeat_interval", false, faults),
        hold: duration::read(fields, "hold", true, faults),
        mute_time_intervals: vec![],
        active_time_intervals: vec![],
        continues: fields.flag("continue", faults).unwrap_or(false),
        routes: vec![],
    };
    let children = children
        .iter()
        .filter_map(|node| child(node, files, faults))
        .collect();
    Branch {
        route,
        place,
        receivers,
        children,
    }
}

fn group_by(fields: &Fields<'_>, faults: &mut Faults) -> Option<Vec<String>> {
    let names = fields.texts("group_by", faults)?;
    for (position, name) in names.iter().enumerate() {
        if name.value == "..." && names.len() > 1 {
            faults
                .add(
                    Code::BadGroupBy,
                    name.place,
                    "`...` already groups by every label",
                )
                .help("write `[...]` as `['...']` alone, or only the names");
        } else if names
            .iter()
            .take(position)
            .any(|earlier| earlier.value == name.value)
        {
            faults
                .add(
                    Code::BadGroupBy,
                    name.place,
                    format!("`{}` stands twice", name.value),
                )
                .help("keep one of the two");
        } else if name.value.trim().is_empty() {
            faults
                .add(Code::BadGroupBy, name.place, "an empty label name")
                .help("write the name of a label");
        }
    }
    Some(names.into_iter().map(|name| name.value).collect())
}
