//! The routing tree.

use alert_core::matcher::Matchers;
use alert_core::route::Route;

use super::super::code::Code;
use super::super::fault::Faults;
use super::super::fields::{Fields, items};
use super::super::files::{Files, Located, Place};
use super::super::yaml::Node;
use super::{duration, labels, matcher};

const KEYS: &[&str] = &[
    "matchers",
    "receivers",
    "group_by",
    "group_wait",
    "group_interval",
    "repeat_interval",
    "reminder",
    "hold",
    "mute_time_intervals",
    "active_time_intervals",
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
    /// The time intervals it names.
    pub(crate) intervals: Vec<Located<String>>,
    /// The labels it groups by.
    pub(crate) group_by: Vec<Located<String>>,
    /// Where it says how often, if it does: `repeat_interval`, else `group_interval`.
    pub(crate) how_often: Option<Place>,
    /// Where it says when a page comes again, if it does: `reminder`, else `repeat_interval`.
    pub(crate) how_soon: Option<Place>,
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

    /// This route and every one below it.
    pub(crate) fn all(&self) -> Vec<&Self> {
        std::iter::once(self)
            .chain(self.children.iter().flat_map(Self::all))
            .collect()
    }

    /// Every receiver named anywhere in the tree.
    pub(crate) fn named(&self) -> Vec<&Located<String>> {
        self.all()
            .into_iter()
            .flat_map(|route| &route.receivers)
            .collect()
    }

    /// Every time interval named anywhere in the tree.
    pub(crate) fn intervals_named(&self) -> Vec<&Located<String>> {
        self.all()
            .into_iter()
            .flat_map(|route| &route.intervals)
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
    for key in ["mute_time_intervals", "active_time_intervals"] {
        if fields.has(key) {
            faults
                .add(
                    Code::RootCondition,
                    fields.key_place(key),
                    format!("the root route is always heard, so it has no `{key}`"),
                )
                .help("move it to a route under `routes`, with matchers for the alerts that can wait");
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
    let (mute, active) = (
        fields.texts("mute_time_intervals", faults).unwrap_or_default(),
        fields.texts("active_time_intervals", faults).unwrap_or_default(),
    );
    let group_by = group_by(fields, faults);
    let route = Route {
        matchers,
        receivers: receivers.iter().map(|receiver| receiver.value.clone()).collect(),
        group_by: group_by
            .as_ref()
            .map(|names| names.iter().map(|name| name.value.clone()).collect()),
        group_wait: duration::read(fields, "group_wait", true, faults),
        group_interval: duration::read(fields, "group_interval", false, faults),
        repeat_interval: duration::read(fields, "repeat_interval", false, faults),
        reminder: duration::read(fields, "reminder", true, faults),
        hold: duration::read(fields, "hold", true, faults),
        mute_time_intervals: mute.iter().map(|name| name.value.clone()).collect(),
        active_time_intervals: active.iter().map(|name| name.value.clone()).collect(),
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
        intervals: mute.into_iter().chain(active).collect(),
        group_by: group_by.unwrap_or_default(),
        how_often: first_of(fields, &["repeat_interval", "group_interval"]),
        how_soon: first_of(fields, &["reminder", "repeat_interval"]),
        children,
    }
}

/// Where the first of these keys stands that there is.
fn first_of(fields: &Fields<'_>, keys: &[&str]) -> Option<Place> {
    let mut keys = keys.iter();
    let key = keys.find(|key| fields.has(key))?;
    Some(fields.key_place(key))
}

fn group_by(fields: &Fields<'_>, faults: &mut Faults) -> Option<Vec<Located<String>>> {
    let names = fields.texts("group_by", faults)?;
    for name in names.iter().filter(|name| name.value == "..." && names.len() > 1) {
        faults
            .add(
                Code::BadGroupBy,
                name.place,
                "`...` already groups by every label",
            )
            .help("write `[...]` as `['...']` alone, or only the names");
    }
    labels::check_names(&names, faults);
    Some(names)
}
