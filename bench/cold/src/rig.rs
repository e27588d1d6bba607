//! Both functions beside the stand-ins: an alarm goes in, a page comes out.

use std::io;
use std::path::Path;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use serde_json::{Value, json};

use crate::function::{Function, Invoked};
use crate::quota::Quota;
use crate::standin::StandIn;

/// A service whose page goes to a webhook, in the engine's catalog.
const SERVICE: usize = 1;

/// How often a round repeats what is warm.
pub const WARM: usize = 5;

/// Both functions, running.
pub struct Rig<'a> {
    aws: &'a StandIn,
    pub ingest: Function,
    pub flush: Function,
    alarms: usize,
}

/// What one round of starts, first pages and warm ones cost.
#[derive(Default)]
pub struct Round {
    /// From spawn to first question with the connections opened, of ingest and of flush.
    pub starts: [(Duration, Duration); 2],
    pub first: Vec<Invoked>,
    /// The requests that the first page made.
    pub first_calls: [usize; 2],
    pub duplicates: Vec<Invoked>,
    pub recorded: Vec<Invoked>,
    pub told: Vec<Invoked>,
    /// The most memory of each, and what of it is their own at the end.
    pub rss: [f64; 2],
    pub own: [f64; 2],
}

impl<'a> Rig<'a> {
    /// Starts both, with a whole processor.
    ///
    /// # Errors
    /// When one does not start.
    pub fn start(aws: &'a StandIn, ingest: &Path, flush: &Path) -> io::Result<Self> {
        Self::start_through(&[], aws, ingest, flush)
    }

    /// Starts both through another program, such as a profiler.
    ///
    /// # Errors
    /// When one does not start.
    pub fn start_through(
        through: &[&str],
        aws: &'a StandIn,
        ingest: &Path,
        flush: &Path,
    ) -> io::Result<Self> {
        aws.services().forget();
        let variables = aws.environment();
        let rig = Self {
            aws,
            ingest: Function::start(through, ingest, &variables)?,
            flush: Function::start(through, flush, &variables)?,
            alarms: 0,
        };
        aws.services().take_calls();
        Ok(rig)
    }

    /// Puts both under a quota.
    ///
    /// # Errors
    /// When one has ended.
    pub fn hold(&self, quota: &Quota) -> io::Result<()> {
        quota.take(self.ingest.id())?;
        quota.take(self.flush.id())
    }

    /// The first page, and then some more.
    ///
    /// # Errors
    /// When one of the functions fails, or no page arrives.
    pub fn round(mut self) -> io::Result<Round> {
        let mut round = Round {
            starts: [&self.ingest, &self.flush].map(|one| (one.started_in, one.cpu_of_start())),
            ..Round::default()
        };
        let (alarm, first) = self.record()?;
        round.first_calls[0] = self.aws.services().take_calls();
        round.first = vec![first, self.tell()?];
        round.first_calls[1] = self.aws.services().take_calls();
        round.duplicates = (0..WARM)
            .map(|_| self.ingest.invoke(&alarm))
            .collect::<Result<_, _>>()?;
        for _ in 0..WARM {
            self.aws.services().forget();
            round.recorded.push(self.record()?.1);
            round.told.push(self.tell()?);
        }
        round.rss = [self.ingest.peak_rss()?, self.flush.peak_rss()?];
        round.own = [self.ingest.own_memory()?, self.flush.own_memory()?];
        Ok(round)
    }

    /// A new alarm of the service is recorded; brings what ingest was invoked with.
    ///
    /// # Errors
    /// When it can't be, or wakes nobody.
    pub fn record(&mut self) -> io::Result<(Value, Invoked)> {
        let payload = batch(&self.alarm()?);
        self.alarms += 1;
        let invoked = self.ingest.invoke(&payload)?;
        Ok((payload, invoked))
    }

    /// Whoever must be told of it is.
    ///
    /// # Errors
    /// When nobody is.
    pub fn tell(&mut self) -> io::Result<Invoked> {
        let wakes = self.aws.services().take_wakes();
        let [wake] = &wakes[..] else {
            return Err(io::Error::other(format!(
                "{} wake-ups instead of one",
                wakes.len()
            )));
        };
        let invoked = self.flush.invoke(&batch(wake))?;
        match self.aws.services().take_pages() {
            1 => Ok(invoked),
            pages => Err(io::Error::other(format!("{pages} pages instead of one"))),
        }
    }

    /// An alarm that fires now.
    fn alarm(&self) -> io::Result<String> {
        let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        let now = i64::try_from(now.as_secs()).unwrap_or(i64::MAX);
        let seconds = now - engine::start().as_second();
        String::from_utf8(engine::alarm(SERVICE, self.alarms, true, seconds)).map_err(io::Error::other)
    }
}

/// A message as the event source mapping of a queue hands it over.
fn batch(body: &str) -> Value {
    json!({"Records": [{
        "messageId": "m-1",
        "body": body,
        "eventSource": "aws:sqs",
        "attributes": {"ApproximateReceiveCount": "1"},
    }]})
}
