//! The file: a figure for each request, with what it is drawn of below it.

use alert_core::receiver::Request;
use serde_json::Value;

use super::html::Html;
use super::{CHANNELS, rows};

/// In the order in which they are put into the file.
const STYLES: [&str; 5] = [
    include_str!("style/frame.css"),
    include_str!("style/slack.css"),
    include_str!("style/discord.css"),
    include_str!("style/teams.css"),
    include_str!("style/email.css"),
];
/// Nothing is loaded and nothing runs, whatever a request holds.
const POLICY: &str = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'";

/// A preview being drawn.
#[derive(Debug, Default)]
pub(crate) struct Document {
    figures: Html,
    count: usize,
}

impl Document {
    /// Draws a request to a receiver of a kind.
    pub(crate) fn draw(&mut self, event: &str, receiver: &str, kind: &str, request: &Request) {
        let caption = if receiver == kind {
            format!("{event}, as {kind} would show it")
        } else {
            format!("{event}, as {kind} would show it to {receiver}")
        };
        let drawn = drawing(kind, &body(request));
        let caption = Html::element("figcaption", &[], &*caption);
        self.figures
            .push(Html::element("figure", &[], Html::from_iter([drawn, caption])));
        self.count += 1;
    }

    /// How many requests it shows.
    pub(crate) fn count(&self) -> usize {
        self.count
    }

    /// The file's text.
    pub(crate) fn finish(self) -> String {
        let figures = if self.figures.is_empty() {
            Html::element("p", &[], "Nobody is told of these events.")
        } else {
            self.figures
        };
        format!(
            "<!doctype html>\n<html lang=\"en\">\n<meta charset=\"utf-8\">\n\
             <meta http-equiv=\"Content-Security-Policy\" content=\"{POLICY}\">\n\
             <meta name=\"viewport\" content=\"width=device-width\">\n<title>alert-router page --preview</title>\n\
             <style>\n{}</style>\n{}\n</html>\n",
            STYLES.concat(),
            figures.as_str()
        )
    }
}

/// Where a topic is that the catalog names without an account, in the words of a template: no file says which it will be.
const HERE: &str = "arn:${AWS::Partition}:sns:${AWS::Region}:${AWS::AccountId}:";

/// What is sent, as JSON: the body of a POST, or the parameters of the call that SNS or EventBridge gets. As text where it is
/// none.
pub(crate) fn body(request: &Request) -> Value {
    match request {
        Request::Http(http) => {
            serde_json::from_str(&http.body).unwrap_or_else(|_| Value::from(http.body.as_str()))
        }
        Request::Sns(sns) => serde_json::to_value(sns.publish(HERE)).unwrap_or_default(),
        Request::EventBridge(event) => serde_json::to_value(event.put_events()).unwrap_or_default(),
    }
}

pub(super) fn drawing(kind: &str, body: &Value) -> Html {
    let look = CHANNELS.iter().find(|(name, _)| *name == kind);
    look.map_or_else(|| rows::draw(body), |(_, draw)| draw(body))
}
