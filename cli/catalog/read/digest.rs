//! Where and when an owner hears what was kept from them: `{ receiver: ml-chat, at: "09:00" }`, or `every: 7d`.

use alert_core::digest::{DigestPlan, MAX_PERIOD, MIN_PERIOD, Schedule};
use alert_core::interval::{Daily, Location};
use alert_core::time::SignedDuration;

use super::super::code::Code;
use super::super::fault::Faults;
use super::super::fields::Fields;
use super::super::files::Located;
use super::super::yaml::Node;
use super::duration;

const KEYS: &[&str] = &["receiver", "at", "every"];

/// Reads an owner's `digest`; `timezone` is the owner's.
pub(super) fn read(node: &Node, timezone: Option<&str>, faults: &mut Faults) -> Option<Located<DigestPlan>> {
    let fields = Fields::open(node, "a digest", KEYS, faults)?;
    let receiver = fields.required_text("receiver", "the receiver that gets it", faults);
    let when = match (fields.has("at"), fields.has("every")) {
        (true, false) => at(&fields, timezone, faults).map(Schedule::At),
        (false, true) => every(&fields, faults).map(Schedule::Every),
        (both, _) => {
            let (place, what) = if both {
                (
                    fields.key_place("every"),
                    "a digest has `at` or `every`, not both",
                )
            } else {
                (fields.key_place("at"), "a digest needs `at` or `every`")
            };
            faults
                .add(Code::MissingKey, place, what)
                .help("write `at: \"09:00\"` for every day, or `every: 7d`");
            None
        }
    };
    let receiver = receiver?;
    Some(Located {
        place: receiver.place,
        value: DigestPlan {
            receiver: receiver.value,
            when: when?,
        },
    })
}

fn at(fields: &Fields<'_>, timezone: Option<&str>, faults: &mut Faults) -> Option<Daily> {
    let written = fields.required_text("at", "a time of day, `09:00`", faults)?;
    let zone = timezone.map(|zone| Location::from(zone.to_owned()));
    let daily = Daily::read(&written.value, zone).ok();
    if daily.is_none() {
        faults
            .add(
                Code::BadInterval,
                written.place,
                format!("`at` is a time of day, `{}` is none", written.value),
            )
            .help("write a time from `00:00` to `23:59`, in quotes; it is by the owner's `timezone`, or UTC");
    }
    daily
}

fn every(fields: &Fields<'_>, faults: &mut Faults) -> Option<SignedDuration> {
    let period = duration::read(fields, "every", false, faults)?;
    if (MIN_PERIOD..=MAX_PERIOD).contains(&period) {
        return Some(period);
    }
    faults
        .add(
            Code::BadDuration,
            fields.key_place("every"),
            "a digest comes every hour at most, and every 14 days at least",
        )
        .help("use a period from 1h to 14d");
    None
}
