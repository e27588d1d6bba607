//! Text from outside: every string an event carries was written by somebody else's container.

/// Text cleaned for people: control and bidirectional-override characters become spaces, runs of white space become
/// one, and it ends after `max` characters with an ellipsis. Line breaks go too: a name or a reason is one line.
pub fn line(text: &str, max: usize) -> String {
    if text.len() <= max && is_plain(text) {
        return text.to_owned();
    }
    let mut clean = String::with_capacity(text.len().min(max * 4));
    let mut gap = false;
    for c in text.chars() {
        if c.is_whitespace() || is_hidden(c) {
            gap = !clean.is_empty();
        } else {
            if gap {
                clean.push(' ');
                gap = false;
            }
            clean.push(c);
        }
    }
    if clean.len() <= max {
        return clean;
    }
    cut(&clean, max)
}

/// Whether there is nothing to clean: visible ASCII with single spaces inside, as most names and reasons are.
pub fn is_plain(text: &str) -> bool {
    let mut before = b' ';
    let is_clean = text.bytes().all(|byte| {
        let is_fine = byte.is_ascii_graphic() || (byte == b' ' && before != b' ');
        before = byte;
        is_fine
    });
    is_clean && (before != b' ' || text.is_empty())
}

/// Whether a reader sees nothing of it.
pub fn is_blank(text: &str) -> bool {
    text.chars().all(|c| c.is_whitespace() || is_hidden(c))
}

/// The text with a capital at its start.
pub fn capital(text: &str) -> String {
    let mut chars = text.chars();
    chars
        .next()
        .map(|first| first.to_uppercase().to_string() + chars.as_str())
        .unwrap_or_default()
}

/// At most `max` characters; a cut shows as an ellipsis and never splits a character.
pub fn cut(text: &str, max: usize) -> String {
    if text.chars().count() <= max {
        return text.to_owned();
    }
    let mut kept: String = text.chars().take(max.saturating_sub(1)).collect();
    kept.truncate(kept.trim_end().len());
    kept.push('…');
    kept
}

/// At most `max` bytes, ended on a character boundary.
pub fn cut_bytes(text: &str, max: usize) -> &str {
    let mut end = max.min(text.len());
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    text.get(..end).unwrap_or_default()
}

/// Characters that a reader can't see but that change what is seen: C0/C1 controls, zero-width and bidirectional
/// controls (Unicode UAX #9), the byte order mark, tag characters.
fn is_hidden(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{61c}' | '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}'
            | '\u{feff}' | '\u{e0000}'..='\u{e007f}')
}

/// A number as people write it in a title: about four significant digits, thousands grouped by nothing, no noise. What
/// is too large or too small for that is in powers of ten, so that it is always short.
pub fn number(value: f64) -> String {
    let magnitude = value.abs();
    if !value.is_finite() || magnitude == 0.0 {
        // Not "-0": there is one zero.
        return if magnitude == 0.0 {
            "0".to_owned()
        } else {
            value.to_string()
        };
    }
    if !(1e-3..1e15).contains(&magnitude) {
        return format!("{value:.3e}");
    }
    let text = if magnitude >= 1000.0 || value.fract() == 0.0 {
        format!("{value:.0}")
    } else if magnitude >= 100.0 {
        format!("{value:.1}")
    } else if magnitude >= 1.0 {
        format!("{value:.2}")
    } else {
        format!("{value:.4}")
    };
    if text.contains('.') {
        text.trim_end_matches('0').trim_end_matches('.').to_owned()
    } else {
        text
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_has_no_controls_and_no_direction_tricks() {
        assert_eq!(line("  a\u{0}b\r\n\tc\u{202e}d  ", 50), "a b c d");
    }

    #[test]
    fn what_nobody_sees_is_blank() {
        for text in ["", " ", "\u{200b}\u{202e}", " \n\u{feff}"] {
            assert!(is_blank(text) && line(text, 50).is_empty(), "{text:?}");
        }
        assert!(!is_blank("\u{200b}."));
    }

    #[test]
    fn what_is_taken_as_it_is_had_nothing_to_clean() {
        for (text, plain) in [
            ("", true),
            ("a", true),
            ("a b [7.2] ~", true),
            (" a", false),
            ("a ", false),
            (" ", false),
            ("a  b", false),
            ("a\tb", false),
            ("a\u{7f}", false),
            ("año", false),
        ] {
            assert_eq!(is_plain(text), plain, "{text:?}");
            assert!(!plain || line(text, 50) == text, "{text:?}");
        }
    }

    #[test]
    fn cuts_fall_between_characters() {
        assert_eq!(cut("añoñaño", 4), "año…");
        assert_eq!(cut_bytes("año", 2), "a");
        assert_eq!(cut_bytes("año", 9), "año");
    }

    #[test]
    fn numbers_keep_what_matters() {
        for (value, text) in [
            (7.2, "7.2"),
            (99.501_602, "99.5"),
            (0.066_685, "0.0667"),
            (20_000.0, "20000"),
            (1234.56, "1235"),
            (0.0, "0"),
            (-0.0, "0"),
            (100.0, "100"),
            (1.5e300, "1.500e300"),
            (0.000_012_5, "1.250e-5"),
        ] {
            assert_eq!(number(value), text);
        }
    }
}
