//! The Lambda function that takes events in: batches from the ingest queue, and CloudWatch's alarm actions directly.

use alert_lambda::{Answer, Fault, Function};
use alert_pipeline::ingest;
use lambda_runtime::{Error, LambdaEvent, run, service_fn};
use serde_json::value::RawValue;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Error> {
    let function = Function::start("ingest").await?;
    run(service_fn(async |event| take(&function, event).await)).await
}

async fn take(function: &Function, event: LambdaEvent<Box<RawValue>>) -> Result<Answer, Fault> {
    let call = function.call(&event.context);
    let (payload, invocation) = (event.payload.get().as_bytes(), call.invocation());
    let done = Box::pin(ingest(&function.ports, payload, &invocation)).await;
    function.count(&done.counts, &call);
    function.count_ended(&done.ended, &call);
    done.failed
        .into_iter()
        // An event that is no message comes again only when the whole invocation fails; Lambda then tries twice more
        // and hands it to the failure destination, which is the ingest queue.
        .map(|failed| failed.receipt.ok_or_else(|| Fault::new(failed.kind, failed.why)))
        .collect()
}
