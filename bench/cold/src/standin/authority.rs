//! A certificate chain as AWS's endpoints have it: root, intermediate, leaf.

use std::sync::Arc;

use rcgen::{BasicConstraints, CertificateParams, DnType, IsCa, Issuer, KeyPair, KeyUsagePurpose};
use rustls::ServerConfig;
use rustls::pki_types::PrivateKeyDer;

/// A server's side of TLS 1.3 for these names, and the root that vouches for it, in PEM.
///
/// # Errors
/// When the cryptography refuses.
pub fn server_config(names: Vec<String>) -> Result<(Arc<ServerConfig>, String), String> {
    let (root_params, root_key) = authority("root")?;
    let root = root_params.self_signed(&root_key).map_err(told)?;
    let root_issuer = Issuer::new(root_params, root_key);
    let (params, key) = authority("intermediate")?;
    let intermediate = params.signed_by(&key, &root_issuer).map_err(told)?;
    let issuer = Issuer::new(params, key);
    let key = KeyPair::generate().map_err(told)?;
    let mut params = CertificateParams::new(names).map_err(told)?;
    params.use_authority_key_identifier_extension = true;
    let leaf = params.signed_by(&key, &issuer).map_err(told)?;
    let chain = vec![leaf.der().clone(), intermediate.der().clone()];
    let key = PrivateKeyDer::try_from(key.serialize_der()).map_err(told)?;
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let config = ServerConfig::builder_with_provider(provider)
        .with_protocol_versions(&[&rustls::version::TLS13])
        .map_err(told)?
        .with_no_client_auth()
        .with_single_cert(chain, key)
        .map_err(told)?;
    Ok((Arc::new(config), root.pem()))
}

fn authority(name: &str) -> Result<(CertificateParams, KeyPair), String> {
    let mut params = CertificateParams::default();
    params.distinguished_name.push(DnType::CommonName, name);
    params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    // Python from 3.13 on asks for these of every chain (RFC 5280, 4.2.1.1 and 4.2.1.3).
    params.key_usages = vec![KeyUsagePurpose::KeyCertSign];
    params.use_authority_key_identifier_extension = true;
    Ok((params, KeyPair::generate().map_err(told)?))
}

fn told(why: impl ToString) -> String {
    why.to_string()
}
