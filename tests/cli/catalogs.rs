//! `check` over one small catalog for each fault: the code, the line and the columns, and nothing else.

use std::collections::BTreeSet;
use std::fs;
use std::path::PathBuf;

use crate::binary::{assert_golden, empty_folder, root, run, run_in};

fn folders() -> Vec<PathBuf> {
    let mut folders: Vec<_> = fs::read_dir(root().join("tests/cli/catalogs"))
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .collect();
    folders.sort();
    folders
}

/// `R108 router.yaml:7:32-38`, as in the EXPECTED file of a folder.
fn found(name: &str) -> Vec<String> {
    let folder = format!("tests/cli/catalogs/{name}");
    let run = run(["check", &folder, "--format", "json"]);
    let faults = run.json();
    let errors = faults.iter().any(|fault| fault["level"] == "error");
    assert_eq!(run.code, Some(i32::from(errors)), "{name}: {}", run.err);
    faults
        .iter()
        .map(|fault| {
            assert!(
                !fault["message"].as_str().unwrap().is_empty(),
                "{name}: a fault without message"
            );
            assert!(
                !fault["help"].as_str().unwrap().is_empty(),
                "{name}: a fault without help: {fault}"
            );
            let file = fault["file"]
                .as_str()
                .unwrap()
                .rsplit('/')
                .next()
                .unwrap()
                .to_owned();
            let (line, column, end) = (&fault["line"], &fault["column"], &fault["end_column"]);
            format!("{} {file}:{line}:{column}-{end}", fault["code"].as_str().unwrap())
        })
        .collect()
}

#[test]
fn every_fault_is_found_where_it_is_and_nothing_else_is() {
    let mut wrong = Vec::new();
    for folder in folders() {
        let name = folder.file_name().unwrap().to_str().unwrap().to_owned();
        let expected = fs::read_to_string(folder.join("EXPECTED")).unwrap();
        let expected: Vec<&str> = expected.lines().collect();
        let found = found(&name);
        if found != expected {
            wrong.push(format!("{name}\n  expected {expected:?}\n  found    {found:?}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn every_code_has_a_catalog_that_shows_it() {
    let expected: String = folders()
        .iter()
        .map(|folder| fs::read_to_string(folder.join("EXPECTED")).unwrap())
        .collect();
    let shown: BTreeSet<&str> = expected
        .lines()
        .filter_map(|line| line.split(' ').next())
        .collect();
    let codes = run(["check", "--codes"]).out;
    let codes: BTreeSet<&str> = codes.lines().filter_map(|line| line.split(' ').next()).collect();
    assert_eq!(shown, codes);
}

#[test]
fn the_report_reads_like_the_compilers() {
    let run = run(["check", "tests/cli/catalogs/many"]);
    assert_eq!(run.code, Some(1));
    assert_golden("many-faults.txt", &format!("{}{}", run.err, run.out));
}

#[test]
fn the_shipped_catalog_has_no_faults() {
    let shipped = run(["check", "runbooks", "--deny-warnings"]);
    assert_eq!(
        (shipped.code, shipped.err.as_str()),
        (Some(0), ""),
        "{}",
        shipped.out
    );
    // The copy in the binary is the same catalog.
    let embedded = run_in(&empty_folder("no-catalog"), ["check"], &[], "");
    let version = |out: &str| out.rsplit("version ").next().unwrap().to_owned();
    assert!(
        embedded.out.starts_with("built-in catalog: no faults"),
        "{}",
        embedded.out
    );
    assert_eq!(version(&embedded.out), version(&shipped.out));
}

#[test]
fn lints_fail_a_check_only_when_asked() {
    let folder = "tests/cli/catalogs/unused-receiver";
    assert_eq!(run(["check", folder]).code, Some(0));
    assert_eq!(run(["check", folder, "--deny-warnings"]).code, Some(1));
}

/// A rule that sets one of these would do nothing, so it has to be refused: no source may be forgotten here.
#[test]
fn whatever_identifies_an_alert_can_t_be_set_by_a_rule() {
    let events = fs::read_to_string(root().join("events/EXPECTED.tsv")).unwrap();
    let paths = events.lines().skip(1).filter_map(|row| row.split('\t').next());
    let explained = run(["explain", "--format=json"].into_iter().chain(paths)).json();
    let names = explained
        .iter()
        .flat_map(|line| line["identity"].as_object().unwrap().keys().cloned());
    let names: BTreeSet<String> = names.collect();
    assert!(
        names.contains("alarm_arn") && names.contains("event_source"),
        "{names:?}"
    );

    let folder = empty_folder("identity");
    let sound = root().join("tests/cli/catalogs/sound");
    for file in ["owners.yaml", "training-failed.md"] {
        fs::copy(sound.join(file), folder.join(file)).unwrap();
    }
    let router = fs::read_to_string(sound.join("router.yaml")).unwrap();
    for name in names {
        let rule = format!("labels:\n  - {{ matchers: ['a=b'], set: {{ {name}: x }} }}\n");
        fs::write(folder.join("router.yaml"), format!("{router}{rule}")).unwrap();
        let run = run(["check", folder.to_str().unwrap()]);
        assert!(run.err.contains("error[R121]"), "{name}: {}", run.err);
    }
}

#[test]
fn a_secret_in_the_wrong_place_is_shown_nowhere() {
    for name in ["secret-value", "secret-under-unknown-key", "secret-as-receiver"] {
        for format in ["text", "json"] {
            let run = run(["check", &format!("tests/cli/catalogs/{name}"), "--format", format]);
            assert_eq!(run.code, Some(1));
            let shown = run.out + &run.err;
            assert!(
                !shown.contains("hooks.slack.com") && !shown.contains("EXAMPLE"),
                "{name}: {shown}"
            );
        }
    }
}

#[test]
fn a_command_that_needs_the_catalog_reports_its_errors_and_stops() {
    let event = "events/cloudwatch_alarm/endpoint-5xx-alarm.json";
    let run = run(["page", event, "--catalog", "tests/cli/catalogs/unknown-receiver"]);
    assert_eq!((run.code, run.out.as_str()), (Some(2), ""));
    assert!(
        run.err.contains("error[R110]") && run.err.contains("did you mean `ml-chat`?"),
        "{}",
        run.err
    );
}
