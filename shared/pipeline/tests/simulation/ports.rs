//! The ports as the drivers see them: in memory, each call taking its time and meeting its fate.
//!
//! Every call waits for the scheduler before it has its effect, so that invocations interleave at each of them.

use std::cell::{Cell, RefCell};
use std::collections::BTreeSet;
use std::future::{pending, poll_fn};
use std::rc::Rc;
use std::task::Poll;

use alert_core::catalog::Catalog;
use alert_core::receiver::{Failure, Request, Response};
use alert_core::time::{SignedDuration, Timestamp};
use alert_pipeline::SilenceCache;
use alert_pipeline::memory::MemoryStore;
use alert_pipeline::ports::{
    Catalogs, CatalogsError, Expect, Key, Ports, Put, Row, Store, StoreError, Transport, Wake, WakeError,
    Wakes,
};

use crate::envelopes::since_start;
use crate::page::{self, Read};
use crate::plan::{MINUTE, Mode, Of, Plan, SECOND};
use crate::rng::Rng;

/// A request that a receiver was sent.
#[derive(Debug, Clone)]
pub(crate) struct Attempt {
    pub at: i64,
    pub address: String,
    /// Nothing for the plain text of the last resort.
    pub page: Option<Read>,
    /// The receiver has it, whatever it answered.
    pub taken: bool,
    /// The router knows that it has it.
    pub answered: bool,
}

/// What happened how often in a history.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Tally {
    pub crashes: u64,
    pub duplicates: u64,
    pub failures: u64,
    pub conflicts: u64,
    pub refusals: u64,
    pub lost_replies: u64,
    pub pages: u64,
    /// Of them, those of an overflow.
    pub overflowed: u64,
    /// Those that had to wait for their receiver, and the summaries among these.
    pub waited: u64,
    pub summaries: u64,
    /// Those that say what had held them back, and those that say that something flaps.
    pub let_go: u64,
    pub flapping: u64,
    pub effects: u64,
}

impl Tally {
    pub(crate) fn add(&mut self, other: Self) {
        self.crashes += other.crashes;
        self.duplicates += other.duplicates;
        self.failures += other.failures;
        self.conflicts += other.conflicts;
        self.refusals += other.refusals;
        self.lost_replies += other.lost_replies;
        self.pages += other.pages;
        self.overflowed += other.overflowed;
        self.waited += other.waited;
        self.summaries += other.summaries;
        self.let_go += other.let_go;
        self.flapping += other.flapping;
        self.effects += other.effects;
    }
}

/// What becomes of a call.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Fate {
    Made,
    Refused,
    ReplyLost,
    /// The adapter tries again after a lost reply.
    Repeated,
    DiesBefore,
    DiesAfter,
}

/// The world's side of the ports.
#[derive(Debug)]
pub(crate) struct SimPorts {
    pub plan: Rc<Plan>,
    pub store: MemoryStore,
    pub clock: Cell<i64>,
    /// Set while a task is polled: the process dies.
    pub dies: Cell<bool>,
    /// Set while a task is polled: when it wants to be polled next.
    pub poll_at: Cell<i64>,
    pub sweep_at: Cell<i64>,
    pub sent_wakes: RefCell<Vec<(i64, Wake)>>,
    pub attempts: RefCell<Vec<Attempt>>,
    /// Partitions in which a write won and seemed to have lost.
    pub unsure: RefCell<BTreeSet<String>>,
    /// When silences could not be read.
    pub unread_silences: RefCell<Vec<i64>>,
    pub tally: Cell<Tally>,
    pub rng: RefCell<Rng>,
    /// Faults that a smaller history leaves out, by number.
    pub left_out: BTreeSet<u32>,
    pub faults: Cell<u32>,
    pub trace: Option<RefCell<Vec<String>>>,
    pub task: Cell<usize>,
    catalogs: Vec<Rc<Catalog>>,
    silences: SilenceCache,
}

