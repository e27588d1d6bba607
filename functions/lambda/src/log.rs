//! Logs: one JSON object a line, in the members that Lambda's JSON log format knows.

use std::str::FromStr;

use tracing::Subscriber;
use tracing::level_filters::LevelFilter;
use tracing_subscriber::Layer;
use tracing_subscriber::filter::Targets;
use tracing_subscriber::fmt::MakeWriter;
use tracing_subscriber::layer::SubscriberExt;
use tracing_subscriber::util::SubscriberInitExt;

/// Starts logging as the environment wants it, for a function that starts by itself.
pub fn start_logging() {
    init(std::env::var("LOG_LEVEL").ok().as_deref());
}

/// Starts logging. `level` is `LOG_LEVEL`: error, warn, info or debug; anything else is info.
pub(crate) fn init(level: Option<&str>) {
    // Logging that has been started already, by a test, stays as it is.
    drop(log_to(level, std::io::stdout).try_init());
}

/// What writes a function's log to `writer`.
pub fn log_to<W>(level: Option<&str>, writer: W) -> impl Subscriber + Send + Sync
where
    W: for<'a> MakeWriter<'a> + Send + Sync + 'static,
{
    let lines = tracing_subscriber::fmt::layer()
        .json()
        .flatten_event(true)
        // The span of an invocation brings its request id into every line.
        .with_current_span(true)
        .with_span_list(false)
        .with_writer(writer)
        .with_filter(targets(level));
    tracing_subscriber::registry().with(lines)
}

/// The router's own crates at `level`. Libraries only when something is wrong, whatever the level: at debug an HTTP
/// client writes URLs, and a webhook's URL is a secret.
fn targets(level: Option<&str>) -> Targets {
    let level = level
        .and_then(|level| LevelFilter::from_str(level.trim()).ok())
        .unwrap_or(LevelFilter::INFO);
    Targets::new()
        .with_default(LevelFilter::WARN)
        .with_target("alert_", level)
        .with_target("ingest", level)
        .with_target("flush", level)
        .with_target("drill", level)
        .with_target("lambda_runtime::layers::trace", LevelFilter::INFO)
}

#[cfg(test)]
mod tests {
    use super::*;
    use tracing::Level;

    #[test]
    fn the_level_is_for_our_own_crates() {
        for (level, ours) in [
            (Some("debug"), Level::DEBUG),
            (None, Level::INFO),
            (Some("loud"), Level::INFO),
        ] {
            let targets = targets(level);
            assert!(targets.would_enable("alert_pipeline::ingest", &ours));
            assert!(targets.would_enable("ingest", &ours));
            assert!(!targets.would_enable("hyper_util::client", &Level::INFO));
            assert!(!targets.would_enable("aws_smithy_runtime", &Level::DEBUG));
            assert!(targets.would_enable("hyper_util::client", &Level::WARN));
        }
        assert!(!targets(Some("error")).would_enable("alert_aws", &Level::WARN));
    }
}
