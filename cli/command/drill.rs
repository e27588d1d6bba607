//! `drill`: a test alert through everything that a real one goes through, and the evidence of it.

use alert_core::receiver::Proof;
use alert_core::time::{SignedDuration, Timestamp, utc};
use alert_pipeline::drill::{Leg, Verdict, Word};
use serde_json::json;

use super::Command;
use crate::arguments::{Arguments, COLOR, FORMAT, Format, Opt, TABLE};
use crate::drilling::{Wanted, drill};
use crate::exit::{Exit, Failure};
use crate::output::Output;
use crate::view::{Canvas, Paint};

const SECRET: Opt = Opt {
    name: "secret",
    value: "NAME",
    about: "the stack's output DrillSecretArn [default: the variable DRILL_SECRET]",
};
const RECEIPTS: Opt = Opt {
    name: "receipts",
    value: "URL",
    about: "the output DrillReceiptsUrl [default: the variable DRILL_RECEIPTS_URL]",
};

pub(super) const COMMAND: Command = Command {
    name: "drill",
    summary: "Send a test alert from CloudWatch to every receiver of its route, and prove it",
    operands: "ALARM",
    options: &[TABLE, SECRET, RECEIPTS, FORMAT, COLOR],
    details: "\
ALARM is an alarm that watches nothing; its name has `-drill-` in it, as the stack's output
DrillAlarmName has. It is forced into ALARM with a signed token as its reason, and the change goes
the way of every other: rule, queue, ingest, flush, receivers. The page says DRILL and carries the
token; no hold, wait or flapping keeps it, and it shares a group with no other alert. When every
receiver of its route is accounted for, the alarm is set back, and the resolve is followed too.

Evidence is the router's own record of each delivery, with what the receiver's answer proves. Of a
topic it proves only that SNS keeps the message; with --receipts the message itself has to come out
of the queue that is subscribed to the topic. What is missing is a failure: a page after 150 s, a
resolve after 90 s.

Credentials and region are those of the environment, or of the profile AWS_PROFILE. The build needs
the feature `aws`.

Exit code: 0 when everything is proved; 1 when a receiver is not, or there was no drill; 2 for a
wrong command line.

Examples:
  alert-router drill alert-router-drill-page --table alert-router-Table --secret SECRET
  alert-router drill alert-router-drill-page --format json | jq '.receivers[] | select(.fault)'
",
    run,
};

fn run(arguments: &Arguments, output: &mut Output) -> Result<Exit, Failure> {
    let format = arguments.format()?;
    let [alarm] = arguments.operands.as_slice() else {
        return Err(Failure::Usage(
            "name one alarm, the stack's output DrillAlarmName".to_owned(),
        ));
    };
    let wanted = Wanted {
        alarm: alarm.to_string_lossy().into_owned(),
        table: named(arguments, &TABLE, "TABLE_NAME")?.ok_or_else(|| {
            missing("the table, the stack's output TableName: --table NAME, or the variable TABLE_NAME")
        })?,
        secret: named(arguments, &SECRET, "DRILL_SECRET")?.ok_or_else(|| {
            missing(
                "the secret, the stack's output DrillSecretArn: --secret NAME, or the variable DRILL_SECRET",
            )
        })?,
        receipts: named(arguments, &RECEIPTS, "DRILL_RECEIPTS_URL")?,
    };
    let verdict = drill(wanted)?;
    match format {
        Format::Json => output.line(&line(&verdict))?,
        Format::Text => {
            let canvas = Canvas::new(output.width(), output.colour());
            output.text(&table(&verdict, canvas))?;
        }
    }
    if verdict.has_passed() {
        return Ok(Exit::Ok);
    }
    Err(Failure::Failed(format!(
        "the drill failed: {}",
        verdict.failures().join("; ")
    )))
}

fn missing(what: &str) -> Failure {
    Failure::Usage(format!("name {what}"))
}

fn named(arguments: &Arguments, option: &'static Opt, variable: &str) -> Result<Option<String>, Failure> {
    let given = arguments.last(option)?.map(str::to_owned);
    let named = given.or_else(|| std::env::var(variable).ok());
    Ok(named.filter(|name| !name.trim().is_empty()))
}

/// A contract like every other JSON of this program: members may be added.
fn line(verdict: &Verdict) -> String {
    let word = |word: Option<&Word>| {
        word.map(|word| {
            json!({"at": word.at, "proof": word.proof, "id": word.id, "out_of_topic_at": word.arrived_at})
        })
    };
    let receivers = verdict.legs.iter().map(|leg| {
        json!({
            "receiver": leg.receiver, "kind": leg.kind, "page": word(leg.told.as_ref()),
            "resolve": word(leg.resolved.as_ref()), "wants_resolve": leg.wants_resolved, "fault": leg.fault,
        })
    });
    json!({
        "alarm": verdict.alarm,
        "token": verdict.token.as_str(),
        "passed": verdict.has_passed(),
        "set_at": verdict.set_at,
        "ingested_at": verdict.ingested_at,
        "set_back_at": verdict.set_back_at,
        "ended_at": verdict.ended_at,
        "receivers": receivers.collect::<Vec<_>>(),
        "faults": verdict.faults,
        "notes": verdict.notes,
    })
    .to_string()
}

const HEADS: [&str; 7] = [
    "RECEIVER",
    "KIND",
    "PAGE",
    "PROOF",
    "OUT OF TOPIC",
    "RESOLVE",
    "VERDICT",
];

