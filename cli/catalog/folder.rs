//! Finding the files of a catalog: `router.yaml`, `owners.yaml` and one `<name>.md` for each runbook.

use std::fs;
use std::path::Path;

use super::Location;
use super::code::Code;
use super::fault::Faults;
use super::files::{Files, Place};

/// The routes and receivers.
pub(crate) const ROUTER: &str = "router.yaml";
/// The owners.
pub(crate) const OWNERS: &str = "owners.yaml";
/// Describes the folder to people; it is no runbook.
const README: &str = "README.md";

/// The shipped `runbooks/`, embedded by `build.rs`.
static EMBEDDED: &[(&str, &str)] = &include!(concat!(env!("OUT_DIR"), "/runbooks.rs"));

/// Reads every file of the catalog, in a fixed order whatever the file system's.
pub(crate) fn read(location: &Location) -> (Files, Faults) {
    let (mut files, mut faults) = (Files::default(), Faults::default());
    match location {
        Location::Embedded => {
            for (name, text) in EMBEDDED.iter().filter(|(name, _)| is_read(name)) {
                files.add(name, format!("runbooks/{name} (embedded)"), (*text).to_owned());
            }
        }
        Location::Folder(folder) => read_folder(folder, &mut files, &mut faults),
    }
    (files, faults)
}

fn read_folder(folder: &Path, files: &mut Files, faults: &mut Faults) {
    let entries = match fs::read_dir(folder) {
        Ok(entries) => entries,
        Err(why) => {
            files.add("", folder.display().to_string(), String::new());
            faults
                .add(
                    Code::Unreadable,
                    Place::top(0),
                    format!("the folder can't be read: {why}"),
                )
                .help("name a folder with a router.yaml, as in --catalog runbooks");
            return;
        }
    };
    let mut names: Vec<String> = entries
        .filter_map(Result::ok)
        .filter(|entry| entry.path().is_file())
        .map(|entry| entry.file_name().to_string_lossy().into_owned())
        .filter(|name| !name.starts_with('.'))
        .collect();
    names.sort();
    for name in &names {
        let path = folder.join(name);
        let shown = path.display().to_string();
        if is_read(name) {
            let file = files.iter().count();
            match fs::read(&path).map(String::from_utf8) {
                Ok(Ok(text)) => files.add(name, shown, text),
                Ok(Err(why)) => {
                    files.add(name, shown, String::new());
                    faults
                        .add(
                            Code::Unreadable,
                            Place::top(file),
                            format!("the file is not UTF-8: {}", why.utf8_error()),
                        )
                        .help("save it as UTF-8");
                }
                Err(why) => {
                    files.add(name, shown, String::new());
                    faults
                        .add(
                            Code::Unreadable,
                            Place::top(file),
                            format!("the file can't be read: {why}"),
                        )
                        .help("check its permissions");
                }
            }
        } else if has_extension(name, &["yaml", "yml"]) {
            // Nearly always one of the two under another name: silence would cost somebody an evening.
            files.add(name, shown, String::new());
            let file = files.iter().count() - 1;
            faults
                .add(Code::UnreadFile, Place::top(file), "nothing reads this file")
                .help(format!(
                    "only {ROUTER}, {OWNERS} and runbooks (*.md) are read; rename or remove it"
                ));
        }
    }
    if files.find(ROUTER).is_none() {
        let file = files.iter().count();
        files.add("", folder.display().to_string(), String::new());
        faults
            .add(
                Code::Unreadable,
                Place::top(file),
                format!("there is no {ROUTER} in this folder"),
            )
            .help("a catalog is a folder with router.yaml, owners.yaml and runbooks; name it with --catalog");
    }
}

fn is_read(name: &str) -> bool {
    name == ROUTER || name == OWNERS || is_runbook(name)
}

/// Whether a file's name is a runbook's.
pub(crate) fn is_runbook(name: &str) -> bool {
    has_extension(name, &["md"]) && name != README
}

fn has_extension(name: &str, extensions: &[&str]) -> bool {
    Path::new(name)
        .extension()
        .is_some_and(|extension| extensions.iter().any(|known| extension == *known))
}
