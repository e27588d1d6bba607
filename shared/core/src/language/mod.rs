//! Languages: what the router itself says to people, in each of them.
//!
//! A language is one table of [`Sentences`] in a file of its own; the compiler tells of a sentence that is missing. To add
//! one: the file, with its `mod` line, and a row in `languages!`. What comes from outside is never translated: names of
//! alerts, AWS's reasons, runbooks, values of facts. Nor is what programs read: labels, JSON, logs, metrics.
//!
//! Times are in UTC, with the owner's clock beside it ([`plain::moment`](crate::page::plain::moment)), numbers as
//! [`text::number`](crate::text::number) has them, durations in the symbols of the SI
//! ([`time::spoken`](crate::time::spoken)): these are the same everywhere.

mod choice;
mod english;
mod sentences;
mod spanish;

use std::ops::Deref;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

pub use choice::Preference;
pub use sentences::Sentences;

/// Every language, with the code that catalogs and records have for it (ISO 639-1) and its table.
macro_rules! languages {
    ($($(#[$doc:meta])* $name:ident, $code:literal, $table:path;)+) => {
        /// A language that pages are written in.
        #[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Language {
            $($(#[$doc])* $name,)+
        }

        impl Language {
            /// Every language.
            pub const ALL: &[Self] = &[$(Self::$name),+];

            /// Its code in catalogs and records.
            pub const fn code(self) -> &'static str {
                match self {
                    $(Self::$name => $code,)+
                }
            }
        }

        impl Deref for Language {
            type Target = Sentences;

            fn deref(&self) -> &Sentences {
                match self {
                    $(Self::$name => &$table,)+
                }
            }
        }
    };
}

languages! {
    /// English: what is said where nobody has asked for another.
    #[default]
    English, "en", english::TABLE;
    /// Spanish.
    Spanish, "es", spanish::TABLE;
}

impl Language {
    /// Reads a code, in any case.
    pub fn parse(code: &str) -> Option<Self> {
        let mut all = Self::ALL.iter().copied();
        all.find(|language| language.code().eq_ignore_ascii_case(code.trim()))
    }

    /// Whether nobody has asked for another. Then a record does not say it, as those that were written before there was
    /// a choice.
    #[allow(clippy::trivially_copy_pass_by_ref)] // serde's signature
    pub fn is_usual(&self) -> bool {
        *self == Self::default()
    }
}

impl Serialize for Language {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.serialize_str(self.code())
    }
}

/// A code that this version does not know is one of a later version. A page in English is better than none.
impl<'de> Deserialize<'de> for Language {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let code = String::deserialize(from)?;
        Ok(Self::parse(&code).unwrap_or_default())
    }
}

#[cfg(test)]
mod tests;
