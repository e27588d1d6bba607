//! Text for markup of which nobody knows here how it is escaped, or whether it can be.

use std::borrow::Cow;

/// The text with signs that look like the marks of chats: it opens no markup and mentions nobody.
pub(super) fn alike(text: &str) -> String {
    let text = at_edges(text, '_', '＿');
    text.chars()
        .map(|c| match c {
            '<' => '‹',
            '>' => '›',
            '*' => '∗',
            '`' => '\'',
            '[' => '(',
            ']' => ')',
            '~' => '∼',
            '@' => '＠',
            other => other,
        })
        .collect()
}

/// The text with `sign` for each `mark` that could be one of a pair around something. Inside of a word no chat takes one
/// for that, and names have them there; one alone, as in `bucket/*`, has nothing to end it.
pub(super) fn at_edges(text: &str, mark: char, sign: char) -> Cow<'_, str> {
    if text.matches(mark).nth(1).is_none() || edges(text, mark).filter(|(_, is_edge)| *is_edge).count() < 2 {
        return Cow::Borrowed(text);
    }
    let shown = edges(text, mark).map(|(c, is_edge)| if is_edge { sign } else { c });
    Cow::Owned(shown.collect())
}

/// Each character, and whether it is a mark, or one of a row of them, that has no word on both sides.
fn edges(text: &str, mark: char) -> impl Iterator<Item = (char, bool)> + '_ {
    let mut rest = text.chars();
    let mut is_behind_word = false;
    std::iter::from_fn(move || {
        let c = rest.next()?;
        if c != mark {
            is_behind_word = c.is_alphanumeric();
            return Some((c, false));
        }
        let next = rest.clone().find(|next| *next != mark);
        Some((c, !(is_behind_word && next.is_some_and(char::is_alphanumeric))))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_mark_that_could_pair_is_another_sign() {
        for (text, shown) in [
            ("_x_", "＿x＿"),
            ("(_two words_)", "(＿two words＿)"),
            ("__init__ of a__b", "＿＿init＿＿ of a__b"),
            ("ml_prod_churn_5xx", "ml_prod_churn_5xx"),
            ("_private only", "_private only"),
            ("a_ b", "a_ b"),
            ("_é_", "＿é＿"),
            ("", ""),
            ("__", "＿＿"),
        ] {
            assert_eq!(at_edges(text, '_', '＿'), shown, "{text}");
        }
    }
}
