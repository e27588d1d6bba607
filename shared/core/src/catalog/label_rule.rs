//! Rules that add labels which no event carries: the environment in an alarm's name, a team's own service name.

use serde::{Deserialize, Serialize};

use crate::labels::Labels;
use crate::matcher::Matchers;

/// Adds labels to the alerts it matches. Rules run in order on the source's labels; the first that sets a label wins.
///
/// A rule may set `severity` and replace `service`, but never a label that identifies the alert.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LabelRule {
    /// Which alerts.
    pub matchers: Matchers,
    /// The labels it sets.
    pub set: Labels,
}
