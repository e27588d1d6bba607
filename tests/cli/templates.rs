//! A receiver's own words on the command line: in the payloads that are shown, and in what is said of one that fails.

use std::fs;

use serde_json::Value;

use crate::binary::{Run, empty_folder, root, run};

const ALARM: &str = "events/cloudwatch_alarm/endpoint-5xx-alarm.json";
const SOUND: &str = "tests/cli/catalogs/template-sound";
const NOW: &str = "--now=2026-11-20T09:18:31Z";

fn payload(kind: &str, catalog: &str) -> Run {
    run(["page", NOW, "--receiver", kind, "--catalog", catalog, ALARM])
}

#[test]
fn a_page_is_shown_as_its_receiver_will_read_it() {
    let chat = payload("slack", SOUND);
    assert_eq!((chat.code, chat.err.as_str()), (Some(0), ""));
    let title = chat.json()[0]["blocks"][0]["text"]["text"].clone();
    let title = title.as_str().unwrap().to_owned();
    assert!(
        title.ends_with("[CRITICAL] ml-prod-churn-endpoint-5xx-ratio in eu-west-1"),
        "{title}"
    );

    let desk = payload("webhook", SOUND);
    let body: Value = serde_json::from_str(&desk.out).unwrap();
    assert!(body["text"].as_str().unwrap().contains("Firing since"), "{body}");
    assert_eq!(body["alerts"].as_array().unwrap().len(), 1);
    assert!(body["alerts"][0]["since"].is_u64(), "{body}");
}

#[test]
fn a_test_page_is_in_the_receivers_words_and_still_a_test() {
    let tried = run([
        "test-receiver",
        "--dry-run",
        "--format=json",
        NOW,
        "--catalog",
        SOUND,
        "ml-chat",
        "desk",
    ]);
    assert_eq!((tried.code, tried.err.as_str()), (Some(0), ""));
    let bodies: Vec<String> = tried
        .json()
        .iter()
        .map(|line| line["request"]["http"]["body"].as_str().unwrap().to_owned())
        .collect();
    assert_eq!(bodies.len(), 4);
    assert!(bodies.iter().all(|body| body.contains("[TEST]")), "{bodies:?}");
    assert!(
        bodies[0].contains("TEST page, nothing is wrong in eu-west-1"),
        "{}",
        bodies[0]
    );
}

/// No sample is about this alarm, so `check` can't know. The page goes out as built in, and it is said why.
#[test]
fn one_that_fails_is_shown_as_it_is_built_in() {
    let folder = empty_folder("template-fails");
    for file in ["owners.yaml", "training-failed.md"] {
        fs::copy(root().join(SOUND).join(file), folder.join(file)).unwrap();
    }
    let router = fs::read_to_string(root().join(SOUND).join("router.yaml")).unwrap();
    let body = "        {% if labels.EndpointName %}{{ title }} {{ title }}{% endif %}\n";
    fs::write(
        folder.join("router.yaml"),
        router.replacen("      body: |\n", &format!("      body: |\n{body}"), 1),
    )
    .unwrap();
    let shown = payload("webhook", folder.to_str().unwrap());
    assert_eq!(shown.code, Some(0));
    assert!(
        shown.err.contains(
            "desk: told as it is built in: template `body`, line 1: what it writes is not one JSON document"
        ),
        "{}",
        shown.err
    );
    assert_eq!(shown.json()[0]["type"], "alert.firing");
    assert_eq!(run(["check", folder.to_str().unwrap()]).code, Some(0));
}
