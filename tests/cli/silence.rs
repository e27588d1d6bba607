//! `silence`: what it would store, and what it stores over a real `DynamoDB` API.

use crate::binary::run;

#[test]
fn a_dry_run_shows_what_would_be_stored() {
    let arguments = [
        "silence",
        "add",
        "--matcher",
        r#"environment="staging""#,
        "--matcher",
        "service=~sagemaker|serving",
        "--for=1d2h",
        "--comment=re\u{1b}[2Jtraining",
        "--author=ana",
        "--now=2026-11-22T10:00:00Z",
        "--dry-run",
    ];
    let shown = run(arguments);
    assert_eq!((shown.code, shown.err.as_str()), (Some(0), ""));
    assert!(
        shown.out.ends_with(
            "holds environment=\"staging\", service=~\"sagemaker|serving\": active until 2026-11-23 12:00:00 UTC, \
             1 d 2 h to go\n"
        ),
        "{}",
        shown.out
    );
    let silence = &run(arguments.into_iter().chain(["--format=json"])).json()[0];
    assert_eq!(silence["state"], "active");
    assert_eq!(silence["created_by"], "ana");
    assert_eq!(
        silence["matchers"],
        serde_json::json!([[r#"environment="staging""#, r#"service=~"sagemaker|serving""#]])
    );
    assert_eq!(silence["ends_at"], "2026-11-23T12:00:00Z");
}

#[test]
#[cfg(not(feature = "aws"))]
fn without_the_sdk_it_says_how_to_get_it() {
    for arguments in [
        vec!["silence", "list"],
        vec!["silence", "expire", "s1", "--table", "alerts"],
        vec!["silence", "add", "--matcher", "a=b", "--for", "1h"],
        vec![
            "silence",
            "--until-resolved",
            "2789e15b13c3dd98a163",
            "--for",
            "1h",
        ],
    ] {
        let run = run(&arguments);
        assert_eq!((run.code, run.out.as_str()), (Some(2), ""), "{arguments:?}");
        assert!(run.err.contains("--features aws"), "{arguments:?}: {}", run.err);
    }
}

/// Over a real DynamoDB API, when `DYNAMODB_ENDPOINT` says where one is.
#[cfg(feature = "aws")]
mod stored {
    use std::io::{Read, Write};
    use std::net::TcpStream;
    use std::time::{SystemTime, UNIX_EPOCH};

    use alert_core::state::AlertRecord;
    use serde_json::{Value, json};

    use crate::binary::{Run, root, run_in};

    const FINGERPRINT: &str = "2789e15b13c3dd98a163";

    /// A table of its own on the endpoint.
    struct Table {
        endpoint: String,
        name: String,
    }

    impl Table {
        fn create() -> Option<Self> {
            let endpoint = std::env::var("DYNAMODB_ENDPOINT").ok();
            let Some(endpoint) = endpoint.filter(|endpoint| !endpoint.is_empty()) else {
                eprintln!("SKIPPED: silences in DynamoDB, because DYNAMODB_ENDPOINT is not set");
                return None;
            };
            let nanoseconds = SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_nanos();
            let table = Self {
                endpoint,
                name: format!("silences-{nanoseconds}"),
            };
            let attribute = |name: &str| json!({ "AttributeName": name, "AttributeType": "S" });
            let definition = json!({
                "TableName": table.name, "BillingMode": "PAY_PER_REQUEST",
                "AttributeDefinitions": [attribute("pk"), attribute("sk")],
                "KeySchema": [{ "AttributeName": "pk", "KeyType": "HASH" }, { "AttributeName": "sk", "KeyType": "RANGE" }],
            });
            table.call("CreateTable", &definition);
            Some(table)
        }

        /// An alert as the functions leave it.
        fn put_alert(&self, episode: u64, firing: bool) {
            let record = AlertRecord {
                episode,
                firing,
                ..AlertRecord::blank()
            };
            let body = serde_json::to_string(&record).unwrap();
            let item = json!({
                "pk": { "S": format!("alert#{FINGERPRINT}") }, "sk": { "S": "alert" }, "version": { "N": "1" },
                "writer": { "S": "test/1" }, "body": { "S": body },
            });
            self.call("PutItem", &json!({ "TableName": self.name, "Item": item }));
        }

        /// How often the silences have changed, as the functions see it.
        fn generation(&self) -> Value {
            let key = json!({ "pk": { "S": "silences" }, "sk": { "S": "generation" } });
            let answer = self.call("GetItem", &json!({ "TableName": self.name, "Key": key }));
            answer["Item"]["version"]["N"].clone()
        }

        /// A call of DynamoDB's API, signed by nobody: a local one does not look.
        fn call(&self, action: &str, body: &Value) -> Value {
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

        fn silence(&self, arguments: &[&str]) -> Run {
            let variables = [
                ("AWS_ENDPOINT_URL", self.endpoint.as_str()),
                ("TABLE_NAME", &self.name),
                ("AWS_REGION", "eu-west-1"),
                ("AWS_ACCESS_KEY_ID", "example"),
                ("AWS_SECRET_ACCESS_KEY", "example"),
            ];
            let all = ["silence"].iter().chain(arguments);
            run_in(root(), all, &variables, "")
        }
    }

    impl Drop for Table {
        fn drop(&mut self) {
            self.call("DeleteTable", &json!({ "TableName": self.name }));
        }
    }

    #[test]
    fn a_silence_is_added_listed_and_ended() {
        let Some(table) = Table::create() else { return };
        assert_eq!(table.silence(&["list"]).out, "no silences\n");
        let added = table.silence(&[
            "add",
            "--matcher=environment=staging",
            "--for=2h",
            "--author=ana",
            "--warn=ml-chat",
            "--format=json",
        ]);
        assert_eq!((added.code, added.err.as_str()), (Some(0), ""));
        let added = &added.json()[0];
        assert_eq!(table.generation(), "1");
        let listed = table.silence(&["list", "--format=json"]);
        assert_eq!(&listed.json()[0], added);

        let id = added["id"].as_str().unwrap();
        let longer = table.silence(&["extend", id, "--for=1d", "--format=json"]);
        assert_eq!((longer.code, longer.err.as_str()), (Some(0), ""));
        assert_eq!(
            (&longer.json()[0]["id"], &longer.json()[0]["notify"]),
            (&id.into(), &"ml-chat".into())
        );
        assert_ne!(longer.json()[0]["ends_at"], added["ends_at"]);
        assert_eq!(table.generation(), "2");
        assert_eq!(table.silence(&["extend", "nothing", "--for=1d"]).code, Some(1));

        let ended = table.silence(&["expire", id, "nothing"]);
        assert_eq!(
            (ended.code, ended.out),
            (Some(1), format!("silence {id} is over\n"))
        );
        assert!(ended.err.contains("no silence `nothing`"), "{}", ended.err);
        assert_eq!(table.generation(), "3");
        assert_eq!(table.silence(&["list"]).out, "no silences\n");
        let all = table.silence(&["list", "--all", "--format=json"]).json();
        assert_eq!((all.len(), all[0]["state"].as_str()), (1, Some("expired")));
    }

    #[test]
    fn an_acknowledgement_is_for_the_episode_that_fires() {
        let Some(table) = Table::create() else { return };
        let acknowledge = ["--until-resolved", FINGERPRINT, "--for", "4h", "--format=json"];
        let unknown = table.silence(&acknowledge);
        assert_eq!(unknown.code, Some(1));
        assert!(unknown.err.contains("there is no alert"), "{}", unknown.err);
        table.put_alert(3, true);
        let stored = table.silence(&acknowledge);
        assert_eq!(stored.code, Some(0), "{}", stored.err);
        assert_eq!(
            (&stored.json()[0]["until_resolved"], &stored.json()[0]["episode"]),
            (&FINGERPRINT.into(), &3.into())
        );
        table.put_alert(3, false);
        let over = table.silence(&acknowledge);
        assert_eq!(over.code, Some(1));
        assert!(over.err.contains("nothing to acknowledge"), "{}", over.err);
    }

    #[test]
    fn a_table_that_is_not_there_is_1() {
        let Some(table) = Table::create() else { return };
        let run = table.silence(&["list", "--table", "no-such-table"]);
        assert_eq!(run.code, Some(1));
        assert!(
            run.err.contains("no-such-table") && run.err.contains("ResourceNotFoundException"),
            "{}",
            run.err
        );
    }
}
