//! What holds for every history: the end does not depend on the order, no page inside a mute, none later than configured.

use std::collections::BTreeSet;

use alert_core::interval::TimeMute;
use alert_core::silence::Silence;
use alert_core::time::{SignedDuration, Timestamp, after};
use alert_pipeline::memory::MemoryPorts;
use alert_pipeline::simulator::World;
use proptest::prelude::*;
use serde_json::{Value, json};

#[allow(clippy::wildcard_imports)] // the scenarios' own words
use crate::given::*;

fn config() -> ProptestConfig {
    ProptestConfig {
        cases: if cfg!(debug_assertions) { 48 } else { 500 },
        failure_persistence: None,
        ..ProptestConfig::default()
    }
}

/// One copy of a change: the alarm's number, the state, the second in which it began, and the way it takes.
fn copy(alarm: usize, state: &str, second: i64, way: usize) -> Value {
    let name = ["a", "b-crit", "c"][alarm];
    match way {
        0 => event(name, state, second),
        1 => action(name, state, second),
        _ => notice(name, state, second),
    }
}

/// Which alerts a receiver believes to be firing, by their names.
fn believed(world: &World<MemoryPorts>, receiver: &str) -> BTreeSet<String> {
    let mut open = BTreeSet::new();
    for one in world
        .notifications()
        .iter()
        .filter(|one| one.receiver == receiver)
    {
        open.extend(one.firing.iter().map(ToString::to_string));
        for over in &one.resolved {
            open.remove(over.as_str());
        }
    }
    open
}

/// Which alerts fire, by the store.
fn firing(world: &World<MemoryPorts>) -> BTreeSet<String> {
    let rows = world.ports.store.rows().into_iter();
    rows.filter(|row| row.key.sk == "alert")
        .filter(|row| {
            let body: Value = serde_json::from_str(&row.body).expect("JSON");
            body["firing"] == json!(true)
        })
        .filter_map(|row| row.key.pk.strip_prefix("alert#").map(str::to_owned))
        .collect()
}

/// What is told of a history in the end, if its copies come in this order, some minutes apart.
fn end(
    copies: &[(usize, usize, usize)],
    history: &[(usize, &str, i64)],
) -> (BTreeSet<String>, BTreeSet<String>) {
    let mut world = world();
    world.run_until(at(20_000));
    for (change, way, wait) in copies {
        let (alarm, state, second) = history[*change];
        world.offer(copy(alarm, state, second, *way));
        let next = SignedDuration::from_secs(i64::try_from(*wait).unwrap_or(0));
        world.run_until(after(world.now(), next));
    }
    world.run_until(after(world.now(), SignedDuration::from_hours(2)));
    let balance = world.balance();
    assert!(balance.balances() && balance.dead == 0, "{balance:?}");
    let critical: BTreeSet<String> = believed(&world, "hook");
    let chat = believed(&world, "chat");
    assert!(critical.is_subset(&chat), "{critical:?} {chat:?}");
    (firing(&world), chat)
}

/// A history of three alarms: each change at a second of its own.
fn history() -> impl Strategy<Value = Vec<(usize, &'static str, i64)>> {
    let state = prop::sample::select(vec!["ALARM", "ALARM", "OK", "OK", "INSUFFICIENT_DATA"]);
    prop::collection::vec((0..3_usize, state, 1..600_i64), 1..12).prop_map(|changes| {
        let mut second = 0;
        changes
            .into_iter()
            .map(|(alarm, state, gap)| {
                second += gap;
                (alarm, state, second)
            })
            .collect()
    })
}

proptest! {
    #![proptest_config(config())]

    /// A transition history with each change up to four times, by any way, in any order.
    #[test]
    fn any_order_with_duplicates_ends_in_the_same_open_set(
        history in history(),
        more in prop::collection::vec((any::<prop::sample::Index>(), 0..3_usize), 0..24),
        waits in prop::collection::vec(0..400_usize, 48),
        keys in prop::collection::vec(any::<u64>(), 48),
    ) {
        let once: Vec<_> = (0..history.len()).map(|change| (change, 0, 60)).collect();
        let mut copies: Vec<_> = once.iter().map(|(change, ..)| (*change, 0)).collect();
        copies.extend(more.iter().map(|(change, way)| (change.index(history.len()), *way)));
        let mut shuffled: Vec<_> = copies.into_iter().zip(keys).collect();
        shuffled.sort_by_key(|(_, key)| *key);
        let shuffled: Vec<_> = shuffled
            .into_iter()
            .zip(waits)
            .map(|(((change, way), _), wait)| (change, way, wait))
            .collect();
        let (fires, believes) = end(&once, &history);
        // In order, people believe what is so.
        prop_assert_eq!(&fires, &believes);
        prop_assert_eq!((fires, believes), end(&shuffled, &history));
    }
}