impl SimPorts {
    pub(crate) fn new(plan: Rc<Plan>, left_out: BTreeSet<u32>, trace: bool) -> Self {
        Self {
            store: MemoryStore::default(),
            clock: Cell::new(0),
            dies: Cell::new(false),
            poll_at: Cell::new(0),
            sweep_at: Cell::new(i64::MAX),
            sent_wakes: RefCell::default(),
            attempts: RefCell::default(),
            unsure: RefCell::default(),
            unread_silences: RefCell::default(),
            tally: Cell::default(),
            rng: RefCell::new(Rng::new(plan.seed ^ 0x5eed)),
            left_out,
            faults: Cell::new(0),
            trace: trace.then(RefCell::default),
            task: Cell::new(0),
            catalogs: plan.configs.iter().map(crate::config::Config::compiled).collect(),
            silences: SilenceCache::default(),
            plan,
        }
    }

    pub(crate) fn note(&self, what: impl FnOnce() -> String) {
        if let Some(trace) = &self.trace {
            let now = self.clock.get();
            trace
                .borrow_mut()
                .push(format!("{:>12} ms  {:>4}  {}", now, self.task.get(), what()));
        }
    }

    pub(crate) fn count(&self, count: impl FnOnce(&mut Tally)) {
        let mut tally = self.tally.get();
        count(&mut tally);
        self.tally.set(tally);
    }

    /// Whether the fault that was just drawn happens.
    pub(crate) fn strikes(&self) -> bool {
        self.faults.set(self.faults.get() + 1);
        !self.left_out.contains(&self.faults.get())
    }

    async fn sleep(&self, milliseconds: i64) {
        let until = self.clock.get() + milliseconds;
        poll_fn(|_| {
            if self.clock.get() >= until {
                return Poll::Ready(());
            }
            self.poll_at.set(self.poll_at.get().min(until));
            Poll::Pending
        })
        .await;
    }

    /// The call's turn comes, and with it its fate.
    async fn turn(&self, what: impl Fn() -> String) -> Fate {
        self.count(|tally| tally.effects += 1);
        let wait = self.rng.borrow_mut().between(1, 20);
        self.sleep(wait).await;
        let fate = self.fate().await;
        if fate == Fate::Made {
            self.note(what);
        } else {
            self.note(|| format!("{} ** fault {}: {fate:?}", what(), self.faults.get()));
        }
        if fate == Fate::DiesBefore {
            self.die().await;
        }
        fate
    }

    async fn fate(&self) -> Fate {
        if !self.plan.in_trouble(self.clock.get()) {
            return Fate::Made;
        }
        let rates = self.plan.rates;
        let (mut drawn, slow) = {
            let mut rng = self.rng.borrow_mut();
            (rng.below(1000), rng.between(300, 25 * SECOND))
        };
        let kinds = [
            (rates.crash, Fate::DiesBefore),
            (rates.crash, Fate::DiesAfter),
            (rates.refuse, Fate::Refused),
            (rates.lose_reply, Fate::ReplyLost),
            (rates.repeat_put, Fate::Repeated),
        ];
        for (rate, fate) in kinds {
            if drawn < rate {
                return if self.strikes() { fate } else { Fate::Made };
            }
            drawn -= rate;
        }
        if drawn < rates.delay && self.strikes() {
            self.note(|| format!("** fault {}: {slow} ms late", self.faults.get()));
            self.sleep(slow).await;
        }
        Fate::Made
    }

    async fn die(&self) {
        self.dies.set(true);
        pending::<()>().await;
    }

    /// After the effect.
    async fn answer<T>(&self, fate: Fate, made: T, lost: T) -> T {
        match fate {
            Fate::DiesAfter => {
                self.die().await;
                lost
            }
            Fate::ReplyLost => {
                self.count(|tally| tally.lost_replies += 1);
                lost
            }
            _ => made,
        }
    }

    fn is_out(&self, of: Of) -> bool {
        self.plan.is_out(of, self.clock.get())
    }

