//! What a page says beside its alerts: how often it was told, what had held something back, what flaps.

use super::view::View;
use crate::page::MAX_NOTES;
use crate::suppress::Heard;
use crate::text::ordinal;
use crate::time::utc;

impl View<'_> {
    /// How often it is told by now, with the page that is decided.
    pub(super) fn again(&self) -> Option<String> {
        let since = utc(self.log.news_at?);
        let times = ordinal(self.log.repeats + 2);
        Some(format!("told for the {times} time, no news since {since}"))
    }

    /// What had held something back since the receiver was last told, and how something flaps or flapped.
    pub(super) fn notes(&self) -> Vec<String> {
        let name = |position: usize| {
            let alert = &self.members[position].alert;
            let name = alert.labels.get("alertname");
            if name.is_empty() {
                alert.fingerprint.as_str()
            } else {
                name
            }
        };
        let unheard = |heard: &Heard| self.log.last_sent_at.is_none_or(|last| heard.at > last);
        let heard = self.heard.iter().filter(|(_, heard)| unheard(heard));
        let heard = heard.map(|(position, heard)| format!("{} {}", name(*position), heard.note()));
        let turns = |positions: &[usize], verb: &'static str| -> Vec<String> {
            let flaps = positions
                .iter()
                .filter_map(|position| Some((*position, self.members[*position].flap.as_ref()?)));
            flaps
                .map(|(position, flap)| {
                    format!(
                        "{} {verb}: {} turns since {}",
                        name(position),
                        flap.turns,
                        utc(flap.since)
                    )
                })
                .collect()
        };
        let flapping = turns(
            &self.flapping,
            "flaps, and you hear no more of it until it has settled",
        );
        // A page keeps the first few. An end without a beginning, and what is listed as firing though it flaps and may be over
        // just now, mislead without their notes, so these come first; that something was held back is history.
        let mislead = self.missed_note(name).into_iter().chain(flapping);
        let settled = turns(&self.settled, "has settled");
        mislead.chain(settled).chain(heard).take(MAX_NOTES).collect()
    }

    /// That somebody reads of an end without having read of a beginning needs a word.
    fn missed_note<'n>(&self, name: impl Fn(usize) -> &'n str) -> Option<String> {
        let (first, more) = self.missed.split_first()?;
        let others = if more.is_empty() {
            String::new()
        } else {
            format!(" and {} more", more.len())
        };
        Some(format!(
            "{}{others} fired and resolved before you could be told",
            name(*first)
        ))
    }
}
