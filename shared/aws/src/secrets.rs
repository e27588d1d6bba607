//! Where webhooks go: URLs and signing keys, from Secrets Manager.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::fmt;
use std::rc::Rc;

use http::Uri;
use serde::Deserialize;

use crate::classify::Fault;
use crate::sdk::Sdk;
use crate::signature::SigningKey;

/// Where a webhook goes, and with what it is signed. It prints as nothing.
#[derive(Clone, PartialEq, Eq)]
pub(crate) struct Endpoint {
    url: Uri,
    keys: Vec<SigningKey>,
}

impl fmt::Debug for Endpoint {
    fn fmt(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
        to.write_str("Endpoint(..)")
    }
}

/// Why there is no endpoint. No text holds any part of the secret's value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum SecretError {
    /// Secrets Manager can't be reached or is throttling: later it may work.
    Unavailable(String),
    /// The secret is missing, is not ours to read, or holds no usable endpoint.
    Unusable(String),
}

/// A secret's value with more than the URL in it. Other members are other programs' business.
#[derive(Deserialize)]
struct Document {
    url: String,
    #[serde(default)]
    signing_secrets: Vec<String>,
}

impl Endpoint {
    pub(crate) fn url(&self) -> &Uri {
        &self.url
    }

    pub(crate) fn keys(&self) -> &[SigningKey] {
        &self.keys
    }

    /// Reads a secret's value: the bare URL, or JSON `{"url": "...", "signing_secrets": ["whsec_..."]}`.
    fn read(value: &str) -> Result<Self, SecretError> {
        let value = value.trim();
        let document = if value.starts_with('{') {
            // The error's own text could quote the value.
            serde_json::from_str(value).map_err(|_| unusable("is not JSON with a `url`"))?
        } else {
            Document {
                url: value.to_owned(),
                signing_secrets: vec![],
            }
        };
        let url: Uri = document
            .url
            .trim()
            .parse()
            .map_err(|_| unusable("holds no URL"))?;
        if url.scheme_str() != Some("https") {
            return Err(unusable("holds a URL that is not https"));
        }
        let Some(authority) = url.authority() else {
            return Err(unusable("holds a URL without a host"));
        };
        // A password in a URL would end up in a header of a request that people debug.
        if authority.as_str().contains('@') {
            return Err(unusable("holds a URL with a user in it"));
        }
        let keys: Option<_> = document
            .signing_secrets
            .iter()
            .map(|secret| SigningKey::read(secret))
            .collect();
        let keys = keys.ok_or_else(|| unusable("holds a signing secret that is no `whsec_` and base64"))?;
        Ok(Self { url, keys })
    }
}

fn unusable(why: &str) -> SecretError {
    SecretError::Unusable(why.to_owned())
}

/// Endpoints by the name of their secret, kept while the function is warm.
#[derive(Debug)]
pub(crate) struct Secrets {
    sdk: Rc<Sdk>,
    known: RefCell<BTreeMap<String, Endpoint>>,
}

impl Secrets {
    pub(crate) fn new(sdk: Rc<Sdk>) -> Self {
        Self {
            sdk,
            known: RefCell::default(),
        }
    }

    /// The endpoint that a secret holds, as last read.
    pub(crate) async fn endpoint(&self, name: &str) -> Result<Endpoint, SecretError> {
        let known = self.known.borrow().get(name).cloned();
        match known {
            Some(endpoint) => Ok(endpoint),
            None => self.read_again(name).await,
        }
    }

    /// The endpoint that a secret holds now.
    pub(crate) async fn read_again(&self, name: &str) -> Result<Endpoint, SecretError> {
        let found = self.sdk.secrets().get_secret_value().secret_id(name).send().await;
        let value = match found.map_err(|error| Fault::of(&error)) {
            Ok(found) => found.secret_string,
            Err(Fault::Refused(why)) => return Err(SecretError::Unusable(format!("can't be read: {why}"))),
            Err(fault) => return Err(SecretError::Unavailable(fault.why())),
        };
        let endpoint = Endpoint::read(&value.ok_or_else(|| unusable("is binary"))?)?;
        self.known.borrow_mut().insert(name.to_owned(), endpoint.clone());
        Ok(endpoint)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const URL: &str = "https://hooks.example.com/services/T000/B000/s3cr3t-t0k3n";

    #[test]
    fn a_value_is_a_url_or_a_document() {
        let bare = Endpoint::read(&format!(" {URL}\n")).unwrap();
        assert_eq!(bare.url().to_string(), URL);
        assert!(bare.keys().is_empty());
        let whsec = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
        let document =
            format!(r#"{{"url": "{URL}", "signing_secrets": ["{whsec}", "{whsec}"], "note": "x"}}"#);
        let signed = Endpoint::read(&document).unwrap();
        assert_eq!((signed.url(), signed.keys().len()), (bare.url(), 2));
    }

    #[test]
    fn what_can_not_be_used_is_said_without_being_shown() {
        for value in [
            "",
            "s3cr3t-t0k3n",
            "http://hooks.example.com/s3cr3t-t0k3n",
            "https:///s3cr3t-t0k3n",
            "https://user:s3cr3t-t0k3n@hooks.example.com/",
            r#"{"uri": "https://hooks.example.com/s3cr3t-t0k3n"}"#,
            r#"{"url": 5, "x": "s3cr3t-t0k3n"}"#,
            r#"{"url": "https://hooks.example.com/", "signing_secrets": ["whsec_s3cr3t-t0k3n"]}"#,
        ] {
            let why = format!("{:?}", Endpoint::read(value).unwrap_err());
            assert!(!why.contains("s3cr3t"), "{value}: {why}");
        }
        assert_eq!(format!("{:?}", Endpoint::read(URL).unwrap()), "Endpoint(..)");
    }
}