    /// What a receiver does with a request: whether it has it, and what it answers.
    async fn receive(&self, request: &Request, deadline: SignedDuration) -> (bool, Response) {
        let address = page::address(request).to_owned();
        let is_sns = matches!(request, Request::Sns(_));
        let (latency, coin) = {
            let mut rng = self.rng.borrow_mut();
            (rng.between(5, 300), rng.chance(50))
        };
        self.sleep(latency).await;
        let why = || "simulated".to_owned();
        let status = |status: u16, after: Option<i64>| {
            if is_sns && status != 404 {
                return Response::Failed(Failure::Busy { why: why() });
            }
            if is_sns {
                return Response::Failed(Failure::Impossible { why: why() });
            }
            Response::Answer {
                status,
                body: String::new(),
                retry_after: after.map(SignedDuration::from_secs),
            }
        };
        match self.plan.mode(&address, self.clock.get()) {
            None if is_sns => (
                true,
                Response::Published {
                    message_id: "m".to_owned(),
                },
            ),
            None => (
                true,
                Response::Answer {
                    status: 200,
                    body: "ok".to_owned(),
                    retry_after: None,
                },
            ),
            Some(Mode::Refused) => (false, Response::Failed(Failure::NotSent { why: why() })),
            Some(Mode::Error) => (false, status(500, None)),
            Some(Mode::Busy(after)) => (false, status(429, Some(after))),
            Some(Mode::Gone) => (false, status(404, None)),
            Some(Mode::Gateway) if !is_sns => (coin, status(502, None)),
            Some(Mode::Hangs | Mode::Gateway) => {
                self.sleep(i64::try_from(deadline.as_millis()).unwrap_or(10 * SECOND))
                    .await;
                (coin, Response::Failed(Failure::InDoubt { why: why() }))
            }
        }
    }
}

fn unavailable() -> StoreError {
    StoreError::Unavailable("simulated".to_owned())
}

impl Ports for SimPorts {
    type Store = Self;
    type Catalogs = Self;
    type Transport = Self;
    type Wakes = Self;

    fn store(&self) -> &Self {
        self
    }

    fn catalogs(&self) -> &Self {
        self
    }

    fn transport(&self) -> &Self {
        self
    }

    fn wakes(&self) -> &Self {
        self
    }

    fn silences(&self) -> &SilenceCache {
        &self.silences
    }
}

impl SimPorts {
    async fn write(&self, row: Row, expect: Expect) -> Result<Put, StoreError> {
        let due = row.due.map(|(_, at)| since_start(at));
        let put = self.store.put(row, expect).await?;
        if let Put::Conflict(found) = &put
            && expect != Expect::Absent
        {
            self.count(|tally| tally.conflicts += 1);
            self.note(|| {
                format!(
                    "    conflict with version {:?}",
                    found.as_ref().map(|row| row.version)
                )
            });
        }
        if let (Put::Stored, Some(due)) = (&put, due) {
            let sweep = due.max(self.clock.get()).div_euclid(MINUTE) * MINUTE + MINUTE;
            self.sweep_at.set(self.sweep_at.get().min(sweep));
        }
        Ok(put)
    }

    async fn read<T>(
        &self,
        what: impl Fn() -> String,
        read: impl Future<Output = Result<T, StoreError>>,
    ) -> Result<T, StoreError> {
        let fate = self.turn(what).await;
        if fate == Fate::Refused || self.is_out(Of::Store) {
            self.count(|tally| tally.refusals += 1);
            return Err(unavailable());
        }
        let made = read.await;
        self.answer(fate, made, Err(unavailable())).await
    }
}

impl SimPorts {
    fn note_unread(&self, pk: &str, failed: bool) {
        if failed && pk == "silences" {
            self.unread_silences.borrow_mut().push(self.clock.get());
        }
    }
}

impl Store for SimPorts {
    async fn put(&self, row: Row, expect: Expect) -> Result<Put, StoreError> {
        let fate = self
            .turn(|| format!("put {}/{} v{}", row.key.pk, row.key.sk, row.version))
            .await;
        if fate == Fate::Refused || self.is_out(Of::Store) {
            self.count(|tally| tally.refusals += 1);
            return Err(unavailable());
        }
        let again = (fate == Fate::Repeated).then(|| row.clone());
        let made = self.write(row, expect).await;
        if let Some(row) = again {
            let wait = self.rng.borrow_mut().between(20, 1500);
            self.sleep(wait).await;
            self.count(|tally| tally.lost_replies += 1);
            self.note(|| format!("put {}/{} v{} again", row.key.pk, row.key.sk, row.version));
            let key = row.key.clone();
            let made = self.write(row, expect).await;
            // Somebody has written over it meanwhile: who wrote it can't know that it was written.
            if let Ok(Put::Conflict(_)) = &made {
                self.unsure.borrow_mut().insert(key.pk);
            }
            return made;
        }
        self.answer(fate, made, Err(unavailable())).await
    }

