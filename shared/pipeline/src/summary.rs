//! One page for all groups that wait for a receiver: gather, claim, send, settle.
//!
//! The receiver's record holds the claim and how far it has come, so that whoever finds it after its lease goes on from
//! there. A group's own claim only says in whose hands its news is. The order of effects is that of a single page: the
//! groups are claimed before anything is sent, and told what came of it before the record lets go of them.

mod gather;
mod settle;

use std::cell::RefCell;

use alert_core::catalog::{Catalog, Limit, Mode, ReceiverConfig};
use alert_core::fingerprint::digest;
use alert_core::page::{Note, Page};
use alert_core::receiver::Outcome;
use alert_core::state::rate::limit;
use alert_core::state::summary::{After, Attempt, Fate, Part, Sending, Stage, Summary};
use alert_core::state::{ReceiverRecord, Tell, Turn};
use alert_core::time::after;
use futures_util::future::join_all;

use crate::catalog;
use crate::counts::Counts;
use crate::deliver::{Delivery, LEASE, Origin, Whither, Work, next_rung, report, said, send, unsent};
use crate::error::DriverError;
use crate::flush::{CLOCK_ERROR, Flushed};
use crate::hand_over::wake_at;
use crate::invocation::{Invocation, Pen};
use crate::ports::{Ports, Store, Wake};
use crate::receiver_rows::receiver_key;
use crate::records::{ATTEMPTS, Replaced, Stored, contended, replace};

/// How many groups are asked or told at once.
const AT_ONCE: usize = 8;

/// A summary in our hands, with what is needed to go on with it.
struct Turnover<'a, P> {
    ports: &'a P,
    id: &'a str,
    limit: Option<Limit>,
    catalog: &'a Catalog,
    invocation: &'a Invocation<'a>,
    pen: &'a Pen<'a>,
    /// What the page says of whom, when it was gathered just now.
    tells: RefCell<Vec<Tell>>,
}

/// Does what is due for a receiver: begins a summary of what waits for it, or goes on with one that nobody finished.
pub(crate) async fn summarise<P: Ports>(
    ports: &P,
    id: &str,
    invocation: &Invocation<'_>,
    pen: &Pen<'_>,
    done: &RefCell<Flushed>,
) -> Result<(), DriverError> {
    let now = invocation.now;
    let Some(row) = ports.store().get(&receiver_key(id)).await? else {
        return Ok(());
    };
    let known: Stored<ReceiverRecord> = Stored::read(&row)?;
    let mut counts = Counts::default();
    let catalog = catalog::current(ports, invocation, &mut counts).await;
    done.borrow_mut().counts.merge(&counts);
    let limit = limit(&known.record.receiver, &catalog);
    let (next, resumed) = match known.record.turn(limit, now) {
        Turn::None => return Ok(()),
        // Woken early: see the same question about a group.
        Turn::Wait(due) if due > after(now, CLOCK_ERROR) => return Ok(()),
        Turn::Wait(due) => return wake_at(ports, Wake::Receiver(id.to_owned()), due, now).await,
        Turn::Begin => (known.record.begun(limit, LEASE, now), false),
        Turn::Resume => (known.record.resumed(LEASE, now), true),
    };
    invocation.send_deadline().ok_or(DriverError::OutOfTime)?;
    let due = next.due_at(limit, now);
    // Another flush may have come first: then it is theirs.
    if let Replaced::Done(mut place) = replace(ports.store(), &known, next, due, pen, now).await? {
        let turnover = Turnover {
            ports,
            id,
            limit,
            catalog: &catalog,
            invocation,
            pen,
            tells: RefCell::default(),
        };
        turnover.go_on(&mut place, resumed, done).await?;
    }
    Ok(())
}

