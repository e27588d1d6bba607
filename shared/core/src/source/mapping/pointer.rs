//! A place in an event: a JSON pointer (RFC 6901) in which `*` stands for every element of a list.

use serde_json::Value;
use thiserror::Error;

/// A pointer, read once and followed often.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pointer(Vec<String>);

/// Why a text is no pointer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum PointerError {
    /// It does not begin with `/`, or there is nothing behind it.
    #[error("a pointer begins with `/`, as in /detail/state")]
    NoSlash,
    /// `~` stands for itself only as `~0`, and for `/` as `~1`.
    #[error("in a pointer `~` is written `~0`, and a `/` inside a name `~1`")]
    Escape,
    /// Deeper than any event is nested.
    #[error("a pointer has at most 20 steps")]
    TooLong,
}

const MAX_STEPS: usize = 20;
/// How many values of a list are shown.
const MAX_SHOWN: usize = 10;

impl Pointer {
    /// Reads a pointer.
    pub fn parse(text: &str) -> Result<Self, PointerError> {
        let names = text.strip_prefix('/').filter(|rest| !rest.is_empty());
        let names = names.ok_or(PointerError::NoSlash)?;
        let steps = names.split('/').map(unescape).collect::<Option<Vec<_>>>();
        let steps = steps.ok_or(PointerError::Escape)?;
        if steps.len() > MAX_STEPS {
            return Err(PointerError::TooLong);
        }
        Ok(Self(steps))
    }

    /// Whether `test` holds for a value that the pointer leads to.
    pub fn any(&self, event: &Value, test: &mut dyn FnMut(&Value) -> bool) -> bool {
        visit(event, &self.0, test)
    }

    /// The first value that the pointer leads to.
    pub fn first<'a>(&self, event: &'a Value) -> Option<&'a Value> {
        if !self.0.iter().any(|step| step == "*") {
            return self.0.iter().try_fold(event, |value, step| inner(value, step));
        }
        // What a closure borrows can't leave `any`: find which it is, then follow the way again.
        first(event, &self.0)
    }

    /// What stands there, as text: a list's elements with commas between them. Nothing where there is nothing to show.
    pub fn text(&self, event: &Value) -> Option<String> {
        let mut shown: Vec<String> = Vec::new();
        self.any(event, &mut |value| {
            collect(value, &mut shown);
            shown.len() >= MAX_SHOWN
        });
        (!shown.is_empty()).then(|| shown.join(", "))
    }
}

fn unescape(name: &str) -> Option<String> {
    let unescaped = name.replace("~1", "/").replace("~0", "~");
    let is_sound = name.matches('~').count() == name.matches("~0").count() + name.matches("~1").count();
    is_sound.then_some(unescaped)
}

fn inner<'a>(value: &'a Value, step: &str) -> Option<&'a Value> {
    match value {
        Value::Object(object) => object.get(step),
        Value::Array(list) => list.get(step.parse::<usize>().ok()?),
        _ => None,
    }
}

fn visit(value: &Value, steps: &[String], test: &mut dyn FnMut(&Value) -> bool) -> bool {
    match (steps.split_first(), value) {
        (None, _) => test(value),
        (Some((step, rest)), Value::Array(list)) if step == "*" => {
            list.iter().any(|element| visit(element, rest, test))
        }
        (Some((step, rest)), _) => inner(value, step).is_some_and(|next| visit(next, rest, test)),
    }
}

fn first<'a>(value: &'a Value, steps: &[String]) -> Option<&'a Value> {
    match (steps.split_first(), value) {
        (None, _) => Some(value),
        (Some((step, rest)), Value::Array(list)) if step == "*" => {
            list.iter().find_map(|element| first(element, rest))
        }
        (Some((step, rest)), _) => first(inner(value, step)?, rest),
    }
}

/// Adds the texts of a value. An object shows as JSON: better unlovely than left out.
fn collect(value: &Value, shown: &mut Vec<String>) {
    match value {
        _ if shown.len() >= MAX_SHOWN => {}
        Value::Null => {}
        // CodeBuild writes ": " where it has nothing to say.
        Value::String(text)
            if text
                .chars()
                .all(|c| c.is_whitespace() || c.is_ascii_punctuation()) => {}
        Value::String(text) => shown.push(cut(text)),
        Value::Array(list) => list.iter().for_each(|element| collect(element, shown)),
        Value::Object(object) if object.is_empty() => {}
        other => shown.push(cut(&other.to_string())),
    }
}

/// Far more than any page shows, and little enough to copy about.
fn cut(text: &str) -> String {
    crate::text::cut_bytes(text, 4_096).to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn pointers_lead_to_values_and_lists_of_them() {
        let event = json!({"a": {"b/c": "x", "~": 1.5}, "list": [{"n": 1}, {"n": null}, {"n": "two"}, 3],
            "flag": true, "empty": [], "blank": " : ", "words": ["one", "", "two"]});
        for (pointer, expected) in [
            ("/a/b~1c", Some("x")),
            ("/a/~0", Some("1.5")),
            ("/list/0/n", Some("1")),
            ("/list/*/n", Some("1, two")),
            ("/list/1/n", None),
            ("/list/9/n", None),
            ("/words", Some("one, two")),
            ("/flag", Some("true")),
            ("/empty", None),
            ("/blank", None),
            ("/a", Some(r#"{"b/c":"x","~":1.5}"#)),
            ("/flag/x", None),
            ("/absent", None),
        ] {
            let pointer_read = Pointer::parse(pointer).unwrap();
            assert_eq!(pointer_read.text(&event).as_deref(), expected, "{pointer}");
        }
        let numbers = Pointer::parse("/list/*/n").unwrap();
        assert_eq!(numbers.first(&event), Some(&json!(1)));
        assert!(numbers.any(&event, &mut |value| value == "two"));
    }

    #[test]
    fn what_is_no_pointer_says_why() {
        for (text, error) in [
            ("detail/state", PointerError::NoSlash),
            ("", PointerError::NoSlash),
            ("/", PointerError::NoSlash),
            ("/a~2b", PointerError::Escape),
            ("/a~", PointerError::Escape),
        ] {
            assert_eq!(Pointer::parse(text), Err(error), "{text}");
        }
        assert_eq!(Pointer::parse(&"/a".repeat(21)), Err(PointerError::TooLong));
    }

    #[test]
    fn a_list_without_end_is_cut() {
        let event = json!({"list": vec!["x".repeat(10_000); 1_000]});
        let text = Pointer::parse("/list").unwrap().text(&event).unwrap();
        assert!(text.len() < 50_000);
    }
}