    async fn get(&self, key: &Key) -> Result<Option<Row>, StoreError> {
        let read = self
            .read(|| format!("get {}/{}", key.pk, key.sk), async {
                self.store.get(key).await
            })
            .await;
        self.note_unread(&key.pk, read.is_err());
        read
    }

    async fn partition(&self, pk: &str) -> Result<Vec<Row>, StoreError> {
        let read = self
            .read(|| format!("read {pk}"), async { self.store.partition(pk).await })
            .await;
        self.note_unread(pk, read.is_err());
        read
    }

    async fn due(&self, shard: u8, until: Timestamp, limit: usize) -> Result<Vec<Key>, StoreError> {
        if self.is_out(Of::Store) {
            return Err(unavailable());
        }
        self.store.due(shard, until, limit).await
    }
}

impl Catalogs for SimPorts {
    async fn current(&self, now: Timestamp) -> Result<Rc<Catalog>, CatalogsError> {
        let at = since_start(now);
        let position = self.plan.config_at(at);
        if !self.is_out(Of::Catalog) {
            return Ok(Rc::clone(&self.catalogs[position]));
        }
        // A cold sandbox has none; a warm one keeps the last that it had.
        if self.rng.borrow_mut().chance(15) && self.strikes() {
            self.note(|| format!("no catalog ** fault {}", self.faults.get()));
            return Err(CatalogsError::Unavailable("simulated".to_owned()));
        }
        Ok(Rc::clone(&self.catalogs[position.saturating_sub(1)]))
    }
}

impl Transport for SimPorts {
    async fn send(&self, request: &Request, _now: Timestamp, deadline: SignedDuration) -> Response {
        let address = page::address(request).to_owned();
        let page = page::read(&self.plan, request);
        let fate = self
            .turn(|| {
                format!(
                    "send {address}: {}",
                    page.as_ref()
                        .map_or("plain".to_owned(), |page| page.brief(&self.plan))
                )
            })
            .await;
        let failed = |response: &Response| {
            !matches!(
                response,
                Response::Published { .. } | Response::Answer { status: 200, .. }
            )
        };
        let (taken, response) = if fate == Fate::Refused {
            (
                false,
                Response::Failed(Failure::NotSent {
                    why: "simulated".to_owned(),
                }),
            )
        } else {
            self.receive(request, deadline).await
        };
        let answered = !failed(&response) && !matches!(fate, Fate::DiesAfter | Fate::ReplyLost);
        self.note(|| format!("    {} {response:?}", if taken { "taken" } else { "not taken" }));
        let overflowed = page.as_ref().is_some_and(Read::is_overflow);
        let waited = page.as_ref().is_some_and(|page| page.waited);
        let is_summary = page.as_ref().is_some_and(|page| !page.parts.is_empty());
        let let_go = page.as_ref().is_some_and(|page| page.says(" was held back by "));
        let flaps = page.as_ref().is_some_and(|page| page.reason == "flapping");
        self.count(|tally| {
            tally.pages += u64::from(taken);
            tally.overflowed += u64::from(taken && overflowed);
            tally.waited += u64::from(taken && waited);
            tally.summaries += u64::from(taken && is_summary);
            tally.let_go += u64::from(taken && let_go);
            tally.flapping += u64::from(taken && flaps);
            tally.failures += u64::from(!answered);
        });
        self.attempts.borrow_mut().push(Attempt {
            at: self.clock.get(),
            address,
            page,
            taken,
            answered,
        });
        let lost = Response::Failed(Failure::InDoubt {
            why: "simulated".to_owned(),
        });
        self.answer(fate, response, lost).await
    }
}

impl Wakes for SimPorts {
    async fn wake(&self, wake: &Wake, delay: SignedDuration) -> Result<(), WakeError> {
        let fate = self.turn(|| format!("wake {wake:?} in {delay:#}")).await;
        let failed = || Err(WakeError("simulated".to_owned()));
        if fate == Fate::Refused || self.is_out(Of::Queue) {
            return failed();
        }
        let at = self.clock.get() + i64::try_from(delay.as_millis()).unwrap_or(0);
        self.sent_wakes.borrow_mut().push((at, wake.clone()));
        self.answer(fate, Ok(()), failed()).await
    }
}
