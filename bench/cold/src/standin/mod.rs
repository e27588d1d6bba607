//! Stand-ins for AWS and for a chat, over TLS 1.3 on this machine: each call gets the answer that it would get there.

mod authority;
mod server;
mod services;
mod table;

use std::io;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use services::Services;

/// The names under which `run` lets the stand-ins be found.
const HOSTS: &str = include_str!("../../hosts");

/// The stand-ins, and how a function gets to them.
pub struct StandIn {
    services: Arc<Mutex<Services>>,
    ca_pem: String,
    /// Where they all are, when the names of AWS lead elsewhere.
    endpoint: Option<String>,
}

impl StandIn {
    /// Starts to serve a catalog. `by_name` says that the names of AWS lead here.
    ///
    /// # Errors
    /// When there is no port to listen on.
    pub fn start(catalog: Vec<u8>, by_name: bool) -> io::Result<Self> {
        let names: Vec<String> = HOSTS
            .lines()
            .filter_map(|line| line.split(' ').nth(1))
            .map(str::to_owned)
            .collect();
        let services = Arc::new(Mutex::new(Services::new(catalog)));
        let (config, ca_pem) = authority::server_config(names).map_err(io::Error::other)?;
        let port = server::start(if by_name { 443 } else { 0 }, config, services.clone())?;
        let stand_in = Self {
            services,
            ca_pem,
            endpoint: (!by_name).then(|| format!("https://localhost:{port}")),
        };
        if let Some(endpoint) = &stand_in.endpoint {
            stand_in.services().webhook = format!("{endpoint}/page");
        }
        Ok(stand_in)
    }

    /// What a function's environment says of them.
    pub fn environment(&self) -> Vec<(String, String)> {
        let mut variables = vec![
            ("EXTRA_CA_PEM".to_owned(), self.ca_pem.clone()),
            ("ALLOWED_PRIVATE_CIDRS".to_owned(), "127.0.0.1/32".to_owned()),
        ];
        if let Some(endpoint) = &self.endpoint {
            variables.push(("AWS_ENDPOINT_URL".to_owned(), endpoint.clone()));
        }
        variables
    }

    /// The root that vouches for them, in PEM.
    pub fn ca_pem(&self) -> &str {
        &self.ca_pem
    }

    /// The webhook among them.
    pub fn webhook(&self) -> String {
        self.services().webhook.clone()
    }

    /// Whether each service is found under its own name.
    pub fn is_by_name(&self) -> bool {
        self.endpoint.is_none()
    }

    /// What they know, and what they were told.
    pub fn services(&self) -> MutexGuard<'_, Services> {
        self.services.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
