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

impl Policy {
    /// Those of a name's addresses that may be connected to. A name that has public and private ones leads to the public
    /// ones alone.
    fn permitted(&self, mut addresses: Vec<SocketAddr>) -> Result<Vec<SocketAddr>, DialError> {
        if let Self::Public(allowed) = self {
            addresses.retain(|address| allowed.permits(*address));
            if addresses.is_empty() {
                return Err(DialError::Forbidden);
            }
        }
        Ok(addresses)
    }
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
        let mut addresses = self.policy.permitted(resolve(&uri).await?)?;
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

    /// A block of addresses that is not the public internet, one address of it, and who is there.
    const REFUSED: [(&str, &str, &str); 24] = [
        ("0.0.0.0/8", "0.0.0.0", "this host"),
        ("10.0.0.0/8", "10.1.2.3", "a private network"),
        ("100.64.0.0/10", "100.64.0.1", "a carrier's NAT, and EKS pods"),
        ("127.0.0.0/8", "127.0.0.1", "loopback: Lambda's runtime API"),
        (
            "169.254.0.0/16",
            "169.254.169.254",
            "link local: instance metadata, container credentials",
        ),
        (
            "172.16.0.0/12",
            "172.31.255.255",
            "a private network: the default VPC",
        ),
        ("192.0.0.0/24", "192.0.0.1", "protocol assignments"),
        ("192.0.2.0/24", "192.0.2.7", "documentation"),
        ("192.88.99.0/24", "192.88.99.1", "6to4 relays"),
        ("192.168.0.0/16", "192.168.0.10", "a private network"),
        ("198.18.0.0/15", "198.18.0.1", "benchmarks"),
        ("198.51.100.0/24", "198.51.100.7", "documentation"),
        ("203.0.113.0/24", "203.0.113.7", "documentation"),
        ("224.0.0.0/4", "224.0.0.1", "multicast"),
        ("240.0.0.0/4", "255.255.255.255", "reserved, broadcast"),
        ("::/128, ::1/128", "::1", "unspecified, loopback"),
        (
            "::ffff:0:0/96",
            "::ffff:169.254.169.254",
            "IPv4 in another spelling: judged as IPv4",
        ),
        ("64:ff9b::/96", "64:ff9b::a00:1", "IPv4 through NAT64"),
        ("2001::/23", "2001::1", "Teredo and others"),
        ("2001:db8::/32", "2001:db8::1", "documentation"),
        ("2002::/16", "2002:7f00:1::", "6to4: any IPv4 address"),
        ("fc00::/7", "fd00:ec2::254", "unique local: instance metadata"),
        ("fe80::/10", "fe80::1", "link local"),
        ("ff00::/8", "ff02::1", "multicast"),
    ];

    /// Each class is refused when a URL names it and when a name's answer from DNS does, and a public address in the same
    /// answer is the only one that is left. `docs/refused-addresses.md` is the table; `UPDATE_GOLDENS=1` writes it anew.
    #[tokio::test]
    async fn every_class_of_address_is_refused_in_a_url_and_in_an_answer_of_dns() {
        let policy = || Policy::Public(AllowedPrivate::default());
        let public: SocketAddr = "3.5.7.9:443".parse().unwrap();
        let mut table = "# Addresses that no webhook reaches\n\n\
            Written and compared by `cargo test -p alert-aws --all-features dial`. Whoever may write a secret chooses a URL, and whoever runs its\n\
            name's DNS chooses an address: both are tried. The name is resolved once and the connection goes to that very address. A public address\n\
            on another port than 443 is refused as well. `AllowedPrivateCidrs` of the stack opens blocks of its own.\n\n\
            | block | who is there | in a URL | in an answer of DNS | beside a public address |\n| --- | --- | --- | --- | --- |\n"
            .to_owned();
        for (block, address, who) in REFUSED {
            let ip: IpAddr = address.parse().unwrap();
            let named = if ip.is_ipv6() {
                format!("[{ip}]")
            } else {
                ip.to_string()
            };
            let by_url = dial(policy(), &format!("https://{named}/")).await;
            let answer = SocketAddr::new(ip, 443);
            let by_answer = policy().permitted(vec![answer]);
            let mixed = policy().permitted(vec![answer, public]);
            assert_eq!(by_url, Err(DialError::Forbidden), "{address}");
            assert_eq!(by_answer, Err(DialError::Forbidden), "{address}");
            assert_eq!(mixed, Ok(vec![public]), "{address}");
            let cells = [
                "| ",
                block,
                " | ",
                who,
                " | `",
                address,
                "`: refused | refused | not gone to |\n",
            ];
            table.extend(cells);
        }
        let file = concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/refused-addresses.md");
        if std::env::var_os("UPDATE_GOLDENS").is_some() {
            std::fs::write(file, table).unwrap();
        } else {
            let written = std::fs::read_to_string(file).unwrap_or_default();
            assert_eq!(
                written, table,
                "UPDATE_GOLDENS=1 writes docs/refused-addresses.md anew"
            );
        }
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
