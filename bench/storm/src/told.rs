//! How soon each alarm is in a page, and whether that is within its bound.

use crate::result::Told;
use crate::stream::{Change, service};
use crate::waits::{GROUP_INTERVAL, GROUP_WAIT, millis};

/// A page: when it arrived, and the alarms in it. Milliseconds since the storm began.
#[derive(Debug, Clone)]
pub struct Page {
    pub at: u64,
    pub alarms: Vec<usize>,
}

/// Compares when alarms first fired, `began` (which may differ from the plan when it was played by the clock), with when they
/// were told. What comes `slack` after its bound is not late yet, and a page that arrives was written up to `on_its_way` before.
pub fn told(changes: &[Change], began: &[Option<u64>], pages: &[Page], slack: u64, on_its_way: u64) -> Told {
    let alarms = began.len();
    let mut first_page = vec![None::<u64>; alarms];
    let mut first_of_service = vec![None::<u64>; alarms];
    for page in pages {
        for &alarm in &page.alarms {
            first_page[alarm].get_or_insert(page.at);
            first_of_service[service(alarm, alarms)].get_or_insert(page.at);
        }
    }
    // The first episode of each: when it began and ended.
    let mut episodes = vec![(None::<u64>, None::<u64>); alarms];
    for change in changes {
        let (start, end) = &mut episodes[change.alarm];
        if change.firing {
            start.get_or_insert(change.at);
        } else if start.is_some() {
            end.get_or_insert(change.at);
        }
    }

    let mut waits = Vec::new();
    let mut late = 0;
    for alarm in 0..alarms {
        let Some(fired_at) = began[alarm] else { continue };
        let wait = first_page[alarm].map(|at| at.saturating_sub(fired_at));
        waits.extend(wait);
        // Its group had not been told of anything, and waits for others; or it had, and the next page comes an interval later.
        let is_joining =
            first_of_service[service(alarm, alarms)].is_some_and(|first| first <= fired_at + on_its_way);
        let bound = millis(if is_joining { GROUP_INTERVAL } else { GROUP_WAIT });
        let in_time = wait.is_some_and(|wait| wait <= bound + slack);
        let has_lasted = match episodes[alarm] {
            (Some(start), Some(end)) => end - start >= bound,
            (start, _) => start.is_some(),
        };
        late += u64::from(!in_time && has_lasted);
    }
    waits.sort_unstable();
    Told {
        alarms: alarms as u64,
        told: waits.len() as u64,
        late,
        p50: percentile(&waits, 50),
        p99: percentile(&waits, 99),
        max: percentile(&waits, 100),
    }
}

/// The smallest that so many in a hundred are not above.
fn percentile(sorted: &[u64], percent: usize) -> u64 {
    let rank = (sorted.len() * percent).div_ceil(100);
    sorted.get(rank.saturating_sub(1)).copied().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::stream::Stream;

    #[test]
    fn an_alarm_is_late_after_its_bound_if_it_fired_for_so_long() {
        let changes = Stream::Distinct.changes(3);
        let began = [Some(0), Some(20_000), Some(40_000)];
        let page = |at, alarms: &[usize]| Page {
            at,
            alarms: alarms.to_vec(),
        };
        let late = |pages: &[Page]| told(&changes, &began, pages, 0, 0).late;
        assert_eq!(late(&[page(30_000, &[0, 1]), page(330_000, &[0, 1, 2])]), 0);
        // The first page is late, and the third alarm, which joins by it.
        assert_eq!(late(&[page(30_001, &[0, 1]), page(340_001, &[2])]), 2);
        assert_eq!(late(&[page(30_000, &[0, 1])]), 1);

        // Two minutes are less than an interval: nobody has to be told of what joins.
        let changes = Stream::Flapping.changes(2);
        let told = told(&changes, &[Some(0), Some(120_000)], &[page(30_000, &[0])], 0, 0);
        assert_eq!((told.alarms, told.told, told.late), (2, 1, 0));
        assert_eq!((told.p50, told.max), (30_000, 30_000));
    }
}
