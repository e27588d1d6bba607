//! No URL, token or signature gets into a log, a metric, a record or an error: whole histories of ingest and flush, with
//! the functions' own log and metrics, over real connections that fail in every way that a receiver can.
//!
//! Each kind meets each answer with the first page of a group, with the news of one that it has taken (replies, where it
//! knows any) and with its edits alone; then with the attempts after that, until the page is with the fallback.

use std::io::Write;
use std::sync::{Arc, Mutex};

use alert_aws::AwsPorts;
use alert_core::catalog::{Catalog, ReceiverConfig};
use alert_core::receiver::{Kind, RECEIVERS, Request, Response};
use alert_core::time::{SignedDuration, Timestamp, after};
use alert_lambda::{Metrics, log_to};
use alert_pipeline::memory::{FixedCatalog, MemoryPorts, MemoryStore, MemoryWakes};
use alert_pipeline::ports::{Ports, Transport};
use alert_pipeline::{Counts, Invocation, SilenceCache, flush, ingest, metric, sweep};
use futures_util::StreamExt;
use futures_util::stream::iter;
use serde_json::{Value, json};
use tokio::task::LocalSet;

use crate::answers::{Case, KEY, Servers, TOKEN, WHSEC, cases, config, is_aws, taken};
use crate::server::Seen;

/// What nobody may read: of a webhook the path that lets us in, what signs and what a signature looks like; of AWS the
/// credentials, as [`World`](crate::world::World) has them, and what is made of them.
const HIDDEN: [&str; 8] = [
    TOKEN,
    KEY,
    WHSEC,
    "MfKQ9r8G",
    "v1,",
    "Signature=",
    "aws_secret_access_key",
    "aws_session_token",
];
/// Where a webhook is, is a part of its URL; the names of the hosts that it may have are the catalog's. Where AWS is,
/// everybody knows.
const PLACES: [&str; 3] = ["localhost:", "127.0.0.1", "//no-such-host"];

/// All that is written, by whomever.
#[derive(Clone, Default)]
struct Captured(Arc<Mutex<Vec<u8>>>);

impl Write for Captured {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().unwrap().write(bytes)
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

impl Captured {
    /// As a function counts.
    fn count(&self, counts: &Counts, now: Timestamp) {
        let line = Metrics::new("flush").line(counts, now).unwrap();
        self.0.lock().unwrap().extend(line);
    }

    fn say(&self, what: &str) {
        self.0.lock().unwrap().extend([what.as_bytes(), b"\n"].concat());
    }

    fn text(&self) -> String {
        String::from_utf8(self.0.lock().unwrap().clone()).unwrap()
    }

    /// The lines that tell what they may not.
    fn leaks(&self) -> Vec<String> {
        let text = self.text();
        let tells = |line: &&str| {
            // A kind of AWS meets its answers at AWS's endpoint, and the SDK may say what that is.
            let places: &[&str] = if RECEIVERS
                .iter()
                .any(|kind| is_aws(kind.name()) && line.contains(&name(*kind)))
            {
                &[]
            } else {
                &PLACES
            };
            HIDDEN.iter().chain(places).any(|hidden| line.contains(hidden))
        };
        text.lines().filter(tells).map(str::to_owned).collect()
    }
}

/// Starts the functions' log, as loud as it can be made, for this thread.
fn listen() -> (Captured, tracing::subscriber::DefaultGuard) {
    let captured = Captured::default();
    let writer = captured.clone();
    let log = log_to(Some("debug"), move || writer.clone());
    (captured, tracing::subscriber::set_default(log))
}

/// Records in memory, receivers by AWS's ports.
struct Mixed<'a> {
    memory: &'a MemoryPorts,
    receivers: Impatient<'a>,
}

/// Whoever fails may do so by saying nothing, and is not waited for as long as a function would.
struct Impatient<'a> {
    aws: &'a AwsPorts,
    patience: SignedDuration,
}

impl Transport for Impatient<'_> {
    async fn send(&self, request: &Request, now: Timestamp, deadline: SignedDuration) -> Response {
        let deadline = deadline.min(self.patience);
        self.aws.transport().send(request, now, deadline).await
    }
}

impl<'a> Ports for Mixed<'a> {
    type Store = MemoryStore;
    type Catalogs = FixedCatalog;
    type Transport = Impatient<'a>;
    type Wakes = MemoryWakes;

    fn store(&self) -> &MemoryStore {
        &self.memory.store
    }

    fn catalogs(&self) -> &FixedCatalog {
        &self.memory.catalogs
    }

