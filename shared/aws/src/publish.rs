//! Uploads a compiled catalog with its runbooks, with the credentials that a developer has.

use aws_sdk_s3::Client;
use aws_sdk_s3::primitives::ByteStream;
use thiserror::Error;

use crate::classify::Fault;
use crate::developer;
use crate::tls::TlsError;

/// A file to upload: its key below the prefix, its content, its content type.
pub type File = (String, Vec<u8>, &'static str);

/// The object that readers begin with. It is written last, so that whatever it links to is there.
const CATALOG: &str = "catalog.json";

/// What was uploaded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Published {
    /// The URLs of the objects, in the order in which they were written.
    pub objects: Vec<String>,
}

/// Why a catalog was not published. Readers keep the one they had.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum PublishError {
    /// The prefix is not `s3://bucket` or `s3://bucket/prefix`.
    #[error("`{0}` is not an S3 URL: write s3://bucket/prefix")]
    Prefix(String),
    /// There is no `catalog.json` among the files, or more than one.
    #[error("there must be one catalog.json to publish, and there are {0}")]
    Catalogs(usize),
    /// TLS can't be set up.
    #[error(transparent)]
    Tls(#[from] TlsError),
    /// No thread or event loop could be had.
    #[error("the system has no room for another event loop")]
    System,
    /// S3 refused an object or could not be reached. What was written before it does no harm: nothing refers to it.
    #[error("{object} was not written: {why}")]
    Refused {
        /// The object's URL.
        object: String,
        /// S3's error code.
        why: String,
    },
}

/// Uploads files below `prefix`, `s3://bucket/prefix`, and waits: runbooks first, `catalog.json` last and at once, so
/// that readers see one whole catalog or the other.
///
/// Credentials and region come from where a developer has them, see the module `developer`.
///
/// # Errors
/// See [`PublishError`].
pub fn publish(prefix: &str, files: &[File]) -> Result<Published, PublishError> {
    developer::wait(upload(prefix, files)).map_err(|_| PublishError::System)?
}

async fn upload(prefix: &str, files: &[File]) -> Result<Published, PublishError> {
    let (bucket, folder) = split(prefix)?;
    let catalogs = files.iter().filter(|file| is_catalog(file)).count();
    if catalogs != 1 {
        return Err(PublishError::Catalogs(catalogs));
    }
    let s3 = client().await?;
    let mut objects = Vec::new();
    let runbooks = files.iter().filter(|file| !is_catalog(file));
    for (name, content, content_type) in runbooks.chain(files.iter().filter(|file| is_catalog(file))) {
        let key = if folder.is_empty() {
            name.clone()
        } else {
            format!("{folder}/{name}")
        };
        let object = format!("s3://{bucket}/{key}");
        let put = s3
            .put_object()
            .bucket(bucket)
            .key(key)
            .content_type(*content_type);
        put.body(ByteStream::from(content.clone()))
            .send()
            .await
            .map_err(|error| PublishError::Refused {
                object: object.clone(),
                why: Fault::of(&error).why(),
            })?;
        objects.push(object);
    }
    Ok(Published { objects })
}

async fn client() -> Result<Client, PublishError> {
    let config = developer::config().await?;
    let config = aws_sdk_s3::config::Builder::from(&config)
        // A local AWS has no bucket names in its DNS.
        .force_path_style(config.endpoint_url().is_some());
    Ok(Client::from_conf(config.build()))
}

fn is_catalog((name, ..): &File) -> bool {
    name.rsplit('/').next() == Some(CATALOG)
}

fn split(prefix: &str) -> Result<(&str, &str), PublishError> {
    let refuse = || PublishError::Prefix(prefix.to_owned());
    let rest = prefix.strip_prefix("s3://").ok_or_else(refuse)?;
    let (bucket, folder) = rest.split_once('/').unwrap_or((rest, ""));
    if bucket.is_empty() {
        Err(refuse())
    } else {
        Ok((bucket, folder.trim_matches('/')))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_prefix_is_a_bucket_and_a_folder() {
        for (prefix, parts) in [
            ("s3://bucket", ("bucket", "")),
            ("s3://bucket/", ("bucket", "")),
            ("s3://bucket/a/b/", ("bucket", "a/b")),
        ] {
            assert_eq!(split(prefix), Ok(parts), "{prefix}");
        }
        for prefix in ["bucket/a", "https://bucket/a", "s3://", "s3:///a"] {
            assert_eq!(split(prefix), Err(PublishError::Prefix(prefix.to_owned())));
        }
    }

    #[test]
    fn without_one_catalog_nothing_is_uploaded() {
        let runbook: File = ("runbooks/a.md".to_owned(), vec![], "text/markdown");
        assert_eq!(publish("s3://bucket", &[runbook]), Err(PublishError::Catalogs(0)));
    }
}
