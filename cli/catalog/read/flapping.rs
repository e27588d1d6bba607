//! When an alert counts as flapping.

use alert_core::state::flap::FlapPolicy;

use super::super::code::Code;
use super::super::fault::Faults;
use super::super::fields::Fields;
use super::super::yaml::Node;
use super::duration;

const KEYS: &[&str] = &["turns", "window", "settle"];

/// Reads `flapping`; what is not said is as in [`FlapPolicy::default`].
pub(crate) fn read(node: &Node, faults: &mut Faults) -> Option<FlapPolicy> {
    let fields = Fields::open(node, "flapping", KEYS, faults)?;
    let usual = FlapPolicy::default();
    let turns = fields.text("turns", faults).and_then(|written| {
        let turns = written
            .value
            .parse()
            .ok()
            .filter(|turns| *turns == 0 || (2..=20).contains(turns));
        if turns.is_none() {
            faults
                .add(
                    Code::WrongType,
                    written.place,
                    "`turns` is a number from 2 to 20, or 0 to call nothing flapping",
                )
                .help("a firing and a resolve are two turns: 6 is three episodes");
        }
        turns
    });
    Some(FlapPolicy {
        turns: turns.unwrap_or(usual.turns),
        window: duration::read(&fields, "window", false, faults).unwrap_or(usual.window),
        settle: duration::read(&fields, "settle", false, faults).unwrap_or(usual.settle),
    })
}
