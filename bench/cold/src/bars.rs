//! Starts and pages as bars, for `bench/record` to draw: what they show, then a name, a figure and a shade each, with tabs between.

use crate::measured::{Measured, Subject, median};

/// A bar for each start and each page.
pub fn bars(subjects: &[Subject], measured: &Measured) -> String {
    let mut bars: Vec<(String, f64, &str)> = subjects
        .iter()
        .zip(&measured.starts)
        .map(|(subject, starts)| {
            (
                format!("{}: start, nothing connected", subject.name),
                median(&starts.cpu),
                "light",
            )
        })
        .collect();
    for (at, name) in ["ingest", "flush"].into_iter().enumerate() {
        let of = |samples: &dyn Fn(&crate::rig::Round) -> Vec<f64>| {
            median(&measured.pages.iter().flat_map(samples).collect::<Vec<_>>())
        };
        let ms = |one: &crate::function::Invoked| one.cpu.as_secs_f64() * 1e3;
        let start = of(&|round| vec![round.starts[at].1.as_secs_f64() * 1e3]);
        let first = of(&|round| vec![ms(&round.first[at])]);
        let warm = of(&|round| {
            let warm = if at == 0 { &round.recorded } else { &round.told };
            warm.iter().map(ms).collect()
        });
        bars.push((format!("{name}: start, connections opened"), start, "middle"));
        bars.push((format!("{name}: first page"), first, "dark"));
        bars.push((format!("{name}: warm page"), warm, "dark"));
        if at == 0 {
            let duplicate = of(&|round| round.duplicates.iter().map(ms).collect());
            bars.push((format!("{name}: warm duplicate"), duplicate, "dark"));
        }
    }
    let lines = bars
        .iter()
        .map(|(name, figure, shade)| format!("{name}\t{figure:.2}\t{shade}\n"));
    format!("milliseconds of own CPU\n{}", lines.collect::<String>())
}
