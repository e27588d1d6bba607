//! What receivers take: no stretch of time has more pages than that, and how much later one may come for it.

use std::collections::BTreeMap;

use crate::config::Config;
use crate::plan::{Plan, SECOND};
use crate::ports::Attempt;

/// The most that the catalogs of a history let an address take, in pages at once and a minute; nothing for one that has
/// no limit in one of them.
fn most(plan: &Plan, address: &str) -> Option<(u32, u32)> {
    let naming = plan.configs.iter().filter(|config| config.names(address));
    let rates: Option<Vec<(u32, u32)>> = naming.map(|config| config.rate(address)).collect();
    rates?
        .into_iter()
        .reduce(|one, other| (one.0.max(other.0), one.1.max(other.1)))
}

/// A stretch in which an address was sent more pages than it takes.
pub(crate) fn exceeded(plan: &Plan, attempts: &[Attempt]) -> Option<String> {
    // By when they were decided: one that is sent again had its room before.
    let mut pages: BTreeMap<&str, BTreeMap<&str, i64>> = BTreeMap::new();
    for attempt in attempts {
        // One that another receiver could not be given has that one's time.
        if let Some(page) = &attempt.page
            && page
                .of_groups()
                .iter()
                .all(|part| part.instead_of().next().is_none())
        {
            let of = pages.entry(&attempt.address).or_default();
            of.entry(&page.id).or_insert(page.at);
        }
    }
    for (address, pages) in pages {
        let Some((burst, per_minute)) = most(plan, address) else {
            continue;
        };
        let mut decided: Vec<i64> = pages.into_values().collect();
        decided.sort_unstable();
        for (position, from) in decided.iter().enumerate() {
            for (count, until) in (1..).zip(&decided[position..]) {
                // A summary that somebody else finished was given its room earlier.
                let allowed = i64::from(burst) + (until - from) * i64::from(per_minute) / (60 * SECOND) + 1;
                if count > allowed {
                    return Some(format!(
                        "{address}: {count} pages from {from} to {until}, not {allowed}"
                    ));
                }
            }
        }
    }
    None
}

/// How much later news may be told because its receiver takes no more pages, where nothing fails.
pub(crate) fn longest_wait(plan: &Plan) -> i64 {
    let waits = |config: &Config| {
        let rates = config.places.iter().map(|place| place.rate);
        let rates = rates.chain([config.fallback_rate]).flatten();
        // A token that is kept for critical pages is given to others after a time that it takes to fill all of them.
        let of = |(burst, per_minute): (u32, u32)| {
            let interval = 60 * SECOND / i64::from(per_minute);
            let reserve = i64::from((burst / 4).max(1).min(burst - 1));
            (1 + reserve) * interval + 2 * interval
        };
        rates.map(of).max().unwrap_or(0)
    };
    plan.configs.iter().map(waits).max().unwrap_or(0)
}
