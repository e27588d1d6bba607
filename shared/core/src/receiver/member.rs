//! One member of an answer, read no further than to it: an answer that was not read to its end still says it.

use std::fmt;

use serde::de::{DeserializeSeed, Deserializer, IgnoredAny, MapAccess, Visitor};
use serde_json::Value;

/// What a JSON object says at a path of names, and whether the text was JSON as far as it went.
pub(super) struct Read {
    /// The member, if it came.
    pub(super) member: Option<Value>,
    /// The text ended before the object did.
    pub(super) is_cut: bool,
    /// What was there of it was an object.
    pub(super) is_object: bool,
}

/// Reads a text for the member at `path`.
pub(super) fn member(text: &str, path: &[&str]) -> Read {
    let mut found = None;
    let mut reader = serde_json::Deserializer::from_str(text);
    let seed = At {
        path,
        found: &mut found,
    };
    let read = seed.deserialize(&mut reader).and_then(|()| reader.end());
    let is_cut = read.as_ref().is_err_and(serde_json::Error::is_eof);
    // A number that the text ends in may go on.
    let is_open = is_cut && text.ends_with(|c: char| c.is_ascii_digit());
    let member =
        found.filter(|member| !(is_open && member.is_number() && text.ends_with(&member.to_string())));
    Read {
        member,
        is_cut,
        is_object: (is_cut || read.is_ok()) && text.trim_start().starts_with('{'),
    }
}

/// Reads the object that the path begins in, and keeps what it ends at.
struct At<'a> {
    path: &'a [&'a str],
    found: &'a mut Option<Value>,
}

impl<'de> DeserializeSeed<'de> for At<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_map(self)
    }
}

impl<'de> Visitor<'de> for At<'_> {
    type Value = ();

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<(), A::Error> {
        while let Some(name) = members.next_key::<String>()? {
            match self.path {
                [last] if *last == name => *self.found = Some(members.next_value()?),
                [first, rest @ ..] if *first == name && !rest.is_empty() => {
                    let found = &mut *self.found;
                    members.next_value_seed(At { path: rest, found })?;
                }
                _ => drop(members.next_value::<IgnoredAny>()?),
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_member_is_read_wherever_the_text_ends_behind_it() {
        let whole = r#"{"type": 0, "embeds": [{"id": "no", "a": {"id": "no"}}], "id": "1162", "author": {"id": "7"}}"#;
        let end = whole.find("1162\"").unwrap() + 5;
        for length in 1..=whole.len() {
            let read = member(whole.get(..length).unwrap(), &["id"]);
            let expected = (length >= end).then(|| Value::from("1162"));
            assert_eq!(read.member, expected, "{length}");
            assert_eq!(
                (read.is_object, read.is_cut),
                (true, length < whole.len()),
                "{length}"
            );
        }
        let nested = r#"{"ok": true, "result": {"message_id": 7, "text": "cut o"#;
        assert_eq!(member(nested, &["result", "message_id"]).member, Some(7.into()));
        for (text, id) in [
            (r#"{"id": 11"#, None),
            (r#"{"id": 1162,"#, Some(1_162)),
            (r#"{"id": 1162, "n": 1162"#, None),
            (r#"{"id": 1162, "n": 62"#, Some(1_162)),
        ] {
            assert_eq!(member(text, &["id"]).member, id.map(Value::from), "{text}");
        }
    }

    #[test]
    fn what_is_no_object_says_nothing() {
        for text in [
            "",
            "ok",
            "<html>",
            "[]",
            "{\"id\": 1} x",
            "{\"id\": 1,]",
            "{\"result\": 7}",
            "7",
        ] {
            let read = member(text, &["result", "id"]);
            assert_eq!(read.member, None, "{text}");
        }
        for text in ["", "ok", "<html>", "[]", "{\"id\": 1} x", "{\"id\": 1,]", "7"] {
            assert!(!member(text, &["id"]).is_object, "{text}");
        }
    }
}
