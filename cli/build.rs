//! Embeds the shipped `runbooks/` folder, so that the binary works in an empty folder.

use std::fmt::Write as _;
use std::path::Path;
use std::{env, fs, io};

fn main() -> io::Result<()> {
    let root = env::var("CARGO_MANIFEST_DIR").map_err(io::Error::other)?;
    let out = env::var("OUT_DIR").map_err(io::Error::other)?;
    let folder = Path::new(&root).join("runbooks");
    println!("cargo::rerun-if-changed={}", folder.display());

    let mut paths = fs::read_dir(&folder)?
        .map(|entry| entry.map(|entry| entry.path()))
        .collect::<io::Result<Vec<_>>>()?;
    paths.sort();
    let mut table = String::from("[\n");
    for path in paths.iter().filter(|path| path.is_file()) {
        if let (Some(name), Some(full)) = (path.file_name().and_then(|name| name.to_str()), path.to_str()) {
            writeln!(table, "    ({name:?}, include_str!({full:?})),").map_err(io::Error::other)?;
        }
    }
    table.push(']');
    fs::write(Path::new(&out).join("runbooks.rs"), table)
}
