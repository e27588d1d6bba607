//! How silences are looked after.

use alert_core::silence::SilencePolicy;

use super::super::fault::Faults;
use super::super::fields::Fields;
use super::super::yaml::Node;
use super::duration;

const KEYS: &[&str] = &["expire_unmatched"];

/// Reads `silences`.
pub(crate) fn read(node: &Node, faults: &mut Faults) -> Option<SilencePolicy> {
    let fields = Fields::open(node, "silences", KEYS, faults)?;
    Some(SilencePolicy {
        expire_unmatched: duration::read(&fields, "expire_unmatched", false, faults),
    })
}
