//! Opens TCP connections: resolves a name once, applies the address policy, connects to one of those very addresses.

use std::future::Future;
use std::net::{IpAddr, SocketAddr};
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use http::Uri;
use hyper_util::rt::TokioIo;
use thiserror::Error;
use tokio::net::TcpStream;
use tower_service::Service;

use crate::address::AllowedPrivate;

/// How long one address may take to answer. A name with more addresses gets this for each.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(1);

/// Whom may be connected to.
#[derive(Debug, Clone)]
pub(crate) enum Policy {
    /// Anybody: the endpoints of AWS, which are the function's own configuration.
    Anybody,
    /// Public addresses and the blocks that the stack's owner allowed: webhooks.
    #[cfg_attr(not(feature = "http"), allow(dead_code))]
    Public(AllowedPrivate),
}

/// Why there is no connection. No text holds a host: a webhook's may be told to nobody.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub(crate) enum DialError {
    #[error("the URL has no host")]
    NoHost,
    #[error("no such host")]
    NoSuchHost,
    #[error("the address is forbidden: neither public nor in ALLOWED_PRIVATE_CIDRS")]
    Forbidden,
    #[error("the connection was refused")]
    Refused,
    #[error("the host is unreachable")]
    Unreachable,
    #[error("connecting took too long")]
    Slow,
}

/// Opens TCP connections under a policy.
#[derive(Debug, Clone)]
pub(crate) struct Dialer {
    policy: Policy,
}

impl Dialer {
    pub(crate) fn new(policy: Policy) -> Self {
        Self { policy }
    }

    async fn dial(self, uri: Uri) -> Result<TokioIo<TcpStream>, DialError> {
        let mut addresses = resolve(&uri).await?;
        if let Policy::Public(allowed) = &self.policy {
            addresses.retain(|address| allowed.permits(*address));
            if addresses.is_empty() {
                return Err(DialError::Forbidden);
            }
        }
        // IPv4 first: a function outside a VPC has no way out over IPv6.
        addresses.sort_by_key(SocketAddr::is_ipv6);
        let mut last = DialError::NoSuchHost;
        for address in addresses {
            match tokio::time::timeout(CONNECT_TIMEOUT, TcpStream::connect(address)).await {
                Ok(Ok(stream)) => {
                    // Small requests, answered at once: waiting to fill a packet only costs time. Where it can't be
                    // set the connection still works.
                    drop(stream.set_nodelay(true));
                    return Ok(TokioIo::new(stream));
                }
                Ok(Err(why)) if why.kind() == std::io::ErrorKind::ConnectionRefused => {
                    last = DialError::Refused;
                }
                Ok(Err(_)) => last = DialError::Unreachable,
                Err(_) => last = DialError::Slow,
            }
        }
        Err(last)
    }
}

async fn resolve(uri: &Uri) -> Result<Vec<SocketAddr>, DialError> {
    let host = uri.host().ok_or(DialError::NoHost)?;
    let default = if uri.scheme_str() == Some("http") { 80 } else { 443 };
    let port = uri.port_u16().unwrap_or(default);
    // An address in place of a name needs no resolver; an IPv6 one stands in brackets in a URL.
    if let Ok(ip) = host
        .trim_start_matches('[')
        .trim_end_matches(']')
        .parse::<IpAddr>()
    {
        return Ok(vec![SocketAddr::new(ip, port)]);
    }
    let addresses: Vec<_> = tokio::net::lookup_host((host, port))
        .await
        .map_err(|_| DialError::NoSuchHost)?
        .collect();
    if addresses.is_empty() {
        Err(DialError::NoSuchHost)
    } else {
        Ok(addresses)
    }
}

impl Service<Uri> for Dialer {
    type Response = TokioIo<TcpStream>;
    type Error = DialError;
    type Future = Pin<Box<dyn Future<Output = Result<Self::Response, DialError>> + Send>>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), DialError>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, uri: Uri) -> Self::Future {
        Box::pin(self.clone().dial(uri))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    async fn dial(policy: Policy, uri: &str) -> Result<(), DialError> {
        Dialer::new(policy).dial(uri.parse().unwrap()).await.map(drop)
    }

    #[tokio::test]
    async fn a_forbidden_address_is_never_connected_to() {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let public = || Policy::Public(AllowedPrivate::default());
        for host in ["127.0.0.1", "localhost", "[::ffff:127.0.0.1]", "2130706433"] {
            let uri = format!("https://{host}:{port}/");
            let found = dial(public(), &uri).await;
            // A number as a host is an address to some resolvers and no host to others.
            assert!(
                matches!(found, Err(DialError::Forbidden | DialError::NoSuchHost)),
                "{host}: {found:?}"
            );
        }
        let nobody = tokio::time::timeout(Duration::from_millis(50), listener.accept()).await;
        assert!(nobody.is_err(), "somebody connected");

        let allowed = Policy::Public("127.0.0.0/8".parse().unwrap());
        assert_eq!(dial(allowed, &format!("https://localhost:{port}/")).await, Ok(()));
    }

    #[tokio::test]
    async fn what_went_wrong_is_told_apart() {
        let free = {
            let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
            listener.local_addr().unwrap().port()
        };
        assert_eq!(
            dial(Policy::Anybody, &format!("http://127.0.0.1:{free}")).await,
            Err(DialError::Refused)
        );
        assert_eq!(
            dial(Policy::Anybody, "https://no-such-host.invalid").await,
            Err(DialError::NoSuchHost)
        );
    }
}
