//! The SDK clients: one configuration written by hand, each client built when it is first used.
//!
//! The SDK's own way to a configuration looks for profiles, regions and credentials in half a dozen places and opens a
//! second HTTP stack; a Lambda has everything in its environment.

use std::cell::OnceCell;
use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use aws_credential_types::Credentials;
use aws_credential_types::provider::SharedCredentialsProvider;
use aws_smithy_async::rt::sleep::{SharedAsyncSleep, TokioSleep};
use aws_smithy_runtime_api::client::behavior_version::BehaviorVersion;
use aws_smithy_runtime_api::client::stalled_stream_protection::StalledStreamProtectionConfig;
use aws_smithy_types::retry::{ReconnectMode, RetryConfig};
use aws_smithy_types::timeout::TimeoutConfig;
use aws_types::SdkConfig;
use aws_types::region::Region;

use crate::http_client::PooledHttp;
use crate::pool::Pool;
use crate::settings::Settings;
#[cfg(feature = "ingest")]
use {
    crate::dial::Policy,
    crate::tls::{self, TlsError},
    rustls::ClientConfig,
    std::rc::Rc,
};

/// How long one attempt may wait for the first byte. DynamoDB answers in milliseconds; what takes this long is lost.
pub(crate) const READ_TIMEOUT: Duration = Duration::from_secs(2);

/// How long a call may take with its retries: short enough for a second try within a function's 30 seconds.
const OPERATION_TIMEOUT: Duration = Duration::from_secs(6);

/// The SDK clients.
pub(crate) struct Sdk {
    config: SdkConfig,
    #[cfg(feature = "dynamodb")]
    dynamodb: OnceCell<aws_sdk_dynamodb::Client>,
    #[cfg(feature = "sqs")]
    sqs: OnceCell<aws_sdk_sqs::Client>,
    #[cfg(feature = "sns")]
    sns: OnceCell<aws_sdk_sns::Client>,
    #[cfg(feature = "secrets")]
    secrets: OnceCell<aws_sdk_secretsmanager::Client>,
}

/// What a function calls AWS with: its TLS, its connections, and the clients over them.
#[cfg(feature = "ingest")]
pub(crate) type Started = (Arc<ClientConfig>, Arc<Pool>, Rc<Sdk>);

impl fmt::Debug for Sdk {
    fn fmt(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
        to.write_str("Sdk(..)")
    }
}

impl Sdk {
    /// Clients for these settings over these connections.
    pub(crate) fn new(settings: &Settings, pool: Arc<Pool>) -> Self {
        let keys = &settings.credentials;
        let credentials = Credentials::new(
            keys.id.clone(),
            keys.secret.clone(),
            keys.session.clone(),
            None,
            "environment",
        );
        let config = SdkConfig::builder()
            .behavior_version(BehaviorVersion::v2026_01_12())
            .region(Region::new(settings.region.clone()))
            .credentials_provider(SharedCredentialsProvider::new(credentials))
            .http_client(PooledHttp::new(pool))
            .sleep_impl(SharedAsyncSleep::new(TokioSleep::new()))
            .retry_config(retries(RetryConfig::standard().with_max_attempts(3)))
            // It gives a body 20 seconds before it calls it stalled: a call is given up long before that.
            .stalled_stream_protection(StalledStreamProtectionConfig::disabled())
            .timeout_config(
                TimeoutConfig::builder()
                    .read_timeout(READ_TIMEOUT)
                    .operation_timeout(OPERATION_TIMEOUT)
                    .build(),
            );
        let config = match &settings.endpoint_url {
            Some(url) => config.endpoint_url(url),
            None => config,
        };
        Self::of(config.build())
    }

    /// What a function calls AWS with.
    ///
    /// # Errors
    /// When the extra certificates can't be used.
    #[cfg(feature = "ingest")]
    pub(crate) fn start(settings: &Settings) -> Result<Started, TlsError> {
        let tls = tls::client_config(&settings.extra_ca_pem)?;
        // A local AWS has no TLS.
        let plain = settings
            .endpoint_url
            .as_ref()
            .is_some_and(|url| url.starts_with("http:"));
        let pool = Arc::new(Pool::new(&tls, Policy::Anybody, plain));
        let sdk = Rc::new(Self::new(settings, pool.clone()));
        Ok((tls, pool, sdk))
    }

    /// Clients for a configuration that somebody made.
    pub(crate) fn of(config: SdkConfig) -> Self {
        Self {
            config,
            #[cfg(feature = "dynamodb")]
            dynamodb: OnceCell::new(),
            #[cfg(feature = "sqs")]
            sqs: OnceCell::new(),
            #[cfg(feature = "sns")]
            sns: OnceCell::new(),
            #[cfg(feature = "secrets")]
            secrets: OnceCell::new(),
        }
    }

    /// The region, the credentials and the endpoint that the clients have.
    #[cfg(feature = "signed")]
    pub(crate) fn config(&self) -> &SdkConfig {
        &self.config
    }

    #[cfg(feature = "dynamodb")]
    pub(crate) fn dynamodb(&self) -> &aws_sdk_dynamodb::Client {
        self.dynamodb
            .get_or_init(|| aws_sdk_dynamodb::Client::new(&self.config))
    }

    #[cfg(feature = "sqs")]
    pub(crate) fn sqs(&self) -> &aws_sdk_sqs::Client {
        self.sqs.get_or_init(|| aws_sdk_sqs::Client::new(&self.config))
    }

    /// SNS without the SDK's retries: a publish in doubt that is tried again can be two pages. What to do with one is
    /// decided where deliveries are recorded.
    #[cfg(feature = "sns")]
    pub(crate) fn sns(&self) -> &aws_sdk_sns::Client {
        self.sns.get_or_init(|| {
            let config = aws_sdk_sns::config::Builder::from(&self.config)
                .retry_config(retries(RetryConfig::disabled()));
            aws_sdk_sns::Client::from_conf(config.build())
        })
    }

    #[cfg(feature = "secrets")]
    pub(crate) fn secrets(&self) -> &aws_sdk_secretsmanager::Client {
        self.secrets
            .get_or_init(|| aws_sdk_secretsmanager::Client::new(&self.config))
    }
}

/// A connection that failed leaves the pool by itself; the SDK would look for it in vain and log an error.
fn retries(config: RetryConfig) -> RetryConfig {
    config.with_reconnect_mode(ReconnectMode::ReuseAllConnections)
}
