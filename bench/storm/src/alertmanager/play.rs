//! Plays a storm by the clock, as Prometheus would tell of it.

use std::path::Path;
use std::thread::sleep;
use std::time::{Duration, Instant, SystemTime};

use alert_core::time::{SignedDuration, Timestamp, after};
use serde_json::{Value, json};

use super::api::Api;
use super::server::Server;
use super::webhook::Webhook;
use crate::result::Measured;
use crate::stream::{Stream, service};
use crate::told::{Page, told};
use crate::waits::{RESEND, millis};

/// How many alerts Prometheus puts into one request.
const BATCH: usize = 64;
/// How often this looks at what has to be told.
const TICK: Duration = Duration::from_millis(10);
/// What a busy machine may add, by the clock.
const SLACK: Duration = Duration::from_secs(1);
/// How long before it arrives a page may have been written.
const ON_ITS_WAY: Duration = Duration::from_millis(200);

/// Plays a storm of this size, `scale` times faster than it is.
///
/// # Errors
/// When Alertmanager does not run, or says something else than expected.
pub fn play(binary: &Path, stream: Stream, size: usize, scale: u32) -> Result<Measured, String> {
    let alarms = stream.alarms(size);
    let changes = stream.changes(size);
    let webhook = Webhook::listen()?;
    let server = Server::start(binary, scale, webhook.port)?;
    let mut api = Api::connect(server.port)?;

    let begun = Instant::now();
    let storm_time = |elapsed: Duration| millis(elapsed) * u64::from(scale);
    let now = || storm_time(begun.elapsed());
    let mut known = vec![Known::default(); alarms];
    let mut began = vec![None; alarms];
    let mut next = 0;
    while now() < stream.ends_at() {
        let until = now();
        let mut batch = Batch::new(&mut api, scale);
        while let Some(change) = changes.get(next).filter(|change| change.told_at <= until) {
            let known = &mut known[change.alarm];
            if known.firing != change.firing {
                known.turn(change.firing);
            }
            known.sent_at = now();
            if change.firing {
                began[change.alarm].get_or_insert(known.sent_at);
            }
            batch.add(change.alarm, alarms, known)?;
            next += 1;
        }
        for (alarm, known) in known.iter_mut().enumerate() {
            if known.firing && known.sent_at + millis(RESEND) <= until {
                known.sent_at = until;
                batch.add(alarm, alarms, known)?;
            }
        }
        batch.send()?;
        sleep(TICK);
    }

    let (cpu_ms, rss_mib) = server.usage()?;
    drop(server);
    let pages: Vec<Page> = webhook
        .pages()?
        .into_iter()
        .map(|(at, alarms)| Page {
            at: storm_time(at.duration_since(begun)),
            alarms,
        })
        .collect();
    Ok(Measured {
        events: changes.len() as u64,
        pages: pages.len() as u64,
        told: told(
            &changes,
            &began,
            &pages,
            storm_time(SLACK),
            storm_time(ON_ITS_WAY),
        ),
        cpu_ms,
        rss_mib,
        ours: None,
    })
}

/// What Alertmanager was told of an alarm.
#[derive(Debug, Clone, Default)]
struct Known {
    firing: bool,
    since: Timestamp,
    /// When the change was, for what has resolved.
    until: Timestamp,
    sent_at: u64,
}

impl Known {
    fn turn(&mut self, firing: bool) {
        self.firing = firing;
        if firing {
            self.since = clock();
        } else {
            self.until = clock();
        }
    }
}

fn clock() -> Timestamp {
    Timestamp::try_from(SystemTime::now()).unwrap_or_default()
}

/// Alerts on their way.
struct Batch<'a> {
    api: &'a mut Api,
    scale: u32,
    alerts: Vec<Value>,
}

impl<'a> Batch<'a> {
    fn new(api: &'a mut Api, scale: u32) -> Self {
        Self {
            api,
            scale,
            alerts: vec![],
        }
    }

    fn add(&mut self, alarm: usize, alarms: usize, known: &Known) -> Result<(), String> {
        // As Prometheus does it: what fires does so for four times as long as it takes to say so again.
        let lasts = SignedDuration::try_from(RESEND * 4 / self.scale).unwrap_or_default();
        let ends_at = if known.firing {
            after(clock(), lasts)
        } else {
            known.until
        };
        self.alerts.push(json!({
            "labels": {
                "alertname": "lambda-errors",
                "alarm": format!("{alarm:05}"),
                "service": format!("service-{:03}", service(alarm, alarms)),
                "severity": "error",
            },
            "annotations": {"description": "The feature API Lambda returns errors."},
            "startsAt": known.since.to_string(),
            "endsAt": ends_at.to_string(),
        }));
        if self.alerts.len() == BATCH {
            self.post()
        } else {
            Ok(())
        }
    }

    fn send(mut self) -> Result<(), String> {
        if self.alerts.is_empty() {
            Ok(())
        } else {
            self.post()
        }
    }

    fn post(&mut self) -> Result<(), String> {
        self.api
            .post(&Value::Array(std::mem::take(&mut self.alerts)).to_string())
    }
}
