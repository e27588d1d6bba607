//! Sends requests over the transports that this function links.

use std::rc::Rc;
use std::sync::Arc;
use std::time::Duration;

use alert_core::catalog::Catalog;
#[cfg(feature = "http")]
use alert_core::catalog::{Mode, ReceiverConfig};
#[cfg(feature = "http")]
use alert_core::language::Language;
#[cfg(feature = "http")]
use alert_core::page::Page;
#[cfg(feature = "http")]
use alert_core::receiver::{self, HttpRequest};
use alert_core::receiver::{Failure, Request, Response};
use alert_core::time::{SignedDuration, Timestamp};
use alert_pipeline::ports::Transport;
use rustls::ClientConfig;

#[cfg(feature = "http")]
use crate::dial::Policy;
#[cfg(feature = "http")]
use crate::event_bridge::EventBridge;
use crate::pool::Pool;
use crate::sdk::Sdk;
#[cfg(feature = "http")]
use crate::secrets::Secrets;
use crate::settings::Settings;
use crate::sns::SnsTransport;
#[cfg(feature = "http")]
use crate::webhook::Webhooks;

/// For how many secrets a start looks, in the catalog's order. Each is a call that costs money and one that a sandbox would make
/// anyway for its first page there; a team has a few, a company's hundreds are not guessed at.
#[cfg(feature = "http")]
const PREPARED: usize = 4;

/// SNS; webhooks and EventBridge where the function links them.
#[derive(Debug)]
pub struct AwsTransport {
    pub(crate) sns: SnsTransport,
    #[cfg(feature = "http")]
    pub(crate) event_bridge: EventBridge,
    #[cfg(feature = "http")]
    pub(crate) webhooks: Webhooks,
}

#[cfg(feature = "http")]
impl AwsTransport {
    pub(crate) fn new(settings: &Settings, tls: &Arc<ClientConfig>, pool: &Arc<Pool>, sdk: Rc<Sdk>) -> Self {
        let public = Policy::Public(settings.allowed_private.clone());
        Self {
            sns: SnsTransport::new(sdk.clone(), &settings.region, &settings.account),
            event_bridge: EventBridge::new(sdk.clone(), pool.clone()),
            webhooks: Webhooks::new(Secrets::new(sdk), Rc::new(Pool::new(tls, public, false))),
        }
    }

    /// Reads the secrets of the catalog's first receivers and connects to where their pages would go. In shadow mode nobody is told,
    /// and nobody is asked.
    pub(crate) async fn prepare(&self, catalog: &Catalog, now: Timestamp) {
        if catalog.mode() == Mode::Shadow {
            return;
        }
        let mut requests: Vec<HttpRequest> = Vec::with_capacity(PREPARED);
        for config in &catalog.file().receivers {
            let is_known = |request: &HttpRequest| Some(&*request.secret) == config.secret.as_deref();
            if requests.len() < PREPARED && !requests.iter().any(is_known) {
                requests.extend(example(config, now));
            }
        }
        self.webhooks.prepare(&requests).await;
    }
}

/// What a receiver with a secret is sent: a test page shows where, and which hosts it may have. Nothing of it is sent.
#[cfg(feature = "http")]
fn example(config: &ReceiverConfig, now: Timestamp) -> Option<HttpRequest> {
    let page = Page::test(&config.name, "", now, None, Language::default());
    match receiver::kind(&config.kind)?.render(&page, config) {
        Request::Http(request) if config.secret.is_some() => Some(request),
        _ => None,
    }
}

#[cfg(not(feature = "http"))]
impl AwsTransport {
    pub(crate) fn new(settings: &Settings, _: &Arc<ClientConfig>, _: &Arc<Pool>, sdk: Rc<Sdk>) -> Self {
        Self {
            sns: SnsTransport::new(sdk, &settings.region, &settings.account),
        }
    }

    /// SNS has no secret, and is told of what nobody else can be told of.
    #[allow(clippy::unused_async)] // as where there are webhooks
    pub(crate) async fn prepare(&self, _: &Catalog, _: Timestamp) {}
}

impl Transport for AwsTransport {
    #[cfg_attr(not(feature = "http"), allow(unused_variables))] // `now` signs requests
    async fn send(&self, request: &Request, now: Timestamp, deadline: SignedDuration) -> Response {
        // No time left is no failure of the receiver: nothing was sent.
        let deadline = Duration::try_from(deadline).unwrap_or_default();
        if deadline.is_zero() {
            return Response::Failed(Failure::NotSent {
                why: "no time was left".to_owned(),
            });
        }
        match request {
            Request::Sns(request) => self.sns.publish(request, deadline).await,
            #[cfg(feature = "http")]
            Request::Http(request) => self.webhooks.post(request, now, deadline).await,
            #[cfg(feature = "http")]
            Request::EventBridge(request) => self.event_bridge.put(request, now, deadline).await,
            #[cfg(not(feature = "http"))]
            Request::Http(_) | Request::EventBridge(_) => Response::Failed(Failure::Impossible {
                why: "this function sends to SNS alone".to_owned(),
            }),
        }
    }
}
