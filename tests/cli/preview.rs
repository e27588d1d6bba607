//! `page --preview`: what channels would show, in a file that no event can put anything into but text.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use serde_json::Value;

use crate::binary::{Run, empty_folder, root, run};

const ALARM: &str = "events/cloudwatch_alarm/endpoint-5xx-alarm.json";
const NOW: &str = "2026-11-20T09:18:31Z";
const DRAWN: [&str; 5] = ["discord", "slack", "slack_app", "sns", "teams"];

/// Runs it, and reads the file that it wrote.
fn preview(folder: &Path, options: &[&str], events: &[&str]) -> (Run, String) {
    let file = folder.join("preview.html");
    let path = file.to_str().unwrap();
    let run = run(["page", "--now", NOW, "--preview", path]
        .iter()
        .chain(options)
        .chain(events));
    assert_eq!((run.code, run.err.as_str()), (Some(0), ""));
    (run, fs::read_to_string(&file).unwrap())
}

/// Every element and every attribute, with its value, in the order of the file.
fn markup(html: &str) -> (BTreeSet<String>, Vec<(String, String)>) {
    let (mut elements, mut attributes) = (BTreeSet::new(), Vec::new());
    for tag in html.split('<').skip(1) {
        let (tag, _) = tag
            .split_once('>')
            .unwrap_or_else(|| panic!("a tag without an end: {tag}"));
        let (name, mut rest) = tag.split_once(' ').unwrap_or((tag, ""));
        elements.insert(name.trim_start_matches('/').to_owned());
        // `!doctype html` is the one tag with a word that is no attribute.
        while let Some((name, after)) = rest.split_once("=\"") {
            let (value, behind) = after
                .split_once('"')
                .unwrap_or_else(|| panic!("an open value: {tag}"));
            attributes.push((name.trim().to_owned(), value.to_owned()));
            rest = behind;
        }
        assert!(rest.is_empty() || rest == "html", "left in a tag: {rest}");
    }
    (elements, attributes)
}

/// Only what this program writes: text from an event has become no element, no attribute, and no address but of the web.
fn assert_ours(html: &str, case: &str) {
    let (elements, attributes) = markup(html);
    let ours = [
        "!doctype",
        "html",
        "meta",
        "title",
        "style",
        "figure",
        "figcaption",
        "div",
        "span",
        "p",
        "a",
        "b",
        "i",
        "s",
        "u",
        "code",
        "pre",
        "mark",
        "small",
        "h3",
        "blockquote",
    ];
    for element in &elements {
        assert!(ours.contains(&element.as_str()), "{case}: <{element}>");
    }
    for (name, value) in &attributes {
        match name.as_str() {
            "class" => assert!(
                value
                    .bytes()
                    .all(|byte| byte.is_ascii_lowercase() || byte == b' '),
                "{case}: {value}"
            ),
            "href" => assert!(
                value.starts_with("https://") || value.starts_with("http://"),
                "{case}: {value}"
            ),
            "style" => {
                let colour = value.strip_prefix("border-color: #").unwrap_or_default();
                let is_colour = colour.len() == 6 && colour.bytes().all(|byte| byte.is_ascii_hexdigit());
                assert!(is_colour, "{case}: {value}");
            }
            "charset" | "content" | "data-card" | "http-equiv" | "lang" | "name" | "rel" => {}
            other => panic!("{case}: an attribute {other}=\"{value}\""),
        }
    }
}

#[test]
fn each_channel_shows_what_it_is_sent() {
    let folder = empty_folder("preview");
    for (kind, parts) in [
        (
            "slack",
            [
                "<div class=\"header\">🔴 [CRITICAL] serving/prod",
                "<b>First:</b> If a deployment",
                "<code>alert-router silence add",
            ],
        ),
        (
            "discord",
            [
                "🔴 [CRITICAL] serving/prod",
                "<b>Impact:</b> Callers",
                "• 2026-11-20 09:18:31 UTC",
            ],
        ),
        (
            "teams",
            [
                "<div class=\"container attention\">",
                "<span class=\"bolder\">Owner: </span>",
                "class=\"button\" href=\"https://runbooks.",
            ],
        ),
        (
            "sns",
            [
                "<div class=\"subject\">CRITICAL serving/prod",
                "Runbook: <a",
                "<span class=\"bubble\">CRITICAL serving/prod",
            ],
        ),
        (
            "ntfy",
            [
                "<span class=\"member\">priority</span>",
                "Callers of the model",
                "red_circle",
            ],
        ),
    ] {
        let (run, html) = preview(&folder, &["--receiver", kind], &[ALARM]);
        assert!(run.out.ends_with("preview.html: 1 page drawn\n"), "{}", run.out);
        for part in parts {
            assert!(html.contains(part), "{kind}: {part}: {html}");
        }
        assert!(
            html.contains("default-src 'none'") && !html.contains("<script"),
            "{kind}"
        );
        assert_ours(&html, kind);
    }
}

