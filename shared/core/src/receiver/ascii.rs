//! Text in ASCII, for what takes no more: an SNS subject, a short message.

/// The text in printable ASCII. Signs and accented letters become what people write for them; the rest becomes `?`.
pub(super) fn ascii(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            ' '..='~' => plain.push(c),
            '≥' => plain.push_str(">="),
            '≤' => plain.push_str("<="),
            '…' => plain.push_str("..."),
            '–' | '—' => plain.push('-'),
            '‘' | '’' => plain.push('\''),
            '“' | '”' => plain.push('"'),
            'À'..='Å' => plain.push('A'),
            'È'..='Ë' => plain.push('E'),
            'Ì'..='Ï' => plain.push('I'),
            'Ò'..='Ö' => plain.push('O'),
            'Ù'..='Ü' => plain.push('U'),
            'à'..='å' => plain.push('a'),
            'è'..='ë' => plain.push('e'),
            'ì'..='ï' => plain.push('i'),
            'ò'..='ö' => plain.push('o'),
            'ù'..='ü' | 'µ' | 'μ' => plain.push('u'),
            'Ç' => plain.push('C'),
            'ç' => plain.push('c'),
            'Ñ' => plain.push('N'),
            'ñ' => plain.push('n'),
            'ß' => plain.push_str("ss"),
            '¿' | '¡' => {}
            _ => plain.push('?'),
        }
    }
    plain
}

/// At most `max` characters of ASCII text; a cut shows as `...`.
pub(super) fn cut(text: String, max: usize) -> String {
    if text.len() <= max {
        return text;
    }
    let kept: String = text.chars().take(max.saturating_sub(3)).collect();
    format!("{}...", kept.trim_end())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn signs_and_letters_stay_readable() {
        assert_eq!(ascii("año ≥ 5 µs – 東"), "ano >= 5 us - ?");
        assert_eq!(cut("abcdefgh".to_owned(), 6), "abc...");
        assert_eq!(cut("abc".to_owned(), 3), "abc");
    }
}
