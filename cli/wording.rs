//! A page in the words of its receiver's template; where these fail, as it is built in, as flush would tell it.

use alert_core::catalog::{Catalog, ReceiverConfig};
use alert_core::page::Page;
use alert_core::receiver::{Kind, Request};
use alert_core::template;

use crate::view;

/// The request for a page, and what there is to complain of.
pub(crate) fn request(
    kind: &dyn Kind,
    page: &Page,
    config: &ReceiverConfig,
    catalog: &Catalog,
) -> (Request, Option<String>) {
    let built_in = || kind.render(page, config);
    let Some(template) = catalog.template(config) else {
        return (built_in(), None);
    };
    match template::word(kind, page, config, template) {
        Ok(worded) => (worded.in_request(kind.render(&worded.page, config)), None),
        Err(fault) => {
            let complaint = format!("{}: told as it is built in: {fault}", config.name);
            (built_in(), Some(view::safe(&complaint)))
        }
    }
}
