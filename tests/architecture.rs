//! The import rule of docs/ARCHITECTURE.md: functions and CLI see aws, aws sees pipeline, pipeline sees core; inside core,
//! what decides sees nouns and no noun sees what decides.
// clippy.toml allows this in test functions, not in what they call.
#![allow(clippy::unwrap_used)]

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

/// What belongs to the edges. A crate inside them has none of it in its tree, at any depth.
const EDGE: [&str; 7] = [
    "tokio",
    "hyper",
    "rustls",
    "reqwest",
    "lambda_runtime",
    "tracing-subscriber",
    "ring",
];

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// The names of everything that a package links or builds with, its default features on.
fn tree(package: &str) -> BTreeSet<String> {
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let options = [
        "--locked",
        "--offline",
        "--edges",
        "normal,build",
        "--prefix",
        "none",
        "--format",
        "{p}",
    ];
    let output = Command::new(cargo)
        .arg("tree")
        .args(options)
        .args(["--package", package])
        .current_dir(root())
        .output()
        .unwrap();
    assert!(
        output.status.success(),
        "cargo tree: {}",
        String::from_utf8_lossy(&output.stderr)
    );
    let text = String::from_utf8(output.stdout).unwrap();
    text.lines()
        .filter_map(|line| line.split_whitespace().next())
        .map(str::to_owned)
        .collect()
}

#[test]
fn what_decides_links_nothing_of_the_edges() {
    for (package, neighbours) in [
        ("alert-core", vec![]),
        ("alert-pipeline", vec!["alert-core"]),
        ("alert-router", vec!["alert-core", "alert-pipeline"]),
    ] {
        let tree = tree(package);
        assert!(
            tree.contains(package) && tree.contains("serde_json"),
            "{package}: {tree:?}"
        );
        let edge: Vec<_> = tree
            .iter()
            .filter(|name| EDGE.contains(&name.as_str()) || name.starts_with("aws-"))
            .collect();
        assert!(edge.is_empty(), "{package} links {edge:?}");
        let ours: Vec<_> = tree
            .iter()
            .filter(|name| name.starts_with("alert-") && *name != package)
            .collect();
        assert_eq!(ours, neighbours, "{package}");
    }
}

/// Modules of the core, and the modules that their files may not name.
const RULES: [(&[&str], &[&str]); 8] = [
    // The nouns.
    (
        &[
            "fingerprint",
            "labels",
            "matcher",
            "observation",
            "own_event",
            "pattern",
            "reason",
            "redact",
            "run",
            "severity",
            "text",
            "time",
            "envelope",
        ],
        &[
            "alert", "catalog", "language", "page", "receiver", "route", "source", "state", "suppress",
        ],
    ),
    // A language says what a page says. What is decided, and who is told how, it does not see.
    (
        &["language"],
        &[
            "alert", "envelope", "receiver", "route", "source", "state", "suppress",
        ],
    ),
    // A source reads an event. Who is told, and how, is none of its business.
    (
        &["source"],
        &[
            "alert", "catalog", "language", "page", "receiver", "route", "state", "suppress",
        ],
    ),
    (
        &["page"],
        &["receiver", "route", "source", "state", "suppress", "template"],
    ),
    // A receiver renders a page. Where its alerts came from, and why it is told now, is none of its business.
    (
        &["receiver"],
        &["envelope", "source", "state", "suppress", "template"],
    ),
    // A template sees the page, and nothing that the page does not say.
    (
        &["template"],
        &["alert", "envelope", "route", "source", "state", "suppress"],
    ),
    (&["route"], &["page", "receiver", "source", "state", "suppress"]),
    (&["state", "suppress"], &["envelope", "source"]),
];

/// The files of a module: `name.rs` and everything in `name/`.
fn files(folder: &Path, module: &str) -> Vec<PathBuf> {
    let mut files = Vec::new();
    let single = folder.join(format!("{module}.rs"));
    if single.is_file() {
        files.push(single);
    }
    let mut open = vec![folder.join(module)];
    while let Some(folder) = open.pop() {
        let Ok(entries) = fs::read_dir(&folder) else {
            continue;
        };
        for path in entries.map(|entry| entry.unwrap().path()) {
            if path.is_dir() {
                open.push(path);
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                files.push(path);
            }
        }
    }
    files
}

/// A file's code: without its comments, and without the tests at its end, which may use anything.
fn code(path: &Path) -> String {
    let text = fs::read_to_string(path).unwrap();
    text.lines()
        .take_while(|line| line.trim() != "#[cfg(test)]")
        .filter(|line| !line.trim_start().starts_with("//"))
        .collect::<Vec<_>>()
        .join("\n")
}

/// The modules of its own crate that some code names, grouped imports included.
fn named(code: &str) -> BTreeSet<String> {
    let mut names = BTreeSet::new();
    for after in code.split("crate::").skip(1) {
        let (list, grouped) = match after.strip_prefix('{') {
            Some(group) => (group.split('}').next().unwrap_or_default(), true),
            None => (after, false),
        };
        for item in list.split(',').take(if grouped { usize::MAX } else { 1 }) {
            let name: String = item
                .trim_start()
                .chars()
                .take_while(|c| c.is_ascii_lowercase() || *c == '_')
                .collect();
            names.insert(name);
        }
    }
    names
}

#[test]
fn inside_the_core_imports_run_one_way() {
    let core = root().join("shared/core/src");
    for (modules, forbidden) in RULES {
        for module in modules {
            let files = files(&core, module);
            assert!(!files.is_empty(), "the core has no module `{module}`");
            for path in files {
                let named = named(&code(&path));
                let wrong: Vec<_> = forbidden.iter().filter(|name| named.contains(**name)).collect();
                assert!(wrong.is_empty(), "{} names {wrong:?}", path.display());
            }
        }
    }
}

#[test]
fn the_rule_sees_what_it_forbids() {
    assert_eq!(
        named("use crate::{page, receiver::Kind};\nlet x = crate::state::SCHEMA;")
            .into_iter()
            .collect::<Vec<_>>(),
        ["page", "receiver", "state"]
    );
}

#[test]
fn only_the_adapters_name_an_sdk() {
    for folder in ["cli", "functions", "shared/core", "shared/pipeline"] {
        let (parent, name) = folder.rsplit_once('/').unwrap_or(("", folder));
        let files = files(&root().join(parent), name);
        assert!(files.len() > 2, "{folder}");
        for path in files {
            let code = code(&path);
            let sdk = ["aws_sdk_", "aws_config", "aws_smithy", "aws_types"]
                .into_iter()
                .find(|name| code.contains(name));
            assert_eq!(sdk, None, "{}", path.display());
        }
    }
}
