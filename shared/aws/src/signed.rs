//! A request to AWS without an SDK: signed with the SDKs' own signer, sent once over their connections.
//!
//! For services of which a call or two is needed, each of whose SDKs would make a function larger and slower to start; see
//! `docs/adr/0011`. What may be tried again, and how often, is with whoever calls: see [`crate::patience`].

use std::time::{Duration, SystemTime};

use aws_credential_types::Credentials;
use aws_credential_types::provider::ProvideCredentials;
use aws_sigv4::http_request::{
    self, PayloadChecksumKind, PercentEncodingMode, SignableBody, SignableRequest, SigningInstructions,
    SigningSettings, UriPathNormalizationMode,
};
use aws_sigv4::sign::v4;
use aws_smithy_types::body::SdkBody;
use aws_types::SdkConfig;
use http::header::TRANSFER_ENCODING;
use http::{Request, Response};
use http_body_util::{BodyExt, LengthLimitError, Limited};
use hyper::body::{Body, Bytes, Incoming};

use crate::classify::Fault;
use crate::pool::Pool;

/// What a signature is good for, beside its request and its time.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Scope<'a> {
    /// The service's name in signatures.
    pub(crate) service: &'a str,
    pub(crate) region: &'a str,
}

/// How long an attempt may take, and how much may come of it.
#[derive(Debug)]
pub(crate) struct Limits {
    /// Until the answer begins.
    pub(crate) silence: Duration,
    /// Until it has ended.
    pub(crate) whole: Duration,
    /// How long its body may be.
    pub(crate) bytes: usize,
}

/// The credentials of the SDKs' clients.
pub(crate) async fn credentials(config: &SdkConfig) -> Result<Credentials, Fault> {
    let none = || Fault::Refused("there are no credentials".to_owned());
    let provider = config.credentials_provider().ok_or_else(none)?;
    provider.provide_credentials().await.map_err(|_| none())
}

/// Signs a request as it is: its URL, its headers, its body. Nothing may be added to it afterwards.
pub(crate) fn sign<B: AsRef<[u8]>>(
    mut request: Request<B>,
    scope: Scope<'_>,
    credentials: Credentials,
    at: SystemTime,
) -> Result<Request<B>, Fault> {
    let signature = signature(&request, scope, credentials, at);
    let instructions = signature.ok_or_else(|| Fault::Refused("the request can't be signed".to_owned()))?;
    instructions.apply_to_request_http1x(&mut request);
    Ok(request)
}

fn signature<B: AsRef<[u8]>>(
    request: &Request<B>,
    scope: Scope<'_>,
    credentials: Credentials,
    at: SystemTime,
) -> Option<SigningInstructions> {
    let identity = credentials.into();
    let parameters = v4::SigningParams::builder()
        .identity(&identity)
        .region(scope.region)
        .name(scope.service)
        .time(at)
        .settings(settings(scope.service))
        .build()
        .ok()?
        .into();
    let uri = request.uri().to_string();
    let headers = request
        .headers()
        .iter()
        .filter_map(|(name, value)| Some((name.as_str(), value.to_str().ok()?)));
    let body = SignableBody::Bytes(request.body().as_ref());
    let signable = SignableRequest::new(request.method().as_str(), &*uri, headers, body).ok()?;
    Some(http_request::sign(signable, &parameters).ok()?.into_parts().0)
}

/// S3 differs from all others: it signs the path as it is sent, and wants the body's hash in a header (Amazon S3 API
/// Reference, "Signature Calculations for the Authorization Header").
fn settings(service: &str) -> SigningSettings {
    let mut settings = SigningSettings::default();
    if service == "s3" {
        settings.percent_encoding_mode = PercentEncodingMode::Single;
        settings.uri_path_normalization_mode = UriPathNormalizationMode::Disabled;
        settings.payload_checksum_kind = PayloadChecksumKind::XAmzSha256;
    }
    settings
}

