use alert_core::page::Page;
use alert_core::receiver::{HttpRequest, Method};
use serde_json::json as value;

use super::{essentials, json, text, units};

/// Discord developer docs, "Embed limits".
pub(crate) fn message(page: &Page, http: &HttpRequest, case: &str) {
    // An answer without the message would not prove that it was saved; an edit always answers with it.
    let asked = if http.method == Method::Patch {
        ""
    } else {
        "wait=true"
    };
    assert_eq!(http.query, asked, "{case}");
    let body = json(http, case);
    assert_eq!(body["allowed_mentions"], value!({"parse": []}), "{case}");
    let embed = &body["embeds"][0];
    let [title, description, footer] = ["/title", "/description", "/footer/text"]
        .map(|part| embed.pointer(part).map_or("", |part| text(part, case)));
    for (part, max) in [(title, 256), (description, 4_096), (footer, 2_048)] {
        assert!(
            (1..=max).contains(&units(part)),
            "{case}: {} of {max}",
            units(part)
        );
    }
    assert!(
        units(title) + units(description) + units(footer) <= 6_000,
        "{case}"
    );
    let opened = format!("{title}\n{description}")
        .replace("\\\\", "\u{0}")
        .replace('\\', "")
        .replace('\u{0}', "\\");
    let shown = format!("{opened}\n{}", embed["url"].as_str().unwrap_or_default());
    for essential in essentials(page) {
        assert!(shown.contains(&essential), "{case}: {essential} in {shown}");
    }
    for mention in ["@everyone", "@here", "<@", "<#"] {
        let plain = format!("{title}\n{description}");
        let escaped = plain.replace("\\@", "").replace("\\<", "");
        assert!(!escaped.contains(mention), "{case}: {mention}");
    }
}
