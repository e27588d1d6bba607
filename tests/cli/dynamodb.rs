//! A table of its own on a real `DynamoDB` API, when `DYNAMODB_ENDPOINT` says where one is.

use std::io::{Read, Write};
use std::net::TcpStream;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::{SystemTime, UNIX_EPOCH};

use serde_json::{Value, json};

use crate::binary::{Run, root, run_in};

/// The table of `template.yaml`, as far as the command line uses it. It is gone when this is.
pub(crate) struct Table {
    endpoint: String,
    pub(crate) name: String,
}

impl Table {
    /// Nothing, loudly, where there is no endpoint.
    pub(crate) fn create() -> Option<Self> {
        static COUNT: AtomicU32 = AtomicU32::new(0);
        let endpoint = std::env::var("DYNAMODB_ENDPOINT").ok();
        let Some(endpoint) = endpoint.filter(|endpoint| !endpoint.is_empty()) else {
            eprintln!("SKIPPED: the command line over DynamoDB, because DYNAMODB_ENDPOINT is not set");
            return None;
        };
        let nanoseconds = SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_nanos();
        let table = Self {
            endpoint,
            name: format!("cli-{nanoseconds}-{}", COUNT.fetch_add(1, Ordering::Relaxed)),
        };
        let attribute = |name: &str, kind: &str| json!({ "AttributeName": name, "AttributeType": kind });
        let key = |hash: &str, range: &str| json!([{ "AttributeName": hash, "KeyType": "HASH" }, { "AttributeName": range, "KeyType": "RANGE" }]);
        let definition = json!({
            "TableName": table.name, "BillingMode": "PAY_PER_REQUEST",
            "AttributeDefinitions":
                [attribute("pk", "S"), attribute("sk", "S"), attribute("due_shard", "S"), attribute("due_at", "N")],
            "KeySchema": key("pk", "sk"),
            "GlobalSecondaryIndexes": [{
                "IndexName": "due", "KeySchema": key("due_shard", "due_at"),
                "Projection": { "ProjectionType": "KEYS_ONLY" },
            }],
        });
        table.call("CreateTable", &definition);
        Some(table)
    }

    /// A row, with what `more` adds to it.
    pub(crate) fn put(&self, pk: &str, sk: &str, body: &str, more: &Value) {
        let mut item = json!({
            "pk": { "S": pk }, "sk": { "S": sk }, "version": { "N": "1" }, "writer": { "S": "test/1" },
            "body": { "S": body },
        });
        let more = more.as_object().into_iter().flatten();
        more.for_each(|(name, value)| item[name] = value.clone());
        self.call("PutItem", &json!({ "TableName": self.name, "Item": item }));
    }

    /// A call of DynamoDB's API, signed by nobody: a local one does not look.
    pub(crate) fn call(&self, action: &str, body: &Value) -> Value {
        let host = self.endpoint.trim_start_matches("http://").trim_end_matches('/');
        let body = body.to_string();
        let request = format!(
            "POST / HTTP/1.1\r\nhost: {host}\r\nx-amz-target: DynamoDB_20120810.{action}\r\n\
             content-type: application/x-amz-json-1.0\r\nx-amz-date: 20261122T000000Z\r\n\
             authorization: AWS4-HMAC-SHA256 Credential=example/20261122/eu-west-1/dynamodb/aws4_request, \
             SignedHeaders=host, Signature=0\r\nconnection: close\r\ncontent-length: {}\r\n\r\n{body}",
            body.len()
        );
        let mut stream = TcpStream::connect(host).unwrap();
        stream.write_all(request.as_bytes()).unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).unwrap();
        assert!(answer.contains("200 OK"), "{action}: {answer}");
        let body = answer.split_once("\r\n\r\n").unwrap().1;
        serde_json::from_str(body).unwrap()
    }

    /// Runs a command on the table.
    pub(crate) fn run(&self, arguments: &[&str]) -> Run {
        let variables = [
            ("AWS_ENDPOINT_URL", self.endpoint.as_str()),
            ("TABLE_NAME", &self.name),
            ("AWS_REGION", "eu-west-1"),
            ("AWS_ACCESS_KEY_ID", "example"),
            ("AWS_SECRET_ACCESS_KEY", "example"),
        ];
        run_in(root(), arguments, &variables, "")
    }
}

impl Drop for Table {
    fn drop(&mut self) {
        self.call("DeleteTable", &json!({ "TableName": self.name }));
    }
}
