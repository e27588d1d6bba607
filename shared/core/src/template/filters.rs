//! The filters of the language here. None makes a text longer than what it is given, but for those that say how long.

use minijinja::value::ValueKind;
use minijinja::{Environment, Error, ErrorKind, Value, tests};

use crate::text;
use crate::time::{self, Timestamp};

/// The longest text that a filter takes or makes.
const MAX: usize = 20_000;

/// Every filter by its name.
pub(super) fn add_to(environment: &mut Environment<'_>) {
    environment.add_filter("upper", |value: &str| bounded(value.to_uppercase()));
    environment.add_filter("lower", |value: &str| bounded(value.to_lowercase()));
    environment.add_filter("trim", |value: &str| value.trim().to_owned());
    environment.add_filter("truncate", |value: &str, most: usize| text::cut(value, most));
    environment.add_filter("replace", replace);
    environment.add_filter("join", join);
    environment.add_filter("length", length);
    environment.add_filter("default", default);
    environment.add_filter("urlencode", urlencode);
    environment.add_filter("utc", |at: &str| Ok::<_, Error>(time::utc(read(at)?)));
    environment.add_filter("epoch", |at: &str| Ok::<_, Error>(read(at)?.as_second()));
    environment.add_test("defined", tests::is_defined);
    environment.add_test("none", tests::is_none);
}

fn invalid(why: &'static str) -> Error {
    Error::new(ErrorKind::InvalidOperation, why)
}

fn bounded(text: String) -> Result<String, Error> {
    if text.len() > MAX {
        return Err(invalid("a text is too long"));
    }
    Ok(text)
}

/// The text with one part in place of another.
fn replace(value: &str, from: &str, to: &str) -> Result<String, Error> {
    if from.is_empty() {
        return Err(invalid("there is nothing to replace"));
    }
    if value.len() > MAX || value.matches(from).count() * to.len() > MAX {
        return Err(invalid("a text is too long"));
    }
    bounded(value.replace(from, to))
}

/// The items of a list as one text.
fn join(list: &Value, separator: Option<&str>) -> Result<String, Error> {
    if !matches!(list.kind(), ValueKind::Seq | ValueKind::Map | ValueKind::Iterable) {
        return Err(invalid("`join` takes a list"));
    }
    let separator = separator.unwrap_or(", ");
    let mut joined = String::new();
    for (position, item) in list.try_iter()?.enumerate() {
        let item = shown(&item)?;
        if joined.len() + separator.len() + item.len() > MAX {
            return Err(invalid("a text is too long"));
        }
        if position > 0 {
            joined.push_str(separator);
        }
        joined.push_str(&item);
    }
    Ok(joined)
}

/// How many characters or items there are.
fn length(value: &Value) -> Result<usize, Error> {
    let length = value
        .as_str()
        .map_or_else(|| value.len(), |text| Some(text.chars().count()));
    length.ok_or_else(|| invalid("this has no length"))
}

/// The value, or another where there is none: a label that an alert has not reads as an empty text.
fn default(value: &Value, other: Value) -> Value {
    let is_absent = value.is_none() || value.is_undefined() || value.as_str().is_some_and(str::is_empty);
    if is_absent { other } else { value.clone() }
}

/// Percent-encoded for one value in a URL (RFC 3986, "unreserved").
fn urlencode(value: &str) -> Result<String, Error> {
    use std::fmt::Write;
    let mut encoded = String::with_capacity(value.len());
    for byte in value.bytes().take(MAX) {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            encoded.push(char::from(byte));
        } else {
            write!(encoded, "%{byte:02X}")?;
        }
    }
    bounded(encoded)
}

fn read(at: &str) -> Result<Timestamp, Error> {
    at.parse().map_err(|_| invalid("this is no time"))
}

/// A value as it stands in a text. What is not known is nothing; a list or a map has no form that a person would read.
pub(super) fn shown(value: &Value) -> Result<String, Error> {
    match value.kind() {
        ValueKind::None => Ok(String::new()),
        ValueKind::String | ValueKind::Number | ValueKind::Bool => Ok(value.to_string()),
        ValueKind::Undefined => Err(Error::from(ErrorKind::UndefinedError)),
        _ => Err(invalid(
            "a list or a map has to be joined or looped over to be shown",
        )),
    }
}
