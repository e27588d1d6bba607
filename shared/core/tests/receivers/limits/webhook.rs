use alert_core::page::Page;
use alert_core::receiver::HttpRequest;

use super::{document, json};

pub(crate) fn message(page: &Page, http: &HttpRequest, case: &str) {
    assert!(http.body.len() < 20_000, "{case}: {} bytes", http.body.len());
    assert_eq!(http.sign.as_deref(), Some(page.id.as_str()), "{case}");
    document(page, &json(http, case)["data"], case);
}
