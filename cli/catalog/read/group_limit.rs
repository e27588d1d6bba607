//! How many alerts of one group may be open at once.

use alert_core::state::GROUP_LIMIT;

use super::super::code::Code;
use super::super::fault::Faults;
use super::super::fields::Fields;

/// Reads `group_limit`; [`GROUP_LIMIT`] when it is not said.
pub(crate) fn read(fields: &Fields<'_>, faults: &mut Faults) -> u32 {
    let Some(written) = fields.text("group_limit", faults) else {
        return GROUP_LIMIT;
    };
    let limit = written
        .value
        .parse()
        .ok()
        .filter(|limit| (1..=GROUP_LIMIT).contains(limit));
    if limit.is_none() {
        faults
            .add(
                Code::WrongType,
                written.place,
                format!("`group_limit` is a number from 1 to {GROUP_LIMIT}"),
            )
            .help("what comes over it is told in groups of its own; a larger group fits into no record");
    }
    limit.unwrap_or(GROUP_LIMIT)
}
