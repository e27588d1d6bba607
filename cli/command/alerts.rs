//! `alerts`: what is open now, whose it is, and who knows of it.

use alert_core::time::{Timestamp, spoken, utc};
use alert_pipeline::{OpenAlert, Progress, Told};
use serde_json::json;

use super::Command;
use crate::arguments::{Arguments, COLOR, FORMAT, Format, NOW, Opt, TABLE};
use crate::exit::{Exit, Failure};
use crate::output::Output;
use crate::table::Table;
use crate::view::{Canvas, Paint};

const OWNER: Opt = Opt {
    name: "owner",
    value: "NAME",
    about: "only this owner's; `-` for those that nobody owns",
};

pub(super) const COMMAND: Command = Command {
    name: "alerts",
    summary: "List what is open: since when, whose it is, who was told, what holds it back",
    operands: "",
    options: &[OWNER, TABLE, FORMAT, NOW, COLOR],
    details: "\
The most urgent first, then the oldest. For each: its owner and runbook as they were when it
began, each receiver with how far it is (told, pending, retrying and why, the fallback instead),
and what holds it back: a silence, a mute of AWS, another alert, a quiet time. Read from the
functions' own table; nothing is changed.

Credentials and region are those of the environment, or of the profile AWS_PROFILE. The build
needs the feature `aws`.

Exit code: 0; 1 when the table can't be reached; 2 for a wrong command line.

Examples:
  alert-router alerts
  alert-router alerts --owner ml-platform
  alert-router alerts --format json | jq -r 'select(.owner == null) | .name'
",
    run,
};

fn run(arguments: &Arguments, output: &mut Output) -> Result<Exit, Failure> {
    if !arguments.operands.is_empty() {
        return Err(Failure::Usage("`alerts` takes options alone".to_owned()));
    }
    let (now, format) = (arguments.now()?, arguments.format()?);
    let owner = arguments.last(&OWNER)?;
    let mut open = Table::open(arguments.last(&TABLE)?)?.open_alerts(now)?;
    open.retain(|one| owner.is_none_or(|owner| owner == owner_of(one).unwrap_or("-")));
    match format {
        Format::Json => {
            for one in &open {
                output.line(&line(one))?;
            }
        }
        Format::Text if open.is_empty() => output.line("nothing is open")?,
        Format::Text => {
            let canvas = Canvas::new(output.width(), output.colour());
            output.text(&blocks(&open, now, canvas))?;
        }
    }
    Ok(Exit::Ok)
}

fn owner_of(one: &OpenAlert) -> Option<&str> {
    one.alert.owner.as_ref().map(|owner| owner.name.as_str())
}

fn name(one: &OpenAlert) -> &str {
    one.alert.labels.get("alertname")
}

/// A contract like every other JSON of this program: members may be added.
fn line(one: &OpenAlert) -> String {
    let runbook = one.alert.runbook.as_ref().map(|runbook| &runbook.url);
    json!({
        "fingerprint": one.alert.fingerprint,
        "name": name(one),
        "severity": one.alert.severity.as_str(),
        "symptom": one.alert.symptom,
        "since": one.since,
        "episode": one.episode,
        "no_data_since": one.no_data_since,
        "flapping_until": one.flapping_until,
        "owner": owner_of(one),
        "runbook_url": runbook,
        "held": one.held,
        "told": one.told,
        "labels": one.alert.labels,
    })
    .to_string()
}

fn blocks(open: &[OpenAlert], now: Timestamp, mut canvas: Canvas) -> String {
    for (position, one) in open.iter().enumerate() {
        if position > 0 {
            canvas.gap();
        }
        let severity = one.alert.severity.as_str().to_uppercase();
        canvas.line(&format!("{severity} {}", name(one)), Paint::Bold);
        let lasted = spoken(now.duration_since(one.since));
        canvas.field("Since", &format!("{} ({lasted})", utc(one.since)));
        if !one.alert.symptom.is_empty() && one.alert.symptom != name(one) {
            canvas.field("Symptom", &one.alert.symptom);
        }
        canvas.field("Owner", &owner(one));
        let told: Vec<String> = one.told.iter().map(told).collect();
        canvas.field("Told", &told.join("; "));
        if let Some(held) = &one.held {
            let until = held.until.map(|until| format!(", until {}", utc(until)));
            let by = if held.by.is_empty() {
                String::new()
            } else {
                format!(" by {}", held.by)
            };
            canvas.field(
                "Held back",
                &format!("{}{by}{}", held.cause, until.unwrap_or_default()),
            );
        }
        for (label, since) in [
            ("Flaps until", one.flapping_until),
            ("No data since", one.no_data_since),
        ] {
            if let Some(since) = since {
                canvas.field(label, &utc(since));
            }
        }
        if let Some(runbook) = &one.alert.runbook {
            canvas.command("Runbook", &runbook.url);
        }
        canvas.command(
            "Silence",
            &format!(
                "alert-router silence --until-resolved {} --for 4h",
                one.alert.fingerprint
            ),
        );
    }
    canvas.finish()
}

