//! Lines of labelled fields, wrapped to the terminal.
//!
//! Every text passes [`safe`] here, so that no view can forget it.

use unicode_width::UnicodeWidthStr;

use super::safe;

/// The width of the column of labels.
const LABELS: usize = 14;

/// How a text is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Paint {
    Plain,
    Dim,
    Bold,
    Link,
    Critical,
    Error,
    Warning,
    Info,
    Resolved,
}

impl Paint {
    /// Its SGR parameters: only the sixteen colours, which every theme has made readable.
    const fn code(self) -> &'static str {
        match self {
            Self::Plain => "",
            Self::Dim => "2",
            Self::Bold => "1",
            Self::Link => "4;36",
            Self::Critical => "1;97;41",
            Self::Error => "1;31",
            Self::Warning => "1;33",
            Self::Info => "1;34",
            Self::Resolved => "1;32",
        }
    }

    /// The paint of the bar beside a page: the same colour without its background.
    const fn of_bar(self) -> Self {
        match self {
            Self::Critical => Self::Error,
            other => other,
        }
    }
}

/// Text being laid out.
#[derive(Debug)]
pub(crate) struct Canvas {
    width: usize,
    colour: bool,
    bar: Option<Paint>,
    text: String,
}

impl Canvas {
    /// An empty one.
    pub(crate) fn new(width: usize, colour: bool) -> Self {
        Self {
            width,
            colour,
            bar: None,
            text: String::new(),
        }
    }

    /// Puts a bar before every line from here on.
    pub(crate) fn bar(&mut self, paint: Paint) {
        self.bar = Some(paint);
    }

    /// Removes the bar.
    pub(crate) fn no_bar(&mut self) {
        self.bar = None;
    }

    /// A line of its own, wrapped.
    pub(crate) fn line(&mut self, text: &str, paint: Paint) {
        for piece in wrap(&safe(text), self.room(0)) {
            let painted = self.painted(&piece, paint);
            self.push(&painted);
        }
    }

    /// A row of a table, each cell as wide as its column; never wrapped.
    pub(crate) fn cells(&mut self, cells: &[String], widths: &[usize], paint: Paint) {
        let padded = cells.iter().zip(widths).map(|(cell, width)| {
            let cell = safe(cell);
            let pad = " ".repeat(width.saturating_sub(cell.width()));
            format!("{cell}{pad}")
        });
        let row = padded.collect::<Vec<_>>().join("  ");
        let painted = self.painted(row.trim_end(), paint);
        self.push(&painted);
    }

    /// An empty line.
    pub(crate) fn gap(&mut self) {
        self.push("");
    }

    /// A labelled text, wrapped beside its label.
    pub(crate) fn field(&mut self, label: &str, text: &str) {
        self.painted_field(label, text, Paint::Plain);
    }

    /// A labelled text with a paint.
    pub(crate) fn painted_field(&mut self, label: &str, text: &str, paint: Paint) {
        for (position, piece) in wrap(&safe(text), self.room(LABELS)).into_iter().enumerate() {
            let label = if position == 0 { label } else { "" };
            self.row(label, &piece, paint);
        }
    }

    /// A labelled text on one line however long it is: a command, which has to survive being copied.
    pub(crate) fn command(&mut self, label: &str, text: &str) {
        self.row(label, &safe(text), Paint::Dim);
    }

    /// A row of a labelled list: a name, then its value under the names above.
    pub(crate) fn entry(&mut self, label: &str, name: &str, width: usize, value: &str, paint: Paint) {
        let (name, value) = (safe(name), safe(value));
        let pad = " ".repeat(width.saturating_sub(name.width()));
        for (position, piece) in wrap(&value, self.room(LABELS + width + 2))
            .into_iter()
            .enumerate()
        {
            let head = if position == 0 {
                format!("{}{pad}  ", self.painted(&name, Paint::Dim))
            } else {
                " ".repeat(width + 2)
            };
            let label = if position == 0 { label } else { "" };
            let value = self.painted(&piece, paint);
            self.row(label, &format!("{head}{value}"), Paint::Plain);
        }
    }

    /// The text.
    pub(crate) fn finish(self) -> String {
        self.text
    }

    fn row(&mut self, label: &str, text: &str, paint: Paint) {
        let label = self.painted(&format!("{label:<LABELS$}"), Paint::Dim);
        let text = self.painted(text, paint);
        self.push(&format!("{label}{text}"));
    }

    fn push(&mut self, line: &str) {
        let bar = self
            .bar
            .map(|paint| format!("{} ", self.painted("┃", paint.of_bar())))
            .unwrap_or_default();
        self.text.push_str(format!("{bar}{line}").trim_end());
        self.text.push('\n');
    }

    fn painted(&self, text: &str, paint: Paint) -> String {
        if self.colour && paint != Paint::Plain && !text.trim().is_empty() {
            format!("\x1b[{}m{text}\x1b[0m", paint.code())
        } else {
            text.to_owned()
        }
    }

    fn room(&self, taken: usize) -> usize {
        let bar = if self.bar.is_some() { 2 } else { 0 };
        self.width.saturating_sub(taken + bar).max(20)
    }
}

/// Lines of at most `width` columns, broken at spaces. A word that is longer, such as a URL, keeps a line to itself: broken,
/// it could not be clicked.
fn wrap(text: &str, width: usize) -> Vec<String> {
    let mut lines = Vec::new();
    let mut line = String::new();
    for word in text.split(' ') {
        if !line.is_empty() && line.width() + 1 + word.width() > width {
            lines.push(std::mem::take(&mut line));
        }
        if !line.is_empty() {
            line.push(' ');
        }
        line.push_str(word);
    }
    lines.push(line);
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_break_at_spaces_and_by_columns() {
        assert_eq!(wrap("one two three", 8), ["one two", "three"]);
        assert_eq!(
            wrap("https://example.com/long x", 8),
            ["https://example.com/long", "x"]
        );
        assert_eq!(wrap("模型 模型 模型", 9), ["模型 模型", "模型"]);
        assert_eq!(wrap("", 8), [""]);
    }

    #[test]
    fn nothing_in_a_text_reaches_the_terminal_as_a_command() {
        let mut canvas = Canvas::new(80, false);
        canvas.line("a\x1b[31mb\u{9b}2Jc\u{202e}d\r\ne", Paint::Bold);
        canvas.field("Label", "x\x07y\x1b]0;title\x07");
        canvas.entry("Label", "n\x1b[2J", 8, "v\u{8}\u{8}", Paint::Plain);
        let text = canvas.finish();
        assert!(
            text.chars()
                .all(|c| c == '\n' || !c.is_control() && c != '\u{202e}'),
            "{text:?}"
        );
    }
}
