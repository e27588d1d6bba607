//! A tree as JSON, for parts of the language that are JSON elsewhere too, and the way back to a place in it.

use serde_json::{Map, Number, Value as Json};

use super::code::Code;
use super::fault::Faults;
use super::files::Place;
use super::yaml::{Node, Value};

/// The tree as JSON, as YAML reads plain words: `true`, `null` and numbers are what they look like, unless in quotes.
pub(crate) fn json(node: &Node, faults: &mut Faults) -> Option<Json> {
    match &node.value {
        Value::Null => Some(Json::Null),
        Value::Scalar { text, plain } => Some(scalar(text, *plain)),
        Value::List(items) => {
            let read: Vec<_> = items.iter().filter_map(|item| json(item, faults)).collect();
            (read.len() == items.len()).then_some(Json::Array(read))
        }
        Value::Map(pairs) => map(pairs, faults).map(Json::Object),
    }
}

fn scalar(text: &str, is_plain: bool) -> Json {
    match text {
        "true" if is_plain => Json::Bool(true),
        "false" if is_plain => Json::Bool(false),
        number if is_plain => number
            .parse::<Number>()
            .map_or_else(|_| Json::String(text.to_owned()), Json::Number),
        _ => Json::String(text.to_owned()),
    }
}

fn map(pairs: &[(Node, Node)], faults: &mut Faults) -> Option<Map<String, Json>> {
    let mut read = Map::new();
    let mut is_sound = true;
    for (key, value) in pairs {
        let Value::Scalar { text, .. } = &key.value else {
            faults
                .add(
                    Code::WrongType,
                    key.place,
                    format!("{} can't be a key", key.kind()),
                )
                .help("write a name");
            is_sound = false;
            continue;
        };
        if read.contains_key(text) {
            faults
                .add(Code::DuplicateKey, key.place, format!("`{text}` stands twice"))
                .help("keep one of the two; alternatives are one list");
            is_sound = false;
        }
        match json(value, faults) {
            Some(value) => drop(read.insert(text.clone(), value)),
            None => is_sound = false,
        }
    }
    is_sound.then_some(read)
}

/// What a path of keys and positions leads to, or as far as it leads: the key itself where it is the last step.
pub(crate) fn find<'a>(node: &'a Node, path: &[String]) -> (&'a Node, Place) {
    let mut found = (node, node.place);
    for (position, step) in path.iter().enumerate() {
        let next = match &found.0.value {
            Value::Map(pairs) => pairs
                .iter()
                .find(|(key, _)| matches!(&key.value, Value::Scalar { text, .. } if text == step))
                .map(|(key, value)| {
                    let is_last = position + 1 == path.len();
                    let is_text = matches!(value.value, Value::Scalar { .. });
                    (
                        value,
                        if is_last && !is_text {
                            key.place
                        } else {
                            value.place
                        },
                    )
                }),
            Value::List(items) => {
                let item = step
                    .parse::<usize>()
                    .ok()
                    .and_then(|position| items.get(position));
                item.map(|item| (item, item.place))
            }
            _ => None,
        };
        match next {
            Some(next) => found = next,
            None => break,
        }
    }
    found
}
