//! The hourly comparison with CloudWatch, beside the drivers that its events go to.

use std::cell::{Cell, RefCell};

use alert_core::reconcile::{Alarm, Place, Verb};
use alert_pipeline::memory::{MemoryPorts, MemoryStore};
use alert_pipeline::ports::Ports;
use alert_pipeline::reconcile::{Compared, Listed, ReconcileError, ReconcilePorts, Said, compare, say};
use alert_pipeline::simulator::World;
use futures_util::FutureExt;
use serde_json::{Value, json};

#[allow(clippy::wildcard_imports)] // the scenarios' own words
use crate::given::*;

const OWN: &str = "alert-router-self-";
/// How many alarms a page has.
const PAGE: usize = 2;

fn here() -> Place {
    Place {
        region: "eu-west-1".to_owned(),
        account: "111122223333".to_owned(),
        own: OWN.to_owned(),
    }
}

/// A router, and the CloudWatch that it is compared with.
struct Stage {
    world: World<MemoryPorts>,
    alarms: RefCell<Vec<Alarm>>,
    /// Alarms that are there and on no page.
    skipped: RefCell<Vec<String>>,
    said: RefCell<Vec<Value>>,
    /// How many calls there is time for.
    calls: Cell<usize>,
    /// The ingest queue takes nothing.
    is_full: Cell<bool>,
}

impl Stage {
    fn new() -> Self {
        let stage = Self {
            world: world(),
            alarms: RefCell::default(),
            skipped: RefCell::default(),
            said: RefCell::default(),
            calls: Cell::new(usize::MAX),
            is_full: Cell::new(false),
        };
        stage.set(&format!("{OWN}sweep-missing"), "OK", 0);
        stage
    }

    /// CloudWatch has an alarm in this state, and nobody hears of it.
    fn set(&self, name: &str, state: &str, seconds: i64) {
        self.delete(name);
        self.alarms.borrow_mut().push(Alarm(json!({
            "AlarmName": name, "AlarmArn": format!("arn:aws:cloudwatch:eu-west-1:111122223333:alarm:{name}"),
            "StateValue": state, "StateReason": "Threshold Crossed", "StateTransitionedTimestamp": at(seconds).to_string(),
            "Namespace": "AWS/SageMaker", "MetricName": "Invocation5XXErrors", "Statistic": "Sum", "Period": 60,
            "Dimensions": [{"Name": "EndpointName", "Value": name}],
        })));
    }

    fn delete(&self, name: &str) {
        self.alarms.borrow_mut().retain(|alarm| alarm.name() != name);
    }

    fn compared(&self) -> Result<Compared, ReconcileError> {
        let here = here();
        let compared = compare(self, &here, self.world.now());
        compared.now_or_never().expect("nothing waits")
    }

    /// One run, and what comes of it within a quarter of an hour.
    fn run(&mut self) -> (Vec<String>, Said) {
        let compared = self.compared().expect("a comparison");
        let said = say(self, &compared.plan).now_or_never().expect("nothing waits");
        for event in self.said.take() {
            self.world.offer(event);
        }
        let seconds = self.world.now().duration_since(at(0)).as_secs();
        self.world.run_until(at(seconds + 900));
        (steps(&compared), said)
    }
}

fn steps(compared: &Compared) -> Vec<String> {
    let steps = compared.plan.steps.iter();
    steps
        .map(|step| format!("{} {}", step.verb.as_str(), step.alarm))
        .collect()
}

fn called(stage: &Stage) {
    stage.calls.set(stage.calls.get().saturating_sub(1));
}

impl ReconcilePorts for Stage {
    type Store = MemoryStore;

    fn store(&self) -> &MemoryStore {
        self.world.ports.store()
    }

    async fn alarms(&self, after: Option<String>) -> Result<Listed, ReconcileError> {
        called(self);
        let from: usize = after.map_or(0, |after| after.parse().expect("a token of this list"));
        let alarms = self.alarms.borrow();
        let page = alarms.iter().skip(from).take(PAGE);
        let listed = page.filter(|alarm| !self.skipped.borrow().iter().any(|name| name == alarm.name()));
        Ok(Listed {
            alarms: listed.cloned().collect(),
            next: (from + PAGE < alarms.len()).then(|| (from + PAGE).to_string()),
        })
    }

    async fn named(&self, names: &[&str]) -> Result<Vec<Alarm>, ReconcileError> {
        called(self);
        let alarms = self.alarms.borrow();
        let there = alarms.iter().filter(|alarm| names.contains(&alarm.name()));
        Ok(there.cloned().collect())
    }

