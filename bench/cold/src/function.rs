//! A function as Lambda runs it: a process beside the Runtime API, here a stand-in for it.

use std::io::{self, BufReader};
use std::net::{TcpListener, TcpStream};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use nix::sys::signal::{Signal, kill};
use nix::sys::socket::setsockopt;
use nix::sys::socket::sockopt::ReceiveTimeout;
use nix::sys::time::{TimeVal, TimeValLike};
use nix::time::ClockId;
use nix::unistd::Pid;
use serde_json::Value;

use crate::http::{Answer, Request};

/// How long a function may take to ask or to answer. None takes this long, not under valgrind either.
const PATIENCE: Duration = Duration::from_secs(30);

/// How long a function that has just asked takes to fall asleep, with much to spare.
const ASLEEP: Duration = Duration::from_millis(1);

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
    ("DRILL_ALARM", "alert-router-drill"),
    ("DRILL_SECRET", "alert-router/drill"),
    ("DRILL_RECEIPTS_URL", ""),
];

/// Sets this and nothing is connected: a local AWS without TLS is left alone in init.
pub const UNCONNECTED: (&str, &str) = ("AWS_ENDPOINT_URL", "http://127.0.0.1:1");

/// A function that has asked for its next invocation.
pub struct Function {
    child: Child,
    connection: BufReader<TcpStream>,
    clock: ClockId,
    cpu: Duration,
    /// From before the process existed until it asked for its first invocation.
    pub started_in: Duration,
}

/// What an invocation cost.
#[derive(Debug, Clone, Copy)]
pub struct Invoked {
    /// From handing it over to its answer.
    pub wall: Duration,
    /// User and system time, until the function slept again.
    pub cpu: Duration,
}

impl Function {
    /// Starts a program and waits for its first question. `through` is what runs it, valgrind for one.
    ///
    /// # Errors
    /// When it does not ask.
    pub fn start(through: &[&str], binary: &Path, variables: &[(String, String)]) -> io::Result<Self> {
        let listener = TcpListener::bind("127.0.0.1:0")?;
        let binary = binary.as_os_str();
        let mut command = match through {
            [] => Command::new(binary),
            [runner, options @ ..] => {
                let mut command = Command::new(runner);
                command.args(options).arg(binary);
                command
            }
        };
        command.env_clear().envs(ENVIRONMENT.iter().copied());
        command.envs(variables.iter().map(|(name, value)| (name, value)));
        let api = listener.local_addr()?.to_string();
        command.env("AWS_LAMBDA_RUNTIME_API", api).stdout(Stdio::null());
        let begun = Instant::now();
        let mut child = command.spawn()?;
        let asked = accept(&listener);
        let started_in = begun.elapsed();
        let connection = asked.inspect_err(|_| end(&mut child))?;
        let mut function = Self {
            clock: ClockId::pid_cpu_clock_id(pid(&child))?,
            child,
            connection,
            cpu: Duration::ZERO,
            started_in,
        };
        function.cpu = function.settled()?;
        Ok(function)
    }

    /// Processor time until it first asked.
    pub fn cpu_of_start(&self) -> Duration {
        self.cpu
    }

    /// The most memory that it has held, in MiB.
    ///
    /// # Errors
    /// When the process is gone.
    pub fn peak_rss(&self) -> io::Result<f64> {
        self.status("VmHWM:")
    }

    /// The memory that is its own by now, in MiB: heap, stack and what the loader has relocated. The rest is the program as it lies on
    /// the disk, and the C library.
    ///
    /// # Errors
    /// When the process is gone.
    pub fn own_memory(&self) -> io::Result<f64> {
        self.status("RssAnon:")
    }

    fn status(&self, field: &str) -> io::Result<f64> {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.child.id()))?;
        let kib = status
            .lines()
            .find_map(|line| line.strip_prefix(field))
            .and_then(|size| size.trim().trim_end_matches(" kB").parse::<f64>().ok());
        kib.map(|kib| kib / 1024.0)
            .ok_or_else(|| io::Error::other(format!("no {field} in status")))
    }

    /// The process's number.
    pub fn id(&self) -> u32 {
        self.child.id()
    }

    /// Hands over an invocation and waits for its answer and for the next question.
    ///
    /// # Errors
    /// When it answers with an error, or that a message must come again.
    pub fn invoke(&mut self, payload: &Value) -> io::Result<Invoked> {
        let deadline = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default() + PATIENCE;
        let next = Answer {
            headers: format!(
                "lambda-runtime-aws-request-id: r-1\r\nlambda-runtime-deadline-ms: {}\r\n\
                 lambda-runtime-invoked-function-arn: arn:aws:lambda:eu-west-1:111122223333:function:f\r\n\
                 content-type: application/json\r\n",
                deadline.as_millis()
            ),
            ..Answer::ok(payload.to_string())
        };
        let begun = Instant::now();
        next.write(self.connection.get_mut())?;
        let answer = self.request()?;
        let wall = begun.elapsed();
        let body = String::from_utf8_lossy(&answer.body);
        if !answer.path.ends_with("/response") || body.contains("itemIdentifier") {
            return Err(io::Error::other(format!("{}: {body}", answer.path)));
        }
        let accepted = Answer {
            status: "202 Accepted",
            ..Answer::ok("")
        };
        accepted.write(self.connection.get_mut())?;
        is_question(&self.request()?)?;
        let before = self.cpu;
        self.cpu = self.settled()?;
        Ok(Invoked {
            wall,
            cpu: self.cpu.saturating_sub(before),
        })
    }

    /// Ends it in a way that valgrind survives.
    ///
    /// # Errors
    /// When it can't be waited for.
    pub fn end(mut self) -> io::Result<()> {
        kill(pid(&self.child), Signal::SIGTERM)?;
        self.child.wait().map(drop)
    }

    fn request(&mut self) -> io::Result<Request> {
        Request::read(&mut self.connection)?.ok_or_else(|| io::Error::other("the function hung up"))
    }

    /// All that it has worked. Its clock, unlike /proc, has all threads and is up to date.
    fn settled(&self) -> io::Result<Duration> {
        thread::sleep(ASLEEP);
        Ok(self.clock.now()?.into())
    }
}

impl Drop for Function {
    fn drop(&mut self) {
        end(&mut self.child);
    }
}

fn accept(listener: &TcpListener) -> io::Result<BufReader<TcpStream>> {
    // A function that never asks is no reason to wait for ever.
    let patience = TimeVal::seconds(PATIENCE.as_secs().cast_signed());
    setsockopt(listener, ReceiveTimeout, &patience)?;
    let (stream, _) = listener.accept()?;
    stream.set_nodelay(true)?;
    stream.set_read_timeout(Some(PATIENCE))?;
    let mut stream = BufReader::new(stream);
    let asked = Request::read(&mut stream)?.ok_or_else(|| io::Error::other("it hung up before it asked"))?;
    is_question(&asked).map(|()| stream)
}

fn is_question(request: &Request) -> io::Result<()> {
    if request.method == "GET" && request.path.ends_with("/runtime/invocation/next") {
        Ok(())
    } else {
        let what = format!("it did not ask for an invocation, but: {}", request.path);
        Err(io::Error::other(what))
    }
}

fn pid(child: &Child) -> Pid {
    Pid::from_raw(i32::try_from(child.id()).unwrap_or(i32::MAX))
}

fn end(child: &mut Child) {
    // It may have ended by itself; either way nothing is left behind.
    drop(child.kill());
    drop(child.wait());
}
