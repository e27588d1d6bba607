use alert_core::page::Page;
use alert_core::receiver::HttpRequest;
use serde_json::Value;

use super::essentials;

/// docs.slack.dev, `chat.postMessage` and `chat.update`.
pub(crate) fn method(page: &Page, http: &HttpRequest, case: &str) {
    let body: Value = serde_json::from_str(&http.body).expect("Slack gets JSON");
    assert_eq!(body["channel"], "C0123456789", "{case}");
    match http.path.as_str() {
        "/chat.postMessage" => assert!(body.get("ts").is_none(), "{case}"),
        "/chat.update" => assert!(
            body["ts"].is_string() && body.get("thread_ts").is_none(),
            "{case}"
        ),
        other => panic!("{case}: no method of ours: {other}"),
    }
    message(page, http, case);
}

pub(crate) fn message(page: &Page, http: &HttpRequest, case: &str) {
    let body: Value = serde_json::from_str(&http.body).expect("Slack gets JSON");
    let header = body["blocks"][0]["text"]["text"]
        .as_str()
        .expect("there is a header");
    assert!(header.encode_utf16().count() <= 150, "{case}: header");
    let blocks = body["attachments"][0]["blocks"]
        .as_array()
        .expect("there are blocks");
    assert!(blocks.len() < 50, "{case}: {} blocks", blocks.len());
    let mut total = header.encode_utf16().count();
    let mut shown = header.to_owned();
    for block in blocks {
        let text = block
            .pointer("/text/text")
            .or(block.pointer("/elements/0/text"))
            .and_then(Value::as_str);
        let text = text.expect("every block has text");
        assert!(
            (1..=3_000).contains(&text.encode_utf16().count()),
            "{case}: a text of {}",
            text.len()
        );
        total += text.encode_utf16().count();
        shown.push_str(text);
    }
    assert!(total <= 13_000, "{case}: {total} characters");
    // Only a title of characters that take two units each is cut.
    let cut = page.title.encode_utf16().count() > 140;
    let opened = shown
        .replace("&lt;", "<")
        .replace("&gt;", ">")
        .replace("&amp;", "&");
    // A mark may stand as a sign that looks like it.
    let signs = [('`', "'"), ('∗', "*"), ('＿', "_"), ('∼', "~")];
    let alike = |text: &str| {
        let read = |text: String, (sign, mark): &(char, &str)| text.replace(*sign, mark);
        signs.iter().fold(text.to_owned(), read)
    };
    let opened = alike(&opened);
    for essential in essentials(page)
        .into_iter()
        .filter(|essential| !cut || *essential != page.title)
    {
        assert!(opened.contains(&alike(&essential)), "{case}: {essential}");
    }
    for mention in ["<!", "<@", "<#", "<https://evil"] {
        assert!(
            !shown.trim_start_matches(header).contains(mention),
            "{case}: {mention}"
        );
    }
}
