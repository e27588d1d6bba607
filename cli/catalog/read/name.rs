//! Names that become part of a label or a URL.

use super::super::code::Code;
use super::super::fault::Faults;
use super::super::files::Located;

/// Small letters, digits, `-`, `_` and `.`, so that it can be written in a matcher without quotes.
pub(super) fn check(name: &Located<String>, what: &str, faults: &mut Faults) -> bool {
    let is_sound = name.value.len() <= 60
        && name
            .value
            .bytes()
            .all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || matches!(b, b'-' | b'_' | b'.'));
    if !is_sound {
        faults
            .add(
                Code::BadName,
                name.place,
                format!(
                    "the name of {what} becomes a label: `{}` can't be one",
                    name.value
                ),
            )
            .help("use small letters, digits, `-`, `_` and `.`, at most 60");
    }
    is_sound
}
