//! The facts of an observation.

use crate::observation::Evidence;

/// Facts by name, those that are known, as they came: what is empty is left out where all sources' facts are cleaned and
/// cut.
pub(super) fn facts<const N: usize>(facts: [(&str, Option<String>); N]) -> Vec<Evidence> {
    let known = |(name, value): (&str, Option<String>)| Some(Evidence::new(name, value?));
    facts.into_iter().filter_map(known).collect()
}

/// Where it happened.
pub(super) fn place(account: &str, region: &str) -> Option<String> {
    let place = format!("{account} {region}");
    (place.len() > 1).then(|| place.trim().to_owned())
}
