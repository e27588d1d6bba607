//! Goldens: expected results in files, reviewed as diffs. `UPDATE_GOLDENS=1 cargo test` writes them anew.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use serde_json::Value;

/// The expected results of one suite: a folder in `tests/goldens/` in which every file is some case's.
pub struct Goldens {
    folder: PathBuf,
    actual: BTreeMap<String, String>,
}

impl Goldens {
    pub fn of(suite: &str) -> Self {
        Self {
            folder: Path::new(env!("CARGO_MANIFEST_DIR"))
                .join("tests/goldens")
                .join(suite),
            actual: BTreeMap::new(),
        }
    }

    /// The result of a case, for the file `<name>.json`.
    pub fn json(&mut self, name: &str, value: &Value) {
        let text = serde_json::to_string_pretty(value).expect("a JSON value is serialisable") + "\n";
        self.text(&format!("{name}.json"), text);
    }

    /// The result of a case, for the file `<name>`.
    pub fn text(&mut self, name: &str, text: String) {
        let before = self.actual.insert(name.to_owned(), text);
        assert!(before.is_none(), "two cases write the golden {name}");
    }

    /// Compares all results with the files, and the files with the results.
    pub fn finish(self) {
        let update = std::env::var_os("UPDATE_GOLDENS").is_some();
        if update {
            drop(fs::remove_dir_all(&self.folder));
            fs::create_dir_all(&self.folder).expect("the goldens' folder can be made");
        }
        let mut faults = Vec::new();
        for (name, actual) in &self.actual {
            let path = self.folder.join(name);
            if update {
                fs::write(&path, actual).expect("a golden can be written");
                continue;
            }
            match fs::read_to_string(&path) {
                Ok(expected) if expected == *actual => {}
                Ok(expected) => faults.push(format!("{name} differs:\n{}", difference(&expected, actual))),
                Err(why) => faults.push(format!("{name}: {why}")),
            }
        }
        for entry in fs::read_dir(&self.folder).expect("the goldens' folder is there") {
            let name = entry
                .expect("an entry can be read")
                .file_name()
                .to_string_lossy()
                .into_owned();
            if !self.actual.contains_key(&name) {
                faults.push(format!("{name} is no case's golden: remove it"));
            }
        }
        assert!(
            faults.is_empty(),
            "{}\nUPDATE_GOLDENS=1 writes them anew.",
            faults.join("\n")
        );
    }
}

/// The first line in which two texts differ.
fn difference(expected: &str, actual: &str) -> String {
    let (mut old, mut new) = (expected.lines(), actual.lines());
    for number in 1.. {
        match (old.next(), new.next()) {
            (None, None) => break,
            (before, after) if before == after => {}
            (before, after) => {
                return format!(
                    "  line {number}\n  - {}\n  + {}",
                    before.unwrap_or("(end)"),
                    after.unwrap_or("(end)")
                );
            }
        }
    }
    "  only in its last line break".to_owned()
}
