//! Finding the nodes that take an alert without trying all their siblings.

use super::{Route, RouteMatch};
use crate::labels::Labels;
use crate::matcher::RuleIndex;

/// For each node of a tree: which of its children may take an alert. Of the same shape as the tree that it is made of.
#[derive(Debug, Clone, Default)]
pub struct RouteIndex {
    children: RuleIndex,
    below: Vec<Self>,
}

impl RouteIndex {
    /// Indexes a tree.
    pub fn new(root: &Route) -> Self {
        Self {
            children: RuleIndex::new(root.routes.iter().map(|child| &child.matchers)),
            below: root.routes.iter().map(Self::new).collect(),
        }
    }

    /// What [`Route::matches`] says of the tree that this is the index of.
    pub fn matches(&self, root: &Route, labels: &Labels) -> Vec<RouteMatch> {
        root.found(Some(self), labels)
    }

    /// Positions of the children that may take the alert, in tree order.
    pub(super) fn candidates(&self, labels: &Labels) -> Vec<usize> {
        self.children.candidates(labels)
    }

    /// The index of the child at a position.
    pub(super) fn below(&self, position: usize) -> Option<&Self> {
        self.below.get(position)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::matcher::{Matcher, Matchers};

    fn matcher() -> impl Strategy<Value = Matcher> {
        let value = prop_oneof!["[ab]{0,2}", Just("a|b".to_owned()), Just("a.*".to_owned())];
        (
            "[xy]",
            prop_oneof![Just("="), Just("!="), Just("=~"), Just("!~")],
            value,
        )
            .prop_map(|(name, op, value)| Matcher::parse(&format!("{name}{op}\"{value}\"")).unwrap())
    }

    fn tree() -> impl Strategy<Value = Route> {
        let node = |children: BoxedStrategy<Vec<Route>>| {
            (
                prop::collection::vec(prop::collection::vec(matcher(), 0..3), 1..3),
                prop::collection::vec("[rst]", 0..2),
                any::<bool>(),
                children,
            )
                .prop_map(|(lists, receivers, continues, routes)| Route {
                    matchers: Matchers::any_of(lists),
                    receivers,
                    continues,
                    routes,
                    ..Route::root()
                })
        };
        node(Just(vec![]).boxed()).prop_recursive(3, 24, 6, move |child| {
            node(
                // Twins: the same matchers again among the siblings.
                (prop::collection::vec(child, 0..6), any::<bool>())
                    .prop_map(|(mut children, twin)| {
                        if twin && let Some(first) = children.first().cloned() {
                            children.push(first);
                        }
                        children
                    })
                    .boxed(),
            )
        })
    }

    proptest! {
        #[test]
        fn the_index_finds_what_a_walk_over_all_siblings_finds(
            root in tree(),
            labels in prop::collection::vec(("[xyz]", "[ab]{0,3}"), 0..4),
        ) {
            let labels: Labels = labels.into_iter().collect();
            prop_assert_eq!(RouteIndex::new(&root).matches(&root, &labels), root.matches(&labels));
        }
    }
}
