//! What a page says beside its alerts: how often it was told, what had held something back, what flaps.

use super::view::View;
use crate::page::{MAX_NOTES, Note};
use crate::state::flap::Flap;
use crate::suppress::Heard;

impl View<'_> {
    /// How often it is told by now, with the page that is decided.
    pub(super) fn again(&self) -> Option<Note> {
        Some(Note::Again {
            times: self.log.repeats + 2,
            since: self.log.news_at?,
        })
    }

    /// What had held something back since the receiver was last told, and how something flaps or flapped.
    pub(super) fn notes(&self) -> Vec<Note> {
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
        let heard = heard.map(|(position, heard)| heard.note(name(*position)));
        let turns = |positions: &[usize], note: fn(String, &Flap) -> Note| -> Vec<Note> {
            let flaps = positions
                .iter()
                .filter_map(|position| Some((*position, self.members[*position].flap.as_ref()?)));
            flaps
                .map(|(position, flap)| note(name(position).to_owned(), flap))
                .collect()
        };
        let flapping = turns(&self.flapping, |alert, flap| Note::Flaps {
            alert,
            turns: flap.turns,
            since: flap.since,
        });
        // A page keeps the first few. An end without a beginning, and what is listed as firing though it flaps and may be over
        // just now, mislead without their notes, so these come first; that something was held back is history.
        let mislead = self.missed_note(name).into_iter().chain(flapping);
        let settled = turns(&self.settled, |alert, flap| Note::Settled {
            alert,
            turns: flap.turns,
            since: flap.since,
        });
        mislead.chain(settled).chain(heard).take(MAX_NOTES).collect()
    }

    /// That somebody reads of an end without having read of a beginning needs a word.
    fn missed_note<'n>(&self, name: impl Fn(usize) -> &'n str) -> Option<Note> {
        let (first, more) = self.missed.split_first()?;
        Some(Note::Missed {
            alert: name(*first).to_owned(),
            more: more.len(),
        })
    }
}
