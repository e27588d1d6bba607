//! Text for markup of which nobody knows here how it is escaped, or whether it can be.

/// The text with signs that look like the marks of chats: it opens no markup and mentions nobody.
pub(super) fn alike(text: &str) -> String {
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
