//! A stand-in for Lambda's Runtime API: runs a function's binary, hands it invocations and takes what it answers.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use serde_json::Value;

/// A running function.
pub(crate) struct Running {
    child: Child,
    listener: TcpListener,
    connection: Option<BufReader<TcpStream>>,
}

/// What came of an invocation.
#[derive(Debug, PartialEq)]
pub(crate) enum Answered {
    Response(Value),
    Error(Value),
}

/// A function's environment: a local AWS that nobody serves, so that every call to AWS is refused.
pub(crate) const ENVIRONMENT: &[(&str, &str)] = &[
    ("AWS_LAMBDA_FUNCTION_NAME", "function"),
    ("AWS_LAMBDA_FUNCTION_MEMORY_SIZE", "128"),
    ("AWS_LAMBDA_FUNCTION_VERSION", "$LATEST"),
    ("AWS_REGION", "eu-west-1"),
    ("AWS_ACCESS_KEY_ID", "AKIDEXAMPLE"),
    ("AWS_SECRET_ACCESS_KEY", "example"),
    ("AWS_ENDPOINT_URL", "http://127.0.0.1:1"),
    ("TABLE_NAME", "alerts"),
    ("FLUSH_QUEUE_URL", "http://127.0.0.1:1/111122223333/flush"),
    ("CATALOG_BUCKET", "catalog"),
    (
        "FALLBACK_TOPIC_ARN",
        "arn:aws:sns:eu-west-1:111122223333:fallback",
    ),
    ("ACCOUNT_ID", "111122223333"),
];

impl Running {
    /// Starts it, with what it has in its environment besides.
    pub(crate) fn start(binary: &str, more: &[(&str, &str)]) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let mut command = Command::new(binary);
        command.env_clear().envs(ENVIRONMENT.iter().chain(more).copied());
        command.env(
            "AWS_LAMBDA_RUNTIME_API",
            listener.local_addr().unwrap().to_string(),
        );
        let child = command.stdout(Stdio::piped()).spawn().unwrap();
        Self {
            child,
            listener,
            connection: None,
        }
    }

    /// Hands over one invocation and waits for its answer.
    pub(crate) fn invoke(&mut self, request_id: &str, payload: &Value) -> Answered {
        let asked = self.request();
        assert!(
            asked.0.starts_with("GET ") && asked.0.contains("/invocation/next"),
            "{}",
            asked.0
        );
        let deadline = SystemTime::now().duration_since(UNIX_EPOCH).unwrap() + Duration::from_secs(30);
        let payload = payload.to_string();
        self.reply(
            &format!(
                "200 OK\r\nlambda-runtime-aws-request-id: {request_id}\r\nlambda-runtime-deadline-ms: {}\r\n\
                 lambda-runtime-invoked-function-arn: arn:aws:lambda:eu-west-1:111122223333:function:f\r\n\
                 content-type: application/json",
                deadline.as_millis()
            ),
            &payload,
        );
        let (line, body) = self.request();
        self.reply("202 Accepted", "");
        let body = serde_json::from_str(&body).unwrap();
        if line.contains(&format!("/invocation/{request_id}/response")) {
            Answered::Response(body)
        } else {
            assert!(
                line.contains(&format!("/invocation/{request_id}/error")),
                "{line}"
            );
            Answered::Error(body)
        }
    }

    /// Ends the function; brings what it wrote to its log.
    pub(crate) fn end(mut self) -> Vec<Value> {
        self.child.kill().unwrap();
        let mut log = String::new();
        self.child
            .stdout
            .take()
            .unwrap()
            .read_to_string(&mut log)
            .unwrap();
        self.child.wait().unwrap();
        let line =
            |line: &str| serde_json::from_str(line).unwrap_or_else(|_| panic!("no JSON in the log: {line}"));
        log.lines().map(line).collect()
    }

    /// The next request's first line and body. The function may open a connection for each.
    fn request(&mut self) -> (String, String) {
        loop {
            let stream = match &mut self.connection {
                Some(stream) => stream,
                none => none.insert(BufReader::new(self.listener.accept().unwrap().0)),
            };
            let mut first = String::new();
            if stream.read_line(&mut first).unwrap_or(0) == 0 {
                self.connection = None;
                continue;
            }
            let mut length = 0;
            let mut chunked = false;
            loop {
                let mut line = String::new();
                stream.read_line(&mut line).unwrap();
                match line.trim().to_lowercase().split_once(": ") {
                    None => break,
                    Some(("content-length", value)) => length = value.parse().unwrap(),
                    Some(("transfer-encoding", "chunked")) => chunked = true,
                    Some(_) => {}
                }
            }
            let mut body = vec![0; length];
            stream.read_exact(&mut body).unwrap();
            if chunked {
                body = read_chunks(stream);
            }
            return (first, String::from_utf8(body).unwrap());
        }
    }

    fn reply(&mut self, head: &str, body: &str) {
        let stream = self.connection.as_mut().unwrap().get_mut();
        write!(
            stream,
            "HTTP/1.1 {head}\r\ncontent-length: {}\r\n\r\n{body}",
            body.len()
        )
        .unwrap();
    }
}

fn read_chunks(stream: &mut BufReader<TcpStream>) -> Vec<u8> {
    let mut body = Vec::new();
    loop {
        let mut size = String::new();
        stream.read_line(&mut size).unwrap();
        let size = usize::from_str_radix(size.trim(), 16).unwrap();
        let mut chunk = vec![0; size + 2];
        stream.read_exact(&mut chunk).unwrap();
        if size == 0 {
            return body;
        }
        body.extend_from_slice(&chunk[..size]);
    }
}
