//! Embeds the shipped `runbooks/` folder, so that the binary works in an empty folder, and the sample events, which show
//! the lints what labels the sources set.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::{env, fs, io};

fn main() -> io::Result<()> {
    let root = env::var("CARGO_MANIFEST_DIR").map_err(io::Error::other)?;
    let out = env::var("OUT_DIR").map_err(io::Error::other)?;
    let (root, out) = (Path::new(&root), Path::new(&out));

    let mut runbooks = String::from("[\n");
    for path in files(&root.join("runbooks"))? {
        if let (Some(name), Some(full)) = (path.file_name().and_then(|name| name.to_str()), path.to_str()) {
            writeln!(runbooks, "    ({name:?}, include_str!({full:?})),").map_err(io::Error::other)?;
        }
    }
    runbooks.push(']');
    fs::write(out.join("runbooks.rs"), runbooks)?;

    let mut events = String::from("[\n");
    for folder in folders(&root.join("events"))? {
        for path in files(&folder)? {
            if let (Some("json"), Some(full)) =
                (path.extension().and_then(|name| name.to_str()), path.to_str())
            {
                writeln!(events, "    include_str!({full:?}),").map_err(io::Error::other)?;
            }
        }
    }
    events.push(']');
    fs::write(out.join("events.rs"), events)
}

/// The files of a folder in a fixed order. A change in the folder runs this program again.
fn files(folder: &Path) -> io::Result<Vec<PathBuf>> {
    Ok(entries(folder)?
        .into_iter()
        .filter(|path| path.is_file())
        .collect())
}

fn folders(folder: &Path) -> io::Result<Vec<PathBuf>> {
    Ok(entries(folder)?
        .into_iter()
        .filter(|path| path.is_dir())
        .collect())
}

fn entries(folder: &Path) -> io::Result<Vec<PathBuf>> {
    println!("cargo::rerun-if-changed={}", folder.display());
    let entries = fs::read_dir(folder)?.map(|entry| entry.map(|entry| entry.path()));
    let mut paths = entries.collect::<io::Result<Vec<_>>>()?;
    paths.sort();
    Ok(paths)
}
