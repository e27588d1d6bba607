//! A page in the words of its receiver's template; where these fail, as it is built in, as flush would tell it.

use alert_core::catalog::{Catalog, ReceiverConfig};
use alert_core::page::Page;
use alert_core::receiver::{Kind, Request};
use alert_core::template::{self, Worded};

use crate::view;

/// The request for a page, and what there is to complain of.
pub(crate) fn request(
    kind: &dyn Kind,
    page: &Page,
    config: &ReceiverConfig,
    catalog: &Catalog,
) -> (Request, Option<String>) {
    let (said, complaint) = said(kind, page, config, catalog);
    (said.in_request(kind.render(&said.page, config)), complaint)
}

/// The page in its receiver's words, for any form that the kind sends it in.
pub(crate) fn said(
    kind: &dyn Kind,
    page: &Page,
    config: &ReceiverConfig,
    catalog: &Catalog,
) -> (Worded, Option<String>) {
    let Some(template) = catalog.template(config) else {
        return (Worded::built_in(page), None);
    };
    match template::word(kind, page, config, template) {
        Ok(worded) => (worded, None),
        Err(fault) => {
            let complaint = format!("{}: told as it is built in: {fault}", config.name);
            (Worded::built_in(page), Some(view::safe(&complaint)))
        }
    }
}