impl<P: Ports> Turnover<'_, P> {
    async fn go_on(
        &self,
        place: &mut Stored<ReceiverRecord>,
        mut resumed: bool,
        done: &RefCell<Flushed>,
    ) -> Result<(), DriverError> {
        while let Some(summary) = place.record.summary.clone() {
            let goes_on = match &summary.stage {
                Stage::Gathering => {
                    resumed = false;
                    self.gather(place).await?
                }
                Stage::Sending(sending) => self.tell(place, &summary, sending, resumed, done).await?,
                Stage::Settling(fate) => self.settle(place, &summary, fate).await?,
            };
            if !goes_on {
                break;
            }
        }
        Ok(())
    }

    /// Asks the groups, and writes the page down before it is sent.
    async fn gather(&self, place: &mut Stored<ReceiverRecord>) -> Result<bool, DriverError> {
        let now = self.invocation.now;
        let Some(gathered) = self.claim_parts(place).await? else {
            return Ok(false);
        };
        let pages: Vec<Page> = gathered.iter().map(|(_, work)| work.page.clone()).collect();
        // The same news is the same notification, also when it is tried again after a failure.
        let mut ids: Vec<&str> = gathered.iter().map(|(_, work)| work.id.as_str()).collect();
        ids.sort_unstable();
        let id = digest(&[&["summary"], ids.as_slice()].concat());
        let name = &place.record.receiver.name;
        let Some(page) = alert_core::page::summary(&id, name, &pages, now) else {
            return self.finish(place, true).await;
        };
        let stage = Stage::Sending(Box::new(Sending {
            page,
            doubts: 0,
            first_at: None,
        }));
        let (parts, tells): (Vec<_>, Vec<_>) = gathered
            .into_iter()
            .map(|(part, work)| (part, work.tells))
            .unzip();
        self.tells.replace(tells.concat());
        self.amend(place, |record| {
            set_stage(record, &stage);
            if let Some(summary) = &mut record.summary {
                summary.parts = Some(parts.clone());
            }
        })
        .await
    }

    /// Sends the page and writes down what came of it.
    async fn tell(
        &self,
        place: &mut Stored<ReceiverRecord>,
        summary: &Summary,
        sending: &Sending,
        resumed: bool,
        done: &RefCell<Flushed>,
    ) -> Result<bool, DriverError> {
        let now = self.invocation.now;
        let deadline = self.invocation.send_deadline().ok_or(DriverError::OutOfTime)?;
        let receiver = place.record.receiver.clone();
        let mut sending = sending.clone();
        let id = sending.page.id.clone();
        if resumed {
            sending.page.note(&Note::MayRepeat);
        }
        let mut tells = self.tells.take();
        if tells.is_empty() {
            tells = self.claimed(summary).await?;
        }
        let shadow = self.catalog.mode() == Mode::Shadow;
        let said = said(done, &sending.page, &receiver, self.catalog);
        let outcome = if shadow {
            unsent()
        } else {
            send(self.ports, &said, &receiver, now, deadline).await
        };
        let attempt = Attempt {
            id: &id,
            severity: sending.page.severity,
            doubts: sending.doubts,
            resumed,
            first_at: sending.first_at,
            failures: place.record.failures,
        };
        let follows = attempt.outcome(&outcome, now);
        self.report(&receiver, &sending.page, tells, &outcome, &follows, resumed, done);
        match follows {
            After::Known(fate) => {
                let is_apart = matches!(fate, Fate::Apart { .. });
                let stage = Stage::Settling(fate);
                self.amend(place, |record| {
                    record.failures = if is_apart { attempt.failures + 1 } else { 0 };
                    set_stage(record, &stage);
                })
                .await
            }
            After::Again(at) => {
                sending.doubts += 1;
                sending.first_at = sending.first_at.or(Some(now));
                let stage = Stage::Sending(Box::new(sending));
                self.amend(place, |record| {
                    set_stage(record, &stage);
                    if let Some(summary) = &mut record.summary {
                        summary.lease_until = at;
                    }
                })
                .await?;
                wake_at(self.ports, Wake::Receiver(self.id.to_owned()), at, now).await?;
                Ok(false)
            }
        }
    }

    #[allow(clippy::too_many_arguments)] // all that a line of the log says
    fn report(
        &self,
        receiver: &ReceiverConfig,
        page: &Page,
        tells: Vec<Tell>,
        outcome: &Outcome,
        follows: &After,
        resumed: bool,
        done: &RefCell<Flushed>,
    ) {
        let shadow = self.catalog.mode() == Mode::Shadow;
        let rung = next_rung(&receiver.name, self.catalog, self.invocation);
        let whither = match (follows, &rung) {
            (After::Known(Fate::Elsewhere { .. }), Some(rung)) => Whither::To(&rung.name),
            _ => Whither::Here,
        };
        let work = Work {
            id: page.id.clone(),
            page: page.clone(),
            tells,
            origin: if resumed {
                Origin::Claimed { diverted: false }
            } else {
                Origin::Decided
            },
        };
        let done = &mut *done.borrow_mut();
        report(
            self.id,
            receiver,
            &work,
            outcome,
            whither,
            shadow,
            &mut done.counts,
        );
        done.deliveries.push(Delivery {
            receiver: receiver.name.clone(),
            page: work.page,
            tells: work.tells,
            outcome: outcome.clone(),
            shadow,
            dead: false,
        });
    }

    /// Writes the record as long as the summary in it is ours; false when it is another's by now. Tokens are taken and
    /// groups join meanwhile.
    async fn amend(
        &self,
        place: &mut Stored<ReceiverRecord>,
        change: impl Fn(&mut ReceiverRecord),
    ) -> Result<bool, DriverError> {
        let now = self.invocation.now;
        let ours = |record: &ReceiverRecord| {
            let summary = record.summary.as_ref();
            summary.map(|summary| (summary.number, summary.lease_until))
        };
        for _ in 0..ATTEMPTS {
            let mut next = place.record.clone();
            change(&mut next);
            let due = next.due_at(self.limit, now);
            match replace(self.ports.store(), place, next, due, self.pen, now).await? {
                Replaced::Done(stored) => {
                    *place = stored;
                    return Ok(true);
                }
                Replaced::Lost(Some(theirs)) if ours(&theirs.record) == ours(&place.record) => {
                    *place = theirs;
                }
                Replaced::Lost(_) => return Ok(false),
            }
        }
        Err(contended(&place.key))
    }

    /// Each part's work, some at a time: a table takes a hundred requests at once, a small function does not.
    async fn each<T, F: Future<Output = Result<T, DriverError>>>(
        parts: &[Part],
        work: impl Fn(Part) -> F,
    ) -> Result<Vec<T>, DriverError> {
        let mut all = Vec::new();
        for some in parts.chunks(AT_ONCE) {
            for one in join_all(some.iter().cloned().map(&work)).await {
                all.push(one?);
            }
        }
        Ok(all)
    }
}

fn set_stage(record: &mut ReceiverRecord, stage: &Stage) {
    if let Some(summary) = &mut record.summary {
        summary.stage = stage.clone();
    }
}
