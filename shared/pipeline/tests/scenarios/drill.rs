//! Drills: the driver of a drill beside the drivers that it tries, on one clock.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use alert_core::drill::Token;
use alert_core::receiver::{Proof, Request, Response};
use alert_core::silence::Silence;
use alert_core::time::{SignedDuration, Timestamp, after};
use alert_pipeline::SilenceCache;
use alert_pipeline::drill::{
    Alarm, AlarmState, Arrived, DrillError, DrillPorts, Verdict, Waits, last_passed, remember, run_drill,
};
use alert_pipeline::memory::{MemoryPorts, MemoryStore};
use alert_pipeline::ports::Ports;
use alert_pipeline::simulator::World;
use futures_util::FutureExt;
use serde_json::{Value, json};

#[allow(clippy::wildcard_imports)] // the scenarios' own words
use crate::given::*;

const NAME: &str = "ml-crit-drill-page";
const PAGES: &str = "pages-topic";

/// The ports that the world's drivers and the drill share.
#[derive(Clone)]
struct Shared(Rc<MemoryPorts>);

impl AsRef<MemoryPorts> for Shared {
    fn as_ref(&self) -> &MemoryPorts {
        &self.0
    }
}

impl Ports for Shared {
    type Store = <MemoryPorts as Ports>::Store;
    type Catalogs = <MemoryPorts as Ports>::Catalogs;
    type Transport = <MemoryPorts as Ports>::Transport;
    type Wakes = <MemoryPorts as Ports>::Wakes;

    fn store(&self) -> &Self::Store {
        self.0.store()
    }
    fn catalogs(&self) -> &Self::Catalogs {
        self.0.catalogs()
    }
    fn transport(&self) -> &Self::Transport {
        self.0.transport()
    }
    fn wakes(&self) -> &Self::Wakes {
        self.0.wakes()
    }
    fn silences(&self) -> &SilenceCache {
        self.0.silences()
    }
}

/// A platform with one drill alarm.
struct Stage {
    world: RefCell<World<Shared>>,
    ports: Shared,
    alarm: RefCell<Alarm>,
    received: Cell<usize>,
    /// The queue gets nothing of what is published.
    is_deaf: bool,
    /// CloudWatch's changes reach nobody.
    is_cut: bool,
}

impl Stage {
    /// A chat, a webhook and a topic for critical alerts, of which a drill on `ml-crit-drill-page` is one.
    fn new(change: impl FnOnce(&mut Value)) -> Self {
        let mut catalog = catalog();
        let receivers = catalog["receivers"].as_array_mut().expect("a list");
        receivers.push(json!({"name": "pages", "kind": "sns", "topic": PAGES}));
        catalog["route"]["routes"][0]["receivers"] = json!(["chat", "hook", "pages"]);
        change(&mut catalog);
        let ports = Shared(Rc::new(MemoryPorts::new(compiled(&catalog))));
        Self {
            world: RefCell::new(World::new(ports.clone(), at(0))),
            ports,
            alarm: RefCell::new(Alarm {
                name: NAME.to_owned(),
                arn: format!("arn:aws:cloudwatch:eu-west-1:111122223333:alarm:{NAME}"),
                is_firing: false,
                since: None,
                reason: None,
                reason_data: None,
            }),
            received: Cell::new(0),
            is_deaf: false,
            is_cut: false,
        }
    }

    fn run(&self) -> Result<Verdict, DrillError> {
        let verdict = run_drill(self, Waits::default())
            .now_or_never()
            .expect("nothing waits but the clock");
        if verdict.is_ok() {
            assert!(
                !self.alarm.borrow().is_firing,
                "however it went, the alarm is set back"
            );
        }
        verdict
    }

    fn passes(&self) -> Verdict {
        let verdict = self.run().expect("a drill");
        assert_eq!(verdict.failures(), Vec::<String>::new());
        assert!(verdict.has_passed());
        verdict
    }

    /// A drill that failed for just these reasons.
    fn fails(&self, failures: &[&str]) -> Verdict {
        let verdict = self.run().expect("a drill");
        assert_eq!(verdict.failures(), failures);
        assert!(!verdict.has_passed());
        verdict
    }

    fn answer(&self, address: &str, response: Response) {
        self.ports.0.transport.answer_always(address, Some(response));
    }

    /// Somebody, or CloudWatch, changes the alarm.
    fn change(&self, value: &str, reason: &str, data: &str) {
        let mut alarm = self.alarm.borrow_mut();
        let changes = alarm.is_firing != (value == "ALARM");
        alarm.is_firing = value == "ALARM";
        alarm.reason = Some(reason.to_owned());
        alarm.reason_data = serde_json::from_str(data).ok();
        let mut world = self.world.borrow_mut();
        let seconds = world.now().duration_since(at(0)).as_secs();
        let mut event = event(NAME, value, seconds);
        event["detail"]["state"]["reason"] = json!(reason);
        event["detail"]["state"]["reasonData"] = json!(data);
        // As CloudWatch does: what is so already is no event.
        if changes && !self.is_cut {
            world.offer(event);
        }
        let next = after(world.now(), SignedDuration::from_millis(1_100));
        world.run_until(next);
    }
}

