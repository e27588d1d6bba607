//! How fast each kind of receiver is told of a storm's groups, by its limit.

use alert_core::catalog::ReceiverConfig;
use alert_core::receiver::limit;
use alert_core::state::summary::MOST_PARTS;

use super::storm::count;
use crate::months::grouped;

/// Kinds as the catalog names them, with what they want of a receiver.
const KINDS: [&str; 6] = ["slack", "teams", "google_chat", "discord", "telegram", "webhook"];
/// Distinct groups in an hour of the storm, each alarm in its own.
const GROUPS: f64 = 1e6;

/// The kinds as a table.
pub(crate) fn table() -> String {
    let mut table =
        "| kind | pages a minute | groups a minute, in summaries | a million groups are told after |\n|---|---|---|---|\n"
            .to_owned();
    for kind in KINDS {
        let receiver = ReceiverConfig {
            name: kind.to_owned(),
            kind: kind.to_owned(),
            secret: Some(format!("alert-router/{kind}")),
            ..ReceiverConfig::default()
        };
        table += &match limit(&receiver) {
            Some(limit) => {
                let groups = f64::from(limit.per_minute) * count(MOST_PARTS);
                format!(
                    "| {kind} | {} | {} | {:.1} h |\n",
                    limit.per_minute,
                    grouped(groups),
                    GROUPS / groups / 60.0
                )
            }
            None => format!("| {kind} | no limit of ours | | as fast as flush |\n"),
        };
    }
    table
}
