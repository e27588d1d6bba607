//! Where a storm of a million alarms an hour meets a limit: `docs/SCALE.md`.

mod contention;
mod queues;
mod receivers;
mod storm;

use crate::document::Document;
use crate::figures::Measured;
use storm::{SHAPES, Storm};

/// A million in an hour, evenly: microseconds from one to the next.
const SPACING_US: i64 = 3_600;

/// The page; true if it is as it was.
pub(crate) fn settle(measured: &Measured) -> bool {
    let storms: Vec<Storm> = SHAPES.iter().map(|shape| Storm::play(*shape, measured)).collect();
    let mut document = Document::read("SCALE.md");
    document.set("partitions", &storm::table(&storms));
    document.set("queues", &queues::table(&storms));
    document.set("receivers", &receivers::table());
    document.set("contention", &contention::table(measured));
    document.settle()
}
