//! A page as its receiver reads it: parsed from the payload, knowing nothing of what the engine meant.

use std::borrow::Cow;

use alert_core::receiver::Request;
use alert_core::time::Timestamp;
use serde::Deserialize;

use crate::envelopes::since_start;
use crate::plan::Plan;

/// What a receiver learns from a payload.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Read {
    pub id: String,
    pub group: String,
    pub reason: String,
    pub at: i64,
    pub notes: Vec<String>,
    pub firing: Vec<Line>,
    pub resolved: Vec<Line>,
    /// It has waited for its receiver's rate.
    pub waited: bool,
    /// A summary, as the pages of its groups.
    pub parts: Vec<Read>,
}

/// One alarm of a page.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Line {
    pub alarm: usize,
    pub severity: u8,
    pub starts_at: i64,
    pub ends_at: Option<i64>,
}

impl Read {
    /// Whether one of its notes says this.
    pub(crate) fn says(&self, what: &str) -> bool {
        self.notes.iter().any(|note| note.contains(what))
    }

    pub(crate) fn may_repeat(&self) -> bool {
        self.notes.iter().any(|note| note.starts_with("may repeat"))
    }

    /// It tells of what did not fit into a group.
    pub(crate) fn is_overflow(&self) -> bool {
        self.notes
            .iter()
            .any(|note| note.starts_with("its group is full"))
    }

    /// The receivers that could not be given it.
    pub(crate) fn instead_of(&self) -> impl Iterator<Item = &str> {
        self.notes
            .iter()
            .filter_map(|note| note.strip_prefix("could not be delivered to ")?.split(':').next())
    }

    pub(crate) fn mentions(&self, alarm: usize) -> bool {
        self.firing
            .iter()
            .chain(&self.resolved)
            .any(|line| line.alarm == alarm)
    }

    /// What it says of each group.
    pub(crate) fn of_groups(&self) -> &[Self] {
        if self.parts.is_empty() {
            std::slice::from_ref(self)
        } else {
            &self.parts
        }
    }

    pub(crate) fn brief(&self, plan: &Plan) -> String {
        let names = |lines: &[Line]| {
            let names: Vec<_> = lines
                .iter()
                .map(|line| plan.alarms[line.alarm].name.as_str())
                .collect();
            names.join(",")
        };
        format!(
            "{} group {} id {} at {} +[{}] -[{}] {:?}",
            self.reason,
            self.group.get(..6).unwrap_or_default(),
            self.id.get(..6).unwrap_or_default(),
            self.at,
            names(&self.firing),
            names(&self.resolved),
            self.notes
        )
    }
}

/// Where a request goes.
pub(crate) fn address(request: &Request) -> &str {
    match request {
        Request::Http(http) => &http.secret,
        Request::Sns(sns) => &sns.topic,
        Request::EventBridge(event) => &event.bus,
    }
}

/// The document as its contract says.
#[derive(Deserialize)]
struct Document<'a> {
    id: &'a str,
    group: &'a str,
    reason: &'a str,
    at: &'a str,
    #[serde(borrow)]
    notes: Vec<Cow<'a, str>>,
    #[serde(borrow)]
    firing: Vec<Alert<'a>>,
    #[serde(borrow)]
    resolved: Vec<Alert<'a>>,
    waiting_since: Option<&'a str>,
    #[serde(borrow)]
    groups: Vec<InGroup<'a>>,
}

#[derive(Deserialize)]
struct InGroup<'a> {
    group: &'a str,
    reason: &'a str,
    #[serde(borrow)]
    notes: Vec<Cow<'a, str>>,
    #[serde(borrow)]
    firing: Vec<&'a str>,
    #[serde(borrow)]
    resolved: Vec<&'a str>,
}

#[derive(Deserialize)]
struct Alert<'a> {
    fingerprint: &'a str,
    #[serde(borrow)]
    name: Cow<'a, str>,
    severity: &'a str,
    starts_at: &'a str,
    ends_at: Option<&'a str>,
}

/// Reads a request; nothing for the plain text of the last resort.
pub(crate) fn read(plan: &Plan, request: &Request) -> Option<Read> {
    #[derive(Deserialize)]
    struct Webhook<'a> {
        #[serde(borrow)]
        data: Document<'a>,
    }
    #[derive(Deserialize)]
    struct Sns {
        sqs: String,
    }
    match request {
        Request::Http(http) => {
            let message: Webhook<'_> = serde_json::from_str(&http.body).ok()?;
            understand(plan, &message.data)
        }
        Request::Sns(sns) => {
            let message: Sns = serde_json::from_str(&sns.message).ok()?;
            understand(plan, &serde_json::from_str(&message.sqs).ok()?)
        }
        Request::EventBridge(event) => understand(plan, &serde_json::from_str(&event.detail).ok()?),
    }
}

fn understand(plan: &Plan, document: &Document<'_>) -> Option<Read> {
    let lines = |alerts: &[Alert<'_>]| -> Option<Vec<Line>> {
        alerts.iter().map(|alert| understand_line(plan, alert)).collect()
    };
    let whole = Read {
        id: document.id.to_owned(),
        group: document.group.to_owned(),
        reason: document.reason.to_owned(),
        at: moment(document.at)?,
        notes: document
            .notes
            .iter()
            .map(|note| note.clone().into_owned())
            .collect(),
        firing: lines(&document.firing)?,
        resolved: lines(&document.resolved)?,
        waited: document.waiting_since.is_some(),
        parts: vec![],
    };
    let named = |alerts: &[Alert<'_>], which: &[&str]| -> Option<Vec<Line>> {
        let found = |fingerprint: &&str| {
            let alert = alerts.iter().find(|alert| alert.fingerprint == *fingerprint)?;
            understand_line(plan, alert)
        };
        which.iter().map(found).collect()
    };
    let part = |group: &InGroup<'_>| {
        let own = group.notes.iter().map(|note| note.clone().into_owned());
        Some(Read {
            group: group.group.to_owned(),
            reason: group.reason.to_owned(),
            notes: whole.notes.iter().cloned().chain(own).collect(),
            firing: named(&document.firing, &group.firing)?,
            resolved: named(&document.resolved, &group.resolved)?,
            ..whole.clone()
        })
    };
    let parts: Option<Vec<Read>> = document.groups.iter().map(part).collect();
    Some(Read {
        parts: parts?,
        ..whole
    })
}

fn understand_line(plan: &Plan, alert: &Alert<'_>) -> Option<Line> {
    let is_named = |raw: bool, name: &str| {
        if raw {
            let rest = alert.name.strip_prefix("Raw ");
            rest.is_some_and(|rest| rest.split(' ').next() == Some(name))
        } else {
            alert.name == name
        }
    };
    Some(Line {
        alarm: plan
            .alarms
            .iter()
            .position(|alarm| is_named(alarm.raw, &alarm.name))?,
        severity: match alert.severity {
            "info" => 0,
            "warning" => 1,
            "error" => 2,
            _ => 3,
        },
        starts_at: moment(alert.starts_at)?,
        ends_at: alert.ends_at.and_then(moment),
    })
}

fn moment(text: &str) -> Option<i64> {
    text.parse::<Timestamp>().ok().map(since_start)
}
