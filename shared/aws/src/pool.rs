//! HTTPS connections that are kept between requests, and not across a freeze.

use std::fmt;
use std::future::Future;
use std::pin::Pin;
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll};
use std::time::{Duration, SystemTime};

use aws_smithy_types::body::SdkBody;
use http::{Request, Response, Uri};
use hyper::body::Incoming;
use hyper_rustls::{HttpsConnector, HttpsConnectorBuilder, MaybeHttpsStream};
use hyper_util::client::legacy::Client;
pub(crate) use hyper_util::client::legacy::Error as PoolError;
use hyper_util::rt::{TokioExecutor, TokioIo};
use rustls::ClientConfig;
use thiserror::Error as ThisError;
use tokio::net::TcpStream;
use tower_service::Service;

use crate::dial::{Dialer, Policy};

/// How long a connection may lie idle and be used again. A frozen sandbox can't see that the other side hung up; a
/// request on such a connection fails in doubt, and a page in doubt is sent twice. A handshake is cheaper.
const IDLE: Duration = Duration::from_secs(20);

/// How long a connection that was opened ahead may wait for its first request. A server that hears nothing hangs up some time, and a
/// request that meets this is in doubt; what an init opens is used within milliseconds.
const AHEAD: Duration = Duration::from_secs(5);

/// How long name, connection and handshake may take together.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(3);

/// A client whose connections all share one TLS configuration.
pub(crate) struct Pool {
    connector: Connector,
    fresh: Mutex<Fresh>,
}

struct Fresh {
    client: Client<Connector, SdkBody>,
    used_at: SystemTime,
}

impl Pool {
    /// A pool for `https` under a policy; `plain` allows `http` too, for a local AWS.
    pub(crate) fn new(tls: &Arc<ClientConfig>, policy: Policy, plain: bool) -> Self {
        let builder = HttpsConnectorBuilder::new().with_tls_config(ClientConfig::clone(tls));
        let builder = if plain {
            builder.https_or_http()
        } else {
            builder.https_only()
        };
        let connector = Connector {
            https: builder.enable_http1().wrap_connector(Dialer::new(policy)),
            ahead: Arc::default(),
        };
        let fresh = Fresh {
            client: client(&connector),
            used_at: SystemTime::now(),
        };
        Self {
            connector,
            fresh: Mutex::new(fresh),
        }
    }

    /// Sends a request; the answer's head is there when this returns, its body is still to be read.
    pub(crate) fn send(
        &self,
        request: Request<SdkBody>,
    ) -> impl Future<Output = Result<Response<Incoming>, PoolError>> + use<> {
        self.client().request(request)
    }

    /// Connects and shakes hands, for the first request to this place. One that fails is left to that request.
    #[cfg(feature = "http")]
    pub(crate) async fn open_ahead(&self, uri: &Uri) {
        let mut connector = self.connector.clone();
        if let (Some(place), Ok(stream)) = (Place::of(uri), connector.call(uri.clone()).await) {
            let mut ahead = self
                .connector
                .ahead
                .lock()
                .unwrap_or_else(PoisonError::into_inner);
            ahead.push((place, SystemTime::now(), stream));
        }
    }

    fn client(&self) -> Client<Connector, SdkBody> {
        let now = SystemTime::now();
        let mut fresh = self.fresh.lock().unwrap_or_else(PoisonError::into_inner);
        // A wall clock that was set back counts as a freeze.
        if now.duration_since(fresh.used_at).map_or(true, |idle| idle > IDLE) {
            fresh.client = client(&self.connector);
        }
        fresh.used_at = now;
        fresh.client.clone()
    }
}

impl fmt::Debug for Pool {
    fn fmt(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
        to.write_str("Pool(..)")
    }
}

fn client(connector: &Connector) -> Client<Connector, SdkBody> {
    Client::builder(TokioExecutor::new())
        .pool_idle_timeout(IDLE)
        .pool_max_idle_per_host(4)
        .build(connector.clone())
}

/// Where a connection leads to.
#[derive(Debug, PartialEq, Eq)]
struct Place {
    scheme: String,
    authority: String,
}

impl Place {
    fn of(uri: &Uri) -> Option<Self> {
        Some(Self {
            scheme: uri.scheme_str()?.to_owned(),
            authority: uri.authority()?.as_str().to_owned(),
        })
    }
}

type Stream = MaybeHttpsStream<TokioIo<TcpStream>>;

/// Connects and shakes hands within [`CONNECT_TIMEOUT`], or takes what was opened ahead.
#[derive(Clone)]
pub(crate) struct Connector {
    https: HttpsConnector<Dialer>,
    ahead: Arc<Mutex<Vec<(Place, SystemTime, Stream)>>>,
}

impl Connector {
    fn take_ahead(&self, uri: &Uri) -> Option<Stream> {
        let mut ahead = self.ahead.lock().unwrap_or_else(PoisonError::into_inner);
        let now = SystemTime::now();
        // A wall clock that was set back counts as a freeze, as in the pool.
        ahead.retain(|(_, at, _)| now.duration_since(*at).is_ok_and(|idle| idle < AHEAD));
        let place = Place::of(uri)?;
        let at = ahead.iter().position(|(known, ..)| *known == place)?;
        Some(ahead.swap_remove(at).2)
    }
}

/// Connecting took longer than it may.
#[derive(Debug, ThisError)]
#[error("connecting took too long")]
pub(crate) struct ConnectTooSlow;

type BoxError = Box<dyn std::error::Error + Send + Sync>;

impl Service<Uri> for Connector {
    type Response = Stream;
    type Error = BoxError;
    type Future = Pin<Box<dyn Future<Output = Result<Self::Response, BoxError>> + Send>>;

    fn poll_ready(&mut self, context: &mut Context<'_>) -> Poll<Result<(), BoxError>> {
        self.https.poll_ready(context)
    }

    fn call(&mut self, uri: Uri) -> Self::Future {
        if let Some(stream) = self.take_ahead(&uri) {
            return Box::pin(std::future::ready(Ok(stream)));
        }
        let connecting = self.https.call(uri);
        Box::pin(async move {
            match tokio::time::timeout(CONNECT_TIMEOUT, connecting).await {
                Ok(connected) => connected,
                Err(_) => Err(ConnectTooSlow.into()),
            }
        })
    }
}
