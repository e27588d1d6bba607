//! The ports as the drivers see them: in memory, each call taking its time and meeting its fate.
//!
//! Every call waits for the scheduler before it has its effect, so that invocations interleave at each of them.

mod store;
mod tally;
mod transport;

use std::cell::{Cell, RefCell};
use std::collections::BTreeSet;
use std::future::{pending, poll_fn};
use std::rc::Rc;
use std::task::Poll;

use alert_core::catalog::Catalog;
use alert_core::time::{SignedDuration, Timestamp};
use alert_pipeline::SilenceCache;
use alert_pipeline::memory::MemoryStore;
use alert_pipeline::ports::{Catalogs, CatalogsError, Ports, Wake, WakeError, Wakes};

use crate::envelopes::since_start;
use crate::plan::{Of, Plan, SECOND};
use crate::rng::Rng;

pub(crate) use tally::Tally;
pub(crate) use transport::Attempt;

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
