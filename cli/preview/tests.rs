//! Every payload that the core's goldens hold is drawn whole, and none of them writes HTML.

use std::fs;
use std::path::Path;

use alert_core::receiver::SnsRequest;
use serde_json::Value;

use super::CHANNELS;
use super::document::drawing;

/// The goldens of a kind, each with its name and its body.
fn goldens(kind: &str) -> Vec<(String, Value)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("shared/core/tests/goldens/receivers");
    let mut goldens = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        if !name.ends_with(&format!(".{kind}.json")) {
            continue;
        }
        let mut golden: Value = serde_json::from_str(&fs::read_to_string(&path).unwrap()).unwrap();
        let body = match golden.pointer_mut("/sns") {
            Some(sns) => sns.take(),
            None => golden["http"]["body"].take(),
        };
        goldens.push((name, body));
    }
    assert!(goldens.len() > 10, "{kind}: {}", goldens.len());
    goldens
}

/// What the channel would show of a golden.
fn drawn(kind: &str, golden: &Value) -> String {
    let mut body = golden.clone();
    // Goldens have the message of SNS opened; it is sent as a text.
    if let Some(message) = body.get_mut("message") {
        *message = message.to_string().into();
        let request: SnsRequest = serde_json::from_value(body).unwrap();
        body = serde_json::to_value(request.publish("")).unwrap();
    }
    drawing(kind, &body).as_str().to_owned()
}

#[test]
fn every_golden_is_drawn_whole() {
    for (kind, _) in CHANNELS {
        for (name, body) in goldens(kind) {
            let html = drawn(kind, &body);
            assert!(!html.contains("class=\"undrawn\""), "{name}: {html}");
            assert!(!html.contains("class=\"refused\""), "{name}: {html}");
            // What a person has to act on is in it, whatever else is.
            if name.starts_with("critical.") {
                for part in [
                    "churn-prod Invocation5XXErrors 7.2",
                    "Put the previous endpoint",
                    "ml-serving",
                ] {
                    assert!(html.contains(part), "{name}: {part}: {html}");
                }
                assert!(
                    html.contains(
                        "href=\"https://runbooks.example.com/runbooks/endpoint-5xx.md#first-action\""
                    ),
                    "{name}: {html}"
                );
            }
        }
    }
}

/// Every text of every golden, replaced by markup one at a time: it must come out as text, or not at all.
#[test]
fn no_text_of_a_payload_becomes_an_element_or_an_attribute() {
    let hostile = "\"' onload=pwn()><img src=x onerror=pwn()></div><script>pwn()</script>";
    for (kind, _) in CHANNELS {
        for (name, body) in goldens(kind)
            .into_iter()
            .filter(|(name, _)| name.starts_with("critical."))
        {
            let mut seen = 0;
            for place in places(&body, String::new()) {
                let mut body = body.clone();
                *body.pointer_mut(&place).unwrap() = hostile.into();
                let html = drawn(kind, &body);
                for element in ["<img", "<script", "\" onload", "' onload"] {
                    assert!(!html.contains(element), "{name} {place}: {html}");
                }
                seen += usize::from(html.contains("&lt;script&gt;"));
            }
            assert!(seen >= 2, "{name}: the text is shown in {seen} places");
        }
    }
}

/// The pointers of every text in some JSON.
fn places(value: &Value, path: String) -> Vec<String> {
    match value {
        Value::String(_) => vec![path],
        Value::Array(items) => {
            let items = items.iter().enumerate();
            items
                .flat_map(|(n, item)| places(item, format!("{path}/{n}")))
                .collect()
        }
        Value::Object(members) => {
            let members = members.iter();
            members
                .flat_map(|(name, member)| places(member, format!("{path}/{}", name.replace('/', "~1"))))
                .collect()
        }
        _ => vec![],
    }
}

#[test]
fn what_nobody_knows_is_a_box_in_its_place() {
    for (kind, body, box_of) in [
        (
            "slack",
            r#"{"blocks": [{"type": "video"}, {"type": "section", "text": {"type": "wiki"}}], "poll": 1}"#,
            &["block video", "wiki", "message.poll"][..],
        ),
        (
            "slack",
            r##"{"text": "a", "attachments": [{"color": "#c62828", "author_name": "x"}]}"##,
            &["attachment.author_name"],
        ),
        (
            "discord",
            r#"{"embeds": [{"title": "a", "image": {"url": "https://a.example"}}], "components": []}"#,
            &["embed.image", "message.components"],
        ),
        (
            "teams",
            r#"{"attachments": [{"contentType": "application/vnd.microsoft.card.adaptive", "content": {"type": "AdaptiveCard",
                "body": [{"type": "Media"}, {"type": "RichTextBlock", "inlines": [{"type": "TextRun", "highlight": true}]}],
                "actions": [{"type": "Action.Submit"}]}}, {"contentType": "text/html"}]}"#,
            &["Media", "TextRun.highlight", "Action.Submit", "text/html"],
        ),
    ] {
        let html = drawing(kind, &serde_json::from_str(body).unwrap());
        for name in box_of {
            let drawn = format!("<div class=\"undrawn\">not drawn: {name}</div>");
            assert!(html.as_str().contains(&drawn), "{kind}: {name}: {html:?}");
        }
    }
}

/// A webhook and the Web API are told the same message, and the latter where it goes.
#[test]
fn slack_is_drawn_by_its_members_and_not_by_its_address() {
    let critical = |kind: &str| {
        let name = format!("critical.{kind}.json");
        let golden = goldens(kind).into_iter().find(|(golden, _)| *golden == name);
        golden.unwrap().1
    };
    let (hook, api) = (critical("slack"), critical("slack_app"));
    assert_ne!(hook, api);
    assert_eq!(drawn("slack", &hook), drawn("slack_app", &api));
}
