//! `test-receiver`: what it would send, and what it sends to a server that speaks SNS.

use std::fs;

use serde_json::{Value, json};

use crate::binary::{empty_folder, run};

const NOW: &str = "--now=2026-11-22T10:00:00Z";

#[test]
fn a_dry_run_shows_a_marked_page_and_its_resolve() {
    let shown = run(["test-receiver", "--dry-run", "--format=json", NOW, "ml-chat"]);
    assert_eq!((shown.code, shown.err.as_str()), (Some(0), ""));
    let lines = shown.json();
    assert_eq!(lines.len(), 2);
    for (line, status) in lines.iter().zip(["firing", "resolved"]) {
        assert_eq!(
            (&line["receiver"], &line["page"]),
            (&"ml-chat".into(), &status.into())
        );
        let body = line["request"]["http"]["body"].as_str().unwrap();
        assert!(
            body.contains("[TEST]") && body.contains("nothing fires"),
            "{body}"
        );
        assert!(
            body.contains("who sent this test") && !body.contains("Owner:* ,"),
            "{body}"
        );
        assert!(line.get("outcome").is_none(), "{line}");
    }
    assert_ne!(lines[0]["id"], lines[1]["id"]);
}

#[test]
fn a_kind_that_looks_back_gets_its_resolve_as_a_reply_and_an_edit() {
    let folder = empty_folder("test-receiver-looks-back");
    let catalog = json!({
        "schema": 1, "runbook_base_url": "https://runbooks.example.com/", "fallback": "pages", "route": {"receivers": ["app"]},
        "receivers": [
            {"name": "app", "kind": "slack_app", "secret": "alert-router/slack", "channel": "C0123456789",
                "template": {"note": "ask #ml"}},
            {"name": "pages", "kind": "sns", "topic": "pages"}],
    });
    fs::write(folder.join("router.yaml"), catalog.to_string()).unwrap();
    fs::write(folder.join("owners.yaml"), "owners: []").unwrap();
    let catalog = format!("--catalog={}", folder.display());
    let shown = run([
        "test-receiver",
        "--dry-run",
        "--format=json",
        NOW,
        &catalog,
        "app",
    ]);
    assert_eq!((shown.code, shown.err.as_str()), (Some(0), ""));
    let told = shown.json().into_iter().map(|line| {
        let http = &line["request"]["http"];
        let body: Value = serde_json::from_str(http["body"].as_str().unwrap()).unwrap();
        assert!(body.to_string().contains("ask #ml"), "{body}");
        [
            &line["page"],
            &line["form"],
            &http["path"],
            &body["thread_ts"],
            &body["ts"],
        ]
        .map(|member| member.as_str().unwrap_or("-").to_owned())
        .join(" ")
    });
    assert_eq!(
        told.collect::<Vec<_>>(),
        [
            "firing message /chat.postMessage - -",
            "resolved reply /chat.postMessage 1 -",
            "resolved edit /chat.update - 1",
        ]
    );
}

#[test]
fn what_is_printed_says_how_each_request_is_sent() {
    let folder = empty_folder("test-receiver-methods");
    let catalog = json!({
        "schema": 1, "runbook_base_url": "https://runbooks.example.com/", "fallback": "pages", "route": {"receivers": ["chat"]},
        "receivers": [
            {"name": "chat", "kind": "discord", "secret": "alert-router/chat"},
            {"name": "pages", "kind": "sns", "topic": "pages"}],
    });
    fs::write(folder.join("router.yaml"), catalog.to_string()).unwrap();
    fs::write(folder.join("owners.yaml"), "owners: []").unwrap();
    let catalog = format!("--catalog={}", folder.display());
    let shown = run(["test-receiver", "--dry-run", NOW, &catalog, "chat"]);
    let requests = shown.out.lines().filter_map(|line| {
        let (_, how) = line.split_once("request   ")?;
        how.split_once(' ').map(|(method, _)| method)
    });
    assert_eq!(requests.collect::<Vec<_>>(), ["POST", "POST", "PATCH"]);
    let payloads = shown.out.lines().filter_map(|line| line.split_once("payload   "));
    let payloads: Vec<Value> = payloads
        .map(|(_, payload)| serde_json::from_str(payload).unwrap())
        .collect();
    assert_eq!(payloads.len(), 3);
    for payload in payloads {
        assert!(payload["embeds"][0]["title"].is_string(), "{payload}");
    }
}

