//! Every port on AWS, built once when a function starts.

use std::sync::Arc;
use std::time::Duration;

use alert_core::time::Timestamp;
use alert_pipeline::SilenceCache;
use alert_pipeline::ports::{Catalogs, Ports};
use aws_smithy_types::body::SdkBody;
use futures_util::FutureExt;
use futures_util::future::{join_all, join3};
use http::{Request, Uri};
use http_body_util::BodyExt;

use crate::catalogs::S3Catalogs;
use crate::pool::Pool;
use crate::region::endpoint;
use crate::sdk::Sdk;
use crate::settings::Settings;
use crate::store::DynamoStore;
use crate::tls::TlsError;
use crate::transport::AwsTransport;
use crate::wakes::SqsWakes;

/// How long [`AwsPorts::warm_up`] may take.
const WARM_UP: Duration = Duration::from_millis(300);

/// The ports of a function.
#[derive(Debug)]
pub struct AwsPorts {
    store: DynamoStore,
    catalogs: S3Catalogs,
    transport: AwsTransport,
    wakes: SqsWakes,
    silences: SilenceCache,
    pool: Arc<Pool>,
    /// The endpoints whose connections every first invocation needs; none on a local AWS.
    first: Vec<Uri>,
}

impl AwsPorts {
    /// The ports for these settings. Nothing is connected yet, and no SDK client is built.
    ///
    /// # Errors
    /// When the extra certificates can't be used.
    pub fn new(settings: &Settings) -> Result<Self, TlsError> {
        let (tls, pool, sdk) = Sdk::start(settings)?;
        Ok(Self {
            store: DynamoStore::new(sdk.clone(), settings.table.clone()),
            catalogs: S3Catalogs::new(
                sdk.clone(),
                pool.clone(),
                settings.catalog_bucket.clone(),
                settings.catalog_key.clone(),
            ),
            wakes: SqsWakes::new(sdk.clone(), settings.flush_queue_url.clone()),
            silences: SilenceCache::default(),
            transport: AwsTransport::new(settings, &tls, &pool, sdk),
            pool,
            first: first_endpoints(settings),
        })
    }

    /// Does ahead what every first invocation would do: connects, builds clients, loads the catalog, and reads the secrets of receivers and
    /// connects to them where this function tells any.
    ///
    /// A starting function has a whole CPU; an invocation has the share that its memory buys, at 128 MB a fourteenth.
    /// A handshake costs half a millisecond here and waits for the next share there. What fails or takes too long is left to the first
    /// invocation, which reports it.
    /// On a local AWS without TLS there is nothing to gain, and nothing is done.
    pub async fn warm_up(&self, now: Timestamp) {
        if self.first.is_empty() {
            return;
        }
        let connections = join_all(self.first.iter().map(|uri| self.open(uri)));
        let catalog = async {
            self.catalogs.prefetch(now).await;
            self.prepare_receivers(now).await;
        };
        let all = join3(connections, self.store.try_out(), catalog);
        self.wakes.prepare();
        // Either way the function starts.
        drop(tokio::time::timeout(WARM_UP, all).await);
    }

    /// Only with a catalog that is there: another try at loading it, with its log lines, is the first invocation's.
    async fn prepare_receivers(&self, now: Timestamp) {
        if let Some(Ok(catalog)) = self.catalogs.current(now).now_or_never() {
            self.transport.prepare(&catalog, now).await;
        }
    }

    /// Opens a connection and leaves it in the pool: the answer does not matter, but has to be read to its end.
    async fn open(&self, uri: &Uri) {
        let mut request = Request::new(SdkBody::empty());
        *request.uri_mut() = uri.clone();
        if let Ok(answer) = self.pool.send(request).await {
            drop(answer.into_body().collect().await);
        }
    }

    /// How many loads of the catalog have failed since this was last called.
    pub fn take_catalog_failures(&self) -> u64 {
        self.catalogs.take_failures()
    }
}

/// Where SQS is. DynamoDB is asked something, and S3 for the catalog.
fn first_endpoints(settings: &Settings) -> Vec<Uri> {
    let endpoints = match &settings.endpoint_url {
        None => vec![endpoint("sqs", &settings.region)],
        Some(one) if one.starts_with("https:") => vec![one.clone()],
        Some(_) => vec![],
    };
    endpoints
        .iter()
        .filter_map(|endpoint| endpoint.parse().ok())
        .collect()
}

impl Ports for AwsPorts {
    type Store = DynamoStore;
    type Catalogs = S3Catalogs;
    type Transport = AwsTransport;
    type Wakes = SqsWakes;

    fn store(&self) -> &DynamoStore {
        &self.store
    }

    fn catalogs(&self) -> &S3Catalogs {
        &self.catalogs
    }

    fn transport(&self) -> &AwsTransport {
        &self.transport
    }

    fn wakes(&self) -> &SqsWakes {
        &self.wakes
    }

    fn silences(&self) -> &SilenceCache {
        &self.silences
    }
}
