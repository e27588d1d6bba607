//! Escapes in double quotes: those of Go's strings, which Alertmanager reads.

/// Adds what `\` and `found` stand for to `value`, and says what is left of `rest`. Nothing when it is no escape.
pub(super) fn unescape<'a>(found: char, rest: &'a str, value: &mut Vec<u8>) -> Option<&'a str> {
    let byte = match found {
        '"' | '\\' => found as u8,
        'a' => 7,
        'b' => 8,
        'f' => 12,
        'n' => b'\n',
        'r' => b'\r',
        't' => b'\t',
        'v' => 11,
        'x' => {
            let (number, rest) = digits(rest, 2, 16)?;
            value.push(u8::try_from(number).ok()?);
            return Some(rest);
        }
        'u' | 'U' => {
            let (number, rest) = digits(rest, if found == 'u' { 4 } else { 8 }, 16)?;
            let c = char::from_u32(number)?;
            value.extend_from_slice(c.encode_utf8(&mut [0; 4]).as_bytes());
            return Some(rest);
        }
        '0'..='7' => {
            let (number, rest) = digits(rest, 2, 8)?;
            value.push(u8::try_from(found.to_digit(8)? * 64 + number).ok()?);
            return Some(rest);
        }
        _ => return None,
    };
    value.push(byte);
    Some(rest)
}

/// A number of exactly `count` digits, and what follows it.
fn digits(text: &str, count: usize, radix: u32) -> Option<(u32, &str)> {
    let (number, rest) = text.split_at_checked(count)?;
    let number = number
        .chars()
        .try_fold(0_u32, |sum, c| Some(sum.checked_mul(radix)? + c.to_digit(radix)?))?;
    Some((number, rest))
}
