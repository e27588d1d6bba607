//! Publishing to a bucket. Only a build with the feature `aws` can: the SDK is most of what such a build compiles.

use super::Object;
use crate::exit::Failure;

/// Uploads the files, the catalog last.
///
/// # Errors
/// What went wrong, in words for a person; readers then keep the catalog they had.
#[cfg(feature = "aws")]
pub(crate) fn write(bucket: &str, prefix: &str, objects: &[Object]) -> Result<(), Failure> {
    let files: Vec<_> = objects
        .iter()
        .map(|object| (object.key.clone(), object.body.clone(), object.content_type))
        .collect();
    let published = alert_aws::publish::publish(&format!("s3://{bucket}/{prefix}"), &files);
    published
        .map(|_| ())
        .map_err(|why| Failure::Failed(why.to_string()))
}

/// Says how to get a build that can. Everything but the upload is possible without one.
///
/// # Errors
/// Always.
#[cfg(not(feature = "aws"))]
pub(crate) fn write(bucket: &str, prefix: &str, _objects: &[Object]) -> Result<(), Failure> {
    Err(Failure::Usage(format!(
        "this build can't talk to AWS; install one that can with `cargo install --path . --features aws`, or publish to a \
         folder and upload that, the catalog last: `alert-router publish DIR`, `aws s3 sync DIR/runbooks \
         s3://{bucket}/{prefix}/runbooks`, `aws s3 cp DIR/catalog.json s3://{bucket}/{prefix}/catalog.json`"
    )))
}
