//! The two catalogs that a storm meets.

use alert_core::catalog::{Catalog, CatalogFile};
use serde_json::json;

use crate::waits::{GROUP_INTERVAL, GROUP_WAIT, REPEAT_INTERVAL};

/// A catalog.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Config {
    /// Alertmanager's waits, grouped as it is there, to a webhook, which takes as many pages as there are.
    Same,
    /// Nothing set but a chat: its rate, the usual waits, all alarms of one kind in one group.
    Usual,
}

impl Config {
    pub const ALL: [Self; 2] = [Self::Same, Self::Usual];

    pub fn name(self) -> &'static str {
        match self {
            Self::Same => "same",
            Self::Usual => "usual",
        }
    }

    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|config| config.name() == name)
    }

    /// The catalog.
    ///
    /// # Errors
    /// When this program and the engine no longer agree on what a catalog is.
    pub fn catalog(self) -> Result<Catalog, String> {
        let route = match self {
            Self::Same => json!({
                "receivers": ["team"],
                "group_by": ["FunctionName"],
                "group_wait": GROUP_WAIT.as_secs(),
                "group_interval": GROUP_INTERVAL.as_secs(),
                "repeat_interval": REPEAT_INTERVAL.as_secs(),
            }),
            Self::Usual => json!({"receivers": ["team"]}),
        };
        let kind = match self {
            Self::Same => "webhook",
            Self::Usual => "slack",
        };
        let receiver = |name: &str, kind: &str| json!({"name": name, "kind": kind, "secret": format!("alert-router/{name}")});
        let file: CatalogFile = serde_json::from_value(json!({
            "schema": 1,
            "version": "storm",
            "runbook_base_url": "https://runbooks.example.com/",
            "fallback": "fallback",
            "route": route,
            "receivers": [receiver("team", kind), receiver("fallback", "webhook")],
        }))
        .map_err(|why| format!("the catalog: {why}"))?;
        Ok(Catalog::new(file))
    }
}
