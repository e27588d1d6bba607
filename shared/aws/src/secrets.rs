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

/// Where a webhook goes, with what it is let in, and with what it is signed. It prints as nothing.
#[derive(Clone, PartialEq, Eq)]
pub(crate) struct Endpoint {
    url: Option<Uri>,
    token: Option<String>,
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

/// A secret's value with more than one thing in it. Other members are other programs' business.
#[derive(Default, Deserialize)]
struct Document {
    url: Option<String>,
    token: Option<String>,
    #[serde(default)]
    signing_secrets: Vec<String>,
    /// The key that a stack makes for itself: a template can generate a text, and no list.
    signing_secret: Option<String>,
}

impl Endpoint {
    pub(crate) fn url(&self) -> Option<&Uri> {
        self.url.as_ref()
    }

    pub(crate) fn token(&self) -> Option<&str> {
        self.token.as_deref()
    }

    pub(crate) fn keys(&self) -> &[SigningKey] {
        &self.keys
    }

    /// Reads a secret's value: the bare URL, a bare token, or JSON
    /// `{"url": "...", "token": "...", "signing_secrets": ["whsec_..."]}` with what the receiver needs of these.
    pub(crate) fn read(value: &str) -> Result<Self, SecretError> {
        let value = value.trim();
        let document = if value.starts_with('{') {
            // The error's own text could quote the value.
            serde_json::from_str(value).map_err(|_| unusable("is not JSON with texts in it"))?
        } else if value.contains("://") {
            Document {
                url: Some(value.to_owned()),
                ..Document::default()
            }
        } else {
            Document {
                token: Some(value.to_owned()),
                ..Document::default()
            }
        };
        let url = document.url.as_deref().map(url).transpose()?;
        let token = document.token.as_deref().map(token).transpose()?;
        let generated = document.signing_secret.iter();
        if url.is_none() && token.is_none() && document.signing_secret.is_none() {
            return Err(unusable("holds neither a `url` nor a `token`"));
        }
        let keys: Option<_> = generated
            .chain(&document.signing_secrets)
            .map(|secret| SigningKey::read(secret))
            .collect();
        let keys = keys.ok_or_else(|| unusable("holds a signing secret that is no `whsec_` and base64"))?;
        Ok(Self { url, token, keys })
    }
}

fn url(text: &str) -> Result<Uri, SecretError> {
    let url: Uri = text.trim().parse().map_err(|_| unusable("holds no URL"))?;
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
    Ok(url)
}

fn token(text: &str) -> Result<String, SecretError> {
    let text = text.trim();
    if text.is_empty() || !text.bytes().all(|byte| byte.is_ascii_graphic()) {
        return Err(unusable("holds a token that is no word"));
    }
    Ok(text.to_owned())
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
        assert_eq!(bare.url().map(ToString::to_string).as_deref(), Some(URL));
        assert!(bare.keys().is_empty() && bare.token().is_none());
        let key = Endpoint::read(" R0UT1NG \n").unwrap();
        assert_eq!((key.url(), key.token()), (None, Some("R0UT1NG")));
        let whsec = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
        let document =
            format!(r#"{{"url": "{URL}", "signing_secrets": ["{whsec}", "{whsec}"], "note": "x"}}"#);
        let signed = Endpoint::read(&document).unwrap();
        assert_eq!((signed.url(), signed.keys().len()), (bare.url(), 2));
        let generated = Endpoint::read(r#"{"signing_secret": "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"}"#).unwrap();
        assert_eq!((generated.url(), generated.keys().len()), (None, 1));
    }

    #[test]
    fn what_can_not_be_used_is_said_without_being_shown() {
        for value in [
            "",
            "s3cr3t t0k3n",
            r#"{"token": "s3cr3t\nt0k3n"}"#,
            r#"{"token": 5, "x": "s3cr3t-t0k3n"}"#,
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
