//! A document with blocks that this program writes, between `<!-- name -->` and `<!-- /name -->`.

use std::fs;
use std::path::{Path, PathBuf};

/// A document under `docs/`.
pub(crate) struct Document {
    path: PathBuf,
    before: String,
    text: String,
}

impl Document {
    pub(crate) fn read(name: &str) -> Self {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs").join(name);
        let text = fs::read_to_string(&path).unwrap_or_else(|why| panic!("{}: {why}", path.display()));
        Self {
            path,
            before: text.clone(),
            text,
        }
    }

    /// Writes a block anew.
    pub(crate) fn set(&mut self, name: &str, content: &str) {
        let (open, close) = (format!("<!-- {name} -->"), format!("<!-- /{name} -->"));
        let (before, rest) = self
            .text
            .split_once(&open)
            .unwrap_or_else(|| panic!("{}: no {open}", self.path.display()));
        let (_, after) = rest.split_once(&close).unwrap();
        self.text = format!("{before}{open}\n\n{}\n\n{close}{after}", content.trim_end());
    }

    /// Writes a figure in a line of text.
    pub(crate) fn figure(&mut self, name: &str, value: &str) {
        let (open, close) = (format!("<!-- {name} -->"), "<!-- / -->");
        let mut text = String::new();
        let mut rest = self.text.as_str();
        let mut is_there = false;
        while let Some((before, behind)) = rest.split_once(&open) {
            let (_, after) = behind.split_once(close).unwrap();
            text += &format!("{before}{open}{value}{close}");
            rest = after;
            is_there = true;
        }
        assert!(is_there, "{}: no {open}", self.path.display());
        self.text = text + rest;
    }

    /// With `BLESS` it writes the document; without, it says whether it is as it was.
    pub(crate) fn settle(self) -> bool {
        keep(&self.path, &self.before, &self.text)
    }
}

/// The same for a picture that is written as a whole.
pub(crate) fn settle_picture(name: &str, content: &str) -> bool {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs").join(name);
    let before = fs::read_to_string(&path).unwrap_or_default();
    keep(&path, &before, content)
}

fn keep(path: &Path, before: &str, now: &str) -> bool {
    if std::env::var_os("BLESS").is_some() {
        fs::write(path, now).unwrap();
        return true;
    }
    for (old, new) in before
        .lines()
        .zip(now.lines())
        .filter(|(old, new)| old != new)
        .take(20)
    {
        eprintln!("{}\n- {old}\n+ {new}", path.display());
    }
    before == now
}
