//! The Lambda functions that watch the router from outside its own way: `drill` tries the way of a page, `reconcile` compares what
//! is open with CloudWatch.
//!
//! Two functions with a role each, and one binary, since both are small and mostly the same: the input says which it is, and the
//! role what it may do.

mod drill;
mod metric;
mod reconcile;

use alert_aws::Settings;
use alert_lambda::{Fault, start_logging};
use lambda_runtime::{Error, LambdaEvent, run, service_fn};
use serde::Deserialize;

/// What invokes these functions.
#[derive(Deserialize)]
#[serde(untagged)]
enum Input {
    Drill { drill: bool },
    Reconcile { reconcile: bool },
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Error> {
    start_logging();
    let settings = Settings::from_env().inspect_err(|why| tracing::error!(error = %why, "can't start"))?;
    run(service_fn(async |event: LambdaEvent<Input>| {
        let (payload, context) = event.into_parts();
        match payload {
            Input::Drill { drill } => Box::pin(drill::answer(&settings, drill, &context)).await,
            Input::Reconcile { reconcile: true } => Box::pin(reconcile::answer(&settings, &context)).await,
            Input::Reconcile { reconcile: false } => Ok(()),
        }
    }))
    .await
}

/// A variable of the environment that one of the functions has.
fn variable(name: &'static str) -> Result<String, Fault> {
    let value = std::env::var(name).ok().filter(|value| !value.is_empty());
    let fault = || {
        Fault::new(
            "setting_missing",
            format!("the environment variable {name} is not set"),
        )
    };
    value.ok_or_else(fault)
}
