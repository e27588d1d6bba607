//! The catalog's own sources, in every command that reads events.

use crate::binary::{root, run, run_in};

const CATALOG: &str = "tests/cli/catalogs/source-sound";

fn sample(name: &str) -> String {
    format!("{CATALOG}/events/{name}.json")
}

#[test]
fn an_event_of_an_application_is_the_page_that_its_source_describes() {
    let files = ["lost", "found", "new"].map(sample);
    let arguments = ["page", "--format=json", "--catalog", CATALOG].map(str::to_owned);
    let lines = run(arguments.into_iter().chain(files)).json();
    let shown: Vec<_> = lines
        .iter()
        .map(|line| {
            (
                line["source"].as_str().unwrap(),
                line["outcome"].as_str().unwrap(),
            )
        })
        .collect();
    assert_eq!(
        shown,
        [
            ("custom/shop", "page"),
            ("custom/shop", "resolve"),
            ("custom/shop", "ignore")
        ]
    );
    assert_eq!(lines[0]["fingerprint"], lines[1]["fingerprint"]);
    assert_eq!(lines[0]["severity"], "warning");
    assert!(
        lines[0]["title"]
            .as_str()
            .unwrap()
            .contains("madrid lost order 7: broker down")
    );
    assert_eq!(lines[0]["labels"]["service"], "checkout");

    let without = run(["page", "--format=json", &sample("lost")]).json();
    assert_eq!(without[0]["source"], "raw");
}

#[test]
fn explain_names_the_source_and_what_identifies_the_alert() {
    let explained = run(["explain", "--format=json", "--catalog", CATALOG, &sample("lost")]).json();
    assert_eq!(explained[0]["source"], "custom/shop");
    let identity =
        serde_json::json!({"account": "111122223333", "region": "eu-west-1", "shop": "madrid", "order": "7"});
    assert_eq!(explained[0]["identity"], identity);
}

#[test]
fn simulate_opens_and_closes_it() {
    let event = |name: &str| {
        let text = std::fs::read_to_string(root().join(sample(name))).unwrap();
        text.replace('\n', " ")
    };
    let script = format!(
        "{{\"at\":\"2026-11-20T10:00:01Z\",\"event\":{}}}\n{{\"at\":\"2026-11-20T10:10:01Z\",\"event\":{}}}\n",
        event("lost"),
        event("found").replace("10:00:00Z", "10:10:00Z"),
    );
    let arguments = ["simulate", "-", "--format=json", "--catalog", CATALOG];
    let told = run_in(root(), arguments, &[], &script).json();
    let reasons: Vec<_> = told.iter().filter_map(|line| line["reason"].as_str()).collect();
    assert_eq!(reasons, ["first", "all_resolved"]);
}

/// Who looks at the sample that is wrong must be able to.
#[test]
fn a_sample_that_is_wrong_stops_check_and_publish_only() {
    let wrong = "tests/cli/catalogs/source-sample";
    let page = run(["page", "--catalog", wrong, &sample("lost")]);
    assert_eq!(page.code, Some(0), "{}", page.err);
    for arguments in [
        vec!["check", wrong],
        vec!["publish", "--dry-run", "--catalog", wrong, "x"],
    ] {
        let run = run(arguments);
        assert!(
            run.code != Some(0) && run.err.contains("error[R133]"),
            "{}",
            run.err
        );
    }
}
