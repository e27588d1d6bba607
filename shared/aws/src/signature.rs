//! Signatures of the Standard Webhooks specification, version 1: HMAC-SHA256 over id, time and body.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;

/// What a signing secret begins with; the rest is the key in base64.
const PREFIX: &str = "whsec_";

/// A signing key. It prints as nothing.
#[derive(Clone, PartialEq, Eq)]
pub(crate) struct SigningKey(Vec<u8>);

impl std::fmt::Debug for SigningKey {
    fn fmt(&self, to: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        to.write_str("SigningKey(..)")
    }
}

impl SigningKey {
    /// Reads `whsec_...`, or nothing when it is no key.
    pub(crate) fn read(secret: &str) -> Option<Self> {
        let key = STANDARD
            .decode(secret.strip_prefix(PREFIX).unwrap_or(secret))
            .ok()?;
        (!key.is_empty()).then_some(Self(key))
    }

    /// The HMAC of a text.
    #[cfg(feature = "drill")]
    pub(crate) fn mac(&self, text: &str) -> Vec<u8> {
        // HMAC takes a key of any length: there is always a signature.
        let Ok(mut mac) = Hmac::<Sha256>::new_from_slice(&self.0) else {
            return vec![];
        };
        mac.update(text.as_bytes());
        mac.finalize().into_bytes().to_vec()
    }

    fn sign(&self, id: &str, timestamp: i64, body: &str) -> Option<String> {
        // HMAC takes a key of any length: there is always a signature.
        let mut mac = Hmac::<Sha256>::new_from_slice(&self.0).ok()?;
        mac.update(format!("{id}.{timestamp}.").as_bytes());
        mac.update(body.as_bytes());
        Some(format!("v1,{}", STANDARD.encode(mac.finalize().into_bytes())))
    }
}

/// The value of `webhook-signature`: one signature for each key, so that a receiver can change keys without a gap.
pub(crate) fn header(keys: &[SigningKey], id: &str, timestamp: i64, body: &str) -> String {
    let signatures: Vec<_> = keys
        .iter()
        .filter_map(|key| key.sign(id, timestamp, body))
        .collect();
    signatures.join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The vector that the specification's reference libraries test themselves with.
    const SECRET: &str = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
    const ID: &str = "msg_p5jXN8AQM9LWM0D4loKWxJek";
    const TIMESTAMP: i64 = 1_614_265_330;
    const BODY: &str = r#"{"test": 2432232314}"#;
    const SIGNATURE: &str = "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=";

    #[test]
    fn the_published_vector() {
        let key = SigningKey::read(SECRET).unwrap();
        assert_eq!(header(&[key], ID, TIMESTAMP, BODY), SIGNATURE);
    }

    /// The specification's own library signs each canonical page of the kind `webhook` in the same way.
    #[test]
    fn the_canonical_pages() {
        let published = standardwebhooks::Webhook::new(SECRET).unwrap();
        let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../core/tests/goldens/receivers");
        let mut pages = 0;
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if !path.to_string_lossy().ends_with(".webhook.json") {
                continue;
            }
            let golden: serde_json::Value =
                serde_json::from_str(&std::fs::read_to_string(&path).unwrap()).unwrap();
            let (id, body) = (
                golden["http"]["sign"].as_str().unwrap(),
                golden["http"]["body"].to_string(),
            );
            let key = SigningKey::read(SECRET).unwrap();
            let ours = header(&[key], id, TIMESTAMP, &body);
            assert_eq!(
                ours,
                published.sign(id, TIMESTAMP, body.as_bytes()).unwrap(),
                "{path:?}"
            );
            pages += 1;
        }
        assert!(pages >= 11, "{pages} pages in {folder}");
    }

    #[test]
    fn two_keys_make_two_signatures_in_order() {
        let old = SigningKey::read(SECRET).unwrap();
        let new = SigningKey::read("whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD").unwrap();
        let both = header(&[new.clone(), old], ID, TIMESTAMP, BODY);
        let new_alone = header(&[new], ID, TIMESTAMP, BODY);
        assert_eq!(both, format!("{new_alone} {SIGNATURE}"));
        assert_ne!(new_alone, SIGNATURE);
    }

    #[test]
    fn what_is_no_key_is_refused_and_a_key_is_never_shown() {
        assert_eq!(SigningKey::read("whsec_"), None);
        assert_eq!(SigningKey::read("whsec_not base64"), None);
        let key = SigningKey::read(SECRET).unwrap();
        assert!(!format!("{key:?}").contains("MfKQ"));
    }
}