    async fn contributors(&self, _alarm: &str) -> Result<Vec<Value>, ReconcileError> {
        called(self);
        Ok(vec![])
    }

    async fn say(&self, event: &Value) -> Result<(), ReconcileError> {
        if self.is_full.get() {
            return Err(ReconcileError::Call(
                "SQS SendMessage: AccessDenied (403)".to_owned(),
            ));
        }
        called(self);
        self.said.borrow_mut().push(event.clone());
        Ok(())
    }

    fn has_time(&self) -> bool {
        self.calls.get() > 0
    }
}

#[test]
fn what_fires_at_the_installation_is_told_once_and_what_is_deleted_while_it_fires_is_closed() {
    let mut stage = Stage::new();
    for name in ["a-crit", "b", "c"] {
        stage.set(name, if name == "c" { "OK" } else { "ALARM" }, -3_600);
    }
    assert_eq!(stage.run().0, ["open a-crit", "open b"]);
    assert_eq!(stage.run().0, Vec::<String>::new(), "an hour later both agree");
    // The event that was thought lost comes after all.
    stage.world.offer(event("a-crit", "ALARM", -3_600));
    assert_eq!(stage.run().0, Vec::<String>::new());
    let pages = told(&stage.world);
    assert_eq!(
        pages.iter().filter(|line| line.contains("first")).count(),
        3,
        "{pages:?}"
    );

    stage.delete("a-crit");
    stage.set("b", "OK", 1_000);
    assert_eq!(stage.run().0, ["resolve a-crit", "resolve b"]);
    assert_eq!(stage.run().0, Vec::<String>::new());
    assert_balanced(&stage.world);
    let closed = stage.world.notifications().iter().map(|one| one.resolved.len());
    assert_eq!(
        closed.sum::<usize>(),
        3,
        "each receiver is told of what it was told"
    );
}

#[test]
fn without_an_alarm_of_the_router_nothing_is_said() {
    let mut stage = Stage::new();
    stage.set("b", "ALARM", -3_600);
    stage.run();
    stage.delete("b");
    stage.delete(&format!("{OWN}sweep-missing"));
    let Err(ReconcileError::Elsewhere { own, .. }) = stage.compared() else {
        panic!("it took another place's silence for the end of everything")
    };
    assert_eq!(own, OWN);
}

#[test]
fn when_time_is_up_nothing_passes_for_deleted_and_the_next_run_goes_on() {
    let mut stage = Stage::new();
    for name in ["a", "b", "c", "d"] {
        stage.set(name, "ALARM", -3_600);
    }
    // The first page alone: the router's own, and `a`; and nothing is left to say it.
    stage.calls.set(1);
    let first = stage.compared().expect("a comparison");
    assert!(!first.is_complete && first.plan.steps.is_empty() && first.alarms == PAGE);
    // All three pages, and two of the four events.
    stage.calls.set(5);
    let (steps, said) = stage.run();
    assert_eq!((steps.len(), said.said, said.left, said.failed), (4, 2, 2, None));
    stage.calls.set(usize::MAX);
    assert_eq!(stage.run().0, ["open c", "open d"]);
    // What is open and beyond the last page that was read is left as it is.
    stage.calls.set(2);
    let half = stage.compared().expect("a comparison");
    assert_eq!(
        (half.is_complete, half.alarms, half.plan.steps.len()),
        (false, 2 * PAGE, 0)
    );
}

#[test]
fn an_alarm_that_the_list_skipped_is_asked_for_by_its_name() {
    let mut stage = Stage::new();
    stage.set("a", "ALARM", -3_600);
    stage.run();
    stage.skipped.borrow_mut().push("a".to_owned());
    let found = stage.compared().expect("a comparison");
    assert!(found.is_complete);
    assert_eq!((steps(&found), found.plan.agreed), (vec![], 1));
}

#[test]
fn a_queue_that_takes_nothing_is_said_and_tried_again() {
    let mut stage = Stage::new();
    stage.set("a", "ALARM", -3_600);
    stage.is_full.set(true);
    let (found, said) = stage.run();
    assert_eq!((found.len(), said.said, said.left), (1, 0, 1));
    assert!(matches!(said.failed, Some(ReconcileError::Call(why)) if why.contains("AccessDenied")));
    stage.is_full.set(false);
    let again = stage.compared().expect("a comparison");
    assert_eq!(again.plan.steps[0].verb, Verb::Open);
}