impl DrillPorts for Stage {
    type Store = MemoryStore;

    fn store(&self) -> &MemoryStore {
        self.ports.store()
    }

    async fn alarm(&self) -> Result<Alarm, DrillError> {
        Ok(self.alarm.borrow().clone())
    }

    async fn set(&self, state: AlarmState, token: &Token) -> Result<(), DrillError> {
        self.change(state.as_str(), &token.reason(), &token.reason_data());
        Ok(())
    }

    async fn receipts(&self) -> Result<Option<Vec<Arrived>>, DrillError> {
        let sent = self.ports.0.transport.sent();
        let new = sent
            .iter()
            .skip(self.received.replace(sent.len()))
            .filter(|_| !self.is_deaf);
        let arrived = new.filter_map(|sent| match (&sent.request, &sent.response) {
            (Request::Sns(sns), Response::Published { message_id }) => {
                let attributes: Value = sns
                    .attributes
                    .iter()
                    .map(|(name, value)| (name.clone(), json!({"Type": "String", "Value": value})))
                    .collect::<serde_json::Map<_, _>>()
                    .into();
                let body =
                    json!({"Type": "Notification", "MessageId": message_id, "MessageAttributes": attributes});
                Arrived::read(&body.to_string(), sent.at)
            }
            _ => None,
        });
        Ok(Some(arrived.collect()))
    }

    fn sign(&self, text: &str) -> Vec<u8> {
        alert_core::fingerprint::digest(&["key", text]).into_bytes()
    }

    fn now(&self) -> Timestamp {
        self.world.borrow().now()
    }

    async fn pause(&self, duration: SignedDuration) {
        let mut world = self.world.borrow_mut();
        let until = after(world.now(), duration);
        world.run_until(until);
    }
}

#[test]
fn every_receiver_of_the_route_is_proved_both_ways() {
    let stage = Stage::new(|_| {});
    let verdict = stage.passes();
    let legs: Vec<_> = verdict
        .legs
        .iter()
        .map(|leg| (&*leg.receiver, &*leg.kind))
        .collect();
    assert_eq!(legs, [("chat", "slack"), ("hook", "webhook"), ("pages", "sns")]);
    for leg in &verdict.legs {
        let (told, resolved) = (
            leg.told.as_ref().expect("told"),
            leg.resolved.as_ref().expect("resolved"),
        );
        assert!(told.at < resolved.at);
        assert_eq!(
            told.arrived_at.is_some() && resolved.arrived_at.is_some(),
            leg.kind == "sns"
        );
        let proof = if leg.kind == "slack" {
            Proof::Arrived
        } else {
            Proof::Accepted
        };
        assert_eq!(told.proof, proof, "{}", leg.receiver);
    }
    let world = stage.world.borrow();
    let pages = world.notifications();
    assert_eq!(pages.len(), 6, "three pages and three resolves");
    for told in pages {
        assert!(told.page.title.starts_with("[DRILL] ["), "{}", told.page.title);
        assert_eq!(told.page.evidence[0].value, verdict.token.as_str());
        assert!(told.page.notes[0].contains("nobody has to do anything"));
    }
}

#[test]
fn a_receiver_that_refuses_is_named_with_its_word_for_it() {
    let stage = Stage::new(|_| {});
    stage.answer(HOOK, status(404));
    let verdict = stage.run().expect("a drill");
    assert_eq!(
        verdict.failures(),
        ["hook: could not be told (HTTP 404: the address is gone): the fallback was told instead"]
    );
    let whole = verdict
        .legs
        .iter()
        .filter(|leg| leg.fault.is_none() && leg.resolved.is_some());
    assert_eq!(whole.count(), 2, "the others are proved all the same");
}

#[test]
fn a_receiver_that_answers_badly_all_the_time_is_named() {
    let stage = Stage::new(|_| {});
    stage.answer(HOOK, status(500));
    let verdict = stage.run().expect("a drill");
    let [failure] = verdict.failures().try_into().expect("one");
    let failure: String = failure;
    assert!(
        failure.starts_with("hook: its page was not delivered in time: ") && failure.contains("500"),
        "{failure}"
    );
}

#[test]
fn a_receiver_that_recovers_in_time_has_passed() {
    let stage = Stage::new(|_| {});
    for _ in 0..3 {
        stage.ports.0.transport.answer_next(HOOK, status(503));
    }
    stage.passes();
}

