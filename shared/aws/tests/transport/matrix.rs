//! Every answer that a receiver can give, by every kind of receiver, over real connections: what becomes of the page. The
//! table is `docs/failure-matrix.md`, compared with each run; `UPDATE_GOLDENS=1` writes it anew. And nothing that any of it
//! leaves behind tells the URL or the token.

use std::collections::BTreeMap;

use crate::server::{Reply, Seen, Server};
use crate::world::World;
use alert_aws::AwsPorts;
use alert_core::catalog::ReceiverConfig;
use alert_core::language::Language;
use alert_core::page::{Notice, Page};
use alert_core::reason::Reason;
use alert_core::receiver::{Kind, Outcome, Proof, RECEIVERS, Request};
use alert_core::time::{SignedDuration, Timestamp};
use alert_pipeline::ports::{Ports, Transport};
use serde_json::json;
use tokio::task::LocalSet;

const FILE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/failure-matrix.md");
const LOOPBACK: &str = "127.0.0.0/8";
const TOKEN: &str = "t0k3n-that-nobody-may-read";
const KEY: &str = "R0UT1NGK3Y";
const WHSEC: &str = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

/// Where a kind's requests meet which answer.
enum Case {
    /// The answer of a server that works.
    Reply(&'static str, fn(&str) -> Reply),
    /// There is no answer to be had there.
    Place(&'static str, Where),
}

#[derive(Clone, Copy)]
enum Where {
    Refused,
    NoSuchHost,
    Stranger,
    NoTls,
}

fn status(status: u16) -> Reply {
    Reply::new(status, "", "")
}

/// What a kind answers when it has taken a page.
fn taken(kind: &str) -> Reply {
    match kind {
        "discord" | "ntfy" => Reply::new(200, "", r#"{"id": "1162"}"#),
        "eventbridge" => Reply::new(
            200,
            "content-type: application/x-amz-json-1.1\r\n",
            r#"{"FailedEntryCount": 0, "Entries": [{"EventId": "e"}]}"#,
        ),
        "google_chat" => Reply::new(200, "", r#"{"name": "spaces/S/messages/M"}"#),
        "grafana_irm" => Reply::new(200, "", "Ok."),
        "incident_io" => Reply::new(202, "", r#"{"status": "success", "deduplication_key": "k"}"#),
        "jira_service_management" => Reply::new(202, "", r#"{"requestId": "43a29c5c"}"#),
        "telegram" => Reply::new(200, "", r#"{"ok": true, "result": {"message_id": 7}}"#),
        "pagerduty" => {
            let body = json!({"status": "success", "message": "Event processed", "dedup_key": "k"});
            Reply::new(202, "", &body.to_string())
        }
        "mattermost" | "slack" => Reply::new(200, "", "ok"),
        "slack_app" => Reply::new(
            200,
            "",
            r#"{"ok": true, "channel": "C0123456789", "ts": "1503435956.000247"}"#,
        ),
        "amazon_q" | "sns" => Reply::new(
            200,
            "content-type: text/xml\r\n",
            "<PublishResponse><PublishResult><MessageId>m</MessageId></PublishResult></PublishResponse>",
        ),
        "teams" => status(202),
        "webhook" => status(204),
        other => panic!("what does {other} answer?"),
    }
}

/// Every row of the table.
fn cases() -> Vec<Case> {
    vec![
        Case::Reply("its word for success", taken),
        Case::Reply("200, `{\"ok\": false}`", |_| {
            Reply::new(200, "", r#"{"ok": false, "error": "channel_not_found"}"#)
        }),
        Case::Reply("200, a log-in page", |_| {
            Reply::new(200, "", "<!DOCTYPE html><title>Sign in</title>")
        }),
        Case::Reply("204", |_| status(204)),
        Case::Reply("302", |_| Reply::new(302, "location: https://localhost/\r\n", "")),
        Case::Reply("400", |_| status(400)),
        Case::Reply("401", |_| status(401)),
        Case::Reply("403", |_| status(403)),
        Case::Reply("404", |_| status(404)),
        Case::Reply("410", |_| status(410)),
        Case::Reply("413", |_| status(413)),
        Case::Reply("429, Retry-After: 30", |_| {
            Reply::new(429, "retry-after: 30\r\n", "")
        }),
        Case::Reply("429", |_| status(429)),
        Case::Reply("500", |_| status(500)),
        Case::Reply("502", |_| status(502)),
        Case::Reply("503", |_| status(503)),
        Case::Reply("closes the connection", |_| Reply::Cut(String::new())),
        Case::Reply("closes it within the answer", |_| {
            Reply::Cut("HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\no".to_owned())
        }),
        Case::Reply("hangs", |_| Reply::Hang),
        Case::Reply("hangs within the answer", |_| {
            Reply::Bytes("HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\no".to_owned())
        }),
        Case::Place("refuses the connection", Where::Refused),
        Case::Place("has no address", Where::NoSuchHost),
        Case::Place("has a certificate that nobody trusts", Where::Stranger),
        Case::Place("speaks no TLS", Where::NoTls),
    ]
}

fn word(outcome: &Outcome) -> &'static str {
    match outcome {
        Outcome::Delivered(receipt) if receipt.proof == Proof::Arrived => "delivered",
        Outcome::Delivered(_) => "accepted",
        Outcome::Retry { in_doubt: false, .. } => "retried",
        Outcome::Retry { in_doubt: true, .. } => "retried, may repeat",
        Outcome::Rejected { .. } => "fallback",
    }
}

fn page() -> Page {
    let at: Timestamp = "2026-11-22T08:49:37Z".parse().unwrap();
    Page::notice(Notice {
        id: "0f6f1c9b".to_owned(),
        subject: "matrix",
        reason: Reason::Digest,
        title: "a page".to_owned(),
        at,
        since: at,
        owner: None,
        evidence: vec![],
        notes: vec![],
        language: Language::English,
    })
}

struct Servers {
    world: World,
    stranger: Server,
    plain: Server,
    closed: u16,
}

impl Servers {
    async fn new() -> Self {
        Self {
            world: World::new().await,
            stranger: World::new().await.webhook("localhost", |_| status(200)).await,
            plain: Server::plain(|_| status(200)).await,
            closed: std::net::TcpListener::bind("127.0.0.1:0")
                .unwrap()
                .local_addr()
                .unwrap()
                .port(),
        }
    }

    fn url(&self, place: Where) -> String {
        match place {
            Where::Refused => format!("https://localhost:{}", self.closed),
            Where::NoSuchHost => "https://no-such-host.invalid".to_owned(),
            Where::Stranger => format!("https://localhost:{}", self.stranger.port),
            Where::NoTls => format!("https://localhost:{}", self.plain.port),
        }
    }

    /// The ports, with the kind's receiver at `url`: AWS's by its endpoint, the others by a secret.
    fn ports(&self, kind: &str, url: &str) -> AwsPorts {
        if is_aws(kind) {
            return self.world.ports_at(url, LOOPBACK);
        }
        let secret =
            json!({"url": format!("{url}/{TOKEN}"), "token": KEY, "signing_secrets": [WHSEC]}).to_string();
        self.world.aws.secret("alert-router/team", secret);
        self.world.ports(LOOPBACK)
    }

    /// What becomes of the page.
    async fn outcome(&self, kind: &'static dyn Kind, case: &Case) -> Outcome {
        let answering;
        let url = match case {
            Case::Place(_, place) => self.url(*place),
            Case::Reply(_, reply) => {
                let (reply, name) = (*reply, kind.name());
                let answer = move |_: &Seen| reply(name);
                answering = self.world.webhook("localhost", answer).await;
                format!("https://localhost:{}", answering.port)
            }
        };
        let ports = self.ports(kind.name(), &url);
        let (page, config) = (page(), config(kind));
        let outcome = told(kind, &ports, &kind.render(&page, &config)).await;
        // News of what it shows already, in each form that it knows, meet the same answer with the same outcome.
        let reply = kind
            .looks_back()
            .then(|| kind.reply(&page, &config, "1503435956"));
        for request in reply.into_iter().chain(kind.edit(&page, &config, "1503435956")) {
            assert_eq!(
                word(&told(kind, &ports, &request).await),
                word(&outcome),
                "{}",
                kind.name()
            );
        }
        outcome
    }
}

/// What becomes of a request; and nothing that any of it leaves behind tells the URL or the token.
async fn told(kind: &dyn Kind, ports: &AwsPorts, request: &Request) -> Outcome {
    let now: Timestamp = "2026-11-22T08:49:37Z".parse().unwrap();
    let deadline = SignedDuration::from_millis(400);
    let response = ports.transport().send(request, now, deadline).await;
    let outcome = kind.classify(&response);
    for text in [
        format!("{response:?}"),
        format!("{outcome:?}"),
        format!("{request:?}"),
        format!("{ports:?}"),
    ] {
        // The host that a request may go to is in the configuration, as is where AWS is; the URL of a webhook and what
        // lets us in are not.
        let hidden = [TOKEN, KEY, "MfKQ9r8G", "127.0.0.1", "https://localhost"];
        let secrets = if is_aws(kind.name()) {
            &hidden[..3]
        } else {
            &hidden
        };
        for secret in secrets {
            assert!(!text.contains(secret), "{}: {text}", kind.name());
        }
    }
    outcome
}

/// Whether a kind is a service of AWS, reached without a secret.
fn is_aws(kind: &str) -> bool {
    is_topic(kind) || kind == "eventbridge"
}

/// Whether a kind is reached by way of SNS.
fn is_topic(kind: &str) -> bool {
    matches!(kind, "sns" | "amazon_q")
}

fn config(kind: &dyn Kind) -> ReceiverConfig {
    let (is_sns, is_aws) = (is_topic(kind.name()), is_aws(kind.name()));
    ReceiverConfig {
        name: "team".to_owned(),
        kind: kind.name().to_owned(),
        topic: is_sns.then(|| "pages".to_owned()),
        bus: (is_aws && !is_sns).then(|| "pages".to_owned()),
        secret: (!is_aws).then(|| "alert-router/team".to_owned()),
        channel: (kind.name() == "slack_app").then(|| "C0123456789".to_owned()),
        hosts: vec!["localhost".to_owned(), "no-such-host.invalid".to_owned()],
        ..ReceiverConfig::default()
    }
}

#[tokio::test]
async fn every_answer_of_every_kind_is_delivered_retried_or_falls_back() {
    let rows = LocalSet::new()
        .run_until(async {
            let servers = Servers::new().await;
            let mut rows = Vec::new();
            for case in cases() {
                let mut row = BTreeMap::new();
                for kind in RECEIVERS {
                    row.insert(kind.name(), servers.outcome(*kind, &case).await);
                }
                rows.push((case, row));
            }
            rows
        })
        .await;
    // Whoever says yes has the page; for everything else somebody is told all the same.
    for (case, row) in &rows {
        let (Case::Reply(name, _) | Case::Place(name, _)) = case;
        for (kind, outcome) in row {
            let is_success = matches!(outcome, Outcome::Delivered(_));
            assert!(
                is_success || *name != "its word for success",
                "{kind}: {outcome:?}"
            );
            // The SDK does not tell whether it had begun to send.
            if let Case::Place(..) = case
                && !is_topic(kind)
            {
                assert_eq!(word(outcome), "retried", "{name}, {kind}: {outcome:?}");
            }
        }
    }
    let table = table(&rows);
    if std::env::var_os("UPDATE_GOLDENS").is_some() {
        std::fs::write(FILE, table).unwrap();
    } else {
        let written = std::fs::read_to_string(FILE).unwrap_or_default();
        assert_eq!(
            written, table,
            "UPDATE_GOLDENS=1 writes docs/failure-matrix.md anew"
        );
    }
}

fn table(rows: &[(Case, BTreeMap<&str, Outcome>)]) -> String {
    let mut text = "# What becomes of a page, by what its receiver answers

Written and compared by `cargo test -p alert-aws --all-features --test transport matrix`: each kind's request over a real
connection to a server that answers so.

- **delivered**: the receiver shows it, and its receipt says so; **accepted**: it took the page, which is all that it tells.
- **retried**: with back-off, or when the receiver says, for a day; then the fallback gets it. **may repeat**: the page may
  have arrived; it is sent again unchanged, with the same id, and says so.
- **fallback**: no later attempt would do better. The fallback receiver gets the page at once, with the reason.

No receiver waits for another one.

"
    .to_owned();
    let kinds: Vec<&str> = RECEIVERS.iter().map(|kind| kind.name()).collect();
    let mut line = |cells: &[&str]| text.extend(["| ", &cells.join(" | "), " |\n"]);
    line(&[&["the receiver"], &kinds[..]].concat());
    line(&vec!["---"; kinds.len() + 1]);
    for (case, row) in rows {
        let (Case::Reply(name, _) | Case::Place(name, _)) = case;
        let words: Vec<_> = kinds.iter().map(|kind| word(&row[kind])).collect();
        line(&[&[*name], &words[..]].concat());
    }
    text
}
