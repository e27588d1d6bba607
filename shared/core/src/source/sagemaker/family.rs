//! The family of a job: its name without what makes this run of it unique.
//!
//! Only endings that are surely made by a machine go: a time stamp (`-2026-11-20-02-46-51-009` as SageMaker's SDK writes it,
//! `-20261120T024651`, seconds since 1970), a UUID, eight or more hex digits with a figure among them, and a tuning job's
//! `-001-1a2b3c4d`. A name without such an ending is a family of one.

/// The family, and whether anything was taken off the name.
pub(super) fn family(name: &str) -> (&str, bool) {
    let mut rest = name;
    // A name that is a UUID says nothing of its family.
    if uuid(&format!("x-{name}")).is_some_and(|before| before == "x") {
        return (name, false);
    }
    while let Some(shorter) = without_end(rest) {
        rest = shorter;
    }
    (rest, rest.len() < name.len())
}

fn without_end(name: &str) -> Option<&str> {
    sdk_time(name).or_else(|| uuid(name)).or_else(|| last(name))
}

/// The name without its last `count` parts, when all of them are what `is` wants.
fn parts<'a>(name: &'a str, lengths: &[usize], is: impl Fn(&str) -> bool) -> Option<&'a str> {
    let mut rest = name;
    for length in lengths.iter().rev() {
        let (before, part) = rest.rsplit_once('-')?;
        if part.len() != *length || !is(part) {
            return None;
        }
        rest = before;
    }
    (!rest.is_empty()).then_some(rest)
}

fn is_number(text: &str) -> bool {
    text.bytes().all(|byte| byte.is_ascii_digit())
}

fn is_hex(text: &str) -> bool {
    text.bytes().all(|byte| byte.is_ascii_hexdigit())
}

fn sdk_time(name: &str) -> Option<&str> {
    parts(name, &[4, 2, 2, 2, 2, 2, 3], is_number)
        .or_else(|| parts(name, &[4, 2, 2, 2, 2, 2], is_number))
        .or_else(|| parts(name, &[4, 2, 2], is_number))
}

fn uuid(name: &str) -> Option<&str> {
    parts(name, &[8, 4, 4, 4, 12], is_hex)
}

/// One part at the end: a time without dashes, a number that counts seconds, hex digits, what tuning appends.
fn last(name: &str) -> Option<&str> {
    let (before, part) = name.rsplit_once('-')?;
    if before.is_empty() {
        return None;
    }
    let figures = part.bytes().filter(u8::is_ascii_digit).count();
    let is_time = part.len() >= 8
        && figures + 2 >= part.len()
        && part
            .bytes()
            .all(|byte| byte.is_ascii_digit() || matches!(byte, b'T' | b'Z' | b't' | b'z'));
    let is_random = part.len() >= 8 && is_hex(part) && figures > 0;
    if !(is_time || is_random) {
        return None;
    }
    // `20261120-0246` and a tuning job's `001-1a2b3c4d` are two parts.
    match before.rsplit_once('-') {
        Some((shorter, number))
            if !shorter.is_empty() && number.len() == 3 && is_number(number) && is_random =>
        {
            Some(shorter)
        }
        _ => Some(before),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_machine_appended_goes_and_what_a_person_chose_stays() {
        for (name, expected) in [
            ("churn-train-2026-11-20-02-46-51-009", "churn-train"),
            ("churn-train-2026-11-20", "churn-train"),
            ("churn-train-20261120T024651Z", "churn-train"),
            ("churn-train-1732070811", "churn-train"),
            ("churn-train-0f8fad5b-d9cb-469f-a165-70867728950e", "churn-train"),
            ("churn-train-1a2b3c4d", "churn-train"),
            ("churn-tune-251120-0246-001-1a2b3c4d", "churn-tune-251120-0246"),
            ("churn-train", "churn-train"),
            ("kmeans-1", "kmeans-1"),
            ("resnet50-v2", "resnet50-v2"),
            ("train-deadbeef", "train-deadbeef"),
            ("xgboost-12345", "xgboost-12345"),
            ("1732070811", "1732070811"),
            ("-1732070811", "-1732070811"),
            (
                "0f8fad5b-d9cb-469f-a165-70867728950e",
                "0f8fad5b-d9cb-469f-a165-70867728950e",
            ),
            ("", ""),
        ] {
            assert_eq!(family(name).0, expected, "{name}");
        }
    }
}
