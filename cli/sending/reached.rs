//! The functions' own transport, with the credentials of whoever is at the terminal.

use alert_aws::developer::with_transport;
use alert_core::receiver::{Request, Response};
use alert_core::time::{SignedDuration, Timestamp};
use alert_pipeline::ports::Transport;

use crate::exit::Failure;

/// As long as `flush` gives a receiver.
const DEADLINE: SignedDuration = SignedDuration::from_secs(10);

/// Sends requests.
#[derive(Debug)]
pub(crate) struct Sender {
    account: String,
}

impl Sender {
    /// A sender that looks for topics with a bare name in this account, else in that of `ACCOUNT_ID`.
    ///
    /// # Errors
    /// Never, in this build.
    #[allow(clippy::unnecessary_wraps)] // the build that can't send says so here
    pub(crate) fn new(account: Option<&str>) -> Result<Self, Failure> {
        let account = account
            .map(str::to_owned)
            .or_else(|| std::env::var("ACCOUNT_ID").ok());
        Ok(Self {
            account: account.unwrap_or_default(),
        })
    }

    /// Sends once, and says what came back.
    ///
    /// # Errors
    /// When AWS can't even be called.
    pub(crate) fn send(&self, request: &Request, now: Timestamp) -> Result<Response, Failure> {
        if let Request::Sns(sns) = request
            && !sns.topic.starts_with("arn:")
            && self.account.is_empty()
        {
            return Err(Failure::Usage(format!(
                "`{}` is a topic's name: give its account with --account ID, or the variable ACCOUNT_ID",
                sns.topic
            )));
        }
        let sent = with_transport(&self.account, async |transport| {
            transport.send(request, now, DEADLINE).await
        });
        sent.map_err(|why| Failure::Failed(why.to_string()))
    }
}
