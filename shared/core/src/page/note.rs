//! Notes: what a reader must know of a message beside its alerts.

use super::Page;
use crate::reason::Cause;
use crate::time::Timestamp;

/// What a page notes. A page holds the sentences that its language has for them, since records and programs read those.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Note {
    /// It was told before, so often with this page, and nothing is new since then.
    Again {
        /// How often.
        times: u64,
        /// Since when nothing is new.
        since: Timestamp,
    },
    /// Something had held an alert back.
    HeldBack {
        /// Which alert.
        alert: String,
        /// What had.
        cause: Cause,
        /// Who had.
        by: Holder,
        /// Until when.
        until: Timestamp,
    },
    /// An alert flaps, and is not heard of until it has settled.
    Flaps {
        /// Which alert.
        alert: String,
        /// How often it has turned.
        turns: u64,
        /// Since when.
        since: Timestamp,
    },
    /// An alert has stopped flapping.
    Settled {
        /// Which alert.
        alert: String,
        /// How often it had turned.
        turns: u64,
        /// Since when.
        since: Timestamp,
    },
    /// Alerts fired and resolved before the reader could be told.
    Missed {
        /// The first of them.
        alert: String,
        /// How many more there are.
        more: usize,
    },
    /// It is a drill.
    Drill,
    /// The page is of what its full group had no room for.
    Overflow {
        /// The part, from 1.
        part: u32,
        /// Of how many.
        parts: u32,
    },
    /// The runbook has no address that could be shown.
    NoAddress {
        /// Its name.
        runbook: String,
    },
    /// Whoever was to be told is no receiver.
    NoReceiver {
        /// The name.
        name: String,
    },
    /// Another receiver could not be given it.
    Undelivered {
        /// Which receiver.
        to: String,
        /// Why not, in the words of the log.
        why: String,
    },
    /// Nobody knows whether it has arrived before.
    MayRepeat,
    /// How a silence that ends is kept.
    KeepSilence {
        /// Which.
        id: String,
    },
    /// A silence had held nothing, and may be wanted all the same.
    SilenceUnmatched,
    /// Nothing is wrong.
    Test,
}

/// Who had held an alert back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Holder {
    /// A name that somebody gave: a mute rule, a time interval, other alerts. Empty where there is none.
    Named(String),
    /// A silence.
    Silence {
        /// Its id.
        id: String,
        /// It was for one alert, until that resolves.
        acknowledges: bool,
        /// Who made it; empty where that is not known.
        author: String,
        /// Why; empty where nobody said.
        comment: String,
    },
}

impl Page {
    /// Says something more in the page, once.
    pub fn note(&mut self, note: &Note) {
        let said = (self.language.remark)(note);
        if !self.notes.contains(&said) {
            self.notes.push(said);
        }
    }
}
