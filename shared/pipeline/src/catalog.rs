//! The catalog to decide with, or the one of last resort: without any, a plain page still goes out.

use std::rc::Rc;

use alert_core::catalog::Catalog;
use tracing::error;

use crate::counts::{Counts, metric};
use crate::invocation::Invocation;
use crate::ports::{Catalogs, Ports};

pub(crate) async fn current<P: Ports>(
    ports: &P,
    invocation: &Invocation<'_>,
    counts: &mut Counts,
) -> Rc<Catalog> {
    match ports.catalogs().current(invocation.now).await {
        Ok(catalog) => catalog,
        Err(why) => {
            error!(
                error.kind = "catalog_missing",
                "deciding without a catalog: {why}"
            );
            counts.add(metric::NO_CATALOG);
            Rc::new(Catalog::bare(invocation.last_resort_topic))
        }
    }
}
