//! `test-receiver`: a marked page through the real transport, and what came of it.

mod teller;

use alert_core::catalog::{Catalog, ReceiverConfig};
use alert_core::receiver::{Method, Outcome, Proof, Receipt, Request, Response};
use alert_core::time::{SignedDuration, after};
use serde_json::{Value, json};

use super::Command;
use crate::arguments::{Arguments, CATALOG, COLOR, FORMAT, Format, NOW, Opt};
use crate::exit::{Exit, Failure};
use crate::output::Output;
use crate::sending::Sender;
use crate::view;

use teller::{Teller, Tried};

const ACCOUNT: Opt = Opt {
    name: "account",
    value: "ID",
    about: "where a topic's bare name is [default: the variable ACCOUNT_ID]",
};
const DRY_RUN: Opt = Opt {
    name: "dry-run",
    value: "",
    about: "show the requests, and send nothing",
};

pub(super) const COMMAND: Command = Command {
    name: "test-receiver",
    summary: "Send a marked test page to a receiver, and its resolve",
    operands: "NAME...",
    options: &[CATALOG, ACCOUNT, DRY_RUN, FORMAT, NOW, COLOR],
    details: "\
NAME is a receiver of the catalog. It gets a page that says TEST in its title and at its top, and
then the resolve, as flush would tell them: in the receiver's own words, over the transport that
the functions use (the secret is read, the address is checked, redirects are not followed), and
where the kind looks back, the resolve as a reply to the first message, or by itself where that is
refused, and the first message edited. No route, silence or rate is asked and nothing is recorded.
Printed are the requests (which hold no secret), the answers, what they mean, and the receipts. An
answer's body is never shown. A dry run takes 1 for the id of the first message.

Credentials and region are those of the environment, or of the profile AWS_PROFILE; they must be
able to read the secret, publish to the topic or put events on the bus. The build needs the feature
`aws`; --dry-run works without.

Exit code: 0 when every receiver took both pages; 1 when one did not, or its template failed; 2 for
a wrong command line, a receiver that is none, or a catalog with faults.

Examples:
  alert-router test-receiver ml-chat
  alert-router test-receiver --dry-run --format json pager
",
    run,
};

fn run(arguments: &Arguments, output: &mut Output) -> Result<Exit, Failure> {
    let format = arguments.format()?;
    let now = arguments.now()?;
    let catalog = super::load(arguments, output)?;
    if arguments.operands.is_empty() {
        return Err(Failure::Usage("name a receiver of the catalog".to_owned()));
    }
    let mut receivers = Vec::new();
    for name in &arguments.operands {
        let name = name.to_string_lossy();
        let config = catalog.receiver(&name).ok_or_else(|| {
            Failure::Usage(format!(
                "the catalog has no receiver `{}`; there is {}",
                view::safe(&name),
                names(&catalog)
            ))
        })?;
        receivers.push(config);
    }
    let sender = if arguments.has(&DRY_RUN) {
        None
    } else {
        Some(Sender::new(arguments.last(&ACCOUNT)?)?)
    };
    let mut exit = Exit::Ok;
    for config in receivers {
        let mut teller = Teller::new(config, &catalog, now, sender.as_ref())?;
        for resolved in [None, Some(after(now, SignedDuration::from_secs(1)))] {
            let (tried, complaint) = teller.tell(resolved)?;
            if let Some(complaint) = &complaint {
                output.complain(complaint);
                exit = Exit::Input;
            }
            for tried in tried {
                if !tried.is_well() {
                    exit = Exit::Input;
                }
                tried.show(config, format, output)?;
            }
        }
    }
    Ok(exit)
}

fn names(catalog: &Catalog) -> String {
    let receivers = catalog.file().receivers.iter();
    receivers
        .map(|receiver| receiver.name.as_str())
        .collect::<Vec<_>>()
        .join(", ")
}

impl Tried {
    fn show(&self, config: &ReceiverConfig, format: Format, output: &mut Output) -> Result<(), Failure> {
        let status = self.page.status.as_str();
        if format == Format::Json {
            let mut line = json!({
                "receiver": config.name, "kind": config.kind, "page": status, "form": self.form, "id": self.page.id,
                "request": self.request,
            });
            if let Some((response, outcome, took)) = &self.answer {
                line["answer"] = json!(answer(response));
                line["outcome"] = json!(meaning(outcome));
                line["receipt"] = teller::receipt(outcome).map_or(Value::Null, |receipt| json!(receipt));
                line["milliseconds"] = json!(u64::try_from(*took).unwrap_or(u64::MAX));
            }
            return output.line(&line.to_string());
        }
        output.line(&format!(
            "{} ({}), {status} page {}, {}",
            config.name, config.kind, self.page.id, self.form
        ))?;
        output.line(&format!("  request   {}", brief(&self.request)))?;
        output.line(&format!("  payload   {}", super::page::payload(&self.request)))?;
        match &self.answer {
            None => output.line("  not sent  --dry-run"),
            Some((response, outcome, took)) => {
                output.line(&format!(
                    "  answer    {} in {took} ms",
                    view::safe(&answer(response))
                ))?;
                output.line(&format!("  outcome   {}", view::safe(&meaning(outcome))))?;
                match teller::receipt(outcome) {
                    Some(Receipt { proof, id }) => output.line(&format!(
                        "  receipt   {}{}",
                        proves(*proof),
                        view::safe(&with_id(id))
                    )),
                    None => Ok(()),
                }
            }
        }
    }
}

fn with_id(id: &str) -> String {
    if id.is_empty() {
        String::new()
    } else {
        format!(", its id is {id}")
    }
}

fn proves(proof: Proof) -> &'static str {
    match proof {
        Proof::Arrived => "the receiver shows it",
        Proof::Accepted => "the receiver took it; whether anybody sees it, it does not say: look",
    }
}

fn brief(request: &Request) -> String {
    match request {
        Request::Http(http) => {
            let how = match http.method {
                Method::Post => "POST",
                Method::Patch => "PATCH",
            };
            format!("{how} by the secret {}: {} bytes", http.secret, http.body.len())
        }
        Request::Sns(sns) => format!("publish to {}: {} bytes", sns.topic, sns.message.len()),
        Request::EventBridge(event) => format!("put on {}: {} bytes", event.bus, event.detail.len()),
    }
}

fn answer(response: &Response) -> String {
    use alert_core::receiver::Failure as Lost;
    match response {
        Response::Answer { status, .. } => format!("HTTP {status}"),
        Response::Published { .. } => "published".to_owned(),
        Response::Failed(
            Lost::NotSent { why } | Lost::InDoubt { why } | Lost::Busy { why } | Lost::Impossible { why },
        ) => format!("none: {why}"),
    }
}

/// What flush would do with it.
fn meaning(outcome: &Outcome) -> String {
    match outcome {
        Outcome::Delivered(_) => "delivered".to_owned(),
        Outcome::Retry { why, in_doubt, .. } => {
            let doubt = if *in_doubt { ", and may have arrived" } else { "" };
            format!("would be tried again: {why}{doubt}")
        }
        Outcome::Rejected { why } => format!("would go to the fallback: {why}"),
    }
}
