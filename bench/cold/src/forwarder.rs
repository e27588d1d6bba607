//! A forwarder in Python as Lambda's managed runtime runs it: `peers/forwarder.py`.

use std::path::Path;
use std::process::Command;
use std::{fs, io};

use serde_json::Value;

use crate::function::Function;
use crate::peers::{Costs, costs};
use crate::rig::WARM;
use crate::standin::StandIn;

/// The alarm as SNS hands it to a function. Ours get it from EventBridge by a queue.
const ALARM: &str = include_str!("../../../events/cloudwatch_alarm/endpoint-5xx-alarm-sns-lambda.json");

/// The forwarder, and how it is started.
pub struct Forwarder<'a> {
    python: &'a str,
    variables: Vec<(String, String)>,
}

impl<'a> Forwarder<'a> {
    /// Tells it of the stand-ins.
    ///
    /// # Errors
    /// When their root can't be written beside `python`.
    pub fn new(aws: &StandIn, python: &'a Path, code: &Path, about: &Value) -> io::Result<Self> {
        // A system's roots, as on Lambda, and the stand-ins' own: who reads them all pays for all.
        let roots = about["roots"].as_str().unwrap_or_default();
        let bundle = fs::read_to_string(roots)? + aws.ca_pem();
        let file = python.with_file_name("roots.pem");
        fs::write(&file, bundle)?;
        let text = |path: &Path| path.display().to_string();
        let folder = code.parent().unwrap_or(Path::new("."));
        let variables = [
            ("SLACK_WEBHOOK_URL", aws.webhook()),
            ("SSL_CERT_FILE", text(&file)),
            ("PYTHONPATH", text(folder)),
            // Where Lambda keeps a function's code nothing can be written either.
            ("PYTHONDONTWRITEBYTECODE", "1".to_owned()),
            ("AWS_DEFAULT_REGION", "eu-west-1".to_owned()),
        ];
        Ok(Self {
            python: python
                .to_str()
                .ok_or_else(|| io::Error::other("the path of Python is no text"))?,
            variables: variables.map(|(name, value)| (name.to_owned(), value)).into(),
        })
    }

    /// A start, the first page and warm ones.
    ///
    /// # Errors
    /// When it fails, or no page arrives.
    pub fn round(&self, aws: &StandIn) -> io::Result<Costs> {
        let runtime = [self.python, "-m", "awslambdaric"];
        let mut function = Function::start(&runtime, Path::new("forwarder.handler"), &self.variables)?;
        let start = (function.started_in, function.cpu_of_start());
        let at_poll = function.peak_rss()?;
        let alarm: Value = serde_json::from_str(ALARM)?;
        aws.services().take_pages();
        let mut page = || {
            let invoked = function.invoke(&alarm)?;
            match aws.services().take_pages() {
                1 => Ok(invoked),
                pages => Err(io::Error::other(format!(
                    "{pages} pages of the forwarder instead of one"
                ))),
            }
        };
        let first = page()?;
        let warm = (0..WARM).map(|_| page()).collect::<io::Result<Vec<_>>>()?;
        Ok(costs(start, first, &warm, [at_poll, function.peak_rss()?]))
    }
}

/// What it runs on, and what is deployed of it: what `about.py` says.
///
/// # Errors
/// When it says nothing.
pub fn about(python: &Path, code: &Path) -> io::Result<Value> {
    let asked = Command::new(python)
        .arg(code.with_file_name("about.py"))
        .arg(code)
        .output()?;
    if !asked.status.success() {
        return Err(io::Error::other(String::from_utf8_lossy(&asked.stderr)));
    }
    serde_json::from_slice(&asked.stdout).map_err(io::Error::other)
}
