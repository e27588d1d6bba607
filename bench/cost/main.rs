//! What the router costs and where it breaks first: `docs/COST.md` and `docs/SCALE.md`, from calls that the production drivers
//! are counted to make, times and bytes that were measured, and list prices. Fails when the documents say something else.
//!
//! ```text
//! make cost                                  writes both
//! cargo test -p alert-router --test cost     says whether they are so
//! ```
// clippy.toml allows this in test functions, not in what they call.
#![allow(clippy::unwrap_used)]
// Text is put together piece by piece, and speed does not matter.
#![allow(clippy::format_push_string)]

mod alarm;
mod calls;
mod document;
mod figures;
mod fixed;
mod model;
mod months;
mod plot;
mod reasons;
mod rig;
mod scale;
mod units;
mod walk;

use document::{Document, settle_picture};
use figures::{Measured, Prices, Region};
use model::Model;
use months::{Month, usd};
use reasons::Reasons;

/// What the template gives the functions unless it is told otherwise, and the least that it takes.
const MEMORY_MB: [f64; 2] = [256.0, 128.0];

fn main() {
    if std::env::args().any(|argument| argument == "--list") {
        println!("cost: test");
        return;
    }
    let is_so = [cost(), scale::settle(&Measured::read())];
    assert!(
        is_so.iter().all(|is_so| *is_so),
        "the documents say something else; `make cost` writes them"
    );
}

fn cost() -> bool {
    let (walks, measured) = (walk::walks(), Measured::read());
    calls::assert_duplicate(&walks);
    let mut reasons = Reasons::read();
    let mut document = Document::read("COST.md");
    document.set("calls", &calls::summary(&walks, &measured));
    document.set("calls in full", &calls::in_full(&walks, &mut reasons));
    reasons.assert_complete();

    let prices = Prices::of(Region::UsEast1);
    let model = Model {
        prices: &prices,
        measured: &measured,
        memory_mb: MEMORY_MB[0],
    };
    document.set("a million", &calls::a_million(&walks, &model));
    document.set("fixed", &fixed::table(&prices, &measured, &walks, MEMORY_MB[0]));
    let mut tables = String::new();
    for region in Region::ALL {
        for memory_mb in MEMORY_MB {
            let prices = Prices::of(region);
            let month = Month::of(&prices, &measured, &walks, memory_mb);
            tables += &format!(
                "**{}, {memory_mb} MB**, in USD\n\n{}\n",
                region.name(),
                months::table(&month)
            );
        }
    }
    document.set("months", &tables);
    document.set("prices", &figures::price_table());
    document.set("measured", &figures::measured_table());
    let month = Month::of(&prices, &measured, &walks, MEMORY_MB[0]);
    document.figure("fixed a month", &usd(month.fixed()));
    document.figure(
        "of it metrics",
        &fixed::share_of_metrics(&prices, &measured, &walks),
    );
    let (duplicate, page) = month.ratios();
    document.figure("a duplicate", &format!("{duplicate:.1}"));
    document.figure("a page", &format!("{page:.0}"));
    let picture = settle_picture("cost.svg", &plot::svg(&month));
    document.settle() && picture
}
