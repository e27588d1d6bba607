//! How many pages a receiver takes: `{ burst: 10, per_minute: 6 }`, or `unlimited`.

use std::ops::RangeInclusive;

use alert_core::catalog::{Limit, Rate};

use super::super::code::Code;
use super::super::fault::Faults;
use super::super::fields::Fields;
use super::super::yaml::{Node, Value};

const KEYS: &[&str] = &["burst", "per_minute"];
/// Ten a second: no place where people read takes more, and a program needs no limit.
const NUMBERS: RangeInclusive<u32> = 1..=600;

pub(super) fn read(node: &Node, faults: &mut Faults) -> Option<Rate> {
    if let Value::Scalar { text, .. } = &node.value {
        if text == "unlimited" {
            return Some(Rate::Unlimited);
        }
        faults
            .add(
                Code::UnknownWord,
                node.place,
                format!("`rate` is a map or `unlimited`, not `{text}`"),
            )
            .help("write `rate: { burst: 10, per_minute: 6 }`, or `rate: unlimited`");
        return None;
    }
    let fields = Fields::open(node, "a rate", KEYS, faults)?;
    let burst = number(
        &fields,
        "burst",
        "how many pages may go at once after a quiet time",
        faults,
    );
    let per_minute = number(
        &fields,
        "per_minute",
        "how many may follow in each minute from there on",
        faults,
    );
    Some(Rate::Limit(Limit {
        burst: burst?,
        per_minute: per_minute?,
    }))
}

fn number(fields: &Fields<'_>, key: &str, help: &str, faults: &mut Faults) -> Option<u32> {
    let written = fields.required_text(key, help, faults)?;
    let number = written
        .value
        .parse()
        .ok()
        .filter(|number| NUMBERS.contains(number));
    if number.is_none() {
        let (least, most) = (NUMBERS.start(), NUMBERS.end());
        faults
            .add(
                Code::WrongType,
                written.place,
                format!("`{key}` is a number from {least} to {most}"),
            )
            .help(help.to_owned());
    }
    number
}
