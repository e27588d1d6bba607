//! From text to parts.

use super::{CHANGES, Filling, MAX_TEMPLATE, Origin, Part, Template, TemplateError, TemplateFault};
use crate::source::mapping::pointer::Pointer;

pub(super) fn template(text: &str) -> Result<Template, TemplateError> {
    if text.len() > MAX_TEMPLATE {
        return Err(fault(0, text.len(), TemplateFault::TooLong));
    }
    // A pointer alone needs no braces; a text that begins with `/` and has some is a text.
    if text.starts_with('/') && !text.contains(['{', '[']) {
        return Ok(Template(vec![Part::Value(filling(text, 0)?)]));
    }
    let mut reader = Reader {
        text,
        at: 0,
        parts: vec![],
        optional: None,
    };
    while let Some(c) = reader.peek() {
        reader.take(c)?;
    }
    match reader.optional {
        Some((start, _)) => Err(fault(start, start + 1, TemplateFault::Unclosed('['))),
        None => Ok(Template(reader.parts)),
    }
}

fn fault(start: usize, end: usize, fault: TemplateFault) -> TemplateError {
    TemplateError {
        at: start..end,
        fault,
    }
}

struct Reader<'a> {
    text: &'a str,
    at: usize,
    parts: Vec<Part>,
    /// The parts of an optional part that is open, and where it began.
    optional: Option<(usize, Vec<Part>)>,
}

impl Reader<'_> {
    fn peek(&self) -> Option<char> {
        self.rest().chars().next()
    }

    fn rest(&self) -> &str {
        self.text.get(self.at..).unwrap_or_default()
    }

    fn open(&mut self) -> &mut Vec<Part> {
        match &mut self.optional {
            Some((_, parts)) => parts,
            None => &mut self.parts,
        }
    }

    fn push_text(&mut self, c: char) {
        match self.open().last_mut() {
            Some(Part::Text(text)) => text.push(c),
            _ => self.open().push(Part::Text(c.to_string())),
        }
    }

    fn take(&mut self, c: char) -> Result<(), TemplateError> {
        let start = self.at;
        self.at += c.len_utf8();
        let is_special = matches!(c, '{' | '}' | '[' | ']');
        if is_special && self.peek() == Some(c) {
            self.at += 1;
            self.push_text(c);
            return Ok(());
        }
        match c {
            '{' => {
                let length = self.rest().find('}');
                let length = length.ok_or_else(|| fault(start, start + 1, TemplateFault::Unclosed('{')))?;
                let inside = self.rest().get(..length).unwrap_or_default().to_owned();
                let filling = filling(&inside, self.at)?;
                self.open().push(Part::Value(filling));
                self.at += length + 1;
            }
            '[' if self.optional.is_some() => return Err(fault(start, self.at, TemplateFault::Nested)),
            '[' => self.optional = Some((start, vec![])),
            ']' => match self.optional.take() {
                None => return Err(fault(start, self.at, TemplateFault::Unopened(']'))),
                Some((began, parts)) if !parts.iter().any(|part| matches!(part, Part::Value(_))) => {
                    return Err(fault(began, self.at, TemplateFault::NothingOptional));
                }
                Some((_, parts)) => self.parts.push(Part::Optional(parts)),
            },
            '}' => return Err(fault(start, self.at, TemplateFault::Unopened('}'))),
            other => self.push_text(other),
        }
        Ok(())
    }
}

/// `/a|/b|'none'|last`. `start` is where it stands in the template.
fn filling(inside: &str, start: usize) -> Result<Filling, TemplateError> {
    let (mut from, mut changes) = (Vec::new(), Vec::new());
    let mut at = start;
    for word in inside.split('|') {
        let place = at..at + word.len();
        at = place.end + 1;
        let wrong = |fault| TemplateError {
            at: place.clone(),
            fault,
        };
        let word = word.trim();
        if word.starts_with('/') {
            from.push(Origin::Pointer(
                Pointer::parse(word).map_err(|error| wrong(error.into()))?,
            ));
        } else if let Some(text) = word.strip_prefix('\'').and_then(|rest| rest.strip_suffix('\'')) {
            from.push(Origin::Literal(text.to_owned()));
        } else if word == "console" {
            from.push(Origin::Console);
        } else if let Some((_, change)) = CHANGES.iter().find(|(name, _)| *name == word) {
            changes.push(*change);
        } else {
            return Err(wrong(TemplateFault::UnknownWord(word.to_owned())));
        }
    }
    let has_value = from.iter().any(|origin| !matches!(origin, Origin::Literal(_)));
    if !has_value {
        return Err(fault(start, start + inside.len(), TemplateFault::NoValue));
    }
    Ok(Filling { from, changes })
}
