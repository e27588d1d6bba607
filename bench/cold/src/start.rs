//! One cold start.

use std::net::TcpListener;
use std::process::{Child, Command, Stdio};
use std::time::Instant;

use crate::runtime_api;

/// What one start cost, until the function asked for its first invocation.
#[derive(Debug, Clone, Copy)]
pub struct Start {
    /// From before the process existed.
    pub wall_ms: f64,
    /// User and system time.
    pub cpu_ms: f64,
    /// The most memory that it held.
    pub rss_mib: f64,
}

/// What Lambda and the template set. The keys are nobody's.
const ENVIRONMENT: &[(&str, &str)] = &[
    ("AWS_LAMBDA_FUNCTION_NAME", "cold"),
    ("AWS_LAMBDA_FUNCTION_MEMORY_SIZE", "256"),
    ("AWS_LAMBDA_FUNCTION_VERSION", "$LATEST"),
    ("AWS_REGION", "eu-west-1"),
    ("AWS_ACCESS_KEY_ID", "AKIDEXAMPLE"),
    ("AWS_SECRET_ACCESS_KEY", "example"),
    ("AWS_SESSION_TOKEN", "example"),
    ("TABLE_NAME", "alerts"),
    (
        "FLUSH_QUEUE_URL",
        "https://sqs.eu-west-1.amazonaws.com/111122223333/flush",
    ),
    ("CATALOG_BUCKET", "catalog"),
    (
        "FALLBACK_TOPIC_ARN",
        "arn:aws:sns:eu-west-1:111122223333:fallback",
    ),
    ("ACCOUNT_ID", "111122223333"),
    // A local AWS without TLS: the connections that a start opens are another measurement.
    ("AWS_ENDPOINT_URL", "http://127.0.0.1:1"),
];

impl Start {
    /// Starts a function, waits for its first question and ends it.
    pub fn measure(binary: &str) -> Result<Self, String> {
        let listener = TcpListener::bind("127.0.0.1:0").map_err(|why| why.to_string())?;
        let port = listener.local_addr().map_err(|why| why.to_string())?.port();
        let mut command = Command::new(binary);
        command.env_clear().envs(ENVIRONMENT.iter().copied());
        // Whoever measures may set what the functions read, e.g. AWS_ENDPOINT_URL and EXTRA_CA_PEM.
        command.envs(
            std::env::vars()
                .filter_map(|(name, value)| Some((name.strip_prefix("COLD_")?.to_owned(), value))),
        );
        command.env("AWS_LAMBDA_RUNTIME_API", format!("127.0.0.1:{port}"));
        let begun = Instant::now();
        let mut child = command
            .stdout(Stdio::null())
            .spawn()
            .map_err(|why| why.to_string())?;
        let asked = runtime_api::first_next(&listener);
        let usage = usage(&child);
        end(&mut child);
        let (at, _connection) = asked?;
        let (cpu_ms, rss_mib) = usage?;
        Ok(Self {
            wall_ms: (at - begun).as_secs_f64() * 1e3,
            cpu_ms,
            rss_mib,
        })
    }
}

fn end(child: &mut Child) {
    // It may have ended by itself; either way nothing is left behind.
    drop(child.kill());
    drop(child.wait());
}

/// CPU time to the nanosecond, and peak memory, from /proc.
fn usage(child: &Child) -> Result<(f64, f64), String> {
    let read = |file: &str| {
        let path = format!("/proc/{}/{file}", child.id());
        std::fs::read_to_string(&path).map_err(|why| format!("{path}: {why}"))
    };
    let scheduled = read("schedstat")?;
    let cpu = scheduled
        .split(' ')
        .next()
        .and_then(|ns| ns.parse::<f64>().ok())
        .ok_or("no CPU time in schedstat")?;
    let status = read("status")?;
    let peak = status
        .lines()
        .find_map(|line| line.strip_prefix("VmHWM:"))
        .ok_or("no VmHWM in status")?;
    let kib: f64 = peak
        .trim()
        .trim_end_matches(" kB")
        .parse()
        .map_err(|_| "VmHWM is no number")?;
    Ok((cpu / 1e6, kib / 1024.0))
}
