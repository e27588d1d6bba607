//! The texts that a catalog is made of, and places in them.

/// The files of a catalog, in the order in which they are reported.
#[derive(Debug, Default)]
pub(crate) struct Files(Vec<File>);

/// One file.
#[derive(Debug)]
pub(crate) struct File {
    /// Its name in the folder, e.g. `router.yaml`.
    pub(crate) name: String,
    /// Its path as a person can open it.
    pub(crate) path: String,
    /// What it says.
    pub(crate) text: String,
}

/// A stretch of a file, in bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Place {
    /// Which file.
    pub(crate) file: usize,
    /// The first byte.
    pub(crate) start: usize,
    /// The byte after the last.
    pub(crate) end: usize,
}

/// A place as people count: from 1, columns in characters.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Position {
    pub(crate) line: usize,
    pub(crate) column: usize,
}

/// Something with the place where it was written.
#[derive(Debug, Clone)]
pub(crate) struct Located<T> {
    pub(crate) value: T,
    pub(crate) place: Place,
}

impl Files {
    /// Adds a file.
    pub(crate) fn add(&mut self, name: &str, path: String, text: String) {
        self.0.push(File {
            name: name.to_owned(),
            path,
            text,
        });
    }

    /// A file by its name.
    pub(crate) fn find(&self, name: &str) -> Option<usize> {
        self.0.iter().position(|file| file.name == name)
    }

    /// Every file with its number.
    pub(crate) fn iter(&self) -> impl Iterator<Item = (usize, &File)> {
        self.0.iter().enumerate()
    }

    /// The file of a place.
    pub(crate) fn of(&self, place: Place) -> &File {
        &self.0[place.file]
    }

    /// A file by its number.
    pub(crate) fn text(&self, file: usize) -> &str {
        &self.0[file].text
    }

    /// What is written at a place.
    pub(crate) fn slice(&self, place: Place) -> &str {
        self.of(place)
            .text
            .get(place.start..place.end)
            .unwrap_or_default()
    }

    /// Where a place begins and ends, for people.
    pub(crate) fn positions(&self, place: Place) -> (Position, Position) {
        let text = &self.of(place).text;
        (position(text, place.start), position(text, place.end))
    }
}

impl Place {
    /// The beginning of a file.
    pub(crate) fn top(file: usize) -> Self {
        Self {
            file,
            start: 0,
            end: 0,
        }
    }
}

fn position(text: &str, at: usize) -> Position {
    let before = text.get(..at).unwrap_or(text);
    let line_start = before.rfind('\n').map_or(0, |newline| newline + 1);
    Position {
        line: before.matches('\n').count() + 1,
        column: before.get(line_start..).map_or(0, |line| line.chars().count()) + 1,
    }
}
