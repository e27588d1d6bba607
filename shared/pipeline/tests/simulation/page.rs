//! A page as its receiver reads it: parsed from the payload, knowing nothing of what the engine meant.

use alert_core::receiver::Request;
use alert_core::time::Timestamp;
use serde_json::Value;

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
    }
}

/// Reads a request; nothing for the plain text of the last resort.
pub(crate) fn read(plan: &Plan, request: &Request) -> Option<Read> {
    let document: Value = match request {
        Request::Http(http) => serde_json::from_str::<Value>(&http.body)
            .ok()?
            .get("data")?
            .clone(),
        Request::Sns(sns) => {
            let message: Value = serde_json::from_str(&sns.message).ok()?;
            serde_json::from_str(message.get("sqs")?.as_str()?).ok()?
        }
    };
    let lines = |name: &str| -> Option<Vec<Line>> {
        document
            .get(name)?
            .as_array()?
            .iter()
            .map(|line| read_line(plan, line))
            .collect()
    };
    let word = |name: &str| Some(document.get(name)?.as_str()?.to_owned());
    Some(Read {
        id: word("id")?,
        group: word("group")?,
        reason: word("reason")?,
        at: moment(document.get("at")?)?,
        notes: document
            .get("notes")?
            .as_array()?
            .iter()
            .filter_map(Value::as_str)
            .map(str::to_owned)
            .collect(),
        firing: lines("firing")?,
        resolved: lines("resolved")?,
    })
}

fn read_line(plan: &Plan, line: &Value) -> Option<Line> {
    let name = line.get("name")?.as_str()?;
    let is_named = |raw: bool, alarm: &str| {
        if raw {
            name.strip_prefix("Raw ")
                .is_some_and(|rest| rest.split(' ').next() == Some(alarm))
        } else {
            name == alarm
        }
    };
    Some(Line {
        alarm: plan
            .alarms
            .iter()
            .position(|alarm| is_named(alarm.raw, &alarm.name))?,
        severity: match line.get("severity")?.as_str()? {
            "info" => 0,
            "warning" => 1,
            "error" => 2,
            _ => 3,
        },
        starts_at: moment(line.get("starts_at")?)?,
        ends_at: line.get("ends_at").and_then(moment),
    })
}

fn moment(value: &Value) -> Option<i64> {
    value.as_str()?.parse::<Timestamp>().ok().map(since_start)
}
