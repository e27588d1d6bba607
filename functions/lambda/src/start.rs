//! How a function starts, and what it is told of each invocation.

use alert_aws::{AwsPorts, Settings, SettingsError, TlsError};
use alert_core::stage::Ended;
use alert_core::time::{SignedDuration, Timestamp};
use alert_pipeline::{Counts, Invocation};
use lambda_runtime::Context;
use thiserror::Error;

use crate::log;
use crate::metrics::Metrics;

/// A function that has started: what all its invocations share.
pub struct Function {
    /// The ports on AWS.
    pub ports: AwsPorts,
    metrics: Metrics,
    last_resort_topic: String,
}

/// Why a function can't start.
#[derive(Debug, Error)]
pub enum StartError {
    /// Its environment is not as it should be.
    #[error(transparent)]
    Settings(#[from] SettingsError),
    /// Its extra certificates are not usable.
    #[error(transparent)]
    Tls(#[from] TlsError),
}

impl Function {
    /// Starts a function: logging, settings, ports, and the connections that its first invocation will need.
    ///
    /// # Errors
    /// When the environment is not as it should be; the error names the variable.
    pub async fn start(name: &'static str) -> Result<Self, StartError> {
        log::init(std::env::var("LOG_LEVEL").ok().as_deref());
        let settings =
            Settings::from_env().inspect_err(|why| tracing::error!(error = %why, "can't start"))?;
        let ports =
            AwsPorts::new(&settings).inspect_err(|why| tracing::error!(error = %why, "can't start"))?;
        ports.warm_up(Timestamp::now()).await;
        Ok(Self {
            ports,
            metrics: Metrics::new(name),
            last_resort_topic: settings.fallback_topic,
        })
    }

    /// Reads the clock, once for an invocation.
    pub fn call(&self, context: &Context) -> Call<'_> {
        let now = Timestamp::now();
        Call {
            now,
            remaining: remaining(context.deadline, now),
            // A retry of an asynchronous invocation has the request id of the first try. Two tries must not pass for
            // one writer, or one would take the other's row for its own.
            id: format!("{}@{}", context.request_id, now.as_nanosecond()),
            function_arn: context.invoked_function_arn.clone(),
            last_resort_topic: &self.last_resort_topic,
        }
    }

    /// Writes what of a watched platform has ended.
    pub fn count_ended(&self, ended: &[Ended], call: &Call<'_>) {
        self.metrics.write_ended(ended, call.now);
    }

    /// Writes the metrics of an invocation.
    pub fn count(&self, counts: &Counts, call: &Call<'_>) {
        let mut counts = counts.clone();
        for _ in 0..self.ports.take_catalog_failures() {
            counts.add("CatalogLoadsFailed");
        }
        self.metrics.write(&counts, call.now);
    }
}

/// One invocation.
#[derive(Debug)]
pub struct Call<'a> {
    now: Timestamp,
    remaining: SignedDuration,
    id: String,
    function_arn: String,
    last_resort_topic: &'a str,
}

impl Call<'_> {
    /// What the drivers are told of it.
    pub fn invocation(&self) -> Invocation<'_> {
        Invocation {
            now: self.now,
            remaining: self.remaining,
            id: &self.id,
            function_arn: &self.function_arn,
            last_resort_topic: self.last_resort_topic,
        }
    }
}

/// What is left until a deadline in milliseconds since 1970.
fn remaining(deadline: u64, now: Timestamp) -> SignedDuration {
    let deadline = i64::try_from(deadline)
        .ok()
        .and_then(|at| Timestamp::from_millisecond(at).ok());
    deadline.map_or(SignedDuration::ZERO, |deadline| deadline.duration_since(now))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_left_is_counted_from_now() {
        let now = Timestamp::from_millisecond(1_795_350_000_000).unwrap();
        assert_eq!(remaining(1_795_350_030_000, now), SignedDuration::from_secs(30));
        assert!(remaining(1_795_349_999_000, now).is_negative());
        assert_eq!(remaining(u64::MAX, now), SignedDuration::ZERO);
    }
}
