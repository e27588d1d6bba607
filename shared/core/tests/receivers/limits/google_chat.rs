use alert_core::page::Page;
use alert_core::receiver::HttpRequest;
use alert_core::route::group_id;

use super::{essentials, json, text};

/// Google Chat API, "Message": 32,000 bytes; text paragraphs read HTML.
pub(crate) fn message(page: &Page, http: &HttpRequest, case: &str) {
    assert!(http.body.len() <= 32_000, "{case}: {} bytes", http.body.len());
    let message = json(http, case);
    assert_eq!(
        message["thread"]["threadKey"],
        group_id(&page.group_key),
        "{case}"
    );
    let card = &message["cardsV2"][0]["card"];
    let mut shown = text(&card["header"]["title"], case).to_owned();
    for widget in card["sections"][0]["widgets"]
        .as_array()
        .expect("a card has widgets")
    {
        if let Some(buttons) = widget["buttonList"]["buttons"].as_array() {
            for button in buttons {
                assert!(
                    !text(&button["text"], case).is_empty(),
                    "{case}: an unnamed button"
                );
                shown.push_str(text(&button["onClick"]["openLink"]["url"], case));
            }
            continue;
        }
        let paragraph = text(&widget["textParagraph"]["text"], case);
        let bare = ["<b>", "</b>", "<br>"]
            .iter()
            .fold(paragraph.to_owned(), |text, tag| text.replace(tag, "\n"));
        assert!(
            !bare.contains(['<', '>']) && !bare.trim().is_empty(),
            "{case}: {bare}"
        );
        shown.push_str(
            &bare
                .replace("&lt;", "<")
                .replace("&gt;", ">")
                .replace("&amp;", "&"),
        );
    }
    for essential in essentials(page) {
        assert!(shown.contains(&essential), "{case}: {essential}");
    }
}
