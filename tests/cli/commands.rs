//! The command line itself, `route`, `explain`, colours.

use crate::binary::{assert_golden, empty_folder, root, run, run_in};

const ALARM: &str = "events/cloudwatch_alarm/endpoint-5xx-alarm-sns-sqs.json";

#[test]
fn usage_errors_are_2_and_say_what_was_meant() {
    for (arguments, says) in [
        (vec![], "Usage:"),
        (vec!["pgae"], "did you mean `page`?"),
        (vec!["page"], "standard input"),
        (vec!["page", "--formt", "json"], "did you mean `--format`?"),
        (vec!["page", "--format", "yaml", ALARM], "`text` and `json`"),
        (vec!["page", "--now", "noon", ALARM], "2026-11-22T10:00:00Z"),
        (vec!["page", "--color", "blue", ALARM], "auto, always, never"),
        (vec!["page", "--format"], "missing argument"),
        (vec!["check", "a", "b"], "one folder"),
        (vec!["route"], "--label severity=critical"),
        (vec!["route", "severity=critical"], "--label severity=critical"),
        (vec!["route", "--label", "severity"], "NAME=VALUE"),
        (vec!["explain"], "standard input"),
        (vec!["publish"], "one place"),
        (vec!["publish", "https://example.com"], "s3://BUCKET/PREFIX"),
        (vec!["drill", "--table", "t", "--secret", "s"], "name one alarm"),
        (vec!["drill", "ml-drill-page", "--secret", "s"], "--table NAME"),
        (vec!["drill", "ml-drill-page", "--table", "t"], "--secret NAME"),
        (vec!["silence"], "add, list, extend or expire"),
        (vec!["silence", "ad"], "add, list, extend and expire"),
        (vec!["silence", "extend", "--for", "2h"], "name the one silence"),
        (
            vec!["silence", "extend", "s1", "--table", "t"],
            "say for how long",
        ),
        (vec!["silence", "list", "all"], "`all` is too much"),
        (vec!["silence", "expire"], "name the silences"),
        (vec!["silence", "add", "--matcher", "a=b"], "--for 2h"),
        (
            vec!["silence", "add", "--for", "2", "--matcher", "a=b"],
            "needs a unit",
        ),
        (
            vec!["silence", "add", "--for", "0s", "--matcher", "a=b"],
            "can't be zero",
        ),
        (vec!["silence", "add", "--for", "2h"], "needs matchers"),
        (
            vec!["silence", "add", "--for", "2h", "--matcher", "a"],
            "`--matcher a`",
        ),
        (
            vec!["silence", "--for", "2h", "--until-resolved", "x"],
            "is no fingerprint",
        ),
        (vec!["evidence", "--table", "t"], "--out DIR"),
        (vec!["reconcile", "now"], "options alone"),
        (
            vec!["redrive", "--most", "none", "--queue", "q"],
            "how many, as 100",
        ),
        (vec!["help", "pages"], "did you mean `page`?"),
    ] {
        let run = run(&arguments);
        assert_eq!((run.code, run.out.as_str()), (Some(2), ""), "{arguments:?}");
        assert!(run.err.contains(says), "{arguments:?}: {}", run.err);
    }
}

#[test]
fn every_command_has_help_with_an_example() {
    let overview = run(["--help"]);
    assert_eq!(overview.code, Some(0));
    for command in [
        "page",
        "check",
        "route",
        "explain",
        "simulate",
        "silence",
        "publish",
        "reconcile",
        "redrive",
        "evidence",
        "drill",
        "alerts",
        "test-receiver",
    ] {
        assert!(overview.out.contains(&format!("\n  {command}  ")), "{command}");
        let help = run([command, "--help"]);
        assert_eq!((help.code, help.err.as_str()), (Some(0), ""));
        assert!(
            help.out.contains(&format!("Examples:\n  alert-router {command}")),
            "{}",
            help.out
        );
        assert_eq!(help.out, run(["help", command]).out);
        assert!(
            help.out.lines().all(|line| line.chars().count() <= 100),
            "{}",
            help.out
        );
    }
}