/// Who keeps an alarm quiet.
#[derive(Debug, Clone, Copy)]
enum Mute {
    Aws,
    Silence,
    Calendar,
}

/// A world in which `crit-muted` is quiet from `from` to `until`; seconds.
fn muted(mute: Mute, from: i64, until: i64, group_interval: i64) -> World<MemoryPorts> {
    let mut catalog = catalog();
    catalog["route"]["group_interval"] = json!(group_interval);
    if matches!(mute, Mute::Calendar) {
        // To the minute, as calendars are. The scenarios begin at 08:00 UTC.
        let clock = |second: i64| at(second).strftime("%H:%M").to_string();
        catalog["time_intervals"] = json!([{"name": "quiet", "time_intervals":
            [{"times": [{"start_time": clock(from), "end_time": clock(until)}]}]}]);
        catalog["route"]["routes"] = json!([{"matchers": [["alarm_name=~crit-.*"]],
            "receivers": ["chat", "hook"], "mute_time_intervals": ["quiet"]}]);
    }
    let mut world = World::new(MemoryPorts::new(compiled(&catalog)), at(-600));
    if matches!(mute, Mute::Silence) {
        let silence: Silence =
            serde_json::from_value(json!({"id": "s1", "matchers": [["alarm_name=crit-muted"]],
            "starts_at": at(from), "ends_at": at(until), "created_by": "ana", "updated_at": at(-600)}))
            .expect("a silence");
        world.silence(&silence);
    }
    world
}

proptest! {
    #![proptest_config(config())]

    /// Whatever keeps it quiet, whenever it fires, whoever shares its group: nobody is told that it fires while it is muted.
    /// If it fires on, they are told when that ends, a `group_interval` later at the most.
    #[test]
    fn no_page_inside_a_mute_and_one_soon_after_it(
        mute in prop::sample::select(vec![Mute::Aws, Mute::Silence, Mute::Calendar]),
        from in (0..60_i64).prop_map(|minute| minute * 60),
        minutes in 2..240_i64,
        fires in 0..18_000_i64,
        lasts in prop::sample::select(vec![30_i64, 600, 7_200, 40_000]),
        other in prop::collection::vec((0..18_000_i64, 60..4_000_i64), 0..3),
        group_interval in prop::sample::select(vec![60_i64, 300, 3_600]),
    ) {
        let until = from + minutes * 60;
        let mut world = muted(mute, from, until, group_interval);
        // What AWS mutes says so in its own event, when it fires inside the window.
        let inside = (from..until).contains(&fires);
        let mut alarm = event("crit-muted", "ALARM", fires);
        if matches!(mute, Mute::Aws) && inside {
            alarm["detail"]["muteDetail"] = json!({"muteWindowStart": at(from).to_string(), "muteWindowEnd": at(until).to_string(),
                "mutedByArn": "arn:aws:cloudwatch:eu-west-1:111122223333:alarm-mute-rule:night"});
        }
        let mut offers = vec![(fires, alarm), (fires + lasts, event("crit-muted", "OK", fires + lasts))];
        for (number, (begins, lasts)) in other.iter().enumerate() {
            let name = format!("crit-other-{number}");
            offers.push((*begins, event(&name, "ALARM", *begins)));
            offers.push((begins + lasts, event(&name, "OK", begins + lasts)));
        }
        offers.sort_by_key(|(second, _)| *second);
        for (second, event) in offers {
            world.run_until(at(second));
            world.offer(event);
        }
        world.run_until(at(90_000));

        let fingerprint = world.ports.store.rows().into_iter().find_map(|row| {
            let is_it = row.key.sk == "alert" && row.body.contains("crit-muted");
            row.key.pk.strip_prefix("alert#").filter(|_| is_it).map(str::to_owned)
        }).expect("it has a record");
        let told: Vec<i64> = world.notifications().iter()
            .filter(|one| one.firing.iter().any(|firing| firing.as_str() == fingerprint))
            .map(|one| one.at.duration_since(at(0)).as_secs())
            .collect();
        // AWS says so only of what fires inside the window: what fired before it is told, and repeated.
        let is_muted = |second: i64| match mute {
            Mute::Aws => inside && (fires..until).contains(&second),
            Mute::Silence | Mute::Calendar => (from..until).contains(&second),
        };
        prop_assert!(told.iter().all(|second| !is_muted(*second)), "{told:?}");
        let heard_from = if is_muted(fires) { until } else { fires };
        if fires + lasts > heard_from + group_interval {
            let bound = heard_from + group_interval;
            prop_assert!(
                told.iter().any(|second| (heard_from..=bound).contains(second)),
                "{told:?}, expected from {heard_from} to {bound}"
            );
        }
        assert_balanced(&world);
    }

    /// Whatever waits are configured: what fires long enough is told within its hold or wait, and a `group_interval` if its
    /// group was told of something just before.
    #[test]
    fn no_page_is_later_than_configured(
        group_wait in prop::option::of(0..120_i64),
        group_interval in 30..1_000_i64,
        hold in prop::option::of(0..600_i64),
        group_by in prop::sample::select(vec!["service", "alarm_name"]),
        alarms in prop::collection::vec((0..3_000_i64, any::<bool>()), 1..6),
    ) {
        let mut catalog = catalog();
        let route = &mut catalog["route"];
        *route = json!({"receivers": ["chat"], "group_by": [group_by], "group_interval": group_interval});
        if let Some(group_wait) = group_wait {
            route["group_wait"] = json!(group_wait);
        }
        if let Some(hold) = hold {
            route["hold"] = json!(hold);
        }
        let mut world = World::new(MemoryPorts::new(compiled(&catalog)), at(0));
        let mut offers: Vec<_> = alarms.iter().enumerate().map(|(number, (second, critical))| {
            let name = format!("n{number}{}", if *critical { "-crit" } else { "" });
            (*second, *critical, name)
        }).collect();
        offers.sort();
        for (second, _, name) in &offers {
            world.run_until(at(*second));
            world.offer(event(name, "ALARM", *second));
        }
        world.run_until(at(10_000));
        for (second, critical, name) in &offers {
            let first = world.notifications().iter()
                .find(|one| one.page.firing.iter().any(|line| line.name == *name))
                .map(|one| one.at.duration_since(at(*second)).as_secs());
            let wait = group_wait.unwrap_or(if *critical { 0 } else { 30 });
            let held = hold.filter(|_| !critical).unwrap_or(0);
            let bound = wait.max(held) + group_interval;
            prop_assert!(first.is_some_and(|first| first <= bound), "{name} after {first:?} s, at most {bound}");
        }
    }
}

