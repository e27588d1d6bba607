//! Which language a page is in.

use super::Language;
use crate::catalog::ReceiverConfig;

/// What is known of a page's language before its owner is: a receiver's own goes before everything, for a channel has one
/// language whoever's alerts come there; then the owner's; then what the catalog says of everybody.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Preference {
    receiver: Option<Language>,
    usual: Language,
}

impl Preference {
    /// That of a receiver's pages, in a catalog with this language.
    pub const fn of(receiver: &ReceiverConfig, usual: Language) -> Self {
        Self {
            receiver: receiver.language,
            usual,
        }
    }

    /// This language, whoever is told of what.
    pub const fn only(language: Language) -> Self {
        Self {
            receiver: Some(language),
            usual: language,
        }
    }

    /// The language of a page about something of an owner with this one; of nobody's, or of one who does not mind.
    pub fn with_owner(self, owner: Option<Language>) -> Language {
        self.receiver.or(owner).unwrap_or(self.usual)
    }
}
