//! Every answer that a receiver can give, and every place where there is none to be had.

use alert_aws::AwsPorts;
use alert_core::catalog::ReceiverConfig;
use alert_core::receiver::Kind;
use serde_json::json;

use crate::server::{Reply, Seen, Server};
use crate::world::World;

pub(crate) const LOOPBACK: &str = "127.0.0.0/8";
pub(crate) const TOKEN: &str = "t0k3n-that-nobody-may-read";
pub(crate) const KEY: &str = "R0UT1NGK3Y";
pub(crate) const WHSEC: &str = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

/// Where a kind's requests meet which answer.
pub(crate) enum Case {
    /// The answer of a server that works.
    Reply(&'static str, fn(&str) -> Reply),
    /// There is no answer to be had there.
    Place(&'static str, Where),
}

#[derive(Clone, Copy)]
pub(crate) enum Where {
    Refused,
    NoSuchHost,
    Stranger,
    NoTls,
}

fn status(status: u16) -> Reply {
    Reply::new(status, "", "")
}

/// What a kind answers when it has taken a page.
pub(crate) fn taken(kind: &str) -> Reply {
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
pub(crate) fn cases() -> Vec<Case> {
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
        Case::Reply("308", |_| Reply::new(308, "location: https://localhost/\r\n", "")),
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
        Case::Reply("resets the connection", |_| Reply::Reset),
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

impl Case {
    pub(crate) fn name(&self) -> &'static str {
        let (Self::Reply(name, _) | Self::Place(name, _)) = self;
        name
    }
}

pub(crate) struct Servers {
    pub(crate) world: World,
    stranger: Server,
    plain: Server,
    closed: u16,
}

impl Servers {
    pub(crate) async fn new() -> Self {
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
    pub(crate) fn ports(&self, kind: &str, url: &str) -> AwsPorts {
        if is_aws(kind) {
            return self.world.ports_at(url, LOOPBACK);
        }
        let secret =
            json!({"url": format!("{url}/{TOKEN}"), "token": KEY, "signing_secrets": [WHSEC]}).to_string();
        self.world.aws.secret("alert-router/team", secret);
        self.world.ports(LOOPBACK)
    }

    /// Where a kind meets a case, and the server there, which must live as long.
    pub(crate) async fn place(&self, kind: &'static str, case: &Case) -> (String, Option<Server>) {
        match case {
            Case::Place(_, place) => (self.url(*place), None),
            Case::Reply(_, reply) => {
                let reply = *reply;
                let server = self.world.webhook("localhost", move |_: &Seen| reply(kind)).await;
                (format!("https://localhost:{}", server.port), Some(server))
            }
        }
    }
}

/// Whether a kind is a service of AWS, reached without a secret.
pub(crate) fn is_aws(kind: &str) -> bool {
    is_topic(kind) || kind == "eventbridge"
}

/// Whether a kind is reached by way of SNS.
pub(crate) fn is_topic(kind: &str) -> bool {
    matches!(kind, "sns" | "amazon_q")
}

pub(crate) fn config(kind: &dyn Kind) -> ReceiverConfig {
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
