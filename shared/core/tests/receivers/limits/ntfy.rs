use alert_core::page::Page;
use alert_core::receiver::{HttpRequest, TokenPlace};

use super::{essentials, json, text};

/// docs.ntfy.sh, "Limitations" and "Publish as JSON".
pub(crate) fn message(page: &Page, http: &HttpRequest, case: &str) {
    assert_eq!(http.token, Some(TokenPlace::Member("topic".to_owned())), "{case}");
    let message = json(http, case);
    let body = text(&message["message"], case);
    assert!((1..=4_096).contains(&body.len()), "{case}: {} bytes", body.len());
    assert!(
        (1..=5).contains(&message["priority"].as_i64().unwrap_or_default()),
        "{case}"
    );
    let actions = message["actions"].as_array().expect("there are actions");
    assert!(actions.len() <= 3, "{case}");
    let mut shown = format!("{}\n{body}", text(&message["title"], case));
    for action in actions {
        assert!(
            !text(&action["label"], case).is_empty(),
            "{case}: an unnamed action"
        );
        shown.push_str(text(&action["url"], case));
    }
    for essential in essentials(page) {
        assert!(shown.contains(&essential), "{case}: {essential}");
    }
}
