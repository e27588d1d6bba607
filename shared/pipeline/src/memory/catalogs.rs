//! A catalog that is given, and can be replaced or taken away.

use std::cell::RefCell;
use std::rc::Rc;

use alert_core::catalog::Catalog;
use alert_core::time::Timestamp;

use crate::ports::{Catalogs, CatalogsError};

/// A catalog that is given.
#[derive(Debug)]
pub struct FixedCatalog {
    catalog: RefCell<Option<Rc<Catalog>>>,
}

impl FixedCatalog {
    /// This catalog.
    pub fn new(catalog: Catalog) -> Self {
        Self {
            catalog: RefCell::new(Some(Rc::new(catalog))),
        }
    }

    /// Another one from here on; nothing for a source that can't be reached and never could.
    pub fn replace(&self, catalog: Option<Catalog>) {
        *self.catalog.borrow_mut() = catalog.map(Rc::new);
    }
}

impl Catalogs for FixedCatalog {
    async fn current(&self, _now: Timestamp) -> Result<Rc<Catalog>, CatalogsError> {
        self.catalog
            .borrow()
            .clone()
            .ok_or_else(|| CatalogsError::Unavailable("there is none".to_owned()))
    }
}