#[test]
fn without_a_kind_every_receiver_that_is_told_is_drawn() {
    let folder = empty_folder("preview-told");
    let (run, html) = preview(
        &folder,
        &[],
        &[ALARM, "events/cloudwatch_alarm/creation-to-ok.json"],
    );
    assert!(run.out.ends_with("preview.html: 3 pages drawn\n"), "{}", run.out);
    for caption in [
        "as slack would show it to ml-chat",
        "as sns would show it to pages",
        "to audit",
    ] {
        assert!(html.contains(caption), "{caption}: {html}");
    }
    let (run, html) = preview(&folder, &[], &["events/cloudwatch_alarm/creation-to-ok.json"]);
    assert!(run.out.ends_with("preview.html: 0 pages drawn\n"), "{}", run.out);
    assert!(html.contains("Nobody is told of these events."), "{html}");
}

#[test]
fn every_sample_is_drawn_whole() {
    let folder = empty_folder("preview-samples");
    let table = fs::read_to_string(root().join("events/EXPECTED.tsv")).unwrap();
    let samples: Vec<&str> = table
        .lines()
        .skip(1)
        .filter_map(|row| row.split('\t').next())
        .collect();
    for kind in DRAWN {
        let (_, html) = preview(&folder, &["--receiver", kind], &samples);
        assert!(html.matches("<figure>").count() > 50, "{kind}");
        for class in ["class=\"undrawn\"", "class=\"refused\""] {
            let at = html.find(class);
            assert_eq!(at.and_then(|at| html.get(at..at + 200)), None, "{kind}");
        }
        assert_ours(&html, kind);
    }
}

/// An alarm whose every text is markup, in each way of HTML.
#[test]
fn no_text_of_an_alarm_becomes_an_element_or_an_attribute() {
    let folder = empty_folder("preview-hostile");
    let event: Value = serde_json::from_str(&fs::read_to_string(root().join(ALARM)).unwrap()).unwrap();
    let hostile = [
        "<script>pwn()</script>",
        "<img src=x onerror=pwn()>",
        "\" onmouseover=\"pwn()\" x=\"",
        "' onmouseover='pwn()' x='",
        "--></style></title><svg onload=pwn()>",
        "<javascript:pwn()|click> [click](javascript:pwn()) [click](<data:text/html,pwn()>)",
        "&lt;script&gt; &#60;img&#62; ```<b>pwn()``` `<i>`",
    ];
    let mut paths = Vec::new();
    for (number, hostile) in hostile.into_iter().enumerate() {
        let mut event = event.clone();
        event["detail"]["alarmName"] = hostile.into();
        event["detail"]["state"]["reason"] = hostile.into();
        event["detail"]["configuration"]["description"] = hostile.into();
        event["detail"]["configuration"]["metrics"][0]["label"] = hostile.into();
        event["resources"][0] = format!("arn:aws:cloudwatch:eu-west-1:111122223333:alarm:{hostile}").into();
        let path = folder.join(format!("{number}.json"));
        fs::write(&path, event.to_string()).unwrap();
        paths.push(path.to_str().unwrap().to_owned());
    }
    let paths: Vec<&str> = paths.iter().map(String::as_str).collect();
    for kind in DRAWN.into_iter().chain(["telegram", "pagerduty"]) {
        let (_, html) = preview(&folder, &["--receiver", kind], &paths);
        assert_ours(&html, kind);
        let shown = html
            .split("<figure>")
            .skip(1)
            .filter(|figure| figure.contains("pwn"));
        assert_eq!(shown.count(), paths.len(), "{kind}: all of it is shown: {html}");
    }
}

#[test]
fn a_file_that_cannot_be_written_is_named() {
    let run = run(["page", "--preview", "no/such/folder/page.html", ALARM]);
    assert_eq!((run.code, run.out.as_str()), (Some(1), ""));
    assert!(run.err.contains("no/such/folder/page.html: "), "{}", run.err);
}
