//! A page as a receiver's request, in the receiver's own words where these work.

use super::data::data;
use super::engine;
use super::fault::{Fault, TemplateFault};
use crate::catalog::{Part, ReceiverConfig, Template};
use crate::page::{Page, Wording};
use crate::receiver::{Kind, Request};

/// A page in its receiver's words, and the payload where that is the receiver's own.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Worded {
    /// The page, for the kind to render.
    pub page: Page,
    body: Option<String>,
}

impl Worded {
    /// The page in the words that are built in.
    pub fn built_in(page: &Page) -> Self {
        Self {
            page: page.clone(),
            body: None,
        }
    }

    /// The request that the kind has made of the page, with the receiver's payload in it where it has one.
    #[must_use]
    pub fn in_request(&self, mut request: Request) -> Request {
        if let (Some(body), Request::Http(http)) = (&self.body, &mut request) {
            http.body.clone_from(body);
        }
        request
    }
}

/// The page in the words of a template: all of them or none, for half of them would be read as all.
///
/// # Errors
/// The first fault, when a part fails. The page goes out all the same, in the words that are built in.
pub fn word(
    kind: &dyn Kind,
    page: &Page,
    config: &ReceiverConfig,
    template: &Template,
) -> Result<Worded, TemplateFault> {
    let said = |part| match template.get(part) {
        Some(source) => words(part, source, page, config),
        None => Ok(None),
    };
    let page = page.worded(&Wording {
        title: said(Part::Title)?,
        impact: said(Part::Impact)?,
        action: said(Part::Action)?,
        note: said(Part::Note)?,
    });
    let own = template.get(Part::Body).zip(kind.body_limit());
    let body = own
        .map(|(source, most)| body(source, &page, config, most))
        .transpose()?;
    Ok(Worded { page, body })
}

/// What is wrong with the sources alone, one fault a part.
pub fn compile(template: &Template) -> Vec<TemplateFault> {
    let parts = template.parts();
    parts
        .filter_map(|(part, source)| engine::compile(part, source).err())
        .collect()
}

/// The names in a source that no page has, also where no sample leads to them.
pub fn unknown_names(part: Part, source: &str, page: &Page, config: &ReceiverConfig) -> Vec<String> {
    engine::unknown_names(part, source, &data(page, config))
}

/// The names that every page has for a template.
pub fn known_names(page: &Page, config: &ReceiverConfig) -> Vec<String> {
    let data = data(page, config);
    let names = data.try_iter().into_iter().flatten();
    names
        .filter_map(|name| name.as_str().map(str::to_owned))
        .collect()
}

/// What goes wrong on a page, one fault a part.
pub fn faults(
    kind: &dyn Kind,
    page: &Page,
    config: &ReceiverConfig,
    template: &Template,
) -> Vec<TemplateFault> {
    let tried = |(part, source)| match part {
        Part::Body => kind
            .body_limit()
            .and_then(|most| body(source, page, config, most).err()),
        _ => words(part, source, page, config).err(),
    };
    template.parts().filter_map(tried).collect()
}

/// What a part says of a page; nothing where the page has no place for it.
fn words(
    part: Part,
    source: &str,
    page: &Page,
    config: &ReceiverConfig,
) -> Result<Option<String>, TemplateFault> {
    let has_place = match part {
        Part::Title => !page.keeps_title(),
        Part::Impact | Part::Action => page.runbook.is_some(),
        Part::Note | Part::Body => true,
    };
    if !has_place {
        return Ok(None);
    }
    engine::run(part, source, &data(page, config), 0).map(Some)
}

/// The payload: of the page as it is, or of the first smaller one that fits.
fn body(source: &str, page: &Page, config: &ReceiverConfig, most: usize) -> Result<String, TemplateFault> {
    let mut made = engine::run(Part::Body, source, &data(page, config), most);
    for smaller in page.smaller().skip(1) {
        match &made {
            Err(fault) if fault.fault == Fault::TooLong => {
                made = engine::run(Part::Body, source, &data(&smaller, config), most);
            }
            _ => break,
        }
    }
    made
}
