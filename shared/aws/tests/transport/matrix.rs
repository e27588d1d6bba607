//! Every answer that a receiver can give, by every kind of receiver, over real connections: what becomes of the page. The
//! table is `docs/failure-matrix.md`, compared with each run; `UPDATE_GOLDENS=1` writes it anew. And nothing that any of it
//! leaves behind tells the URL or the token.

use std::collections::BTreeMap;

use crate::answers::{Case, KEY, Servers, TOKEN, cases, config, is_aws, is_topic};
use alert_aws::AwsPorts;
use alert_core::language::Language;
use alert_core::page::{Notice, Page};
use alert_core::reason::Reason;
use alert_core::receiver::{Kind, Outcome, Proof, RECEIVERS, Request};
use alert_core::time::{SignedDuration, Timestamp};
use alert_pipeline::ports::{Ports, Transport};
use tokio::task::LocalSet;

const FILE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/failure-matrix.md");

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

/// What becomes of the page.
async fn outcome(servers: &Servers, kind: &'static dyn Kind, case: &Case) -> Outcome {
    let (url, _server) = servers.place(kind.name(), case).await;
    let ports = servers.ports(kind.name(), &url);
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

#[tokio::test]
async fn every_answer_of_every_kind_is_delivered_retried_or_falls_back() {
    let rows = LocalSet::new()
        .run_until(async {
            let servers = Servers::new().await;
            let mut rows = Vec::new();
            for case in cases() {
                let mut row = BTreeMap::new();
                for kind in RECEIVERS {
                    row.insert(kind.name(), outcome(&servers, *kind, &case).await);
                }
                rows.push((case, row));
            }
            rows
        })
        .await;
    // Whoever says yes has the page; for everything else somebody is told all the same.
    for (case, row) in &rows {
        let name = case.name();
        for (kind, outcome) in row {
            let is_success = matches!(outcome, Outcome::Delivered(_));
            assert!(
                is_success || name != "its word for success",
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
- **retried**: with back-off, or when the receiver says, for a day, a critical page for five minutes; then the fallback gets it. **may repeat**: the page may
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
        let words: Vec<_> = kinds.iter().map(|kind| word(&row[kind])).collect();
        line(&[&[case.name()], &words[..]].concat());
    }
    text
}
