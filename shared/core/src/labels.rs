//! Labels: the name/value pairs that identify, route and group an alert.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

/// A sorted set of labels. A label that is absent reads as the empty string, as in Alertmanager's matchers.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Labels(BTreeMap<String, String>);

impl Labels {
    /// No labels.
    pub fn new() -> Self {
        Self::default()
    }

    /// The value of `name`, or the empty string.
    pub fn get(&self, name: &str) -> &str {
        self.0.get(name).map_or("", String::as_str)
    }

    /// Whether `name` is there with a value.
    pub fn has(&self, name: &str) -> bool {
        !self.get(name).is_empty()
    }

    /// Sets a label. An empty value removes it: both mean the same to every matcher.
    pub fn set(&mut self, name: impl Into<String>, value: impl Into<String>) {
        let (name, value) = (name.into(), value.into());
        if value.is_empty() {
            self.0.remove(&name);
        } else {
            self.0.insert(name, value);
        }
    }

    /// Sets a label unless it already has a value.
    pub fn set_default(&mut self, name: &str, value: &str) {
        if !self.has(name) {
            self.set(name, value);
        }
    }

    /// The labels in name order.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0.iter().map(|(name, value)| (name.as_str(), value.as_str()))
    }

    /// Only the named labels, those that have a value.
    #[must_use]
    pub fn only<'a>(&self, names: impl IntoIterator<Item = &'a String>) -> Self {
        let mut kept = Self::new();
        for name in names {
            kept.set(name.clone(), self.get(name));
        }
        kept
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.0.len()
    }
}

impl<N: Into<String>, V: Into<String>> FromIterator<(N, V)> for Labels {
    fn from_iter<I: IntoIterator<Item = (N, V)>>(pairs: I) -> Self {
        let mut labels = Self::new();
        for (name, value) in pairs {
            labels.set(name, value);
        }
        labels
    }
}
