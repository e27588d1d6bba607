//! The command line of one command: its options are data, so help, parsing and "did you mean" never disagree.

use std::collections::BTreeMap;
use std::ffi::OsString;
use std::path::PathBuf;

use alert_core::time::Timestamp;
use lexopt::Arg;

use crate::catalog::closest;
use crate::exit::Failure;

/// An option.
#[derive(Debug)]
pub(crate) struct Opt {
    /// Its name without the dashes.
    pub(crate) name: &'static str,
    /// What its value is called in the help; empty for a flag.
    pub(crate) value: &'static str,
    /// What it does, in a line.
    pub(crate) about: &'static str,
}

pub(crate) const CATALOG: Opt = Opt {
    name: "catalog",
    value: "DIR",
    about: "the catalog's folder [default: ./runbooks, else the built-in one]",
};
pub(crate) const FORMAT: Opt = Opt {
    name: "format",
    value: "text|json",
    about: "for people, or one JSON object a line [default: text]",
};
pub(crate) const NOW: Opt = Opt {
    name: "now",
    value: "RFC3339",
    about: "the time to decide at [default: the clock's]",
};
pub(crate) const COLOR: Opt = Opt {
    name: "color",
    value: "auto|always|never",
    about: "colours [default: auto; NO_COLOR is honoured]",
};

pub(crate) const TABLE: Opt = Opt {
    name: "table",
    value: "NAME",
    about: "the stack's output TableName [default: the variable TABLE_NAME]",
};

pub(crate) const QUEUE: Opt = Opt {
    name: "queue",
    value: "URL",
    about: "the output IngestQueueUrl [default: the variable INGEST_QUEUE_URL]",
};
pub(crate) const STACK: Opt = Opt {
    name: "stack",
    value: "NAME",
    about: "the router's stack, for its own alarms [default: by its names]",
};
pub(crate) const DRY_RUN: Opt = Opt {
    name: "dry-run",
    value: "",
    about: "show what would be done, and do nothing",
};

/// What was given.
#[derive(Debug, Default)]
pub(crate) struct Arguments {
    options: BTreeMap<&'static str, Vec<OsString>>,
    /// What is no option.
    pub(crate) operands: Vec<OsString>,
    /// Whether help was asked for.
    pub(crate) wants_help: bool,
}

/// How output is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Format {
    Text,
    Json,
}

impl Arguments {
    /// Reads the arguments of a command that has these options.
    pub(crate) fn parse(
        arguments: impl Iterator<Item = OsString>,
        known: &'static [Opt],
    ) -> Result<Self, Failure> {
        let mut parser = lexopt::Parser::from_args(arguments);
        let mut read = Self::default();
        while let Some(argument) = parser.next()? {
            let name = match argument {
                Arg::Value(operand) => {
                    read.operands.push(operand);
                    continue;
                }
                Arg::Short('h') => "help".to_owned(),
                Arg::Short(letter) => {
                    return Err(Failure::Usage(format!(
                        "there is no option `-{letter}`; see --help"
                    )));
                }
                Arg::Long(name) => name.to_owned(),
            };
            if name == "help" {
                read.wants_help = true;
                continue;
            }
            let Some(option) = known.iter().find(|option| option.name == name) else {
                let meant = closest(&name, known.iter().map(|option| option.name));
                let hint = meant.map_or_else(
                    || "see --help".to_owned(),
                    |meant| format!("did you mean `--{meant}`?"),
                );
                return Err(Failure::Usage(format!("there is no option `--{name}`; {hint}")));
            };
            let value = if option.value.is_empty() {
                OsString::new()
            } else {
                parser.value()?
            };
            read.options.entry(option.name).or_default().push(value);
        }
        Ok(read)
    }

    /// Whether a flag was given.
    pub(crate) fn has(&self, option: &Opt) -> bool {
        self.options.contains_key(option.name)
    }

    /// Every value of an option, as text.
    pub(crate) fn all(&self, option: &Opt) -> Result<Vec<&str>, Failure> {
        let values = self
            .options
            .get(option.name)
            .map(Vec::as_slice)
            .unwrap_or_default();
        values
            .iter()
            .map(|value| {
                value
                    .to_str()
                    .ok_or_else(|| Failure::Usage(format!("`--{}` takes UTF-8 text", option.name)))
            })
            .collect()
    }

    /// The last value of an option.
    pub(crate) fn last(&self, option: &Opt) -> Result<Option<&str>, Failure> {
        Ok(self.all(option)?.last().copied())
    }

    /// `--catalog`.
    pub(crate) fn catalog(&self) -> Option<PathBuf> {
        self.options
            .get(CATALOG.name)
            .and_then(|values| values.last())
            .map(PathBuf::from)
    }

    /// `--format`.
    pub(crate) fn format(&self) -> Result<Format, Failure> {
        match self.last(&FORMAT)? {
            None | Some("text") => Ok(Format::Text),
            Some("json") => Ok(Format::Json),
            Some(other) => Err(Failure::Usage(format!(
                "`--format {other}`: there is `text` and `json`"
            ))),
        }
    }

    /// `--now`, else the clock's time: the one place where the clock is read.
    pub(crate) fn now(&self) -> Result<Timestamp, Failure> {
        Ok(self.time(&NOW)?.unwrap_or_else(Timestamp::now))
    }

    /// The time that an option names.
    pub(crate) fn time(&self, option: &Opt) -> Result<Option<Timestamp>, Failure> {
        let Some(text) = self.last(option)? else {
            return Ok(None);
        };
        text.parse().map(Some).map_err(|_| {
            Failure::Usage(format!(
                "`--{} {text}` is no time; write it as 2026-11-22T10:00:00Z",
                option.name
            ))
        })
    }
}
