use alert_core::page::Page;
use alert_core::receiver::SnsRequest;
use alert_core::route::group_id;
use serde_json::Value;

use super::{alike, essentials, text};

/// Administrator guide of Amazon Q Developer in chat applications, "Custom notifications": what does not fit is dropped.
pub(crate) fn notification(page: &Page, sns: &SnsRequest, case: &str) {
    assert!(sns.message.len() + sns.subject.len() <= 262_144, "{case}");
    let message: Value = serde_json::from_str(&sns.message).expect("a structured message is JSON");
    let notification: Value =
        serde_json::from_str(text(&message["default"], case)).expect("a notification is JSON");
    assert_eq!(
        (&notification["version"], &notification["source"]),
        (&Value::from("1.0"), &Value::from("custom")),
        "{case}"
    );
    assert_eq!(
        notification["metadata"]["threadId"],
        group_id(&page.group_key),
        "{case}"
    );
    let content = &notification["content"];
    let (title, description) = (text(&content["title"], case), text(&content["description"], case));
    assert!((1..=250).contains(&title.chars().count()), "{case}: {title}");
    assert!(
        (1..=8_000).contains(&description.chars().count()),
        "{case}: {}",
        description.len()
    );
    for step in content["nextSteps"].as_array().into_iter().flatten() {
        assert!(
            (1..=350).contains(&text(step, case).chars().count()),
            "{case}: {step}"
        );
    }
    // Marks are replaced by signs that look like them; addresses are as they are.
    let shown = format!("{title}\n{description}").replace('＿', "_");
    for essential in essentials(page) {
        assert!(
            shown.contains(&alike(&essential).replace('＿', "_")) || shown.contains(&essential),
            "{case}: {essential}"
        );
    }
    assert!(!shown.contains("<!") && !shown.contains("<@"), "{case}");
}
