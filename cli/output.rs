//! Standard output and standard error, and what the terminal behind them can show.

use std::env;
use std::io::{self, BufWriter, IsTerminal, Stdout, Write};

use crate::exit::Failure;

/// The width of a page where there is no terminal to ask: the same on every machine.
const DEFAULT_WIDTH: usize = 80;
/// Lines longer than this are hard to read however wide the window.
const MAX_WIDTH: usize = 100;
const MIN_WIDTH: usize = 40;

/// Where a command writes.
#[derive(Debug)]
pub(crate) struct Output {
    out: BufWriter<Stdout>,
    colour: Choice,
    width: usize,
}

/// The `--color` option.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Choice {
    /// On a terminal, unless `NO_COLOR` is set (<https://no-color.org>) or the terminal is dumb.
    Auto,
    Always,
    Never,
}

impl Choice {
    /// The words of the option.
    pub(crate) const WORDS: [&str; 3] = ["auto", "always", "never"];

    /// Reads the word.
    pub(crate) fn parse(word: &str) -> Option<Self> {
        Self::WORDS
            .iter()
            .position(|known| *known == word)
            .map(|position| [Self::Auto, Self::Always, Self::Never][position])
    }

    fn decide(self, is_terminal: bool) -> bool {
        match self {
            Self::Always => true,
            Self::Never => false,
            Self::Auto => {
                let set = |name: &str| env::var_os(name).is_some_and(|value| !value.is_empty());
                is_terminal && !set("NO_COLOR") && env::var_os("TERM").is_none_or(|term| term != "dumb")
            }
        }
    }
}

impl Output {
    /// The process's own streams.
    pub(crate) fn standard() -> Self {
        Self {
            out: BufWriter::new(io::stdout()),
            colour: Choice::Auto,
            width: terminal_size::terminal_size_of(io::stdout()).map_or(DEFAULT_WIDTH, |(width, _)| {
                usize::from(width.0).clamp(MIN_WIDTH, MAX_WIDTH)
            }),
        }
    }

    /// Sets what `--color` asks for.
    pub(crate) fn set_colour(&mut self, choice: Choice) {
        self.colour = choice;
    }

    /// Whether standard output shows colours.
    pub(crate) fn colour(&self) -> bool {
        self.colour.decide(io::stdout().is_terminal())
    }

    /// Whether standard error shows colours.
    pub(crate) fn colour_of_errors(&self) -> bool {
        self.colour.decide(io::stderr().is_terminal())
    }

    /// How many columns a line may have.
    pub(crate) fn width(&self) -> usize {
        self.width
    }

    /// Writes a line.
    pub(crate) fn line(&mut self, text: &str) -> Result<(), Failure> {
        Ok(writeln!(self.out, "{text}")?)
    }

    /// Writes text that ends its own lines.
    pub(crate) fn text(&mut self, text: &str) -> Result<(), Failure> {
        Ok(self.out.write_all(text.as_bytes())?)
    }

    /// Says on standard error what is wrong. Nobody can be told that standard error is closed.
    pub(crate) fn complain(&mut self, why: &str) {
        // In the order in which things happened, where both streams end in one place.
        drop(self.out.flush());
        let (bold, plain) = if self.colour_of_errors() {
            ("\x1b[1;31m", "\x1b[0m")
        } else {
            ("", "")
        };
        drop(writeln!(io::stderr(), "{bold}error{plain}: {why}"));
    }

    /// Writes a report to standard error.
    pub(crate) fn report(&mut self, text: &str) {
        drop(self.out.flush());
        drop(writeln!(io::stderr(), "{text}"));
    }

    /// Writes out what is buffered.
    pub(crate) fn flush(&mut self) -> io::Result<()> {
        self.out.flush()
    }
}
