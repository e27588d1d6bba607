//! What the store knows of one alert, for people who ask.

use alert_core::fingerprint::Fingerprint;
use alert_core::state::AlertRecord;

use crate::error::DriverError;
use crate::ports::Store;
use crate::records::{Stored, alert_key};

/// The record of an alert; nothing when it has never been seen, or so long ago that it is forgotten.
///
/// # Errors
/// When the store gives no answer.
pub async fn find_alert<S: Store>(
    store: &S,
    fingerprint: &Fingerprint,
) -> Result<Option<AlertRecord>, DriverError> {
    let row = store.get(&alert_key(fingerprint)).await?;
    row.map(|row| Stored::read(&row).map(|stored| stored.record))
        .transpose()
}
