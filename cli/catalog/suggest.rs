//! "Did you mean".

/// The candidate that a person most likely meant: at most a third of the letters differ.
pub(crate) fn closest<'a>(written: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let lower = written.to_lowercase();
    candidates
        .into_iter()
        .map(|candidate| (strsim::osa_distance(&lower, &candidate.to_lowercase()), candidate))
        .filter(|(distance, candidate)| *distance * 3 <= candidate.chars().count().max(3))
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, candidate)| candidate)
}

/// ``did you mean `ml-chat`?``, or else all that there is, or else `otherwise`.
pub(crate) fn help<'a>(
    written: &str,
    candidates: impl IntoIterator<Item = &'a str> + Clone,
    otherwise: &str,
) -> String {
    if let Some(meant) = closest(written, candidates.clone()) {
        return format!("did you mean `{meant}`?");
    }
    let all: Vec<String> = candidates
        .into_iter()
        .map(|candidate| format!("`{candidate}`"))
        .collect();
    if all.is_empty() || all.len() > 12 {
        otherwise.to_owned()
    } else {
        format!("there is {}", all.join(", "))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slip_is_recognised_and_another_word_is_not() {
        for (written, meant) in [
            ("ml-caht", Some("ml-chat")), // swapped letters
            ("ML-Chat", Some("ml-chat")), // case
            ("mlchat", Some("ml-chat")),  // left out
            ("page", Some("pages")),      // singular
            ("finance", None),            // another word
            ("", None),                   // nothing
        ] {
            assert_eq!(
                closest(written, ["ml-chat", "pages", "audit"]),
                meant,
                "{written}"
            );
        }
    }
}