/// A day on which the clock changes, somewhere: the zone, the day before it.
const CHANGES: [(&str, &str); 6] = [
    ("Europe/Madrid", "2026-03-28"),
    ("Europe/Madrid", "2026-10-24"),
    ("America/New_York", "2026-03-07"),
    ("America/New_York", "2026-10-31"),
    ("Australia/Lord_Howe", "2026-04-04"),
    ("America/Santiago", "2026-09-05"),
];

proptest! {
    #![proptest_config(config())]

    /// A route that is quiet at night, across midnight, on the days on which clocks change: nobody is told while the clock of
    /// the place shows the night, and whoever must be told is when it shows its end.
    #[test]
    fn a_night_is_as_long_as_the_clock_says(
        (zone, eve) in prop::sample::select(&CHANGES[..]),
        start in 20..24_i64,
        end in 1..9_i64,
        minute in prop::sample::select(vec![0_i64, 30]),
        fires in 0..2_880_i64,
    ) {
        let mut catalog = catalog();
        catalog["time_intervals"] = json!([{"name": "night", "time_intervals": [{"location": zone,
            "times": [{"start_time": format!("{start:02}:{minute:02}"), "end_time": format!("{end:02}:{minute:02}")}]}]}]);
        catalog["route"]["routes"][0]["mute_time_intervals"] = json!(["night"]);
        let catalog = compiled(&catalog);
        let intervals = catalog.file().time_intervals.clone();
        let quiet = TimeMute::new(&intervals, &["night".to_owned()], &[]);
        let midnight: Timestamp = format!("{eve}T00:00:00Z").parse().expect("a day");
        let fires = after(midnight, SignedDuration::from_mins(fires));
        let second = fires.duration_since(at(0)).as_secs();

        let mut world = World::new(MemoryPorts::new(catalog), fires);
        world.offer(event("crit", "ALARM", second));
        world.run_until(after(fires, SignedDuration::from_hours(30)));
        let first = world.notifications().first().map(|one| one.at);
        // The first minute from there on that the clock does not call night: asked minute by minute, not searched.
        let minutes = (0..1_800).map(|minute| after(fires, SignedDuration::from_mins(minute)));
        let morning = minutes.into_iter().find(|then| quiet.muted_by(*then).is_none());
        prop_assert_eq!(first, morning);
        prop_assert!(world.notifications().iter().all(|one| quiet.muted_by(one.at).is_none()));
    }
}
