//! The receivers: what they take, what they answer, and how they fail.

use alert_core::receiver::{Failure, Request, Response};
use alert_core::time::{SignedDuration, Timestamp};
use alert_pipeline::ports::Transport;

use super::{Fate, SimPorts};
use crate::page::{self, Read};
use crate::plan::{Mode, SECOND};

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

impl SimPorts {
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