#[test]
fn a_receiver_that_is_none_is_named_with_those_that_are() {
    let unknown = run(["test-receiver", "--dry-run", "pager\u{1b}[2J"]);
    assert_eq!((unknown.code, unknown.out.as_str()), (Some(2), ""));
    assert!(
        unknown.err.contains("ml-chat, pages, audit, fallback") && !unknown.err.contains('\u{1b}'),
        "{}",
        unknown.err
    );
    assert_eq!(run(["test-receiver"]).code, Some(2));
}

#[test]
#[cfg(not(feature = "aws"))]
fn without_the_sdk_it_says_how_to_get_it() {
    let run = run(["test-receiver", "ml-chat"]);
    assert_eq!((run.code, run.out.as_str()), (Some(2), ""));
    assert!(
        run.err.contains("--features aws") && run.err.contains("--dry-run"),
        "{}",
        run.err
    );
}

#[cfg(feature = "aws")]
mod sent {
    use std::io::{Read, Write};
    use std::net::{TcpListener, TcpStream};
    use std::sync::mpsc::{Receiver, channel};
    use std::thread;

    use super::NOW;
    use crate::binary::{Run, root, run_in};

    const PUBLISHED: &str =
        "<PublishResponse><PublishResult><MessageId>m-1</MessageId></PublishResult></PublishResponse>";
    const MISSING: &str = r#"{"__type": "ResourceNotFoundException"}"#;

    /// A server for as many requests as come, each answered with a status and a body; what it was sent.
    fn aws(status: u16, body: &'static str) -> (String, Receiver<String>) {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let (tell, told) = channel();
        thread::spawn(move || {
            for stream in listener.incoming() {
                let mut stream = stream.unwrap();
                let request = request(&mut stream);
                let length = body.len();
                let answer = format!(
                    "HTTP/1.1 {status} X\r\ncontent-length: {length}\r\nconnection: close\r\n\r\n{body}"
                );
                stream.write_all(answer.as_bytes()).unwrap();
                if tell.send(request).is_err() {
                    return;
                }
            }
        });
        (url, told)
    }

    fn request(stream: &mut TcpStream) -> String {
        let (mut read, mut bytes) = (String::new(), [0; 4096]);
        loop {
            let count = stream.read(&mut bytes).unwrap();
            read.push_str(&String::from_utf8_lossy(&bytes[..count]));
            let Some((head, body)) = read.split_once("\r\n\r\n") else {
                continue;
            };
            let length = head.lines().find_map(|line| {
                let (name, value) = line.split_once(": ")?;
                name.eq_ignore_ascii_case("content-length")
                    .then(|| value.parse().ok())?
            });
            if count == 0 || body.len() >= length.unwrap_or(0) {
                return read;
            }
        }
    }

    fn test_receiver(url: &str, arguments: &[&str]) -> Run {
        let environment = [
            ("AWS_ENDPOINT_URL", url),
            ("AWS_REGION", "eu-west-1"),
            ("AWS_ACCESS_KEY_ID", "AKIDEXAMPLE"),
            ("AWS_SECRET_ACCESS_KEY", "s3cr3tk3y"),
        ];
        let all = ["test-receiver", NOW].iter().chain(arguments).copied();
        run_in(root(), all, &environment, "")
    }

    #[test]
    fn a_topic_gets_both_pages_and_the_receipt_is_shown() {
        let (url, told) = aws(200, PUBLISHED);
        let run = test_receiver(&url, &["--account=111122223333", "pages"]);
        assert_eq!((run.code, run.err.as_str()), (Some(0), ""), "{}", run.out);
        assert_eq!(run.out.matches("outcome   delivered").count(), 2, "{}", run.out);
        assert!(
            run.out.contains("took it") && run.out.contains("its id is m-1"),
            "{}",
            run.out
        );
        for request in [told.recv().unwrap(), told.recv().unwrap()] {
            assert!(
                request.contains("TEST") && request.contains("111122223333%3Aalert-router-pages"),
                "{request}"
            );
        }
    }

    #[test]
    fn what_does_not_arrive_is_said_and_fails() {
        let (url, _told) = aws(400, MISSING);
        let run = test_receiver(&url, &["--format=json", "ml-chat"]);
        assert_eq!(run.code, Some(1), "{}", run.out);
        let line = &run.json()[0];
        let outcome = line["outcome"].as_str().unwrap();
        assert!(
            outcome.starts_with("would go to the fallback: the secret `alert-router/ml-chat`"),
            "{outcome}"
        );
        assert!(line["receipt"].is_null());
        assert!(!run.out.contains("s3cr3tk3y"));
        // Without an account nobody knows where the topic is; that is no failure of the receiver.
        let nowhere = test_receiver(&url, &["pages"]);
        assert_eq!(nowhere.code, Some(2));
        assert!(nowhere.err.contains("--account"), "{}", nowhere.err);
    }
}
