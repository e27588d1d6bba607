//! The page as a template sees it: the document that a webhook gets, a contract of its own
//! (`receiver/document.rs`), with what is handy besides.
//!
//! | member | what it is |
//! |---|---|
//! | those of the document | `title`, `status`, `severity`, `reason`, `owner`, `runbook`, `labels`, `firing`, `firing_count`, `since`, ... |
//! | `labels`, `group_labels` | a label that is not there is an empty text, as in a matcher |
//! | `lead` | the alert that the title is about: the first that fires, else the first that resolved; `none` in a notice |
//! | `when` | `Firing since 2026-11-22 10:00:00 UTC (11:00 Madrid/CET), for 12 min` |
//! | `why` | the reason as a sentence |
//! | `language` | in which they and the title are: `en`, `es` |
//! | `receiver` | its `name` and `kind` |
//!
//! Anything else is undefined, which is a fault: a page with a hole in it is worse than the one that is built in.

use std::collections::BTreeMap;
use std::sync::Arc;

use minijinja::Value;
use minijinja::value::{Enumerator, Object, ObjectRepr};

use crate::catalog::ReceiverConfig;
use crate::labels::Labels;
use crate::page::{Page, plain};
use crate::receiver::document;

/// What a template is run on.
pub(super) fn data(page: &Page, config: &ReceiverConfig) -> Value {
    let document = Value::from_serialize(document(page));
    let lead = ["firing", "resolved"].iter().find_map(|list| {
        let first = document.get_attr(list).ok()?.get_item_by_index(0).ok()?;
        (!first.is_undefined()).then_some(first)
    });
    let receiver = BTreeMap::from([("kind", config.kind.as_str()), ("name", config.name.as_str())]);
    let besides = [
        ("labels", Value::from_object(Named::of(&page.labels))),
        ("group_labels", Value::from_object(Named::of(&page.group_labels))),
        ("lead", lead.unwrap_or(Value::from(()))),
        ("when", Value::from(plain::when(page))),
        ("why", Value::from(plain::why(page))),
        ("language", Value::from(page.language.code())),
        ("receiver", Value::from_serialize(receiver)),
    ];
    let mut members: BTreeMap<String, Value> = BTreeMap::new();
    for name in document.try_iter().into_iter().flatten() {
        if let (Some(text), Ok(value)) = (name.as_str(), document.get_item(&name)) {
            members.insert(text.to_owned(), value);
        }
    }
    members.extend(besides.map(|(name, value)| (name.to_owned(), value)));
    Value::from_serialize(members)
}

/// Labels: every name has a value.
#[derive(Debug)]
struct Named(BTreeMap<String, String>);

impl Named {
    fn of(labels: &Labels) -> Self {
        let owned = |(name, value): (&str, &str)| (name.to_owned(), value.to_owned());
        Self(labels.iter().map(owned).collect())
    }
}

impl Object for Named {
    fn repr(self: &Arc<Self>) -> ObjectRepr {
        ObjectRepr::Map
    }

    fn get_value(self: &Arc<Self>, name: &Value) -> Option<Value> {
        let name = name.as_str()?;
        Some(Value::from(self.0.get(name).cloned().unwrap_or_default()))
    }

    fn enumerate(self: &Arc<Self>) -> Enumerator {
        Enumerator::Values(self.0.keys().map(|name| Value::from(name.as_str())).collect())
    }
}
