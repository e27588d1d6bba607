//! What is counted: the ways that an event takes, from its arrival until nothing is left to do for it.

use alert_core::silence::Silence;
use serde_json::json;

use crate::alarm::{at, change};
use crate::rig::{Rig, Run};

const HOUR: i64 = 3600;
const DAY: i64 = 24 * HOUR;

/// One way, with its invocations.
pub(crate) struct Walk {
    pub(crate) name: &'static str,
    pub(crate) what: &'static str,
    pub(crate) runs: Vec<Run>,
}

/// All of them.
pub(crate) fn walks() -> Vec<Walk> {
    let walk = |name, what, runs| Walk { name, what, runs };
    vec![
        walk("new", "A critical alarm fires, for the first time ever", new()),
        walk("duplicate", "The same change comes once more", duplicate()),
        walk("resolve", "It is over", resolve()),
        walk("again", "It fires another time, in a group that exists", again()),
        walk(
            "waits",
            "An alarm that waits 30 s for company (`group_wait`)",
            waits(),
        ),
        walk("joins", "One more alarm of a group that was told of", joins()),
        walk(
            "repeat",
            "What still fires is told again after four hours",
            repeat(),
        ),
        walk("silenced", "An alarm that a silence holds", silenced()),
        walk("digest", "An owner's digest of what was kept from them", digest()),
        walk("idle", "A sweep that finds nothing", idle()),
    ]
}

fn rig() -> Rig {
    Rig::new(&["EndpointName"])
}

/// An event and all that follows within so many seconds.
fn follow(rig: &mut Rig, name: &str, firing: bool, from: i64, seconds: i64) -> Vec<Run> {
    let mut runs = vec![rig.ingest(at(from), &change(name, "churn-prod", firing, from * 1000))];
    runs.extend(rig.flush_until(at(from + seconds)));
    runs
}

fn new() -> Vec<Run> {
    follow(&mut rig(), "a", true, 0, 60)
}

fn duplicate() -> Vec<Run> {
    let mut rig = rig();
    follow(&mut rig, "a", true, 0, 60);
    let copy = rig.ingest(at(70), &change("a", "churn-prod", true, 0));
    let mut runs = vec![copy];
    runs.extend(rig.flush_until(at(700)));
    runs
}

fn resolve() -> Vec<Run> {
    let mut rig = rig();
    follow(&mut rig, "a", true, 0, 60);
    follow(&mut rig, "a", false, 600, 400)
}

fn again() -> Vec<Run> {
    let mut rig = rig();
    follow(&mut rig, "a", true, 0, 60);
    follow(&mut rig, "a", false, 600, 400);
    follow(&mut rig, "a", true, 6 * HOUR, 60)
}

fn waits() -> Vec<Run> {
    follow(&mut rig(), "slow-a", true, 0, 60)
}

fn joins() -> Vec<Run> {
    let mut rig = rig();
    follow(&mut rig, "slow-a", true, 0, 60);
    follow(&mut rig, "slow-b", true, 600, 400)
}

fn repeat() -> Vec<Run> {
    let mut rig = rig();
    follow(&mut rig, "a", true, 0, 60);
    swept(&mut rig, 4 * HOUR + 30)
}

fn silence(until: i64) -> Silence {
    serde_json::from_value(
        json!({"id": "s", "matchers": [["alarm_name=~.*"]], "starts_at": at(0), "ends_at": at(until),
        "created_by": "ana", "comment": "upgrade", "updated_at": at(0)}),
    )
    .unwrap()
}

fn silenced() -> Vec<Run> {
    let mut rig = rig();
    rig.silence(at(0), &silence(HOUR));
    // The first flush loads the silences, and notes that this one holds something.
    follow(&mut rig, "b", true, 10, 60);
    follow(&mut rig, "a", true, 100, 60)
}

fn digest() -> Vec<Run> {
    let mut rig = rig();
    rig.silence(at(0), &silence(HOUR));
    follow(&mut rig, "a", true, 10, 60);
    follow(&mut rig, "a", false, 600, 400);
    // What the end of the silence brings is no part of the digest.
    swept(&mut rig, HOUR + 60);
    swept(&mut rig, DAY + 120)
}

fn idle() -> Vec<Run> {
    vec![rig().sweep(at(60))]
}

/// A sweep and the flushes that it wakes. The looks at the index are the idle sweep's, which comes each minute anyway.
fn swept(rig: &mut Rig, seconds: i64) -> Vec<Run> {
    let mut sweep = rig.sweep(at(seconds));
    sweep
        .calls
        .retain(|call| !matches!(call, alert_pipeline::counting::Call::Due { .. }));
    let mut runs = vec![sweep];
    runs.extend(rig.flush_until(at(seconds + 60)));
    runs
}
