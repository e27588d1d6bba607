//! The store's contract against a real DynamoDB API, when `DYNAMODB_ENDPOINT` says where one is.
//!
//! DynamoDB Local: `tests/local_aws/setup.sh dynamodb`, then its jar with `-inMemory -port P`.
#![cfg(feature = "flush")]
#![allow(clippy::unwrap_used)] // a test that can not go on fails

use std::time::{SystemTime, UNIX_EPOCH};

use alert_aws::{AwsPorts, Settings};
use alert_pipeline::contract::store_contract;
use alert_pipeline::ports::Ports;
use serde_json::{Value, json};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

#[tokio::test]
async fn dynamodb_keeps_the_contract() {
    let Some(endpoint) = std::env::var("DYNAMODB_ENDPOINT")
        .ok()
        .filter(|endpoint| !endpoint.is_empty())
    else {
        eprintln!("SKIPPED: the store contract against DynamoDB, because DYNAMODB_ENDPOINT is not set");
        return;
    };
    let nanoseconds = SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_nanos();
    let table = format!("contract-{nanoseconds}");
    let created = call(&endpoint, "CreateTable", &definition(&table)).await;
    assert!(created.contains("200 OK"), "{created}");
    store_contract(ports(&endpoint, &table).store(), "contract").await;
    let removed = call(&endpoint, "DeleteTable", &json!({ "TableName": table })).await;
    assert!(removed.contains("200 OK"), "{removed}");
}

fn ports(endpoint: &str, table: &str) -> AwsPorts {
    let settings = Settings::read(|name| {
        Some(match name {
            "AWS_ENDPOINT_URL" => endpoint.to_owned(),
            "TABLE_NAME" => table.to_owned(),
            "AWS_REGION" => "eu-west-1".to_owned(),
            "AWS_ACCESS_KEY_ID" | "AWS_SECRET_ACCESS_KEY" => "example".to_owned(),
            "ALLOWED_PRIVATE_CIDRS" | "EXTRA_CA_PEM" => return None,
            other => other.to_lowercase(),
        })
    });
    AwsPorts::new(&settings.unwrap()).unwrap()
}

/// The table of `template.yaml`, as far as the store uses it.
fn definition(table: &str) -> Value {
    let attribute = |name: &str, kind: &str| json!({ "AttributeName": name, "AttributeType": kind });
    let key = |hash: &str, range: &str| json!([{ "AttributeName": hash, "KeyType": "HASH" }, { "AttributeName": range, "KeyType": "RANGE" }]);
    json!({
        "TableName": table,
        "BillingMode": "PAY_PER_REQUEST",
        "AttributeDefinitions":
            [attribute("pk", "S"), attribute("sk", "S"), attribute("due_shard", "S"), attribute("due_at", "N")],
        "KeySchema": key("pk", "sk"),
        "GlobalSecondaryIndexes": [{
            "IndexName": "due",
            "KeySchema": key("due_shard", "due_at"),
            "Projection": { "ProjectionType": "KEYS_ONLY" },
        }],
    })
}

/// A call of DynamoDB's API, signed by nobody: a local one does not look.
async fn call(endpoint: &str, action: &str, body: &Value) -> String {
    let host = endpoint.trim_start_matches("http://").trim_end_matches('/');
    let body = body.to_string();
    let scope =
        "Credential=example/20261122/eu-west-1/dynamodb/aws4_request, SignedHeaders=host, Signature=0";
    let request = format!(
        "POST / HTTP/1.1\r\nhost: {host}\r\nx-amz-target: DynamoDB_20120810.{action}\r\n\
         content-type: application/x-amz-json-1.0\r\nx-amz-date: 20261122T000000Z\r\n\
         authorization: AWS4-HMAC-SHA256 {scope}\r\nconnection: close\r\ncontent-length: {}\r\n\r\n{body}",
        body.len()
    );
    let mut stream = TcpStream::connect(host).await.unwrap();
    stream.write_all(request.as_bytes()).await.unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).await.unwrap();
    answer
}
