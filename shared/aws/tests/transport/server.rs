//! An HTTP/1.1 server, with and without TLS, that answers as it is told: also in ways that no server should.

use std::cell::{Cell, RefCell};
use std::rc::Rc;
use std::sync::Arc;

use rcgen::KeyPair;
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::AbortHandle;
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::ServerConfig;
use tokio_rustls::rustls::crypto::ring::default_provider;
use tokio_rustls::rustls::pki_types::{CertificateDer, PrivateKeyDer};
use tokio_rustls::server::TlsStream;

/// A request as it came.
#[derive(Debug, Clone)]
pub(crate) struct Seen {
    pub(crate) head: String,
    pub(crate) body: String,
}

impl Seen {
    pub(crate) fn path(&self) -> &str {
        self.head.split(' ').nth(1).unwrap()
    }

    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        let lines = self.head.lines().skip(1);
        lines
            .filter_map(|line| line.split_once(": "))
            .find(|(key, _)| key.eq_ignore_ascii_case(name))
            .map(|(_, v)| v)
    }
}

/// What a server does with a request.
#[derive(Debug, Clone)]
pub(crate) enum Reply {
    /// These bytes, and the connection stays open.
    Bytes(String),
    /// These bytes, and the connection is closed.
    Cut(String),
    /// Nothing, and the connection is reset.
    Reset,
    /// Nothing, for ever.
    Hang,
}

impl Reply {
    pub(crate) fn new(status: u16, headers: &str, body: &str) -> Self {
        Self::Bytes(format!(
            "HTTP/1.1 {status} X\r\n{headers}content-length: {}\r\n\r\n{body}",
            body.len()
        ))
    }

    pub(crate) fn json(status: u16, body: serde_json::Value) -> Self {
        Self::new(
            status,
            "content-type: application/x-amz-json-1.1\r\n",
            &body.to_string(),
        )
    }
}

/// A server that runs until it is dropped.
pub(crate) struct Server {
    pub(crate) port: u16,
    pub(crate) seen: Rc<RefCell<Vec<Seen>>>,
    /// How many connections there were.
    pub(crate) accepted: Rc<Cell<usize>>,
    accepting: AbortHandle,
}

impl Drop for Server {
    fn drop(&mut self) {
        self.accepting.abort();
    }
}

impl Server {
    pub(crate) async fn plain(answer: impl Fn(&Seen) -> Reply + 'static) -> Self {
        Self::start(None, answer).await
    }

    pub(crate) async fn tls(
        certificate: CertificateDer<'static>,
        key: &KeyPair,
        answer: impl Fn(&Seen) -> Reply + 'static,
    ) -> Self {
        let key = PrivateKeyDer::try_from(key.serialize_der()).unwrap();
        let config = ServerConfig::builder_with_provider(Arc::new(default_provider()))
            .with_safe_default_protocol_versions()
            .unwrap()
            .with_no_client_auth()
            .with_single_cert(vec![certificate], key)
            .unwrap();
        Self::start(Some(TlsAcceptor::from(Arc::new(config))), answer).await
    }

    async fn start(tls: Option<TlsAcceptor>, answer: impl Fn(&Seen) -> Reply + 'static) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let seen = Rc::new(RefCell::new(Vec::new()));
        let accepted = Rc::new(Cell::new(0));
        let (answer, log, count) = (Rc::new(answer), seen.clone(), accepted.clone());
        let accepting = tokio::task::spawn_local(async move {
            loop {
                let (stream, _) = listener.accept().await.unwrap();
                count.set(count.get() + 1);
                let (tls, answer, log) = (tls.clone(), answer.clone(), log.clone());
                tokio::task::spawn_local(async move {
                    match tls {
                        None => serve(stream, &*answer, &log).await,
                        // A client that does not trust the certificate hangs up in the handshake.
                        Some(tls) => match tls.accept(stream).await {
                            Ok(stream) => serve(stream, &*answer, &log).await,
                            Err(_) => None,
                        },
                    }
                });
            }
        });
        Self {
            port,
            seen,
            accepted,
            accepting: accepting.abort_handle(),
        }
    }
}

/// A connection that can end without a farewell.
trait Connection: AsyncRead + AsyncWrite + Unpin {
    fn tcp(&self) -> &TcpStream;
}

impl Connection for TcpStream {
    fn tcp(&self) -> &TcpStream {
        self
    }
}

impl Connection for TlsStream<TcpStream> {
    fn tcp(&self) -> &TcpStream {
        self.get_ref().0
    }
}

/// Answers requests until the client hangs up or the answer says so.
async fn serve(
    mut stream: impl Connection,
    answer: &dyn Fn(&Seen) -> Reply,
    log: &RefCell<Vec<Seen>>,
) -> Option<()> {
    loop {
        let seen = read(&mut stream).await?;
        let reply = answer(&seen);
        log.borrow_mut().push(seen);
        match reply {
            Reply::Bytes(bytes) => stream.write_all(bytes.as_bytes()).await.ok()?,
            Reply::Cut(bytes) => {
                stream.write_all(bytes.as_bytes()).await.ok()?;
                return stream.flush().await.ok();
            }
            // What lingers for no time is not closed: the other end sees a reset.
            Reply::Reset => return stream.tcp().set_zero_linger().ok(),
            Reply::Hang => std::future::pending::<()>().await,
        }
        stream.flush().await.ok()?;
    }
}

async fn read(stream: &mut (impl AsyncRead + Unpin)) -> Option<Seen> {
    let mut bytes = Vec::new();
    let end = loop {
        if let Some(end) = bytes.windows(4).position(|four| four == b"\r\n\r\n") {
            break end + 4;
        }
        if stream.read_buf(&mut bytes).await.ok()? == 0 {
            return None;
        }
    };
    let body = bytes.split_off(end);
    let mut seen = Seen {
        head: String::from_utf8(bytes).unwrap(),
        body: String::new(),
    };
    let length = seen
        .header("content-length")
        .map_or(0, |length| length.parse().unwrap());
    let mut body = body;
    while body.len() < length {
        if stream.read_buf(&mut body).await.ok()? == 0 {
            return None;
        }
    }
    seen.body = String::from_utf8(body).unwrap();
    Some(seen)
}
