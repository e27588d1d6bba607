//! The sample events of `events/`.

use std::fs;
use std::path::{Path, PathBuf};

/// Every sample of a source, by its name without the extension, sorted.
pub fn of(source: &str) -> Vec<(String, Vec<u8>)> {
    let mut paths: Vec<_> = fs::read_dir(root().join(source))
        .expect("the source has samples")
        .map(|entry| entry.expect("an entry can be read").path())
        .collect();
    paths.sort();
    let name = |path: &PathBuf| {
        path.file_stem()
            .expect("a file has a name")
            .to_string_lossy()
            .into_owned()
    };
    paths
        .iter()
        .map(|path| (name(path), fs::read(path).expect("a sample can be read")))
        .collect()
}

/// One sample of a source.
pub fn one(source: &str, name: &str) -> Vec<u8> {
    file(&format!("{source}/{name}.json"))
}

/// A file by its path in the samples' folder.
pub fn file(path: &str) -> Vec<u8> {
    fs::read(root().join(path)).expect("the sample is there")
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../events")
}

/// The built-in rows of events, as they are written.
pub fn rows() -> Vec<serde_json::Value> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/source/table");
    let files = fs::read_dir(folder).expect("the rows have a folder");
    files
        .map(|entry| entry.expect("an entry can be read").path())
        .filter(|path| path.extension().is_some_and(|extension| extension == "json"))
        .map(|path| {
            let text = fs::read(path).expect("a row can be read");
            serde_json::from_slice(&text).expect("a row is JSON")
        })
        .collect()
}
