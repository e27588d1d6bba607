//! Real servers on this machine, and the ports over them: a Secrets Manager and SNS of a few lines, and webhooks over
//! TLS that answer as they are told.

use std::cell::RefCell;
use std::collections::{BTreeMap, VecDeque};
use std::rc::Rc;

use alert_aws::{AwsPorts, Settings};
use rcgen::{BasicConstraints, CertificateParams, CertifiedIssuer, IsCa, KeyPair};

use crate::server::{Reply, Seen, Server};

/// What the stand-in for AWS holds.
#[derive(Default)]
pub(crate) struct Aws {
    pub(crate) secrets: RefCell<BTreeMap<String, String>>,
    /// What S3 has at the catalog's key: an ETag and a body. Nothing: it fails.
    pub(crate) object: RefCell<Option<(&'static str, Vec<u8>)>>,
    /// What S3 answers to the next requests before it answers with the object.
    pub(crate) first: RefCell<VecDeque<Reply>>,
    /// What SNS and EventBridge answer.
    pub(crate) answer: RefCell<Option<Reply>>,
    /// Every request's target or action, in order.
    pub(crate) calls: RefCell<Vec<String>>,
    /// The heads of the calls to S3, SNS and EventBridge, in order.
    pub(crate) heads: RefCell<Vec<String>>,
}

/// A stand-in for AWS, a certificate authority, and what trusts it.
pub(crate) struct World {
    pub(crate) aws: Rc<Aws>,
    pub(crate) authority: CertifiedIssuer<'static, KeyPair>,
    aws_server: Server,
}

impl World {
    pub(crate) async fn new() -> Self {
        let aws = Rc::new(Aws::default());
        let answers = aws.clone();
        let aws_server = Server::plain(move |seen| answers.answer(seen)).await;
        Self {
            aws,
            authority: authority(),
            aws_server,
        }
    }

    /// The function's ports. `cidrs`: the private addresses that webhooks may reach.
    pub(crate) fn ports(&self, cidrs: &str) -> AwsPorts {
        self.ports_at(&format!("http://127.0.0.1:{}", self.aws_server.port), cidrs)
    }

    /// The same over TLS, and the server that must live as long.
    pub(crate) async fn tls_ports(&self, cidrs: &str) -> (AwsPorts, Server) {
        let answers = self.aws.clone();
        let server = self.webhook("localhost", move |seen| answers.answer(seen)).await;
        (
            self.ports_at(&format!("https://localhost:{}", server.port), cidrs),
            server,
        )
    }

    /// The ports, with AWS at another place.
    pub(crate) fn ports_at(&self, endpoint: &str, cidrs: &str) -> AwsPorts {
        let pem = self.authority.pem();
        let settings = Settings::read(|name| {
            Some(match name {
                "AWS_ENDPOINT_URL" => endpoint.to_owned(),
                "ALLOWED_PRIVATE_CIDRS" => cidrs.to_owned(),
                "EXTRA_CA_PEM" => pem.clone(),
                "AWS_REGION" => "eu-west-1".to_owned(),
                "ACCOUNT_ID" => "111122223333".to_owned(),
                other => other.to_lowercase(),
            })
        });
        AwsPorts::new(&settings.unwrap()).unwrap()
    }

    /// A webhook with a certificate for `name` that this world trusts.
    pub(crate) async fn webhook(&self, name: &str, answer: impl Fn(&Seen) -> Reply + 'static) -> Server {
        let key = KeyPair::generate().unwrap();
        let params = CertificateParams::new(vec![name.to_owned()]).unwrap();
        let certificate = params.signed_by(&key, &self.authority).unwrap();
        Server::tls(certificate.der().clone(), &key, answer).await
    }
}

impl Aws {
    pub(crate) fn secret(&self, name: &str, value: impl Into<String>) {
        self.secrets.borrow_mut().insert(name.to_owned(), value.into());
    }

    fn answer(&self, seen: &Seen) -> Reply {
        if seen.header("x-amz-target") == Some("secretsmanager.GetSecretValue") {
            self.calls.borrow_mut().push("GetSecretValue".to_owned());
            let request: serde_json::Value = serde_json::from_str(&seen.body).unwrap();
            return match self.secrets.borrow().get(request["SecretId"].as_str().unwrap()) {
                Some(value) => Reply::json(200, serde_json::json!({ "SecretString": value })),
                None => Reply::json(400, serde_json::json!({ "__type": "ResourceNotFoundException" })),
            };
        }
        if seen.header("x-amz-target") == Some("DynamoDB_20120810.GetItem") {
            self.calls.borrow_mut().push("GetItem".to_owned());
            return Reply::json(200, serde_json::json!({}));
        }
        if seen.head.starts_with("GET /catalog_bucket/catalog_key ") {
            self.calls.borrow_mut().push("GetObject".to_owned());
            self.heads.borrow_mut().push(seen.head.clone());
            if let Some(reply) = self.first.borrow_mut().pop_front() {
                return reply;
            }
            return match &*self.object.borrow() {
                None => Reply::new(403, "", "<Error><Code>AccessDenied</Code></Error>"),
                Some((etag, _)) if seen.header("if-none-match") == Some(etag) => Reply::new(304, "", ""),
                Some((etag, body)) => Reply::new(
                    200,
                    &format!("etag: {etag}\r\n"),
                    std::str::from_utf8(body).unwrap(),
                ),
            };
        }
        if seen.head.starts_with("GET / ") {
            self.calls.borrow_mut().push("GET /".to_owned());
            return Reply::new(200, "", "healthy");
        }
        self.calls.borrow_mut().push(seen.body.clone());
        self.heads.borrow_mut().push(seen.head.clone());
        self.answer.borrow().clone().unwrap_or(Reply::Hang)
    }
}

fn authority() -> CertifiedIssuer<'static, KeyPair> {
    let mut params = CertificateParams::new(vec![]).unwrap();
    params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    CertifiedIssuer::self_signed(params, KeyPair::generate().unwrap()).unwrap()
}
