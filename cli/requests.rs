//! The requests that a page would be, in the words of each receiver.

use alert_core::catalog::{Catalog, ReceiverConfig};
use alert_core::receiver::{self, Kind, Request};

use crate::output::Output;
use crate::verdict::{Outcome, Verdict};
use crate::wording;

/// One for each receiver that is told; with a kind, for those of it. For a kind that no route uses, the one it would get.
pub(crate) fn requests(
    kind: Option<&'static dyn Kind>,
    verdict: &Verdict,
    catalog: &Catalog,
    output: &mut Output,
) -> Vec<(ReceiverConfig, Request)> {
    if !matches!(verdict.outcome, Outcome::Page | Outcome::Resolve) {
        return vec![];
    }
    let told = verdict
        .receivers
        .iter()
        .filter_map(|name| catalog.receiver(name))
        .filter(|config| kind.is_none_or(|kind| config.kind == kind.name()));
    let mut configs: Vec<ReceiverConfig> = told.cloned().collect();
    if let (true, Some(kind)) = (configs.is_empty(), kind) {
        configs.push(ReceiverConfig {
            name: kind.name().to_owned(),
            kind: kind.name().to_owned(),
            ..ReceiverConfig::default()
        });
    }
    let rendered = configs.into_iter().filter_map(|config| {
        let kind = receiver::kind(&config.kind)?;
        let (request, complaint) =
            wording::request(kind, &verdict.page_for(&config, catalog), &config, catalog);
        if let Some(complaint) = complaint {
            output.complain(&complaint);
        }
        Some((config, request))
    });
    rendered.collect()
}
