//! What every form of a page is made of: what to do, and lists with what they leave out. A receiver gives them its markup.

use std::borrow::Cow;

use super::{Page, Status, plain};

/// One line of what to do and who does it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Todo<'a> {
    /// `Impact`, `First`, `Runbook`, `Owner`.
    pub name: &'static str,
    /// What it says.
    pub text: Cow<'a, str>,
    /// Where it leads.
    pub url: Option<&'a str>,
}

/// Lines under a heading.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Listing {
    /// `Firing`, `Resolved`, `Groups`, `Kept back`.
    pub heading: &'static str,
    /// The lines that are listed.
    pub lines: Vec<String>,
    /// How many are not.
    pub more: usize,
}

impl Listing {
    /// How many there are, listed or not.
    pub fn count(&self) -> usize {
        self.lines.len() + self.more
    }

    /// What stands under the lines.
    pub fn rest(&self) -> Option<String> {
        (self.more > 0).then(|| format!("and {} more", self.more))
    }
}

/// Why it matters, what to do and who does it. A page that resolved asks nothing of anybody.
pub fn todo(page: &Page) -> Vec<Todo<'_>> {
    let firing = page.status == Status::Firing;
    let of = |name, text: &'static str| Todo {
        name,
        text: Cow::Borrowed(text),
        url: None,
    };
    let mut lines = Vec::new();
    match &page.runbook {
        Some(runbook) => {
            let said = [("Impact", &runbook.impact), ("First", &runbook.first_action)];
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
                name: "Runbook",
                text: Cow::Borrowed(name),
                url: Some(runbook.url.as_str()).filter(|url| !url.is_empty()),
            });
        }
        None if firing => lines.push(of("Runbook", "none in the catalog")),
        None => {}
    }
    if plain::has_owner_line(page) {
        lines.push(Todo {
            name: "Owner",
            text: Cow::Owned(plain::owner(page)),
            url: None,
        });
    }
    lines.retain(|line| !line.text.is_empty());
    lines
}

/// The lists of a page: the groups of a summary, what a digest tells of, else the alerts where the title does not say all.
pub fn listings(page: &Page) -> Vec<Listing> {
    let all = if !page.groups.is_empty() {
        vec![Listing {
            heading: "Groups",
            lines: page.groups.iter().map(plain::group).collect(),
            more: page.more_groups,
        }]
    } else if !page.kept.is_empty() {
        vec![Listing {
            heading: "Kept back",
            lines: page.kept.iter().map(plain::kept).collect(),
            more: page.more_kept,
        }]
    } else if plain::needs_list(page) {
        vec![
            Listing {
                heading: "Firing",
                lines: page.firing.iter().map(plain::alert).collect(),
                more: page.more_firing,
            },
            Listing {
                heading: "Resolved",
                lines: page.resolved.iter().map(plain::alert).collect(),
                more: page.more_resolved,
            },
        ]
    } else {
        vec![]
    };
    all.into_iter().filter(|listing| listing.count() > 0).collect()
}

/// Everywhere that a page leads: the runbook, then its links, as name and address.
pub fn places(page: &Page) -> impl Iterator<Item = (&str, &str)> {
    let runbook = page.runbook.iter().filter(|runbook| !runbook.url.is_empty());
    let runbook = runbook.map(|runbook| ("Runbook", runbook.url.as_str()));
    let links = page.links.iter();
    runbook.chain(links.map(|link| (link.name.as_str(), link.url.as_str())))
}
