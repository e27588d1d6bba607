use alert_core::page::Page;
use alert_core::receiver::HttpRequest;
use serde_json::Value;

use super::{essentials, json, text};

/// Microsoft Learn: 28 KB; the Adaptive Cards schema, as far as it is used.
pub(crate) fn message(page: &Page, http: &HttpRequest, case: &str) {
    assert!(http.body.len() <= 28_000, "{case}: {} bytes", http.body.len());
    let card = &json(http, case)["attachments"][0]["content"];
    let mut shown = String::new();
    for element in card["body"].as_array().expect("a card has a body") {
        let element = if element["type"] == "Container" {
            &element["items"][0]
        } else {
            element
        };
        // Any other element would read markup in what an event says.
        assert_eq!(element["type"], "RichTextBlock", "{case}");
        let runs = element["inlines"].as_array().expect("a block has runs");
        assert!(!runs.is_empty(), "{case}: an empty block");
        for run in runs {
            assert_eq!(run["type"], "TextRun", "{case}");
            assert!(!text(&run["text"], case).is_empty(), "{case}: an empty run");
            shown.push_str(text(&run["text"], case));
        }
        shown.push('\n');
    }
    let actions = card["actions"].as_array().expect("a card has actions");
    assert!(actions.len() <= 6, "{case}: {} actions", actions.len());
    for action in actions {
        shown.push_str(text(&action["url"], case));
        assert!(
            !text(&action["title"], case).is_empty(),
            "{case}: an unnamed action"
        );
    }
    for essential in essentials(page) {
        assert!(shown.contains(&essential), "{case}: {essential}");
    }
    // A mention needs an entity beside its text.
    assert_eq!(card["msteams"]["entities"], Value::Null, "{case}");
}
