//! The world around the drivers: queues, schedule, clock, ledger.

use std::cell::RefCell;
use std::collections::BTreeSet;

use alert_core::fingerprint::Fingerprint;
use alert_core::ledger::{Balance, Ledger};
use alert_core::page::Page;
use alert_core::reason::Cause;
use alert_core::receiver::{Failure, Outcome, Response};
use alert_core::silence::Silence;
use alert_core::time::{SignedDuration, Timestamp, after};
use futures_util::FutureExt;
use serde_json::{Value, json};

use super::queue::{Message, Queue};
use crate::counts::Counts;
use crate::deliver::Delivery;
use crate::flush::flush_into;
use crate::ingest::{Account, Ingested, ingest_into};
use crate::invocation::Invocation;
use crate::memory::MemoryPorts;
use crate::ports::{Ports, Wake};
use crate::silences::{expire_silence, put_silence};
use crate::sweep::sweep;

/// A page that reached a receiver, once for each notification id.
#[derive(Debug, Clone)]
pub struct Notification {
    /// When.
    pub at: Timestamp,
    /// Who.
    pub receiver: String,
    /// What.
    pub page: Page,
    /// Which alerts it said fire.
    pub firing: Vec<Fingerprint>,
    /// Which alerts it said have resolved.
    pub resolved: Vec<Fingerprint>,
}

/// A world with a clock of its own. `P` is the in-memory ports, or faulty ones around them.
#[derive(Debug)]
pub struct World<P> {
    /// The ports that the drivers run over.
    pub ports: P,
    now: Timestamp,
    events: Queue<Value>,
    wakes: Queue<Wake>,
    swept_at: Timestamp,
    invocations: u64,
    crashes: u64,
    ledger: Ledger,
    notifications: Vec<Notification>,
    seen: BTreeSet<String>,
    counts: Counts,
}

/// How often the schedule sweeps.
const SWEEP_EVERY: SignedDuration = SignedDuration::from_secs(60);
const LAST_RESORT_TOPIC: &str = "last-resort-topic";

impl<P: Ports + AsRef<MemoryPorts>> World<P> {
    /// A world that begins at `now`.
    pub fn new(ports: P, now: Timestamp) -> Self {
        Self {
            ports,
            now,
            events: Queue::new(),
            wakes: Queue::new(),
            swept_at: now,
            invocations: 0,
            crashes: 0,
            ledger: Ledger::default(),
            notifications: vec![],
            seen: BTreeSet::new(),
            counts: Counts::default(),
        }
    }

    /// The time.
    pub fn now(&self) -> Timestamp {
        self.now
    }

    /// An event arrives now, by the queue.
    pub fn offer(&mut self, event: Value) {
        self.post(event);
        self.run_until(self.now);
    }

    /// An event stands in the queue from now on; nobody has looked at it yet.
    pub fn post(&mut self, event: Value) {
        self.events.put(self.now, event);
    }

    /// A receiver stops answering, or answers again; false when the catalog has no such receiver.
    pub fn set_receiver(&self, name: &str, up: bool) -> bool {
        let memory = self.ports.as_ref();
        let Some(Ok(catalog)) = crate::ports::Catalogs::current(&memory.catalogs, self.now).now_or_never()
        else {
            return false;
        };
        let Some(receiver) = catalog.receiver(name) else {
            return false;
        };
        let address = receiver
            .secret
            .as_ref()
            .or(receiver.topic.as_ref())
            .map_or("", String::as_str);
        let down = Response::Failed(Failure::NotSent {
            why: "down".to_owned(),
        });
        memory.transport.answer_always(address, (!up).then_some(down));
        true
    }

    /// Somebody silences something, or changes a silence.
    pub fn silence(&mut self, silence: &Silence) {
        let id = self.invoke();
        // In memory the store always answers; a faulty one leaves the silence unmade, as a person would see.
        drop(put_silence(self.ports.store(), silence, &invocation(self.now, &id)).now_or_never());
    }

    /// Somebody ends a silence; false when there is none of this id.
    pub fn expire_silence(&mut self, silence: &str) -> bool {
        let id = self.invoke();
        matches!(
            expire_silence(self.ports.store(), silence, &invocation(self.now, &id)).now_or_never(),
            Some(Ok(true))
        )
    }

    /// Lets time pass: everything that is due is done in order.
    pub fn run_until(&mut self, until: Timestamp) {
        while self.step(until) {}
        self.now = self.now.max(until);
    }

    /// The next invocation, if one is due by then: whoever measures looks at one by one. False when there is none.
    pub fn step(&mut self, until: Timestamp) -> bool {
        self.collect_wakes();
        let next = [self.events.next_at(), self.wakes.next_at(), self.next_sweep()]
            .into_iter()
            .flatten()
            .min();
        let Some(at) = next.filter(|at| *at <= until) else {
            return false;
        };
        self.now = self.now.max(at);
        if let Some(message) = self.events.take(self.now) {
            self.run_ingest(message);
        } else if let Some(message) = self.wakes.take(self.now) {
            self.run_flush(message);
        } else {
            self.run_sweep();
        }
        true
    }

