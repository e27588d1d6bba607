//! The catalog's source language: `runbooks/` as people write it, read into the form that the router decides with.
//!
//! Reading never stops at the first fault. Every part that can be read is read, every fault is kept with its place, and
//! only then is it decided whether there is a catalog. The order: [`folder`] finds the files, [`yaml`] makes trees in
//! which every node knows its place, [`mod@read`] turns trees into nouns, [`compile`] checks what they say of each other
//! and [`lint`] what is legal and yet unlikely to be meant.

mod code;
mod compile;
mod fault;
mod fields;
mod files;
mod folder;
mod front_matter;
mod heading;
mod json;
mod lint;
mod mask;
mod read;
mod rehearsal;
mod report;
mod suggest;
mod trial;
mod yaml;

use std::path::PathBuf;

use alert_core::catalog::CatalogFile;

pub(crate) use code::CODES;
pub(crate) use fault::{Fault, Level};
pub(crate) use files::Files;
pub(crate) use folder::is_runbook;
pub(crate) use read::duration::seconds;
pub(crate) use report::{json, text};
pub(crate) use suggest::closest;

/// Where a catalog is read from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Location {
    /// A folder.
    Folder(PathBuf),
    /// The copy inside the binary.
    Embedded,
}

impl Location {
    /// The folder that was asked for, else `runbooks` where there is one, else the copy inside the binary.
    pub(crate) fn choose(asked_for: Option<PathBuf>) -> Self {
        let default = PathBuf::from("runbooks");
        match asked_for {
            Some(folder) => Self::Folder(folder),
            None if default.is_dir() => Self::Folder(default),
            None => Self::Embedded,
        }
    }
}

/// A catalog that was read, or what is in the way of one.
#[derive(Debug)]
pub(crate) struct Checked {
    /// The catalog; nothing when there is an error among the faults.
    pub(crate) catalog: Option<CatalogFile>,
    /// Every fault, in the order of files and lines.
    pub(crate) faults: Vec<Fault>,
    /// The texts that the faults point into.
    pub(crate) files: Files,
}

/// Reads the catalog at a location.
pub(crate) fn read(location: &Location) -> Checked {
    compiled(location, None)
}

/// Reads the catalog at a location and tries its sources on their samples. Whoever looks at one event does without: it
/// may be the very sample that is wrong.
pub(crate) fn tried(location: &Location) -> Checked {
    compiled(location, Some(location))
}

fn compiled(location: &Location, trial: Option<&Location>) -> Checked {
    let (files, mut faults) = folder::read(location);
    let catalog = compile::compile(&files, trial, &mut faults);
    let mut faults = faults.into_sorted();
    faults.dedup();
    let broken = faults.iter().any(|fault| fault.level() == Level::Error);
    Checked {
        catalog: catalog.filter(|_| !broken),
        faults,
        files,
    }
}
