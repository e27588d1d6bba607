//! What SNS makes of a message for people: an e-mail and an SMS, each of its own text or of the one for all.

use serde_json::Value;

use super::html::Html;
use super::member::text;

/// Who sends it, as SNS does for a topic without a name to display.
const SENDER: &str = "AWS Notifications <no-reply@sns.amazonaws.com>";

/// A `Publish`.
pub(super) fn draw(request: &Value) -> Html {
    let texts: Value = serde_json::from_str(text(request, "Message")).unwrap_or_default();
    let of = |protocol: &str| texts.get(protocol).or_else(|| texts.get("default"));
    let of = |protocol: &str| of(protocol).and_then(Value::as_str).unwrap_or_default();
    let letter = Html::from_iter([
        Html::div("subject", text(request, "Subject")),
        Html::div("from", SENDER),
        Html::div("letter", linked(of("email"))),
    ]);
    let sms = Html::from_iter([Html::span("name", "SMS: "), Html::span("bubble", of("sms"))]);
    Html::from_iter([Html::div("message email", letter), Html::div("aside", sms)])
}

/// Plain text, in which every client makes links of addresses.
fn linked(text: &str) -> Html {
    let mut html = Html::default();
    for word in text.split_inclusive([' ', '\n']) {
        let address = word.trim_end();
        if address.starts_with("https://") || address.starts_with("http://") {
            html.push(Html::link("", address, address));
            html.push(Html::text(word.get(address.len()..).unwrap_or_default()));
        } else {
            html.push(Html::text(word));
        }
    }
    html
}