    /// Pages that arrived, in order.
    pub fn notifications(&self) -> &[Notification] {
        &self.notifications
    }

    /// Pages that arrived since the last call.
    pub fn take_notifications(&mut self) -> Vec<Notification> {
        std::mem::take(&mut self.notifications)
    }

    /// The ledger's sums.
    pub fn balance(&self) -> Balance {
        self.ledger.balance()
    }

    /// What the flushes counted.
    pub fn counts(&self) -> &Counts {
        &self.counts
    }

    /// How many invocations died.
    pub fn crashes(&self) -> u64 {
        self.crashes
    }

    fn run_ingest(&mut self, message: Message<Value>) {
        let id = self.invoke();
        let batch = json!({ "Records": [{
            "messageId": id,
            "body": message.body.as_str().map_or_else(|| message.body.to_string(), str::to_owned),
            "attributes": { "ApproximateReceiveCount": message.receives.to_string() },
        }]});
        let invocation = invocation(self.now, &id);
        let mut ingested = Ingested::default();
        let payload = batch.to_string();
        let lived = ingest_into(&mut ingested, &self.ports, payload.as_bytes(), &invocation)
            .now_or_never()
            .is_some();
        for account in &ingested.observed {
            match account {
                Account::Suppressed(_, cause) => self.ledger.suppressed(*cause),
                Account::Pending(fingerprint, version) => self.ledger.pending(fingerprint, *version),
            }
        }
        self.crashes += u64::from(!lived);
        if !lived || !ingested.failed.is_empty() {
            self.events.put_back(self.now, message);
        }
    }

    fn run_flush(&mut self, message: Message<Wake>) {
        let id = self.invoke();
        let invocation = invocation(self.now, &id);
        let flushed = RefCell::default();
        let lived = flush_into(
            &flushed,
            &self.ports,
            &message.body,
            message.receives,
            &invocation,
        )
        .now_or_never()
        .is_some();
        self.crashes += u64::from(!lived);
        let flushed = flushed.into_inner();
        self.counts.merge(&flushed.counts);
        for delivery in flushed.deliveries {
            self.take_delivery(delivery);
        }
        for (fingerprint, version, cause) in &flushed.closed {
            self.ledger.closed(fingerprint, *version, *cause);
        }
        if !lived || flushed.failed.is_some() {
            self.wakes.put_back(self.now, message);
        }
    }

    fn run_sweep(&mut self) {
        self.swept_at = self.now;
        let id = self.invoke();
        let swept = sweep(&self.ports, &invocation(self.now, &id)).now_or_never();
        self.crashes += u64::from(swept.is_none());
    }

    fn take_delivery(&mut self, delivery: Delivery) {
        let Outcome::Delivered(_) = delivery.outcome else {
            if delivery.dead {
                delivery
                    .tells
                    .iter()
                    .for_each(|tell| self.ledger.died(&tell.fingerprint, tell.alert_version));
            }
            return;
        };
        for tell in &delivery.tells {
            if delivery.shadow {
                self.ledger
                    .closed(&tell.fingerprint, tell.alert_version, Cause::Shadow);
            } else {
                self.ledger.told(&tell.fingerprint, tell.alert_version);
            }
        }
        if delivery.shadow || !self.seen.insert(delivery.page.id.clone()) {
            return;
        }
        let which = |firing: bool| {
            delivery
                .tells
                .iter()
                .filter(|tell| tell.firing == firing)
                .map(|tell| tell.fingerprint.clone())
                .collect()
        };
        self.notifications.push(Notification {
            at: self.now,
            receiver: delivery.receiver.clone(),
            firing: which(true),
            resolved: which(false),
            page: delivery.page,
        });
    }

    fn collect_wakes(&mut self) {
        let memory = self.ports.as_ref();
        while let Some(at) = memory.wakes.next_at() {
            if let Some(wake) = memory.wakes.take(at) {
                self.wakes.put(at, wake);
            }
        }
    }

    /// The next run of the schedule that will find something: the others would only cost time.
    fn next_sweep(&self) -> Option<Timestamp> {
        let due = self.ports.as_ref().store.earliest_due()?;
        Some(after(self.swept_at, SWEEP_EVERY).max(due))
    }

    fn invoke(&mut self) -> String {
        self.invocations += 1;
        self.ports.as_ref().wakes.set_now(self.now);
        format!("invocation-{}", self.invocations)
    }
}

fn invocation(now: Timestamp, id: &str) -> Invocation<'_> {
    Invocation {
        now,
        remaining: SignedDuration::from_secs(30),
        id,
        function_arn: "",
        last_resort_topic: LAST_RESORT_TOPIC,
    }
}

impl AsRef<Self> for MemoryPorts {
    fn as_ref(&self) -> &Self {
        self
    }
}

impl<P: AsRef<MemoryPorts>> AsRef<MemoryPorts> for crate::faulty::FaultyPorts<P> {
    fn as_ref(&self) -> &MemoryPorts {
        self.inner.as_ref()
    }
}
