//! The language of pages, by its code.

use alert_core::language::Language;

use super::super::code::Code;
use super::super::fault::Faults;
use super::super::fields::Fields;
use super::super::suggest;

/// Reads `language`; one that pages can't be written in is reported.
pub(super) fn read(fields: &Fields<'_>, faults: &mut Faults) -> Option<Language> {
    let written = fields.text("language", faults)?;
    let language = Language::parse(&written.value);
    if language.is_none() {
        let codes = Language::ALL.iter().map(|language| language.code());
        faults
            .add(
                Code::UnknownWord,
                written.place,
                format!("`{}` is no language that pages are written in", written.value),
            )
            .help(suggest::help(&written.value, codes, ""));
    }
    language
}
