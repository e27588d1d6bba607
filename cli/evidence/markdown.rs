//! The report as people read it.
//!
//! Names come from an account and are hostile: nothing in one may end a cell or begin a link of its own.

use alert_core::time::{Timestamp, utc};

use super::report::Report;
use super::required::Requirement;
use super::watched::Watched;

/// The whole text.
pub(crate) fn markdown(report: &Report) -> String {
    let mut out = format!(
        "# Evidence\n\nAccount {}, {}, as of {}. Owners and runbooks are those of catalog {}.\n\n",
        cell(&report.account),
        cell(&report.region),
        utc(report.at),
        cell(&report.catalog_version)
    );
    summary(&mut out, report);
    alarms(&mut out, report);
    gaps(&mut out, report);
    dashboards(&mut out, report);
    drills(&mut out, report);
    required(&mut out, report);
    out
}

fn summary(out: &mut String, report: &Report) {
    let alarms = &report.alarms;
    let count =
        |is_one: &dyn Fn(&Watched) -> bool| alarms.iter().filter(|alarm| is_one(alarm)).count().to_string();
    let met = report.required.iter().filter(|one| is_met(one)).count();
    let unseen = report.required.iter().filter(|one| one.met_by.is_none()).count();
    let rows = [
        ("alarms", alarms.len().to_string()),
        ("of them in ALARM", count(&|alarm| alarm.state == "ALARM")),
        ("without an owner", count(&|alarm| alarm.owner.is_none())),
        ("without a runbook", count(&|alarm| alarm.runbook.is_none())),
        (
            "that nobody would hear of",
            count(&|alarm| alarm.receivers.is_empty()),
        ),
        (
            "seen by the router to fire",
            count(&|alarm| alarm.last_fired.is_some()),
        ),
        ("dashboards", report.dashboards.len().to_string()),
        (
            "requirements that are met",
            format!("{met} of {}, {unseen} not looked at", report.required.len()),
        ),
    ];
    table(
        out,
        ["what", "how many"],
        rows.map(|(what, many)| [what.to_owned(), many]),
    );
}

fn alarms(out: &mut String, report: &Report) {
    out.push_str("## Alarms\n\nThose that are not OK first. \"Last tested\" is when the router last heard it fire, and when that was over. \
         The router's own alarms go past it, to their actions.\n\n");
    let rows = report.alarms.iter().map(|alarm| {
        [
            linked(&alarm.alarm, alarm.link.as_deref()),
            state(alarm),
            cell(&alarm.severity),
            or_none(alarm.owner.as_deref()),
            or_none(alarm.runbook.as_deref()),
            cell(&alarm.receivers.join(", ")),
            tested(alarm),
        ]
    });
    table(
        out,
        [
            "alarm",
            "state",
            "severity",
            "owner",
            "runbook",
            "receivers",
            "last tested",
        ],
        rows,
    );
}

fn state(alarm: &Watched) -> String {
    let since = alarm
        .since
        .map(|at| format!(" since {}", utc(at)))
        .unwrap_or_default();
    let state = cell(&alarm.state);
    if alarm.state == "ALARM" {
        format!("**{state}**{since}")
    } else {
        state
    }
}

fn tested(alarm: &Watched) -> String {
    match (alarm.is_known, alarm.last_fired, alarm.last_resolved) {
        _ if alarm.is_own => "not by the router".to_owned(),
        (false, ..) => "not looked at".to_owned(),
        (true, None, _) => "never".to_owned(),
        (true, Some(fired), None) => format!("{}, fires still", utc(fired)),
        (true, Some(fired), Some(over)) => format!("{} to {}", utc(fired), utc(over)),
    }
}

