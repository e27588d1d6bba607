//! What each service answers.

use serde_json::{Value, json};

use super::table::Table;
use crate::http::{Answer, Request};

/// With what a webhook is signed.
const SIGNING_SECRET: &str = "whsec_c2lnbmVkIGJ5IG5vYm9keSBhdCBhbGw=";
const ETAG: &str = "\"1\"";

/// The services, and what they were told.
pub struct Services {
    table: Table,
    catalog: Vec<u8>,
    /// Where every receiver's secret says that its webhook is.
    pub webhook: String,
    wakes: Vec<String>,
    pages: usize,
    calls: usize,
}

impl Services {
    pub fn new(catalog: Vec<u8>) -> Self {
        Self {
            table: Table::default(),
            catalog,
            webhook: "https://hooks.example.com/page".to_owned(),
            wakes: Vec::new(),
            pages: 0,
            calls: 0,
        }
    }

    /// Serves another catalog from now on.
    pub fn serve(&mut self, catalog: Vec<u8>) {
        self.catalog = catalog;
    }

    /// As before anything was told.
    pub fn forget(&mut self) {
        self.table = Table::default();
        self.wakes.clear();
    }

    /// The wake-ups that were sent since this was last called.
    pub fn take_wakes(&mut self) -> Vec<String> {
        std::mem::take(&mut self.wakes)
    }

    /// The pages that arrived since this was last called.
    pub fn take_pages(&mut self) -> usize {
        std::mem::take(&mut self.pages)
    }

    /// The requests since this was last called.
    pub fn take_calls(&mut self) -> usize {
        std::mem::take(&mut self.calls)
    }

    pub fn answer(&mut self, request: &Request) -> Answer {
        self.calls += 1;
        let body = || serde_json::from_slice(&request.body).unwrap_or(Value::Null);
        match request
            .header("x-amz-target")
            .and_then(|target| target.rsplit('.').next())
        {
            Some("PutItem") => self.table.put(&body()),
            Some("GetItem") => self.table.get(&body()),
            Some("Query") => self.table.query(&body()),
            Some("SendMessage") => {
                self.wakes
                    .push(body()["MessageBody"].as_str().unwrap_or_default().to_owned());
                json_answer(&json!({"MessageId": "m-1", "MD5OfMessageBody": ""}))
            }
            Some("GetSecretValue") => {
                let name = &body()["SecretId"];
                let secret = json!({"url": self.webhook, "signing_secret": SIGNING_SECRET});
                json_answer(&json!({"Name": name, "VersionId": "1", "SecretString": secret.to_string()}))
            }
            Some(_) => Answer {
                status: "400 Bad Request",
                headers: String::new(),
                body: b"{}".to_vec(),
            },
            None if request.method == "GET" && request.path.contains("catalog.json") => self.object(request),
            // What AWS's endpoints answer to nobody in particular.
            None if request.method == "GET" => Answer::ok("healthy"),
            None => {
                self.pages += 1;
                Answer::ok("ok")
            }
        }
    }

    fn object(&self, request: &Request) -> Answer {
        let is_known = request.header("if-none-match") == Some(ETAG);
        Answer {
            status: if is_known { "304 Not Modified" } else { "200 OK" },
            headers: format!("etag: {ETAG}\r\ncontent-type: application/json\r\n"),
            body: if is_known { vec![] } else { self.catalog.clone() },
        }
    }
}

/// 200 in the JSON protocols of AWS.
pub fn json_answer(body: &Value) -> Answer {
    Answer {
        headers: "content-type: application/x-amz-json-1.0\r\n".to_owned(),
        ..Answer::ok(body.to_string())
    }
}
