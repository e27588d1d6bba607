//! What a published catalog consists of: the runbooks and one `catalog.json`, which is written last.
//!
//! A Lambda reads `catalog.json` alone and people follow its links to the runbooks, so a reader at any moment sees either
//! the old catalog or the new one whose runbooks are all there.

mod bucket;
mod folder;

use crate::catalog::{Checked, is_runbook};
use crate::exit::Failure;

/// A file of a published catalog.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Object {
    /// Its key under the place it is published to.
    pub(crate) key: String,
    /// Its media type.
    pub(crate) content_type: &'static str,
    /// What it holds.
    pub(crate) body: Vec<u8>,
}

/// Where a catalog is published to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Place {
    /// A bucket and a prefix without slashes around it.
    Bucket { bucket: String, prefix: String },
    /// A folder.
    Folder(std::path::PathBuf),
}

impl Place {
    /// Reads `s3://bucket/prefix`, or a folder. A bucket without prefix means the prefix that the functions read.
    pub(crate) fn parse(text: &str) -> Result<Self, String> {
        let Some(rest) = text.strip_prefix("s3://") else {
            return if text.contains("://") {
                Err(format!("`{text}` is neither s3://BUCKET/PREFIX nor a folder"))
            } else {
                Ok(Self::Folder(text.into()))
            };
        };
        let (bucket, prefix) = rest.split_once('/').unwrap_or((rest, ""));
        // S3 User Guide, "General purpose bucket naming rules".
        let legal = (3..=63).contains(&bucket.len())
            && bucket
                .chars()
                .all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || ".-".contains(c));
        if !legal {
            return Err(format!("`{bucket}` is no name of a bucket"));
        }
        let prefix = prefix.trim_matches('/');
        let prefix = if prefix.is_empty() { "catalog" } else { prefix };
        Ok(Self::Bucket {
            bucket: bucket.to_owned(),
            prefix: prefix.to_owned(),
        })
    }
}

impl Place {
    /// Writes the files there.
    ///
    /// # Errors
    /// What went wrong, in words for a person.
    pub(crate) fn write(&self, objects: &[Object]) -> Result<(), Failure> {
        match self {
            Self::Bucket { bucket, prefix } => bucket::write(bucket, prefix, objects),
            Self::Folder(folder) => folder::write(folder, objects)
                .map_err(|why| Failure::Failed(format!("{}: {why}", folder.display()))),
        }
    }
}

/// The files to write, in that order. Nothing when the catalog has errors.
pub(crate) fn plan(checked: &Checked) -> Option<Vec<Object>> {
    let catalog = checked.catalog.as_ref()?;
    let runbooks = checked.files.iter().filter(|(_, file)| is_runbook(&file.name));
    let mut objects: Vec<Object> = runbooks
        .map(|(_, file)| Object {
            key: format!("runbooks/{}", file.name),
            content_type: "text/markdown; charset=utf-8",
            body: file.text.clone().into_bytes(),
        })
        .collect();
    objects.push(Object {
        key: "catalog.json".to_owned(),
        content_type: "application/json",
        body: serde_json::to_vec(catalog).ok()?,
    });
    Some(objects)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalog::{Location, read};

    #[test]
    fn places_are_buckets_or_folders() {
        let bucket = |bucket: &str, prefix: &str| {
            Ok(Place::Bucket {
                bucket: bucket.into(),
                prefix: prefix.into(),
            })
        };
        assert_eq!(
            Place::parse("s3://my-bucket/catalog"),
            bucket("my-bucket", "catalog")
        );
        assert_eq!(Place::parse("s3://my-bucket/a/b/"), bucket("my-bucket", "a/b"));
        assert_eq!(Place::parse("s3://my-bucket"), bucket("my-bucket", "catalog"));
        assert_eq!(Place::parse("out"), Ok(Place::Folder("out".into())));
        for wrong in ["s3://", "s3://A_B/x", "https://example.com/x"] {
            assert!(Place::parse(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn the_catalog_comes_last_and_every_runbook_it_links_to_is_there() {
        let checked = read(&Location::Embedded);
        let objects = plan(&checked).unwrap();
        assert_eq!(objects.last().unwrap().key, "catalog.json");
        for runbook in &checked.catalog.unwrap().runbooks {
            assert!(
                objects
                    .iter()
                    .any(|object| object.key == format!("runbooks/{}", runbook.path)),
                "{}",
                runbook.name
            );
        }
    }
}
