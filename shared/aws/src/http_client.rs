//! Gives the SDK clients the router's own connections: one TLS configuration, one pool, no second HTTP stack.

use std::sync::Arc;
use std::time::Duration;

use aws_smithy_runtime_api::client::http::{
    HttpClient, HttpConnector, HttpConnectorFuture, HttpConnectorSettings, SharedHttpConnector,
};
use aws_smithy_runtime_api::client::orchestrator::{HttpRequest, HttpResponse};
use aws_smithy_runtime_api::client::result::ConnectorError;
use aws_smithy_runtime_api::client::runtime_components::RuntimeComponents;
use aws_smithy_types::body::SdkBody;
use thiserror::Error;

use crate::pool::Pool;

/// The SDK's view of a [`Pool`].
#[derive(Debug, Clone)]
pub(crate) struct PooledHttp(Arc<Pool>);

/// The connection was never made, so the service saw nothing.
#[derive(Debug, Error)]
#[error("not connected")]
pub(crate) struct NotConnected;

/// The connection broke; the service may have seen the request.
#[derive(Debug, Error)]
#[error("the connection broke")]
struct Broken;

/// The service did not begin to answer in time.
#[derive(Debug, Error)]
#[error("no answer in time")]
struct Silent;

impl PooledHttp {
    pub(crate) fn new(pool: Arc<Pool>) -> Self {
        Self(pool)
    }
}

impl HttpClient for PooledHttp {
    fn http_connector(&self, settings: &HttpConnectorSettings, _: &RuntimeComponents) -> SharedHttpConnector {
        SharedHttpConnector::new(Connector {
            pool: self.0.clone(),
            read_timeout: settings.read_timeout(),
        })
    }
}

#[derive(Debug)]
struct Connector {
    pool: Arc<Pool>,
    read_timeout: Option<Duration>,
}

impl HttpConnector for Connector {
    fn call(&self, request: HttpRequest) -> HttpConnectorFuture {
        let request = match request.try_into_http1x() {
            Ok(request) => request,
            Err(why) => return HttpConnectorFuture::ready(Err(ConnectorError::user(why.into()))),
        };
        let answer = self.pool.send(request);
        let read_timeout = self.read_timeout;
        HttpConnectorFuture::new(async move {
            let answer = match read_timeout {
                None => answer.await,
                Some(limit) => match tokio::time::timeout(limit, answer).await {
                    Ok(answer) => answer,
                    Err(_) => return Err(ConnectorError::timeout(Silent.into())),
                },
            };
            // The cause is dropped on purpose: it may hold an address, and the SDK's errors end up in logs.
            let answer = answer.map_err(|why| {
                let why = if why.is_connect() {
                    NotConnected.into()
                } else {
                    Broken.into()
                };
                ConnectorError::io(why)
            })?;
            HttpResponse::try_from(answer.map(SdkBody::from_body_1_x))
                .map_err(|why| ConnectorError::other(why.into(), None))
        })
    }
}
