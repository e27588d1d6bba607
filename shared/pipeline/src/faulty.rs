//! Ports that fail on demand: around any others, for tests that must see every crash and every lost reply.

use std::cell::RefCell;
use std::rc::Rc;
use std::task::Poll;

use alert_core::catalog::Catalog;
use alert_core::receiver::{Failure, Request, Response};
use alert_core::time::{SignedDuration, Timestamp};

use crate::ports::{
    Catalogs, CatalogsError, Expect, Key, Ports, Put, Row, Store, StoreError, Transport, Wake, WakeError,
    Wakes,
};
use crate::silences::SilenceCache;

/// One call of a port, before it is made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Effect {
    /// A conditional write of this key.
    Put(Key),
    /// A read.
    Read,
    /// A request to this address (secret name or topic).
    Send(String),
    /// A wake-up.
    Wake(Wake),
    /// A look at the catalog.
    Catalog,
}

/// What becomes of a call.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fault {
    /// It is made.
    None,
    /// It is not made and fails.
    Refuse,
    /// It is made and its reply is lost.
    LoseReply,
    /// The process dies before it: the call never returns.
    CrashBefore,
    /// The process dies after it: it is made and never returns.
    CrashAfter,
    /// It is made when the process is polled again: others can come between.
    Pause,
}

type Hook = Box<dyn FnMut(&Effect) -> Fault>;

/// Ports around others, with a hook that says what becomes of each call.
pub struct FaultyPorts<P> {
    /// The ports inside.
    pub inner: P,
    hook: RefCell<Hook>,
}

impl<P> FaultyPorts<P> {
    /// No faults at first.
    pub fn new(inner: P) -> Self {
        Self {
            inner,
            hook: RefCell::new(Box::new(|_| Fault::None)),
        }
    }

    /// Asks `hook` before each call from here on.
    pub fn on_effect(&self, hook: impl FnMut(&Effect) -> Fault + 'static) {
        *self.hook.borrow_mut() = Box::new(hook);
    }

    /// No more faults.
    pub fn heal(&self) {
        self.on_effect(|_| Fault::None);
    }

    async fn ask(&self, effect: Effect) -> Fault {
        let fault = (self.hook.borrow_mut())(&effect);
        match fault {
            Fault::CrashBefore => std::future::pending().await,
            Fault::Pause => {
                let mut is_first = true;
                std::future::poll_fn(|_| {
                    if std::mem::take(&mut is_first) {
                        Poll::Pending
                    } else {
                        Poll::Ready(())
                    }
                })
                .await;
            }
            Fault::None | Fault::Refuse | Fault::LoseReply | Fault::CrashAfter => {}
        }
        fault
    }

    /// Makes a call as the hook says; `failed` is what the caller sees of a refusal and of a lost reply.
    async fn call<T>(&self, effect: Effect, call: impl Future<Output = T>, failed: impl FnOnce() -> T) -> T {
        match self.ask(effect).await {
            Fault::None | Fault::CrashBefore | Fault::Pause => call.await,
            Fault::Refuse => failed(),
            Fault::LoseReply => {
                call.await;
                failed()
            }
            Fault::CrashAfter => {
                call.await;
                std::future::pending().await
            }
        }
    }
}

fn injected() -> StoreError {
    StoreError::Unavailable("injected".to_owned())
}

impl<P: Ports> Ports for FaultyPorts<P> {
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
        self.inner.silences()
    }
}

impl<P: Ports> Store for FaultyPorts<P> {
    async fn put(&self, row: Row, expect: Expect) -> Result<Put, StoreError> {
        self.call(
            Effect::Put(row.key.clone()),
            self.inner.store().put(row, expect),
            || Err(injected()),
        )
        .await
    }

    async fn get(&self, key: &Key) -> Result<Option<Row>, StoreError> {
        self.call(Effect::Read, self.inner.store().get(key), || Err(injected()))
            .await
    }

    async fn partition(&self, pk: &str) -> Result<Vec<Row>, StoreError> {
        self.call(Effect::Read, self.inner.store().partition(pk), || Err(injected()))
            .await
    }

    async fn due(&self, shard: u8, until: Timestamp, limit: usize) -> Result<Vec<Key>, StoreError> {
        self.call(Effect::Read, self.inner.store().due(shard, until, limit), || {
            Err(injected())
        })
        .await
    }
}

impl<P: Ports> Catalogs for FaultyPorts<P> {
    async fn current(&self, now: Timestamp) -> Result<Rc<Catalog>, CatalogsError> {
        let failed = || Err(CatalogsError::Unavailable("injected".to_owned()));
        self.call(Effect::Catalog, self.inner.catalogs().current(now), failed)
            .await
    }
}

impl<P: Ports> Transport for FaultyPorts<P> {
    async fn send(&self, request: &Request, now: Timestamp, deadline: SignedDuration) -> Response {
        let address = crate::memory::MemoryTransport::address(request).to_owned();
        let call = self.inner.transport().send(request, now, deadline);
        match self.ask(Effect::Send(address)).await {
            Fault::None | Fault::CrashBefore | Fault::Pause => call.await,
            Fault::Refuse => Response::Failed(Failure::NotSent {
                why: "injected".to_owned(),
            }),
            Fault::LoseReply => {
                call.await;
                Response::Failed(Failure::InDoubt {
                    why: "injected".to_owned(),
                })
            }
            Fault::CrashAfter => {
                call.await;
                std::future::pending().await
            }
        }
    }
}

impl<P: Ports> Wakes for FaultyPorts<P> {
    async fn wake(&self, wake: &Wake, delay: SignedDuration) -> Result<(), WakeError> {
        let failed = || Err(WakeError("injected".to_owned()));
        self.call(
            Effect::Wake(wake.clone()),
            self.inner.wakes().wake(wake, delay),
            failed,
        )
        .await
    }
}
