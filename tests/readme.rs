//! What README.md and the other documents say is true: the page is what the command prints, the catalog passes `check`, goals of
//! make exist, links lead somewhere.
// clippy.toml allows this in test functions, not in what they call.
#![allow(clippy::unwrap_used)]

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

const DOCUMENTS: [&str; 7] = [
    "README.md",
    "CONTRIBUTING.md",
    "docs/ARCHITECTURE.md",
    "docs/COST.md",
    "docs/DASHBOARDS.md",
    "docs/SCALE.md",
    "docs/OPERATIONS.md",
];

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn text(path: &str) -> String {
    fs::read_to_string(root().join(path)).unwrap_or_else(|why| panic!("{path}: {why}"))
}

/// The fenced blocks of a document, as (language, content).
fn blocks(document: &str) -> Vec<(String, String)> {
    let mut blocks = Vec::new();
    let mut open: Option<(String, String)> = None;
    for line in document.lines() {
        match (&mut open, line.trim_start().strip_prefix("```")) {
            (None, Some(language)) => open = Some((language.to_owned(), String::new())),
            (Some(_), Some(_)) => blocks.extend(open.take()),
            (Some((_, content)), None) => {
                content.push_str(line);
                content.push('\n');
            }
            (None, None) => {}
        }
    }
    blocks
}

/// What the command prints; it must succeed.
fn printed(arguments: &[&str]) -> String {
    let output = Command::new(env!("CARGO_BIN_EXE_alert-router"))
        .args(arguments)
        .current_dir(root())
        .output()
        .unwrap();
    assert!(
        output.status.success(),
        "{arguments:?}: {}",
        String::from_utf8_lossy(&output.stderr)
    );
    String::from_utf8(output.stdout).unwrap()
}

/// `BLESS=1` writes the block anew, for a reviewer to read in the diff.
#[test]
fn the_page_is_what_the_command_prints() {
    let readme = text("README.md");
    let event = "events/cloudwatch_alarm/endpoint-5xx-alarm.json";
    let page = printed(&["page", "--now", "2026-11-20T09:18:31Z", event]);
    let page = page.trim_end().to_owned() + "\n";
    let (_, block) = blocks(&readme)
        .into_iter()
        .find(|(_, content)| content.starts_with(event))
        .unwrap();
    if std::env::var_os("BLESS").is_some() {
        fs::write(root().join("README.md"), readme.replace(&block, &page)).unwrap();
        return;
    }
    assert_eq!(block, page, "BLESS=1 writes it anew");
    assert!(
        readme.contains(&format!("cargo run -q -- page {event}")),
        "the command under the page is another"
    );
}

#[test]
fn the_configuration_is_a_catalog_without_faults() {
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("readme");
    if folder.exists() {
        fs::remove_dir_all(&folder).unwrap();
    }
    fs::create_dir_all(&folder).unwrap();
    let mut written = Vec::new();
    for (language, content) in blocks(&text("README.md")) {
        if !["yaml", "markdown"].contains(&language.as_str()) {
            continue;
        }
        // Each says its file's name in a comment.
        let name = content
            .lines()
            .find_map(|line| line.strip_prefix("# ")?.split_once(':'))
            .unwrap()
            .0
            .to_owned();
        // A second block of a file goes on where the first ended.
        let before = fs::read_to_string(folder.join(&name)).unwrap_or_default();
        fs::write(folder.join(&name), before + &content).unwrap();
        written.push(name);
    }
    assert_eq!(
        written,
        ["router.yaml", "owners.yaml", "training-failed.md", "router.yaml"]
    );
    fs::create_dir_all(folder.join("events")).unwrap();
    fs::copy(
        root().join("tests/cli/catalogs/source-sound/events/lost.json"),
        folder.join("events/order-lost.json"),
    )
    .unwrap();
    let report = printed(&["check", folder.to_str().unwrap()]);
    assert!(
        report.contains("no faults; 1 runbook, 1 owner, 3 receivers"),
        "{report}"
    );
}

/// The receivers of the documentation, in the README's catalog.
#[test]
fn the_templates_that_are_shown_work() {
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("receivers");
    if folder.exists() {
        fs::remove_dir_all(&folder).unwrap();
    }
    fs::create_dir_all(&folder).unwrap();
    let sound = root().join("tests/cli/catalogs/sound");
    for file in ["owners.yaml", "training-failed.md"] {
        fs::copy(sound.join(file), folder.join(file)).unwrap();
    }
    let shown = blocks(&text("docs/RECEIVERS.md"));
    let (_, receivers) = shown
        .iter()
        .find(|(language, content)| language == "yaml" && content.contains("template:"))
        .unwrap();
    let head = "schema: 1\nrunbook_base_url: https://runbooks.example.com/\nfallback: fallback\n\
        route: { receivers: [ml-chat, tickets] }\n";
    let fallback = "  - { name: fallback, kind: sns, topic: alert-router-fallback }\n";
    fs::write(folder.join("router.yaml"), format!("{head}{receivers}{fallback}")).unwrap();
    let report = printed(&["check", folder.to_str().unwrap()]);
    assert!(
        report.contains("no faults; 1 runbook, 1 owner, 3 receivers"),
        "{report}"
    );
}

#[test]
fn goals_of_make_exist() {
    let makefile = text("Makefile");
    let is_goal = |goal: &str| {
        makefile
            .lines()
            .any(|line| line.strip_prefix(goal).is_some_and(|rest| rest.starts_with(':')))
    };
    let mut seen = 0;
    for document in DOCUMENTS {
        let text = text(document);
        // In code only, where a goal stands behind a back-tick or begins a line.
        let uses = text
            .split('`')
            .chain(text.lines())
            .filter_map(|code| code.strip_prefix("make "));
        for goal in uses.filter_map(|rest| rest.split_whitespace().next()) {
            if goal.starts_with(|c: char| c.is_ascii_lowercase()) {
                assert!(is_goal(goal), "{document}: make {goal}");
                seen += 1;
            }
        }
    }
    assert!(seen >= 4, "{seen}");
}

#[test]
fn links_lead_to_files() {
    let mut seen = 0;
    for document in DOCUMENTS {
        let from = root().join(document);
        let text = text(document);
        let links = text.split("](").skip(1).filter_map(|rest| rest.split(')').next());
        let pictures = text
            .split("<img src=\"")
            .skip(1)
            .filter_map(|rest| rest.split('"').next());
        for target in links.chain(pictures) {
            let path = target.split('#').next().unwrap_or_default();
            if path.is_empty() || path.contains("://") {
                continue;
            }
            assert!(
                from.parent().unwrap().join(path).exists(),
                "{document}: {target} leads nowhere"
            );
            seen += 1;
        }
    }
    assert!(seen > 10, "{seen}");
}

#[test]
fn paths_in_the_architecture_exist() {
    let mut seen = 0;
    for path in text("docs/ARCHITECTURE.md").split('`') {
        let path = path.split_once("/<").map_or(path, |(folder, _)| folder);
        let ours = ["cli/", "functions/", "shared/", "tests/"];
        if path.contains(char::is_whitespace)
            || path.contains('*')
            || !ours.iter().any(|root| path.starts_with(root))
        {
            continue;
        }
        assert!(root().join(path).exists(), "{path} is not there");
        seen += 1;
    }
    assert!(seen > 15, "{seen}");
}
