//! A page in the words of its receiver's template.

use std::cell::RefCell;

use alert_core::catalog::{Catalog, ReceiverConfig};
use alert_core::page::Page;
use alert_core::receiver;
use alert_core::template::{self, Worded};
use tracing::warn;

use crate::counts::metric;
use crate::flush::Flushed;

/// A template that fails costs nobody the page, which goes out as it is built in. Whoever wrote the template finds the part
/// and the line in the log; the page does not say it, since whoever is on call can't mend it at night.
pub(crate) fn said(done: &RefCell<Flushed>, page: &Page, to: &ReceiverConfig, catalog: &Catalog) -> Worded {
    let Some((kind, template)) = receiver::kind(&to.kind).zip(catalog.template(to)) else {
        return Worded::built_in(page);
    };
    template::word(kind, page, to, template).unwrap_or_else(|fault| {
        done.borrow_mut().counts.add(metric::TEMPLATES_FAILED);
        warn!(
            error.kind = "template_failed",
            notification.id = page.id,
            receiver.name = to.name,
            receiver.kind = to.kind,
            template.part = fault.part.name(),
            template.line = fault.line,
            catalog.version = catalog.version(),
            "told as it is built in: {fault}"
        );
        Worded::built_in(page)
    })
}