/// Sends once; brings the whole answer, whatever its status.
pub(crate) async fn send(
    pool: &Pool,
    request: Request<SdkBody>,
    limits: &Limits,
) -> Result<Response<Bytes>, Fault> {
    let silent = || Fault::InDoubt("no answer in time".to_owned());
    let exchange = async {
        let answer = tokio::time::timeout(limits.silence, pool.send(request)).await;
        let answer = answer.map_err(|_| silent())?.map_err(|why| {
            if why.is_connect() {
                Fault::NotSent("not connected".to_owned())
            } else {
                Fault::InDoubt("the connection broke".to_owned())
            }
        })?;
        let (head, body) = answer.into_parts();
        // One that lasts until the connection ends can't be told from one that broke off.
        if body.size_hint().exact().is_none() && !head.headers.contains_key(TRANSFER_ENCODING) {
            return Err(Fault::InDoubt(
                "the answer does not say how long it is".to_owned(),
            ));
        }
        Ok(Response::from_parts(head, whole(body, limits.bytes).await?))
    };
    tokio::time::timeout(limits.whole, exchange)
        .await
        .map_err(|_| silent())?
}

async fn whole(body: Incoming, most: usize) -> Result<Bytes, Fault> {
    let body = Limited::new(body, most).collect().await;
    body.map(http_body_util::Collected::to_bytes).map_err(|why| {
        if why.is::<LengthLimitError>() {
            Fault::Refused(format!("the answer has more than {most} bytes"))
        } else {
            Fault::InDoubt("the answer broke off".to_owned())
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use http::Method;

    /// When, and with which keys, the examples of the S3 API Reference are signed.
    fn example(request: Request<&'static str>) -> Request<&'static str> {
        let keys = Credentials::new(
            "AKIAIOSFODNN7EXAMPLE",
            "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY",
            None,
            None,
            "test",
        );
        let scope = Scope {
            service: "s3",
            region: "us-east-1",
        };
        let at: alert_core::time::Timestamp = "2013-05-24T00:00:00Z".parse().unwrap();
        sign(request, scope, keys, at.into()).unwrap()
    }

    fn signature_of(request: &Request<&str>) -> String {
        let authorization = request.headers()["authorization"].to_str().unwrap();
        authorization.rsplit_once("Signature=").unwrap().1.to_owned()
    }

    /// Amazon S3 API Reference, "Signature Calculations for the Authorization Header: Transferring Payload in a Single
    /// Chunk", its examples.
    #[test]
    fn the_examples_of_the_s3_api_reference_have_their_signatures() {
        let get = Request::get("https://examplebucket.s3.amazonaws.com/test.txt")
            .header("range", "bytes=0-9")
            .body("")
            .unwrap();
        let get = example(get);
        assert_eq!(
            signature_of(&get),
            "f0e8bdb87c964420e857bd35b5d6ed310bd44f0170aba48dd91039c6036bdb41"
        );
        assert_eq!(
            get.headers()["x-amz-content-sha256"],
            "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
        );
        let put = Request::builder()
            .method(Method::PUT)
            .uri("https://examplebucket.s3.amazonaws.com/test%24file.text")
            .header("date", "Fri, 24 May 2013 00:00:00 GMT")
            .header("x-amz-storage-class", "REDUCED_REDUNDANCY")
            .body("Welcome to Amazon S3.")
            .unwrap();
        assert_eq!(
            signature_of(&example(put)),
            "98ad721746da40c64f1a55b78f14c238d841ea1380cd77a1b5971af0ece108bd"
        );
        let list = Request::get("https://examplebucket.s3.amazonaws.com/?max-keys=2&prefix=J")
            .body("")
            .unwrap();
        assert_eq!(
            signature_of(&example(list)),
            "34b48302e7b5fa45bde8084f4b7868a86f0a534bc59db6670ed5711ef69dc6f7"
        );
    }
}
