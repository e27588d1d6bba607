//! The one TLS configuration: ring, compiled-in roots, and the extra certificates that the stack's owner gave.

use std::sync::Arc;

use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject;
use rustls::{ClientConfig, RootCertStore};
use thiserror::Error;

/// `EXTRA_CA_PEM` or the cryptography can't be used. Starting again with other settings helps.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum TlsError {
    /// It is no PEM, or a certificate in it is broken.
    #[error("EXTRA_CA_PEM holds no usable certificates")]
    ExtraCa,
    /// The TLS library refuses its own defaults.
    #[error("TLS can't be set up")]
    Setup,
}

/// The configuration that every connection shares, so that sessions resume and roots are parsed once.
///
/// # Errors
/// When `extra_ca_pem` is neither empty nor certificates in PEM.
pub(crate) fn client_config(extra_ca_pem: &str) -> Result<Arc<ClientConfig>, TlsError> {
    let mut roots = RootCertStore {
        roots: webpki_roots::TLS_SERVER_ROOTS.to_vec(),
    };
    if !extra_ca_pem.trim().is_empty() {
        let before = roots.len();
        for certificate in CertificateDer::pem_slice_iter(extra_ca_pem.as_bytes()) {
            let certificate = certificate.map_err(|_| TlsError::ExtraCa)?;
            roots.add(certificate).map_err(|_| TlsError::ExtraCa)?;
        }
        if roots.len() == before {
            return Err(TlsError::ExtraCa);
        }
    }
    let config = ClientConfig::builder_with_provider(Arc::new(rustls::crypto::ring::default_provider()))
        .with_safe_default_protocol_versions()
        .map_err(|_| TlsError::Setup)?
        .with_root_certificates(roots)
        .with_no_client_auth();
    Ok(Arc::new(config))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn extra_certificates_are_certificates_or_an_error() {
        assert!(client_config("").is_ok());
        assert!(client_config(" \n").is_ok());
        assert_eq!(client_config("trust me").err(), Some(TlsError::ExtraCa));
        let broken = "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n";
        assert_eq!(client_config(broken).err(), Some(TlsError::ExtraCa));
        let own = rcgen::generate_simple_self_signed(vec!["localhost".to_owned()]).unwrap();
        assert!(client_config(&own.cert.pem()).is_ok());
    }
}