fn table(verdict: &Verdict, mut canvas: Canvas) -> String {
    let took = seconds(verdict.set_at, Some(verdict.ended_at));
    let (word, paint) = if verdict.has_passed() {
        ("passed", Paint::Resolved)
    } else {
        ("FAILED", Paint::Error)
    };
    canvas.line(&format!("DRILL {} {word} in {took}", verdict.alarm), paint);
    canvas.field("Token", verdict.token.as_str());
    canvas.field("Set", &utc(verdict.set_at));
    canvas.field("Recorded", &seconds(verdict.set_at, verdict.ingested_at));
    canvas.field("Set back", &seconds(verdict.set_at, verdict.set_back_at));
    for note in &verdict.notes {
        canvas.field("Note", note);
    }
    canvas.gap();
    let rows: Vec<[String; 7]> = std::iter::once(HEADS.map(str::to_owned))
        .chain(verdict.legs.iter().map(|leg| row(leg, verdict)))
        .collect();
    let widths: Vec<usize> = (0..HEADS.len())
        .map(|column| {
            rows.iter()
                .map(|row| row[column].chars().count())
                .max()
                .unwrap_or(0)
        })
        .collect();
    for (position, row) in rows.iter().enumerate() {
        let paint = if position == 0 { Paint::Dim } else { Paint::Plain };
        canvas.cells(row, &widths, paint);
    }
    for failure in verdict.failures() {
        canvas.gap();
        canvas.line(&failure, Paint::Error);
    }
    canvas.finish()
}

fn row(leg: &Leg, verdict: &Verdict) -> [String; 7] {
    let told = leg.told.as_ref();
    let proof = told.map_or("-", |word| match word.proof {
        Proof::Arrived => "arrived",
        Proof::Accepted => "accepted",
    });
    let out_of_topic = if leg.is_received {
        seconds(verdict.set_at, told.and_then(|word| word.arrived_at))
    } else {
        "-".to_owned()
    };
    let resolve = if leg.wants_resolved {
        let since = verdict.set_back_at.unwrap_or(verdict.set_at);
        let word = leg.resolved.as_ref();
        let at = if leg.is_received {
            word.and_then(|word| word.arrived_at)
        } else {
            word.map(|word| word.at)
        };
        seconds(since, at)
    } else {
        "not wanted".to_owned()
    };
    [
        leg.receiver.clone(),
        leg.kind.clone(),
        seconds(verdict.set_at, told.map(|word| word.at)),
        proof.to_owned(),
        out_of_topic,
        resolve,
        if leg.fault.is_some() { "FAILED" } else { "ok" }.to_owned(),
    ]
}

/// Seconds with a digit behind the point. The clocks are those of several machines: what seems to be before is at once.
fn seconds(from: Timestamp, to: Option<Timestamp>) -> String {
    to.map_or_else(
        || "-".to_owned(),
        |to| {
            format!(
                "{:.1} s",
                to.duration_since(from).max(SignedDuration::ZERO).as_secs_f64()
            )
        },
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn verdict() -> Verdict {
        serde_json::from_value(json!({
            "alarm": "ml-drill-page", "token": "1795514400-a7a7a7a7a7a7a7a7a7a7a7a7a7a7a7a7",
            "set_at": "2026-11-24T10:00:00.2Z", "ingested_at": "2026-11-24T10:00:01Z",
            "set_back_at": "2026-11-24T10:00:04Z", "ended_at": "2026-11-24T10:00:08Z",
            "legs": [
                {"receiver": "chat", "kind": "slack", "wants_resolved": false, "is_received": false, "fault": null, "resolved": null,
                 "told": {"at": "2026-11-24T10:00:01.7Z", "proof": "arrived", "id": "", "arrived_at": null}},
                {"receiver": "hook", "kind": "webhook", "wants_resolved": true, "is_received": false, "told": null,
                 "resolved": null, "fault": "could not be told (HTTP 404): the fallback was told instead"},
                {"receiver": "pages", "kind": "sns", "wants_resolved": true, "is_received": true, "fault": null,
                 "told": {"at": "2026-11-24T10:00:01.9Z", "proof": "accepted", "id": "m-1", "arrived_at": "2026-11-24T10:00:02.4Z"},
                 "resolved": {"at": "2026-11-24T10:00:05Z", "proof": "accepted", "id": "m-2", "arrived_at": "2026-11-24T10:00:05.5Z"}},
            ],
            "faults": [], "notes": [],
        }))
        .expect("a verdict")
    }

    #[test]
    fn a_table_names_each_receiver_and_what_is_missing() {
        assert_eq!(
            table(&verdict(), Canvas::new(100, false)),
            "DRILL ml-drill-page FAILED in 7.8 s\n\
             Token         1795514400-a7a7a7a7a7a7a7a7a7a7a7a7a7a7a7a7\n\
             Set           2026-11-24 10:00:00 UTC\n\
             Recorded      0.8 s\n\
             Set back      3.8 s\n\
             \n\
             RECEIVER  KIND     PAGE   PROOF     OUT OF TOPIC  RESOLVE     VERDICT\n\
             chat      slack    1.5 s  arrived   -             not wanted  ok\n\
             hook      webhook  -      -         -             -           FAILED\n\
             pages     sns      1.7 s  accepted  2.2 s         1.5 s       ok\n\
             \n\
             hook: could not be told (HTTP 404): the fallback was told instead\n"
        );
    }

    #[test]
    fn a_line_is_for_programs() {
        let line: serde_json::Value = serde_json::from_str(&line(&verdict())).expect("JSON");
        assert_eq!(line["passed"], false);
        assert_eq!(
            line["receivers"][2]["page"]["out_of_topic_at"],
            "2026-11-24T10:00:02.4Z"
        );
        assert!(
            line["receivers"][1]["fault"]
                .as_str()
                .is_some_and(|fault| fault.contains("404"))
        );
    }
}
