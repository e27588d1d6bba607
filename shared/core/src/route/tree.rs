//! Walking the tree.

use super::{Options, Route, RouteIndex};
use crate::fingerprint::digest;
use crate::labels::Labels;

/// A node that takes an alert, with everything it inherits.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RouteMatch {
    /// The path from the root as a person reads it, e.g. `{}/{severity="critical"}`. Also part of the group key: the same
    /// alert on two routes is in two groups.
    pub path: String,
    /// Its receivers by name.
    pub receivers: Vec<String>,
    /// Its options.
    pub options: Options,
    /// Calendars during which nobody is told, by name.
    pub mute_time_intervals: Vec<String>,
    /// Calendars outside which nobody is told, by name.
    pub active_time_intervals: Vec<String>,
}

impl RouteMatch {
    /// The labels of the alert that its group shares.
    pub fn group_labels(&self, labels: &Labels) -> Labels {
        match self.options.group_by.as_slice() {
            [all] if all == "..." => labels.clone(),
            names => labels.only(names),
        }
    }

    /// The key of the group the alert falls into on this route: readable, and short enough for a record's key as
    /// [`group_id`].
    pub fn group_key(&self, labels: &Labels) -> String {
        let shared: Vec<String> = self
            .group_labels(labels)
            .iter()
            .map(|(name, value)| format!("{name}={value:?}"))
            .collect();
        format!("{}:{{{}}}", self.path, shared.join(", "))
    }
}

/// A group's id: a digest of its key.
pub fn group_id(group_key: &str) -> String {
    digest(&["group", group_key])
}

impl Route {
    /// The nodes that take an alert with these labels, in tree order; never empty for a root that matches all.
    pub fn matches(&self, labels: &Labels) -> Vec<RouteMatch> {
        self.found(None, labels)
    }

    /// [`matches`](Self::matches); with an index of this tree, without trying every node of it.
    pub(super) fn found(&self, index: Option<&RouteIndex>, labels: &Labels) -> Vec<RouteMatch> {
        let mut found = Vec::new();
        if self.matchers.matches(labels) {
            self.walk(index, labels, self.label(), &[], &Options::default(), &mut found);
        }
        found
    }

    /// Appends what takes the alert, at this node, which does, or below it.
    fn walk(
        &self,
        index: Option<&RouteIndex>,
        labels: &Labels,
        path: String,
        receivers: &[String],
        options: &Options,
        found: &mut Vec<RouteMatch>,
    ) {
        let receivers = if self.receivers.is_empty() {
            receivers
        } else {
            &self.receivers
        };
        let options = options.inherited_by(self);
        let mut taken = false;
        let candidates = index.map_or_else(
            || (0..self.routes.len()).collect(),
            |index| index.candidates(labels),
        );
        for (number, position) in candidates.iter().enumerate() {
            let child = &self.routes[*position];
            if !child.matchers.matches(labels) {
                continue;
            }
            taken = true;
            // What has the same matchers may take the alert as well.
            let before = candidates
                .iter()
                .take(number)
                .map(|position| &self.routes[*position]);
            let path = format!("{path}/{}{}", child.label(), child.twin(before));
            let below = index.and_then(|index| index.below(*position));
            child.walk(below, labels, path, receivers, &options, found);
            if !child.continues {
                break;
            }
        }
        if !taken {
            found.push(RouteMatch {
                path,
                receivers: receivers.to_vec(),
                options,
                mute_time_intervals: self.mute_time_intervals.clone(),
                active_time_intervals: self.active_time_intervals.clone(),
            });
        }
    }

    /// `#2` for the second of two children with the same matchers. Without it both would be one group, and the receivers of
    /// one of them would not be told.
    fn twin<'a>(&self, before: impl Iterator<Item = &'a Self>) -> String {
        match before.filter(|other| other.matchers == self.matchers).count() {
            0 => String::new(),
            before => format!("#{}", before + 1),
        }
    }

    /// The node's matchers as text: `{}` for the root.
    pub fn label(&self) -> String {
        let lists: Vec<String> = self
            .matchers
            .lists()
            .iter()
            .map(|list| list.iter().map(ToString::to_string).collect::<Vec<_>>().join(","))
            .collect();
        format!("{{{}}}", lists.join(" or "))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tree() -> Route {
        serde_json::from_str(
            r#"{"receivers": ["default"], "group_by": ["service"], "group_wait": 10, "routes": [
                {"matchers": [["team=ml"]], "receivers": ["ml"], "repeat_interval": 60, "routes": [
                    {"matchers": [["severity=critical"]], "receivers": ["ml-pager"], "continue": true},
                    {"matchers": [["env=prod"]], "group_by": ["..."]}
                ]},
                {"matchers": [["team=~m.*"]], "receivers": ["never for ml"]}
            ]}"#,
        )
        .unwrap()
    }

    fn routed(labels: &[(&str, &str)]) -> Vec<(Vec<String>, String)> {
        let labels: Labels = labels.iter().copied().collect();
        tree()
            .matches(&labels)
            .into_iter()
            .map(|found| (found.receivers.clone(), found.group_key(&labels)))
            .collect()
    }

    #[test]
    fn depth_first_left_to_right_with_continue_and_inheritance() {
        // No child matches: the root.
        assert_eq!(
            routed(&[("service", "a")]),
            [(vec!["default".into()], r#"{}:{service="a"}"#.into())]
        );
        // A node none of whose children match is the match; the sibling that would match too is not tried.
        assert_eq!(
            routed(&[("team", "ml")]),
            [(vec!["ml".into()], r#"{}/{team="ml"}:{}"#.into())]
        );
        // `continue` tries the next sibling; receivers are inherited from the parent, group_by replaced.
        let both = routed(&[("team", "ml"), ("severity", "critical"), ("env", "prod")]);
        assert_eq!(both.len(), 2);
        assert_eq!(both[0].0, ["ml-pager"]);
        assert_eq!(both[1].0, ["ml"]);
        assert_eq!(
            both[1].1,
            r#"{}/{team="ml"}/{env="prod"}:{env="prod", severity="critical", team="ml"}"#
        );
    }

    #[test]
    fn two_nodes_with_the_same_matchers_are_two_groups() {
        let root: Route = serde_json::from_str(
            r#"{"routes": [{"matchers": [["a=1"]], "receivers": ["x"], "continue": true},
                {"matchers": [["a=1"]], "receivers": ["y"]}]}"#,
        )
        .unwrap();
        let labels = Labels::from_iter([("a", "1")]);
        let found = root.matches(&labels);
        assert_eq!(found[0].path, r#"{}/{a="1"}"#);
        assert_eq!(found[1].path, r#"{}/{a="1"}#2"#);
        assert_ne!(found[0].group_key(&labels), found[1].group_key(&labels));
    }

    #[test]
    fn timers_are_inherited() {
        use crate::severity::Severity;
        let labels = Labels::from_iter([("team", "ml"), ("env", "prod")]);
        let found = &tree().matches(&labels)[0];
        assert_eq!(found.options.repeat_interval.as_secs(), 60);
        assert_eq!(found.options.group_wait(Severity::Critical).as_secs(), 10);
        assert_eq!(Options::default().group_wait(Severity::Critical).as_secs(), 0);
        assert_eq!(Options::default().group_wait(Severity::Warning).as_secs(), 30);
    }
}
