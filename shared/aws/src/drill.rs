//! What a drill needs of AWS.

use std::rc::Rc;
use std::sync::Arc;
use std::time::Duration;

use alert_core::drill::Token;
use alert_core::time::{SignedDuration, Timestamp};
use alert_pipeline::drill::{Alarm, AlarmState, Arrived, DrillError, DrillPorts};

use crate::cloudwatch::CloudWatch;
use crate::pool::Pool;
use crate::receipts::Receipts;
use crate::sdk::Sdk;
use crate::secrets::{SecretError, Secrets};
use crate::signature::SigningKey;
use crate::store::DynamoStore;
#[cfg(feature = "ingest")]
use {
    crate::dial::Policy,
    crate::settings::Settings,
    crate::webhook::Webhooks,
    alert_core::receiver::{HttpRequest, Response},
};

/// Which drill.
#[derive(Debug, Clone)]
pub struct DrillSettings {
    /// The alarm's name.
    pub alarm: String,
    /// The router's table.
    pub table: String,
    /// The secret with the key that signs tokens, by name or ARN.
    pub secret: String,
    /// The URL of the queue that is subscribed to the topics of the route's receivers.
    pub receipts: Option<String>,
}

/// The ports of a drill.
pub struct AwsDrill {
    alarm: String,
    cloudwatch: CloudWatch,
    store: DynamoStore,
    receipts: Option<Receipts>,
    key: SigningKey,
    #[cfg(feature = "ingest")]
    heartbeat: Option<Heartbeat>,
}

/// Where a drill that has passed says so.
#[cfg(feature = "ingest")]
struct Heartbeat {
    webhooks: Webhooks,
    secret: String,
}

/// How long the heartbeat may take.
#[cfg(feature = "ingest")]
const HEARTBEAT: Duration = Duration::from_secs(10);

#[cfg(feature = "ingest")]
impl AwsDrill {
    /// The ports of a function that drills, with its heartbeat: the `url` in the secret, if there is one.
    ///
    /// # Errors
    /// When the secret can't be used, or the extra certificates.
    pub async fn start(settings: &Settings, which: DrillSettings) -> Result<Self, DrillError> {
        let started = Sdk::start(settings).map_err(|why| DrillError::Call(why.to_string()));
        let (tls, pool, sdk) = started?;
        let (secret, secrets) = (which.secret.clone(), Secrets::new(sdk.clone()));
        let mut drill = Self::open(sdk, pool, which).await?;
        let policy = Policy::Public(settings.allowed_private.clone());
        let has_url = secrets
            .endpoint(&secret)
            .await
            .is_ok_and(|endpoint| endpoint.url().is_some());
        drill.heartbeat = has_url.then(|| Heartbeat {
            webhooks: Webhooks::new(secrets, Rc::new(Pool::new(&tls, policy, false))),
            secret,
        });
        Ok(drill)
    }

    /// Calls the heartbeat; nothing where there is none. What went wrong is said without its URL, which is a secret.
    pub async fn heartbeat(&self, token: &Token) -> Option<Result<(), String>> {
        let heartbeat = self.heartbeat.as_ref()?;
        let request = HttpRequest {
            secret: heartbeat.secret.clone(),
            body: serde_json::json!({ "drill": token.as_str() }).to_string(),
            ..HttpRequest::default()
        };
        Some(
            match heartbeat.webhooks.post(&request, self.now(), HEARTBEAT).await {
                Response::Answer {
                    status: 200..=299, ..
                } => Ok(()),
                Response::Answer { status, .. } => Err(format!("HTTP {status}")),
                other => Err(format!("{other:?}")),
            },
        )
    }
}

impl AwsDrill {
    /// Reads the key; nothing else is called yet.
    pub(crate) async fn open(
        sdk: Rc<Sdk>,
        pool: Arc<Pool>,
        settings: DrillSettings,
    ) -> Result<Self, DrillError> {
        let endpoint = Secrets::new(sdk.clone()).endpoint(&settings.secret).await;
        let endpoint = endpoint.map_err(|why| match why {
            SecretError::Unavailable(why) | SecretError::Unusable(why) => {
                DrillError::Call(format!("the secret `{}` {why}", settings.secret))
            }
        })?;
        let key = endpoint.keys().first().cloned().ok_or_else(|| {
            DrillError::Call(format!(
                "the secret `{}` holds no `signing_secret`",
                settings.secret
            ))
        })?;
        Ok(Self {
            alarm: settings.alarm,
            cloudwatch: CloudWatch::new(&sdk, pool),
            store: DynamoStore::new(sdk.clone(), settings.table),
            receipts: settings.receipts.map(|url| Receipts::new(sdk, url)),
            key,
            #[cfg(feature = "ingest")]
            heartbeat: None,
        })
    }
}

impl DrillPorts for AwsDrill {
    type Store = DynamoStore;

    fn store(&self) -> &DynamoStore {
        &self.store
    }

    async fn alarm(&self) -> Result<Alarm, DrillError> {
        self.cloudwatch.alarm(&self.alarm).await
    }

    async fn set(&self, state: AlarmState, token: &Token) -> Result<(), DrillError> {
        self.cloudwatch.set(&self.alarm, state, token).await
    }

    async fn receipts(&self) -> Result<Option<Vec<Arrived>>, DrillError> {
        match &self.receipts {
            None => Ok(None),
            Some(queue) => queue.take(self.now()).await.map(Some),
        }
    }

    fn sign(&self, text: &str) -> Vec<u8> {
        self.key.mac(text)
    }

    fn now(&self) -> Timestamp {
        Timestamp::now()
    }

    async fn pause(&self, duration: SignedDuration) {
        tokio::time::sleep(Duration::try_from(duration).unwrap_or_default()).await;
    }
}