    fn transport(&self) -> &Impatient<'a> {
        &self.receivers
    }

    fn wakes(&self) -> &MemoryWakes {
        &self.memory.wakes
    }

    fn silences(&self) -> &SilenceCache {
        &self.memory.silences
    }
}

/// A kind's receiver, by a name that is found in a line.
fn name(kind: &dyn Kind) -> String {
    format!("team-{}", kind.name())
}

fn catalog(kind: &dyn Kind) -> Catalog {
    let team = ReceiverConfig {
        name: name(kind),
        ..config(kind)
    };
    let catalog = json!({
        "schema": 1, "version": "test", "runbook_base_url": "https://runbooks.example.com/", "fallback": "fallback",
        "route": {"receivers": [team.name], "group_by": ["region"], "group_wait": 0, "group_interval": 1},
        "receivers": [team, {"name": "fallback", "kind": "sns", "topic": "fallback-topic"}],
    });
    Catalog::from_json(catalog.to_string().as_bytes()).unwrap()
}

fn start() -> Timestamp {
    "2026-11-22T10:00:00Z".parse().unwrap()
}

/// A change of an alarm.
fn change(alarm: &str, value: &str, at: Timestamp) -> Value {
    let state =
        |value: &str| json!({"value": value, "timestamp": at.to_string(), "reason": "Threshold Crossed"});
    let before = if value == "OK" { "ALARM" } else { "OK" };
    json!({"version": "0", "id": format!("{alarm}-{value}"), "detail-type": "CloudWatch Alarm State Change",
        "source": "aws.cloudwatch", "account": "111122223333", "time": at.to_string(), "region": "eu-west-1",
        "resources": [format!("arn:aws:cloudwatch:eu-west-1:111122223333:alarm:{alarm}")],
        "detail": {"alarmName": alarm, "state": state(value), "previousState": state(before)}})
}

/// What the functions do of these changes at `now`, with what is due by then.
async fn run(
    captured: &Captured,
    memory: &MemoryPorts,
    aws: (&AwsPorts, SignedDuration),
    now: Timestamp,
    changes: &[Value],
) {
    let (aws, patience) = aws;
    let ports = Mixed {
        memory,
        receivers: Impatient { aws, patience },
    };
    let id = now.to_string();
    let invocation = Invocation {
        now,
        remaining: SignedDuration::from_secs(60),
        id: &id,
        function_arn: "",
        last_resort_topic: "last-resort-topic",
    };
    memory.wakes.set_now(now);
    for change in changes {
        let done = ingest(&ports, change.to_string().as_bytes(), &invocation).await;
        assert!(done.failed.is_empty(), "{:?}", done.failed);
        captured.count(&done.counts, now);
    }
    let swept = sweep(&ports, &invocation).await.unwrap();
    captured.count(&swept.counts, now);
    while let Some(wake) = memory.wakes.take(now) {
        let done = flush(&ports, &wake, 1, &invocation).await;
        captured.say(&format!("{:?} {:?}", done.failed, done.deliveries));
        captured.count(&done.counts, now);
    }
}

/// What of a history meets a receiver that fails.
#[derive(Clone, Copy, PartialEq)]
enum Meets {
    /// All of it.
    First,
    /// The news of a group whose first page it has taken.
    News,
    /// The edits that show how the group stands; it takes all else.
    Edits,
}

/// Discord's are of another method, Slack's name the message that they change.
fn is_edit(seen: &Seen) -> bool {
    seen.head.starts_with("PATCH ") || seen.body.contains("\"ts\":")
}

/// One history.
async fn history(captured: &Captured, servers: &Servers, kind: &'static dyn Kind, case: &Case, meets: Meets) {
    let memory = MemoryPorts::new(catalog(kind));
    let minute = |minutes| after(start(), SignedDuration::from_mins(minutes));
    let fires = |alarm, at| change(alarm, "ALARM", minute(at));
    let ends = |alarm, at| change(alarm, "OK", minute(at));
    let name = kind.name();
    if meets == Meets::News {
        let (url, _server) = servers.place(name, &Case::Reply("works", taken)).await;
        let aws = servers.ports(name, &url);
        run(
            captured,
            &memory,
            (&aws, SignedDuration::from_secs(10)),
            minute(0),
            &[fires("a", 0)],
        )
        .await;
    }
    let (url, _server) = match case {
        Case::Reply(_, reply) if meets == Meets::Edits => {
            let reply = *reply;
            let answer = move |seen: &Seen| if is_edit(seen) { reply(name) } else { taken(name) };
            let server = servers.world.webhook("localhost", answer).await;
            (format!("https://localhost:{}", server.port), Some(server))
        }
        _ => servers.place(name, case).await,
    };
    let aws = servers.ports(name, &url);
    let aws = (&aws, SignedDuration::from_millis(400));
    if meets != Meets::News {
        run(captured, &memory, aws, minute(0), &[fires("a", 0)]).await;
    }
    run(captured, &memory, aws, minute(1), &[fires("b", 1), ends("a", 1)]).await;
    run(captured, &memory, aws, minute(2), &[ends("b", 2)]).await;
    // When nobody tries any longer.
    run(captured, &memory, aws, minute(3 * 24 * 60), &[]).await;
    for row in memory.store.rows() {
        captured.say(&row.body);
    }
}

