//! A page in a receiver's own words: some of its sentences replaced, everything else as it was, inside the same bounds.

use super::bound::{MAX_NOTES, sentence, title};
use super::{Page, Status};

/// What is said instead of what is built in. Words of which nobody would see anything leave the built-in ones.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Wording {
    /// The title.
    pub title: Option<String>,
    /// Why it matters.
    pub impact: Option<String>,
    /// What to do first.
    pub action: Option<String>,
    /// One note more.
    pub note: Option<String>,
}

impl Page {
    /// Whether its title is in the router's words only: a notice accounts for what the router itself does.
    pub fn keeps_title(&self) -> bool {
        self.status == Status::Notice
    }

    /// The page in these words.
    ///
    /// The title keeps its mark, since whoever reads `[RESOLVED]` or `[TEST]` does not get up, and "OWNER MISSING" with it. The
    /// note comes behind the router's own, which are kept longer when a page is cut: that it may repeat matters more.
    #[must_use]
    pub fn worded(&self, wording: &Wording) -> Self {
        let mut page = self.clone();
        if let Some(words) = said(wording.title.as_deref(), title).filter(|_| !self.keeps_title()) {
            page.title = self.marked(&words);
        }
        if let Some(runbook) = &mut page.runbook {
            if let Some(impact) = said(wording.impact.as_deref(), sentence) {
                runbook.impact = impact;
            }
            if let Some(action) = said(wording.action.as_deref(), sentence) {
                runbook.first_action = action;
            }
        }
        if let Some(note) = said(wording.note.as_deref(), sentence)
            && page.notes.len() < MAX_NOTES
        {
            page.notes.push(note);
        }
        page
    }

    /// A title in somebody's words behind what this one begins with, once.
    fn marked(&self, words: &str) -> String {
        let mark = marks(&self.title);
        let missing = self.language.owner_missing;
        let behind = self.title.get(mark.len()..).unwrap_or_default().trim_start();
        // A template that puts the built-in title into its own, or the mark, says it already.
        let words = words.strip_prefix(mark).map_or(words, str::trim_start);
        let head = if behind.starts_with(missing) && !words.contains(missing) {
            format!("{mark} {missing}")
        } else {
            mark.to_owned()
        };
        title(&format!("{head} {words}"))
    }
}

fn said(words: Option<&str>, bound: fn(&str) -> String) -> Option<String> {
    words.map(bound).filter(|words| !words.is_empty())
}

/// What a title begins with in brackets: `[DRILL] [CRITICAL]`.
fn marks(title: &str) -> &str {
    let mut rest = title;
    while let Some((_, behind)) = rest.strip_prefix('[').and_then(|inside| inside.split_once(']')) {
        rest = behind.trim_start();
    }
    let length = title.len() - rest.len();
    title.get(..length).unwrap_or_default().trim_end()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::language::Language;
    use crate::time::Timestamp;

    fn page() -> Page {
        let mut page = Page::test("pager", "ana", Timestamp::UNIX_EPOCH, None, Language::default());
        page.title = "[CRITICAL] serving/prod: churn 7.2 > 2".to_owned();
        page
    }

    fn titled(words: &str) -> String {
        let wording = Wording {
            title: Some(words.to_owned()),
            ..Wording::default()
        };
        page().worded(&wording).title
    }

    #[test]
    fn a_title_keeps_all_its_marks() {
        for (title, kept) in [
            ("[DRILL] [CRITICAL] serving/prod: x [7]", "[DRILL] [CRITICAL]"),
            ("[RESOLVED] x", "[RESOLVED]"),
            ("x [7]", ""),
            ("[", ""),
            ("[a", ""),
            ("[a] ", "[a]"),
            ("", ""),
        ] {
            assert_eq!(marks(title), kept, "{title}");
        }
    }

    #[test]
    fn a_title_keeps_its_mark_and_has_it_once() {
        for (words, title) in [
            ("churn is down", "[CRITICAL] churn is down"),
            ("[CRITICAL] churn", "[CRITICAL] churn"),
            ("[RESOLVED] churn", "[CRITICAL] [RESOLVED] churn"),
            (" \n a\u{202e}\r\n b ", "[CRITICAL] a b"),
            (" \u{200b}\n", "[CRITICAL] serving/prod: churn 7.2 > 2"),
        ] {
            assert_eq!(titled(words), title, "{words:?}");
        }
        assert_eq!(titled(&"é".repeat(500)).chars().count(), 99);
    }

    #[test]
    fn a_title_of_nobodys_alert_says_so_in_whatever_words_and_language() {
        for language in Language::ALL {
            let missing = language.owner_missing;
            let mut page = page();
            page.language = *language;
            page.title = format!("[CRITICAL] {missing} serving/prod: churn 7.2 > 2");
            let built_in = page.title.clone();
            for (words, title) in [
                ("churn is down", format!("[CRITICAL] {missing} churn is down")),
                ("[CRITICAL] churn", format!("[CRITICAL] {missing} churn")),
                (built_in.as_str(), built_in.clone()),
            ] {
                let wording = Wording {
                    title: Some(words.to_owned()),
                    ..Wording::default()
                };
                assert_eq!(page.worded(&wording).title, title, "{words}");
            }
        }
    }

    #[test]
    fn a_note_comes_behind_the_routers_own_and_never_instead() {
        let wording = Wording {
            note: Some("ask #ml".to_owned()),
            ..Wording::default()
        };
        let mut page = page();
        page.notes = vec!["may repeat".to_owned()];
        assert_eq!(page.worded(&wording).notes, ["may repeat", "ask #ml"]);
        page.notes = vec!["own".to_owned(); MAX_NOTES];
        assert_eq!(page.worded(&wording).notes, page.notes);
    }

    #[test]
    fn without_a_runbook_there_is_nothing_to_word() {
        let wording = Wording {
            impact: Some("x".to_owned()),
            action: Some("y".to_owned()),
            ..Wording::default()
        };
        assert_eq!(page().worded(&wording), page());
    }
}
