//! Publishing to a folder: to look at what would be uploaded, or to upload it by other means.

use std::path::Path;
use std::{fs, io};

use super::Object;

/// Writes the files. Each appears whole or not at all: it is written beside its place and renamed into it.
pub(crate) fn write(folder: &Path, objects: &[Object]) -> io::Result<()> {
    for object in objects {
        let path = folder.join(&object.key);
        if let Some(parent) = path.parent() {
            fs::create_dir_all(parent)?;
        }
        let unfinished = path.with_extension("unfinished");
        fs::write(&unfinished, &object.body)?;
        fs::rename(&unfinished, &path)?;
    }
    Ok(())
}