fn gaps(out: &mut String, report: &Report) {
    out.push_str("## Gaps\n\n");
    let faults = report.alarms.iter().flat_map(|alarm| {
        let name = cell(&alarm.alarm);
        alarm
            .faults
            .iter()
            .map(move |fault| format!("- {name}: {}\n", cell(fault)))
    });
    let faults: String = faults.collect();
    out.push_str(if faults.is_empty() {
        "Every alarm has an owner, a runbook and a route.\n"
    } else {
        &faults
    });
    let silent = report.alarms.iter().filter(|alarm| !alarm.acts);
    let silent: Vec<String> = silent.map(|alarm| cell(&alarm.alarm)).collect();
    if !silent.is_empty() {
        let silent = silent.join(", ");
        let line = format!(
            "\nWithout an action of their own, or with actions disabled (the router hears of the former all the same): {silent}.\n"
        );
        out.push_str(&line);
    }
    out.push('\n');
}

fn dashboards(out: &mut String, report: &Report) {
    out.push_str("## Dashboards\n\n");
    let boards = report.dashboards.iter();
    out.extend(boards.map(|board| format!("- {}\n", linked(&board.name, Some(&board.link)))));
    out.push_str(if report.dashboards.is_empty() {
        "None.\n\n"
    } else {
        "\n"
    });
}

fn drills(out: &mut String, report: &Report) {
    out.push_str("## Drills\n\n");
    if report.drills.is_empty() {
        out.push_str("There is no alarm to drill with.\n\n");
        return;
    }
    for drill in &report.drills {
        let at = |what: &str, at: Option<Timestamp>| {
            at.map(|at| format!(", {what} {}", utc(at))).unwrap_or_default()
        };
        let line = format!(
            "{}: {}{}{}.\n\n",
            cell(&drill.alarm),
            drill.outcome.as_str(),
            at("ended", drill.ended_at),
            at("last passed", drill.passed_at),
        );
        out.push_str(&line);
        let faults = drill.faults.iter().map(|fault| format!("- {}\n", cell(fault)));
        out.extend(faults);
        if drill.receivers.is_empty() {
            continue;
        }
        let rows = drill.receivers.iter().map(|leg| {
            let took = |at: Option<Timestamp>| at.map(utc).unwrap_or_default();
            let verdict = leg.fault.as_deref().map_or_else(|| "ok".to_owned(), cell);
            [
                cell(&leg.receiver),
                took(leg.told_at),
                took(leg.resolved_at),
                verdict,
            ]
        });
        table(out, ["receiver", "page", "resolve", "verdict"], rows);
    }
}

fn required(out: &mut String, report: &Report) {
    out.push_str(
        "## What a platform must have\n\nA metric is there once it has had data: of failures, after the first one.\n\n",
    );
    let rows = report.required.iter().map(|one| {
        let met = match &one.met_by {
            None => "not looked at: name the deployed template".to_owned(),
            Some(found) if found.is_empty() => "**missing**".to_owned(),
            Some(found) => cell(&found.join(", ")),
        };
        [one.area.to_owned(), one.what.to_owned(), met]
    });
    table(out, ["area", "what", "met by"], rows);
}

fn is_met(one: &Requirement) -> bool {
    one.met_by.as_ref().is_some_and(|found| !found.is_empty())
}

fn table<const N: usize>(out: &mut String, head: [&str; N], rows: impl IntoIterator<Item = [String; N]>) {
    let line = |cells: &[String]| format!("| {} |\n", cells.join(" | "));
    out.push_str(&line(&head.map(str::to_owned)));
    out.push_str(&line(&head.map(|_| "---".to_owned())));
    for row in rows {
        out.push_str(&line(&row));
    }
    out.push('\n');
}

fn or_none(name: Option<&str>) -> String {
    name.map_or_else(|| "**none**".to_owned(), cell)
}

fn linked(name: &str, link: Option<&str>) -> String {
    match link {
        Some(link) => format!("[{}]({link})", cell(name)),
        None => cell(name),
    }
}

/// A text in a cell: one line, and what Markdown or HTML would take for its own is a character.
fn cell(text: &str) -> String {
    let mut out = String::new();
    for c in crate::view::safe(text).chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '|' | '\\' | '`' | '*' | '[' | ']' | '#' | '~' => {
                out.push('\\');
                out.push(c);
            }
            c => out.push(c),
        }
    }
    out
}