#[tokio::test]
async fn nothing_that_is_written_tells_a_secret() {
    let (captured, _listening) = listen();
    let captured = &captured;
    let meets = [Meets::First, Meets::News, Meets::Edits];
    let of = |kind: &'static dyn Kind, meets| async move {
        let servers = Servers::new().await;
        *servers.world.aws.answer.borrow_mut() = Some(taken("sns"));
        let cases = cases();
        let histories = cases
            .iter()
            .map(|case| history(captured, &servers, kind, case, meets));
        // The SDK tries again and again for as long as it may; the others have one secret, and each case another in it.
        let at_once = if is_aws(kind.name()) { 6 } else { 1 };
        iter(histories).buffer_unordered(at_once).collect::<()>().await;
    };
    let edits = |kind: &&'static dyn Kind| kind.looks_back();
    let all = RECEIVERS.iter().flat_map(|kind| {
        let meets = meets
            .iter()
            .filter(move |one| **one != Meets::Edits || edits(kind));
        meets.map(move |one| of(*kind, *one))
    });
    LocalSet::new()
        .run_until(iter(all).buffer_unordered(12).collect::<()>())
        .await;
    assert_eq!(captured.leaks(), Vec::<String>::new());

    // All of that was written, or there was nothing to find.
    let text = captured.text();
    for kind in RECEIVERS {
        let logged = |what: &str| {
            let name = format!("\"receiver.name\":\"{}\"", name(*kind));
            text.lines()
                .filter(|line| line.contains(&name) && line.contains(what))
                .count()
        };
        for (what, least) in [
            ("notified", cases().len()),
            ("not delivered", 8),
            ("could not be delivered", 8),
        ] {
            assert!(
                logged(what) >= least,
                "{}: {what} {} times",
                kind.name(),
                logged(what)
            );
        }
    }
    let counted = |name: &str| {
        text.lines()
            .any(|line| line.contains("_aws") && line.contains(name))
    };
    for name in [
        metric::SENT,
        metric::RETRIED,
        metric::UNDELIVERED,
        metric::MAY_REPEAT,
        metric::EDITS_FAILED,
    ] {
        assert!(counted(name), "nothing counted {name}");
    }
}

/// The test of the test: each way in which a secret could get out is seen.
#[test]
fn a_secret_that_is_written_is_found() {
    let (captured, _listening) = listen();
    let url = format!("https://localhost:8443/{TOKEN}");
    let leaky: [(&str, &dyn Fn()); 6] = [
        (
            "a message",
            &|| tracing::warn!(target: "alert_pipeline", "not delivered, trying again: {url}"),
        ),
        ("a field", &|| tracing::debug!(target: "alert_aws", url, "sent")),
        (
            "an error",
            &|| tracing::error!(target: "flush", error = %std::io::Error::other(url.clone()), "failed"),
        ),
        (
            "a library",
            &|| tracing::warn!(target: "hyper_util", "connection to {url} reset"),
        ),
        ("a metric", &|| {
            let mut counts = Counts::default();
            counts.add(Box::leak(format!("Sent{KEY}").into_boxed_str()));
            captured.count(&counts, start());
        }),
        ("a record", &|| {
            captured.say(&json!({"secret": WHSEC}).to_string());
        }),
    ];
    for (position, (what, leak)) in leaky.into_iter().enumerate() {
        leak();
        assert_eq!(
            captured.leaks().len(),
            position + 1,
            "{what}: {}",
            captured.text()
        );
    }
    // At debug an HTTP client says where it goes: the log is deaf to that, whatever its level.
    tracing::debug!(target: "hyper_util", "connecting to {url}");
    assert_eq!(captured.leaks().len(), leaky.len(), "{}", captured.text());
    // What may be said.
    tracing::warn!(target: "alert_pipeline", name = "team-slack", "not delivered, trying again: 404");
    assert_eq!(captured.leaks().len(), leaky.len(), "{}", captured.text());
}
