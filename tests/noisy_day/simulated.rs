//! A day played by the real command.

use std::collections::{BTreeMap, BTreeSet};
use std::io::Write;
use std::process::{Command, Stdio};

use alert_core::time::Timestamp;
use alert_core::{envelope, source};
use serde_json::Value;

use crate::catalog;
use crate::copies;
use crate::day::{Day, State, since_midnight};

/// A notification of the day.
#[derive(Debug)]
pub(crate) struct Told {
    pub(crate) at: i64,
    pub(crate) receiver: String,
    pub(crate) reason: String,
    /// Alarms by their number.
    pub(crate) firing: Vec<usize>,
    pub(crate) resolved: Vec<usize>,
}

/// What came of a day.
#[derive(Debug)]
pub(crate) struct Simulated {
    pub(crate) told: Vec<Told>,
    pub(crate) ledger: Value,
    names: Vec<String>,
}

impl Simulated {
    /// Plays the day until the noon after it: what is repeated once a day has had its time.
    pub(crate) fn of(day: &Day) -> Self {
        let mut child = Command::new(env!("CARGO_BIN_EXE_alert-router"))
            .args([
                "simulate",
                "--format=json",
                "--until",
                "2026-11-21T12:00:00Z",
                "--catalog",
            ])
            .arg(catalog::folder())
            .arg("-")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        // The command reads all of it before it prints.
        child
            .stdin
            .take()
            .unwrap()
            .write_all(day.script().as_bytes())
            .unwrap();
        let output = child.wait_with_output().unwrap();
        assert!(output.status.success(), "{:?}", output.status);
        let numbers = numbers(day);
        let mut simulated = Self {
            told: vec![],
            ledger: Value::Null,
            names: day.alarms.iter().map(|alarm| alarm.name.clone()).collect(),
        };
        for line in String::from_utf8(output.stdout).unwrap().lines() {
            let line: Value = serde_json::from_str(line).unwrap();
            if line["ledger"].is_object() {
                simulated.ledger = line["ledger"].clone();
                continue;
            }
            let alarms = |name: &str| {
                let all = line[name].as_array().unwrap().iter();
                all.map(|fingerprint| numbers[fingerprint.as_str().unwrap()])
                    .collect()
            };
            let at: Timestamp = line["at"].as_str().unwrap().parse().unwrap();
            simulated.told.push(Told {
                at: since_midnight(at),
                receiver: line["receiver"].as_str().unwrap().to_owned(),
                reason: line["reason"].as_str().unwrap().to_owned(),
                firing: alarms("firing"),
                resolved: alarms("resolved"),
            });
        }
        simulated
    }

    /// Who was told that something fires and not that it is over, at the end of a day that ends well.
    pub(crate) fn left_open(&self) -> Vec<String> {
        let mut open: BTreeMap<&str, BTreeSet<usize>> = BTreeMap::new();
        for told in &self.told {
            let believed = open.entry(&told.receiver).or_default();
            believed.extend(&told.firing);
            told.resolved.iter().for_each(|alarm| {
                believed.remove(alarm);
            });
        }
        open.iter()
            .flat_map(|(receiver, alarms)| alarms.iter().map(move |alarm| (receiver, alarm)))
            .map(|(receiver, alarm)| format!("{} at {receiver}", self.names[*alarm]))
            .collect()
    }
}

/// The alarms' numbers by the fingerprints of their alerts.
fn numbers(day: &Day) -> BTreeMap<String, usize> {
    let first = |number: usize| {
        day.changes
            .iter()
            .find(|change| change.alarm == number && change.state != State::Created)
            .unwrap()
    };
    let fingerprint = |number: usize| {
        let event = copies::event(&day.alarms[number], first(number)).to_string();
        let envelopes = envelope::open(event.as_bytes());
        source::decode(&envelopes[0], Timestamp::UNIX_EPOCH)[0]
            .fingerprint()
            .to_string()
    };
    (0..day.alarms.len())
        .map(|number| (fingerprint(number), number))
        .collect()
}
