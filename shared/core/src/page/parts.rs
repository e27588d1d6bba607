//! What every form of a page is made of: what to do, and lists with what they leave out. A receiver gives them its markup.

use std::borrow::Cow;

use super::{Line, Page, Status, plain};
use crate::language::Language;
use crate::observation::Evidence;
use crate::text::capital;

/// One line of what to do and who does it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Todo<'a> {
    /// `Impact`, `First`, `Runbook`, `Owner`, in the page's language.
    pub name: &'static str,
    /// What it says.
    pub text: Cow<'a, str>,
    /// Where it leads.
    pub url: Option<&'a str>,
}

/// Lines under a heading.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Listing {
    /// `Firing`, `Resolved`, `Groups`, `Kept back`, in the page's language.
    pub heading: &'static str,
    /// The lines that are listed.
    pub lines: Vec<String>,
    /// How many are not.
    pub more: usize,
    language: Language,
}

impl Listing {
    /// How many there are, listed or not.
    pub fn count(&self) -> usize {
        self.lines.len() + self.more
    }

    /// What stands under the lines.
    pub fn rest(&self) -> Option<String> {
        (self.more > 0).then(|| (self.language.and_more)(self.more))
    }
}

/// Why it matters, what to do and who does it. A page that resolved asks nothing of anybody.
pub fn todo(page: &Page) -> Vec<Todo<'_>> {
    let (say, firing) = (page.language, page.status == Status::Firing);
    let of = |name, text: &'static str| Todo {
        name,
        text: Cow::Borrowed(text),
        url: None,
    };
    let mut lines = Vec::new();
    match &page.runbook {
        Some(runbook) => {
            let said = [(say.impact, &runbook.impact), (say.first, &runbook.first_action)];
            lines.extend(said.into_iter().filter(|_| firing).map(|(name, text)| Todo {
                name,
                text: Cow::Borrowed(text),
                url: None,
            }));
            let name = if runbook.title.is_empty() {
                &runbook.name
            } else {
                &runbook.title
            };
            lines.push(Todo {
                name: say.runbook,
                text: Cow::Borrowed(name),
                url: Some(runbook.url.as_str()).filter(|url| !url.is_empty()),
            });
        }
        None if firing => lines.push(of(say.runbook, say.no_runbook)),
        None => {}
    }
    if plain::has_owner_line(page) {
        lines.push(Todo {
            name: say.owner,
            text: Cow::Owned(plain::owner(page)),
            url: None,
        });
    }
    lines.retain(|line| !line.text.is_empty());
    lines
}

/// The lists of a page: the groups of a summary, what a digest tells of, else the alerts where the title does not say all.
pub fn listings(page: &Page) -> Vec<Listing> {
    let language = page.language;
    let of = |heading, lines: Vec<String>, more| Listing {
        heading,
        lines,
        more,
        language,
    };
    let alerts = |heading, lines: &[Line], more| {
        let lines = lines.iter().map(|line| plain::alert(line, language));
        of(heading, lines.collect(), more)
    };
    let all = if !page.groups.is_empty() {
        let groups = page.groups.iter().map(|group| plain::group(group, language));
        vec![of(language.groups, groups.collect(), page.more_groups)]
    } else if !page.kept.is_empty() {
        let kept = page.kept.iter().map(|kept| plain::kept(kept, language));
        vec![of(language.kept_back, kept.collect(), page.more_kept)]
    } else if plain::needs_list(page) {
        vec![
            alerts(language.firing, &page.firing, page.more_firing),
            alerts(language.resolved, &page.resolved, page.more_resolved),
        ]
    } else {
        vec![]
    };
    all.into_iter().filter(|listing| listing.count() > 0).collect()
}

/// A fact's name at the start of a line.
pub fn fact_name(page: &Page, fact: &Evidence) -> String {
    capital(&page.language.name(&fact.name))
}

/// Everywhere that a page leads: the runbook, then its links, as name and address.
pub fn places(page: &Page) -> impl Iterator<Item = (&str, &str)> {
    let runbook = page.runbook.iter().filter(|runbook| !runbook.url.is_empty());
    let runbook = runbook.map(|runbook| (page.language.runbook, runbook.url.as_str()));
    let links = page.links.iter();
    runbook.chain(links.map(|link| (link.name.as_str(), link.url.as_str())))
}