#[test]
fn route_follows_the_tree() {
    let run = run([
        "route",
        "--format=json",
        "--label=severity=critical",
        "--label",
        "service=serving",
    ]);
    let lines = run.json();
    assert_eq!((run.code, lines.len()), (Some(0), 1));
    assert_eq!(lines[0]["path"], r#"{}/{severity="critical"}"#);
    assert_eq!(
        lines[0]["receivers"],
        serde_json::json!(["ml-chat", "pages", "audit"])
    );
    assert_eq!(
        (
            &lines[0]["group_wait_seconds"],
            &lines[0]["repeat_interval_seconds"]
        ),
        (&0.into(), &3600.into())
    );
    assert_eq!(
        lines[0]["group_key"],
        r#"{}/{severity="critical"}:{service="serving"}"#
    );
}

#[test]
fn explain_says_why() {
    let explained = run(["explain", "--now", "2026-11-20T09:18:31Z", ALARM]);
    assert_eq!(explained.code, Some(0));
    let version = explained.out.rsplit("version ").next().unwrap().trim();
    assert_golden("explain.txt", &explained.out.replace(version, "VERSION"));
    let json = &run(["explain", "--format=json", ALARM]).json()[0];
    assert_eq!(json["hops"], serde_json::json!(["sqs", "sns"]));
    assert_eq!(
        json["identity"].as_object().unwrap().keys().collect::<Vec<_>>(),
        ["alarm_arn"]
    );
    assert_eq!(
        (&json["runbook"]["name"], &json["owner"]["name"]),
        (&"endpoint-5xx".into(), &"ml-serving".into())
    );
    assert_eq!(json["owner"]["by"], "the runbook");
}

/// The row that `decide` takes for a receiver that knows of nothing, when what is told comes again, and what ties a run.
#[test]
fn explain_says_what_is_decided_and_what_ties_it_to_a_run() {
    let step = "events/sagemaker/step-failed.json";
    let explained = run(["explain", "--format=json", "--now", "2026-11-20T09:18:31Z", step]).json();
    let route = &explained[0]["routes"][0];
    assert_eq!(route["decision"]["now"], "hold", "{route}");
    assert_eq!(route["decision"]["until"], route["due_at"]);
    assert_eq!(route["decision"]["then"], "first");
    assert_eq!(route["again"]["repeat_interval_seconds"], 14_400);
    assert_eq!(explained[0]["run"]["part"], "step");
    let ties = explained[0]["run"]["ties"].as_array().expect("a list");
    assert!(
        ties.iter()
            .any(|tie| tie.as_str().unwrap_or_default().contains("pipeline-execution/")),
        "{ties:?}"
    );
}

/// A silence is named by its id, with its end, and the decision waits for it.
#[test]
fn explain_names_the_silence_that_holds_an_alert_back() {
    let folder = empty_folder("explain-silences");
    let file = folder.join("silences.jsonl");
    let silence = |id: &str, ends: &str| {
        serde_json::json!({"id": id, "matchers": [["EndpointName=churn-prod"]], "starts_at": "2026-11-20T09:00:00Z",
            "ends_at": ends, "created_by": "ana", "comment": "canary", "updated_at": "2026-11-20T09:00:00Z",
            "state": "active"})
    };
    let lines = format!(
        "{}\n{}\n",
        silence("over", "2026-11-20T09:10:00Z"),
        silence("5f1c0e7d2b9a", "2026-11-20T10:00:00Z")
    );
    std::fs::write(&file, lines).unwrap();
    let path = file.to_str().unwrap();
    let explained = run([
        "explain",
        "--format=json",
        "--now",
        "2026-11-20T09:18:31Z",
        "--silences",
        path,
        ALARM,
    ])
    .json();
    let route = &explained[0]["routes"][0];
    assert_eq!(
        (&route["held"][0]["cause"], &route["held"][0]["until"]),
        (&"silence".into(), &"2026-11-20T10:00:00Z".into()),
        "{route}"
    );
    assert!(
        route["held"][0]["by"]
            .as_str()
            .unwrap()
            .starts_with("5f1c0e7d2b9a")
    );
    assert_eq!(route["decision"]["now"], "hold");

    std::fs::write(&file, "{\"id\": 5}\n").unwrap();
    let refused = run(["explain", "--silences", path, ALARM]);
    assert_eq!(refused.code, Some(2));
    assert!(refused.err.contains("line 1"), "{}", refused.err);
}

#[test]
fn colours_only_where_they_are_wanted() {
    let page = |arguments: &[&str], variables: &[(&str, &str)]| {
        let all = ["page", ALARM].iter().chain(arguments);
        run_in(root(), all, variables, "").out
    };
    let is_coloured = |text: &str| text.contains("\x1b[");
    assert!(!is_coloured(&page(&[], &[])), "a pipe is no terminal");
    assert!(is_coloured(&page(&["--color", "always"], &[])));
    assert!(
        is_coloured(&page(&["--color=always"], &[("NO_COLOR", "1")])),
        "the option was given for this run"
    );
    assert!(!is_coloured(&page(&["--color", "never"], &[])));
}

#[test]
fn a_reader_that_has_seen_enough_is_no_failure() {
    let script = format!(
        "'{}' page events/cloudwatch_alarm/*.json | head -n 1",
        env!("CARGO_BIN_EXE_alert-router")
    );
    let output = std::process::Command::new("bash")
        .args(["-o", "pipefail", "-c", &script])
        .current_dir(root())
        .output()
        .unwrap();
    assert_eq!(String::from_utf8_lossy(&output.stderr), "");
    assert!(output.status.success());
}

/// A real terminal, by way of `script` from util-linux.
#[test]
fn on_a_terminal_there_are_colours_unless_no_color_is_set() {
    let on_terminal = |variables: &[(&str, &str)]| {
        let command = format!(
            "stty cols 60 rows 30; '{}' page {ALARM}",
            env!("CARGO_BIN_EXE_alert-router")
        );
        let output = std::process::Command::new("script")
            .args(["--quiet", "--return", "--command", &command, "/dev/null"])
            .current_dir(root())
            .env_remove("NO_COLOR")
            .env("TERM", "xterm-256color")
            .envs(variables.iter().copied())
            .output()
            .unwrap();
        assert!(output.status.success());
        String::from_utf8(output.stdout).unwrap()
    };
    assert!(on_terminal(&[]).contains("\x1b[1;97;41m[CRITICAL]"));
    let plain = on_terminal(&[("NO_COLOR", "1")]);
    assert!(!plain.contains('\x1b'));
    assert!(!on_terminal(&[("TERM", "dumb")]).contains('\x1b'));
    // A word that is longer than the room keeps a line to itself, so that a URL can be clicked; a command is not broken, so
    // that it can be copied.
    let is_wrappable = |line: &&str| {
        !line.contains("alert-router silence") && line.split(' ').all(|word| word.chars().count() < 30)
    };
    assert!(
        plain
            .lines()
            .filter(is_wrappable)
            .all(|line| line.trim_end().chars().count() <= 60),
        "{plain}"
    );
}
