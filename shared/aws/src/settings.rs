//! What the environment says, read once when a function starts.

use std::fmt;

use thiserror::Error;

use crate::address::AllowedPrivate;

/// The settings of a function. The names of the variables stand in [`Settings::read`], and nowhere else.
#[derive(Clone)]
pub struct Settings {
    /// `TABLE_NAME`: the table with the records.
    pub table: String,
    /// `FLUSH_QUEUE_URL`: the queue that wakes `flush`.
    pub flush_queue_url: String,
    /// `CATALOG_BUCKET`: the bucket with the catalog.
    pub catalog_bucket: String,
    /// `CATALOG_KEY`: the catalog's key, by default `catalog/catalog.json`.
    pub catalog_key: String,
    /// `FALLBACK_TOPIC_ARN`: the topic of last resort.
    pub fallback_topic: String,
    /// `ACCOUNT_ID`: the account in which a topic's bare name is looked for.
    pub account: String,
    /// `AWS_REGION`: the region of everything.
    pub region: String,
    /// `ALLOWED_PRIVATE_CIDRS`: addresses a webhook may reach although they are private. Nothing by default.
    pub allowed_private: AllowedPrivate,
    /// `EXTRA_CA_PEM`: certificates trusted besides the compiled-in roots, PEM. Nothing by default.
    pub extra_ca_pem: String,
    /// `AWS_ENDPOINT_URL`: where every AWS service is, for a local AWS.
    pub endpoint_url: Option<String>,
    /// `AWS_ACCESS_KEY_ID`, `AWS_SECRET_ACCESS_KEY`, `AWS_SESSION_TOKEN`: as Lambda sets them.
    pub credentials: Keys,
}

/// The function's credentials. They print as nothing.
#[derive(Clone)]
pub struct Keys {
    pub(crate) id: String,
    pub(crate) secret: String,
    pub(crate) session: Option<String>,
}

impl fmt::Debug for Keys {
    fn fmt(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
        to.write_str("Keys(..)")
    }
}

/// A variable that is missing or can't be read. Its value is not shown: it may hold what nobody should read.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum SettingsError {
    /// It is not set, or empty.
    #[error("the environment variable {0} is not set")]
    Missing(&'static str),
    /// It is set to something else than it should be.
    #[error("the environment variable {name} is not {expected}")]
    Malformed {
        /// The variable.
        name: &'static str,
        /// What it should be.
        expected: &'static str,
    },
}

impl Settings {
    /// Reads the process's environment.
    ///
    /// # Errors
    /// Names the first variable that is missing or malformed.
    pub fn from_env() -> Result<Self, SettingsError> {
        Self::read(|name| std::env::var(name).ok())
    }

    /// Reads an environment.
    ///
    /// # Errors
    /// As [`Settings::from_env`].
    pub fn read(variable: impl Fn(&str) -> Option<String>) -> Result<Self, SettingsError> {
        // Empty means absent: a template sets every variable, some of them to nothing.
        let optional = |name| variable(name).filter(|value| !value.trim().is_empty());
        let required = |name| optional(name).ok_or(SettingsError::Missing(name));
        Ok(Self {
            table: required("TABLE_NAME")?,
            flush_queue_url: required("FLUSH_QUEUE_URL")?,
            catalog_bucket: required("CATALOG_BUCKET")?,
            catalog_key: optional("CATALOG_KEY").unwrap_or_else(|| "catalog/catalog.json".to_owned()),
            fallback_topic: required("FALLBACK_TOPIC_ARN")?,
            account: required("ACCOUNT_ID")?,
            region: required("AWS_REGION")?,
            allowed_private: optional("ALLOWED_PRIVATE_CIDRS")
                .unwrap_or_default()
                .parse()
                .map_err(|()| SettingsError::Malformed {
                    name: "ALLOWED_PRIVATE_CIDRS",
                    expected: "a list of CIDR blocks with commas between them",
                })?,
            extra_ca_pem: optional("EXTRA_CA_PEM").unwrap_or_default(),
            endpoint_url: optional("AWS_ENDPOINT_URL"),
            credentials: Keys {
                id: required("AWS_ACCESS_KEY_ID")?,
                secret: required("AWS_SECRET_ACCESS_KEY")?,
                session: optional("AWS_SESSION_TOKEN"),
            },
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn environment(name: &str) -> Option<String> {
        let value = match name {
            "TABLE_NAME" => "alerts",
            "FLUSH_QUEUE_URL" => "https://sqs.eu-west-1.amazonaws.com/111122223333/flush",
            "CATALOG_BUCKET" => "catalog-111122223333",
            "FALLBACK_TOPIC_ARN" => "arn:aws:sns:eu-west-1:111122223333:fallback",
            "ACCOUNT_ID" => "111122223333",
            "AWS_REGION" => "eu-west-1",
            "AWS_ACCESS_KEY_ID" => "AKIDEXAMPLE",
            "AWS_SECRET_ACCESS_KEY" => "the-secret-key",
            "ALLOWED_PRIVATE_CIDRS" => "",
            _ => return None,
        };
        Some(value.to_owned())
    }

    #[test]
    fn what_is_not_set_has_its_default() {
        let settings = Settings::read(environment).unwrap();
        assert_eq!(settings.catalog_key, "catalog/catalog.json");
        assert_eq!(settings.endpoint_url, None);
        assert_eq!(settings.extra_ca_pem, "");
        assert!(!format!("{:?}", settings.credentials).contains("secret-key"));
    }

    #[test]
    fn every_variable_that_is_needed_is_named_when_it_is_missing() {
        for name in [
            "TABLE_NAME",
            "FLUSH_QUEUE_URL",
            "CATALOG_BUCKET",
            "FALLBACK_TOPIC_ARN",
            "ACCOUNT_ID",
        ]
        .into_iter()
        .chain(["AWS_REGION", "AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"])
        {
            for empty in [None, Some("  ".to_owned())] {
                let read = Settings::read(|n| if n == name { empty.clone() } else { environment(n) });
                assert_eq!(read.err(), Some(SettingsError::Missing(name)));
            }
        }
    }

    #[test]
    fn a_value_that_can_not_be_read_is_named_and_not_shown() {
        let read = Settings::read(|name| match name {
            "ALLOWED_PRIVATE_CIDRS" => Some("10.0.0.0/8, hunter2".to_owned()),
            other => environment(other),
        });
        let why = read.err().unwrap().to_string();
        assert!(why.contains("ALLOWED_PRIVATE_CIDRS"), "{why}");
        assert!(!why.contains("hunter2"), "{why}");
    }
}