#[test]
fn what_is_published_and_comes_out_nowhere_has_failed() {
    let mut stage = Stage::new(|_| {});
    stage.is_deaf = true;
    stage.fails(&[
        "pages: its page was published and did not come out of the topic: is the receipt queue subscribed, without raw delivery?",
    ]);
}

#[test]
fn a_broken_way_in_is_said() {
    let mut stage = Stage::new(|_| {});
    stage.is_cut = true;
    stage.fails(&["the router has not seen the alarm: look at the rule, the ingest queue and ingest"]);
}

#[test]
fn what_holds_it_back_is_said() {
    let stage = Stage::new(|_| {});
    let silence: Silence = serde_json::from_value(json!({
        "id": "s1", "matchers": [["service=sagemaker"]], "starts_at": at(-60), "ends_at": at(36_000),
        "author": "ana", "comment": "too wide", "created_at": at(-60), "updated_at": at(-60),
    }))
    .expect("a silence");
    stage.world.borrow_mut().silence(&silence);
    let verdict = stage.run().expect("a drill");
    assert_eq!(verdict.failures().len(), 3);
    for failure in verdict.failures() {
        assert!(
            failure.contains("held back by a silence (s1: too wide)"),
            "{failure}"
        );
    }
}

/// No wait, no hold, no flapping, no inhibition; a group of its own beside a real alert of the same service.
#[test]
fn neither_holds_nor_flaps_nor_other_alerts_keep_a_drill() {
    let stage = Stage::new(|catalog| {
        catalog["labels"] = json!([]);
        catalog["route"]["receivers"] = json!(["chat", "pages"]);
        catalog["route"]["hold"] = json!(300);
        catalog["route"]["group_wait"] = json!(120);
        catalog["inhibit_rules"] = json!([{"name": "all", "source_matchers": [[]], "target_matchers": [["alertname=~.*drill.*"]], "equal": ["service"]}]);
    });
    stage.world.borrow_mut().offer(event("real", "ALARM", 0));
    for _ in 0..5 {
        let verdict = stage.passes();
        assert!(verdict.ended_at.duration_since(verdict.set_at) < SignedDuration::from_secs(10));
    }
    let mut world = stage.world.borrow_mut();
    let until = after(world.now(), SignedDuration::from_mins(10));
    world.run_until(until);
    let (drills, real): (Vec<_>, Vec<_>) = world
        .notifications()
        .iter()
        .partition(|told| told.page.title.starts_with("[DRILL]"));
    assert_eq!(drills.len(), 20, "five drills, two receivers, each both ways");
    assert!(!real.is_empty(), "the real alert is told by itself");
    assert!(
        real.iter()
            .all(|told| told.firing.len() == 1 && !told.page.title.contains("DRILL"))
    );
}

#[test]
fn a_drill_under_way_is_left_alone_and_one_that_died_is_cleared_away() {
    let stage = Stage::new(|_| {});
    let began_at = stage.now();
    let arn = stage.alarm.borrow().arn.clone();
    let token = Token::new(began_at, &stage.sign(&Token::signed(&arn, began_at)));
    stage.change("ALARM", &token.reason(), &token.reason_data());
    assert_eq!(stage.run(), Err(DrillError::UnderWay(began_at)));
    stage.world.borrow_mut().run_until(at(900));
    assert_eq!(
        stage.passes().notes,
        ["an earlier drill had left it firing: it was set back first"]
    );

    // A token that nobody with the key has made stops no drill.
    let forged = Token::new(stage.now(), &[7; 32]);
    stage.change("ALARM", &forged.reason(), &forged.reason_data());
    stage.passes();
}

#[test]
fn a_real_alarm_is_never_forced() {
    let stage = Stage::new(|_| {});
    stage.alarm.borrow_mut().name = "churn-5xx".to_owned();
    assert_eq!(stage.run(), Err(DrillError::NotADrill("churn-5xx".to_owned())));
    assert_eq!(stage.world.borrow().notifications().len(), 0);
}

#[test]
fn the_last_one_that_passed_is_remembered_through_those_that_failed() {
    let stage = Stage::new(|_| {});
    let remembered = |verdict: &Verdict, id: &str| {
        let invocation = alert_pipeline::Invocation {
            now: verdict.ended_at,
            remaining: SignedDuration::from_mins(1),
            id,
            function_arn: "",
            last_resort_topic: "",
        };
        let done = remember(stage.store(), verdict, &invocation).now_or_never();
        assert_eq!(done, Some(Ok(())));
        last_passed(stage.store(), NAME)
            .now_or_never()
            .expect("in memory")
            .expect("readable")
    };
    let passed = stage.passes();
    assert_eq!(remembered(&passed, "one"), Some(passed.ended_at));
    stage.answer(HOOK, status(404));
    let failed = stage.run().expect("a drill");
    assert!(!failed.has_passed());
    assert_eq!(remembered(&failed, "two"), Some(passed.ended_at));
}
