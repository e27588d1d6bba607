//! AWS for a person at a terminal: their own credentials and region, one call at a time.

use std::future::Future;
use std::sync::Arc;
use std::time::Duration;

use aws_config::retry::RetryConfig;
use aws_config::timeout::TimeoutConfig;
use aws_config::{BehaviorVersion, SdkConfig};
use thiserror::Error;

use crate::dial::Policy;
use crate::http_client::PooledHttp;
use crate::pool::Pool;
use crate::tls::{self, TlsError};

/// Why AWS can't even be called.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum DeveloperError {
    /// TLS can't be set up.
    #[error(transparent)]
    Tls(#[from] TlsError),
    /// No thread or event loop could be had.
    #[error("the system has no room for another event loop")]
    System,
    /// Neither the environment nor a profile names a region.
    #[error("no region: set AWS_REGION, or name a profile that has one with AWS_PROFILE")]
    NoRegion,
    /// The addresses that are allowed are none.
    #[error("ALLOWED_PRIVATE_CIDRS is no list of CIDR blocks with commas between them")]
    Cidrs,
}

/// Runs something to its end.
///
/// # Errors
/// When there is no event loop to run it on.
pub(crate) fn wait<T>(work: impl Future<Output = T>) -> Result<T, DeveloperError> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    Ok(runtime.map_err(|_| DeveloperError::System)?.block_on(work))
}

/// Connections to AWS. `EXTRA_CA_PEM` is honoured.
///
/// # Errors
/// When the extra certificates can't be used.
pub(crate) fn pool() -> Result<Arc<Pool>, TlsError> {
    let extra_ca_pem = std::env::var("EXTRA_CA_PEM").unwrap_or_default();
    let tls = tls::client_config(&extra_ca_pem)?;
    Ok(Arc::new(Pool::new(&tls, Policy::Anybody, true)))
}

/// Where a developer has their credentials and region: the environment, or the profile that `AWS_PROFILE` names. Single
/// sign-on profiles work through `aws configure export-credentials --format env`. `AWS_ENDPOINT_URL` is
/// honoured.
///
/// # Errors
/// When the extra certificates can't be used.
pub(crate) async fn config() -> Result<SdkConfig, TlsError> {
    let http = PooledHttp::new(pool()?);
    let timeouts = TimeoutConfig::builder()
        .operation_timeout(Duration::from_mins(1))
        .build();
    let config = aws_config::defaults(BehaviorVersion::v2026_01_12())
        .http_client(http)
        .retry_config(RetryConfig::standard())
        .timeout_config(timeouts);
    Ok(config.load().await)
}

/// The same, once it is known where: most services have an address in each region.
///
/// # Errors
/// When the certificates can't be used, or nothing names a region.
#[cfg(any(feature = "silences", feature = "reconcile", feature = "queues"))]
pub(crate) async fn located() -> Result<SdkConfig, DeveloperError> {
    let config = config().await?;
    if config.region().is_none() {
        return Err(DeveloperError::NoRegion);
    }
    Ok(config)
}

/// Does something with the router's table, and waits.
///
/// # Errors
/// See [`DeveloperError`]; what the work itself meets is in its own result.
#[cfg(feature = "silences")]
pub fn with_store<T>(
    table: &str,
    work: impl AsyncFnOnce(&crate::DynamoStore) -> T,
) -> Result<T, DeveloperError> {
    wait(async {
        let sdk = std::rc::Rc::new(crate::sdk::Sdk::of(located().await?));
        Ok(work(&crate::DynamoStore::new(sdk, table.to_owned())).await)
    })?
}

/// Does something with what a drill needs, and waits.
///
/// # Errors
/// See [`DeveloperError`]; what the drill itself meets is in its own result.
#[cfg(feature = "drill")]
pub fn with_drill<T>(
    settings: crate::DrillSettings,
    work: impl AsyncFnOnce(&crate::AwsDrill) -> Result<T, alert_pipeline::drill::DrillError>,
) -> Result<Result<T, alert_pipeline::drill::DrillError>, DeveloperError> {
    wait(async {
        let config = config().await?;
        if config.region().is_none() {
            return Err(DeveloperError::NoRegion);
        }
        let tls = tls::client_config(&std::env::var("EXTRA_CA_PEM").unwrap_or_default())?;
        let pool = Arc::new(Pool::new(&tls, Policy::Anybody, true));
        let sdk = std::rc::Rc::new(crate::sdk::Sdk::of(config));
        Ok(match crate::AwsDrill::open(sdk, pool, settings).await {
            Ok(drill) => work(&drill).await,
            Err(why) => Err(why),
        })
    })?
}

/// Does something with what a comparison with CloudWatch needs, and waits as long as it takes.
///
/// # Errors
/// See [`DeveloperError`]; what the comparison itself meets is in its own result.
#[cfg(feature = "reconcile")]
pub fn with_reconcile<T>(
    settings: crate::ReconcileSettings,
    work: impl AsyncFnOnce(&crate::AwsReconcile) -> T,
) -> Result<T, DeveloperError> {
    wait(async {
        let sdk = std::rc::Rc::new(crate::sdk::Sdk::of(located().await?));
        let ports = crate::AwsReconcile::new(sdk, pool()?, settings, None);
        Ok(work(&ports).await)
    })?
}

/// Sends something to receivers as `flush` does: with the same addresses refused, `ALLOWED_PRIVATE_CIDRS` among the
/// allowed. `account` is where a topic's bare name is looked for.
///
/// # Errors
/// See [`DeveloperError`].
#[cfg(feature = "send")]
pub fn with_transport<T>(
    account: &str,
    work: impl AsyncFnOnce(&crate::AwsTransport) -> T,
) -> Result<T, DeveloperError> {
    wait(async {
        let config = config().await?;
        let Some(region) = config.region().map(ToString::to_string) else {
            return Err(DeveloperError::NoRegion);
        };
        let allowed = std::env::var("ALLOWED_PRIVATE_CIDRS").unwrap_or_default();
        let allowed = allowed.parse().map_err(|()| DeveloperError::Cidrs)?;
        let tls = tls::client_config(&std::env::var("EXTRA_CA_PEM").unwrap_or_default())?;
        let sdk = std::rc::Rc::new(crate::sdk::Sdk::of(config));
        let webhooks = crate::webhook::Webhooks::new(
            crate::secrets::Secrets::new(sdk.clone()),
            std::rc::Rc::new(Pool::new(&tls, Policy::Public(allowed), false)),
        );
        let transport = crate::AwsTransport {
            event_bridge: crate::event_bridge::EventBridge::new(
                sdk.clone(),
                Arc::new(Pool::new(&tls, Policy::Anybody, true)),
            ),
            sns: crate::sns::SnsTransport::new(sdk, &region, account),
            webhooks,
        };
        Ok(work(&transport).await)
    })?
}
