//! The Lambda function that tells people: woken by the flush queue, and once a minute by a schedule that sweeps.

use alert_lambda::{Answer, Batch, Call, Fault, Function, Message};
use alert_pipeline::{flush, sweep};
use lambda_runtime::{Error, LambdaEvent, run, service_fn};
use serde::Deserialize;

/// What invokes this function.
#[derive(Deserialize)]
#[serde(untagged)]
enum Input {
    Woken(Batch),
    Schedule { sweep: bool },
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Error> {
    let function = Function::start("flush").await?;
    run(service_fn(async |event| Box::pin(answer(&function, event)).await)).await
}

async fn answer(function: &Function, event: LambdaEvent<Input>) -> Result<Answer, Fault> {
    let call = function.call(&event.context);
    match event.payload {
        Input::Woken(batch) => {
            let mut failed = Vec::new();
            for message in batch.messages {
                if let Err(fault) = wake(function, &message, &call).await {
                    tracing::error!(
                        message.id = message.message_id,
                        "the wake-up comes again: {fault:?}"
                    );
                    failed.push(message.message_id);
                }
            }
            Ok(failed.into_iter().collect())
        }
        Input::Schedule { sweep: false } => Ok(Answer::default()),
        Input::Schedule { sweep: true } => {
            let swept = sweep(&function.ports, &call.invocation()).await?;
            function.count(&swept.counts, &call);
            Ok(Answer::default())
        }
    }
}

async fn wake(function: &Function, message: &Message, call: &Call<'_>) -> Result<(), Fault> {
    let flushed = flush(
        &function.ports,
        &message.wake()?,
        message.receives(),
        &call.invocation(),
    )
    .await;
    function.count(&flushed.counts, call);
    flushed.failed.map_or(Ok(()), |failure| Err(failure.into()))
}
