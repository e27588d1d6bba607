//! Notices: pages that tell of no change of an alert, sent with the same care as the others.
//!
//! A notice is put before its receiver in a group of its own, as a page that was decided elsewhere. From there a flush sends
//! it: claimed, tried again, handed to the fallback. It is in nobody's way, since no alert is in that group.

use alert_core::catalog::ReceiverConfig;
use alert_core::page::Page;
use alert_core::route::group_id;
use alert_core::state::{DeliveryRecord, Diversion, GroupRecord};

use crate::error::DriverError;
use crate::hand_over::wake_at;
use crate::invocation::{Invocation, Pen};
use crate::ports::{Ports, Wake};
use crate::records::{Edit, Stored, delivery_key, edit, group_key};

/// Owes a notice to a receiver. To post it again is to post it once: whoever dies before recording that it is posted does
/// it again, with the same id.
pub(crate) async fn post<P: Ports>(
    ports: &P,
    page: Page,
    to: &ReceiverConfig,
    invocation: &Invocation<'_>,
    pen: &Pen<'_>,
) -> Result<(), DriverError> {
    let (now, id) = (invocation.now, group_id(&page.group_key));
    let head = GroupRecord::of_notices(&page.group_key);
    let notice = Diversion {
        page,
        tells: vec![],
        bundled: false,
    };
    edit(
        ports.store(),
        delivery_key(&id, &to.name),
        pen,
        now,
        |current: Option<&Stored<DeliveryRecord>>| {
            let known = current.map(|current| &current.record);
            let mut log = known.cloned().unwrap_or_else(|| DeliveryRecord::new(to.clone()));
            if !log.is_open() {
                log.receiver = to.clone();
            }
            log.divert(notice.clone());
            if known == Some(&log) {
                Edit::Leave
            } else {
                Edit::Write(log, None)
            }
        },
    )
    .await?;
    // Also where it was posted before: whoever did may have died before this.
    edit(
        ports.store(),
        group_key(&id),
        pen,
        now,
        |current: Option<&Stored<GroupRecord>>| match current.and_then(|current| current.due_at) {
            Some(due) if due <= now => Edit::Leave,
            _ => Edit::Write(head.clone(), Some(now)),
        },
    )
    .await?;
    wake_at(ports, Wake::Group(id), now, now).await
}

#[cfg(test)]
mod tests;