fn owner(one: &OpenAlert) -> String {
    one.alert.owner.as_ref().map_or_else(
        || "OWNER MISSING".to_owned(),
        |owner| format!("{}, {}", owner.name, owner.contact),
    )
}

fn told(told: &Told) -> String {
    let name = &told.receiver;
    match &told.progress {
        Progress::Told { last_at: Some(at) } => format!("{name} at {}", utc(*at)),
        Progress::Told { last_at: None } => name.clone(),
        Progress::Diverted { why } => {
            let why = why.as_ref().map(|why| format!(" ({why})")).unwrap_or_default();
            format!("{name} could not be told{why}, the fallback was")
        }
        Progress::Pending => format!("{name} not yet"),
        Progress::Retrying { at, attempts, why } => {
            format!("{name} not yet: {why}, attempt {} at {}", attempts + 1, utc(*at))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use alert_core::alert::Alert;
    use alert_pipeline::HeldBack;

    fn open() -> OpenAlert {
        let alert: Alert = serde_json::from_value(json!({
            "fingerprint": "2789e15b13c3dd98a163", "source": "cloudwatch_alarm", "severity": "critical",
            "labels": {"alertname": "churn-5xx"}, "symptom": "5xx 7.2 > 2\u{1b}[2J", "evidence": [], "links": [],
            "owner": null, "runbook": null, "run": null,
        }))
        .expect("an alert");
        OpenAlert {
            alert,
            episode: 3,
            since: "2026-11-22T09:00:00Z".parse().expect("a time"),
            no_data_since: None,
            flapping_until: None,
            held: Some(HeldBack {
                cause: "silence",
                by: "s1 by ana".to_owned(),
                until: None,
            }),
            told: vec![
                Told {
                    receiver: "chat".to_owned(),
                    progress: Progress::Told {
                        last_at: Some("2026-11-22T09:00:40Z".parse().expect("a time")),
                    },
                },
                Told {
                    receiver: "hook".to_owned(),
                    progress: Progress::Pending,
                },
                Told {
                    receiver: "pager".to_owned(),
                    progress: Progress::Diverted {
                        why: Some("HTTP 404: the address is gone".to_owned()),
                    },
                },
            ],
        }
    }

    #[test]
    fn a_block_says_what_a_person_asks() {
        let now = "2026-11-22T10:00:00Z".parse().expect("a time");
        assert_eq!(
            blocks(&[open()], now, Canvas::new(100, false)),
            "CRITICAL churn-5xx\n\
             Since         2026-11-22 09:00:00 UTC (1 h)\n\
             Symptom       5xx 7.2 > 2 [2J\n\
             Owner         OWNER MISSING\n\
             Told          chat at 2026-11-22 09:00:40 UTC; hook not yet; pager could not be told (HTTP 404: the\n\
             \x20             address is gone), the fallback was\n\
             Held back     silence by s1 by ana\n\
             Silence       alert-router silence --until-resolved 2789e15b13c3dd98a163 --for 4h\n"
        );
    }

    #[test]
    fn a_line_is_for_programs() {
        let line: serde_json::Value = serde_json::from_str(&line(&open())).expect("JSON");
        assert_eq!(line["told"][0]["state"], "told");
        assert_eq!(line["told"][1], json!({"receiver": "hook", "state": "pending"}));
        assert_eq!(line["told"][2]["why"], "HTTP 404: the address is gone");
        assert_eq!(line["held"]["cause"], "silence");
        assert!(line["owner"].is_null());
    }
}
