use alert_core::page::Page;
use alert_core::receiver::{HttpRequest, TokenPlace};

use super::{essentials, json, text, units};

/// Telegram Bot API, `sendMessage`: 4,096 characters after entities parsing; no `parse_mode`, so there is nothing to parse.
pub(crate) fn message(page: &Page, http: &HttpRequest, case: &str) {
    assert_eq!(
        http.token,
        Some(TokenPlace::Member("chat_id".to_owned())),
        "{case}"
    );
    let message = json(http, case);
    assert!(
        message["parse_mode"].is_null() && message["chat_id"].is_null(),
        "{case}"
    );
    let mut shown = text(&message["text"], case).to_owned();
    assert!((1..=4_096).contains(&units(&shown)), "{case}: {}", units(&shown));
    let keyboard = message["reply_markup"]["inline_keyboard"].as_array();
    assert!(
        keyboard.is_none_or(|rows| !rows.is_empty()),
        "{case}: a keyboard without keys"
    );
    for row in keyboard.into_iter().flatten() {
        assert!(
            !text(&row[0]["text"], case).is_empty(),
            "{case}: an unnamed button"
        );
        shown.push_str(text(&row[0]["url"], case));
    }
    for essential in essentials(page) {
        assert!(shown.contains(&essential), "{case}: {essential}");
    }
}
