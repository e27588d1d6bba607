//! The pictures of README.md are photographs of what `page --preview` draws now, small, and shown.
// clippy.toml allows this in test functions, not in what they call.
#![allow(clippy::unwrap_used)]

use std::collections::BTreeMap;
use std::fmt::Write;
use std::fs;
use std::path::Path;
use std::process::Command;

use sha2::{Digest, Sha256};

/// README.md is read over a phone's network, too.
const MAX_BYTES: usize = 80_000;

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn text(path: &str) -> String {
    fs::read_to_string(root().join(path)).unwrap_or_else(|why| panic!("{path}: {why}"))
}

/// A line of pictures.tsv.
struct Picture {
    name: String,
    receiver: String,
    now: String,
    events: Vec<String>,
}

fn pictures() -> Vec<Picture> {
    let table = text("docs/pictures/pictures.tsv");
    let pictures = table.lines().skip(1).map(|row| {
        let [name, receiver, now, events] = row.split('\t').collect::<Vec<_>>()[..] else {
            panic!("{row}");
        };
        Picture {
            name: name.to_owned(),
            receiver: receiver.to_owned(),
            now: now.to_owned(),
            events: events.split(' ').map(str::to_owned).collect(),
        }
    });
    pictures.collect()
}

/// What the command draws for a picture now.
fn preview(picture: &Picture) -> Vec<u8> {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("pictures");
    fs::create_dir_all(&folder).unwrap();
    let file = folder.join(format!("{}.html", picture.name));
    let output = Command::new(env!("CARGO_BIN_EXE_alert-router"))
        .args([
            "page",
            "--receiver",
            &picture.receiver,
            "--now",
            &picture.now,
            "--preview",
        ])
        .arg(&file)
        .args(&picture.events)
        .current_dir(root())
        .output()
        .unwrap();
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    fs::read(file).unwrap()
}

#[test]
fn they_are_of_what_is_drawn_now() {
    let sums = text("docs/pictures/drawn.sha256");
    let photographed: BTreeMap<&str, &str> = sums
        .lines()
        .filter_map(|line| line.split_once("  "))
        .map(|(sum, file)| (file, sum))
        .collect();
    let pictures = pictures();
    assert_eq!(photographed.len(), pictures.len());
    for picture in pictures {
        let mut sum = String::new();
        for byte in Sha256::digest(preview(&picture)) {
            write!(sum, "{byte:02x}").unwrap();
        }
        assert_eq!(
            photographed.get(format!("{}.html", picture.name).as_str()),
            Some(&sum.as_str()),
            "{} shows an older page; `make pictures` takes it anew: look at it before you commit it",
            picture.name
        );
    }
}

#[test]
fn they_are_small_and_the_readme_shows_each() {
    let readme = text("README.md");
    let pictures = pictures();
    assert!(pictures.len() >= 5);
    for Picture { name, .. } in pictures {
        let path = format!("docs/pictures/{name}.png");
        let png = fs::read(root().join(&path)).unwrap_or_else(|why| panic!("{path}: {why}"));
        assert!(png.starts_with(b"\x89PNG\r\n\x1a\n"), "{path}");
        assert!(png.len() < MAX_BYTES, "{path}: {} bytes", png.len());
        let shown = readme
            .split("<img ")
            .skip(1)
            .filter(|tag| tag.contains(&format!("src=\"{path}\"")));
        let described = shown.filter(|tag| tag.split("alt=\"").nth(1).is_some_and(|alt| alt.len() > 40));
        assert_eq!(
            described.count(),
            1,
            "README.md shows {path} once, and says in words what is seen"
        );
    }
}
