//! One thing that is wrong in a catalog, where, and what to do about it.

use super::code::Code;
use super::files::Place;
use super::mask::mask;

/// Whether a fault is in the way.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Level {
    /// There is no catalog until it is mended.
    Error,
    /// A catalog that is legal and probably not meant.
    Warning,
}

/// A fault. It never holds the value of a secret.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Fault {
    pub(crate) code: Code,
    pub(crate) place: Place,
    /// What is wrong, in one sentence.
    pub(crate) message: String,
    /// What stands at the place, in a few words; may be empty.
    pub(crate) label: String,
    /// What to do.
    pub(crate) help: String,
    /// Another place that matters, and why.
    pub(crate) also: Option<(Place, String)>,
}

impl Fault {
    /// Whether it is in the way.
    pub(crate) fn level(&self) -> Level {
        self.code.level()
    }

    /// Adds what to do.
    pub(crate) fn help(&mut self, help: impl Into<String>) -> &mut Self {
        self.help = help.into();
        self
    }

    /// Adds what stands there.
    pub(crate) fn label(&mut self, label: impl Into<String>) -> &mut Self {
        self.label = label.into();
        self
    }

    /// Adds another place.
    pub(crate) fn also(&mut self, place: Place, why: &str) -> &mut Self {
        self.also = Some((place, why.to_owned()));
        self
    }
}

/// The faults found so far.
#[derive(Debug, Default)]
pub(crate) struct Faults(Vec<Fault>);

impl Faults {
    /// Adds one. What the message quotes may be a secret in the wrong place.
    pub(crate) fn add(&mut self, code: Code, place: Place, message: impl Into<String>) -> &mut Fault {
        let at = self.0.len();
        let (message, label, help) = (mask(&message.into()), String::new(), String::new());
        self.0.push(Fault {
            code,
            place,
            message,
            label,
            help,
            also: None,
        });
        &mut self.0[at]
    }

    /// Whether there is an error among them: lints of a catalog that is broken anyway would only distract.
    pub(crate) fn has_errors(&self) -> bool {
        self.0.iter().any(|fault| fault.level() == Level::Error)
    }

    /// All of them, by file and line.
    pub(crate) fn into_sorted(self) -> Vec<Fault> {
        let mut faults = self.0;
        faults.sort_by_key(|fault| (fault.place.file, fault.place.start, fault.code));
        faults
    }
}
