//! Starts and pages as bars: milliseconds of own CPU.

use crate::measured::{Measured, Subject, median};

const WIDTH: f64 = 720.0;
const LEFT: f64 = 250.0;
const RIGHT: f64 = 60.0;
const BAR: f64 = 18.0;
const STEP: f64 = 26.0;
const TOP: f64 = 34.0;

/// An SVG of what was measured: a bar for each start and each page.
pub fn svg(subjects: &[Subject], measured: &Measured) -> String {
    let mut bars: Vec<(String, f64, &str)> = subjects
        .iter()
        .zip(&measured.starts)
        .map(|(subject, starts)| {
            (
                format!("{}: start, nothing connected", subject.name),
                median(&starts.cpu),
                "#9fc5e8",
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
        bars.push((format!("{name}: start, connections opened"), start, "#3d85c6"));
        bars.push((format!("{name}: first page"), first, "#0b5394"));
        bars.push((format!("{name}: warm page"), warm, "#0b5394"));
        if at == 0 {
            let duplicate = of(&|round| round.duplicates.iter().map(ms).collect());
            bars.push((format!("{name}: warm duplicate"), duplicate, "#0b5394"));
        }
    }
    draw(&bars)
}

#[allow(clippy::cast_precision_loss)] // a handful of bars
fn draw(bars: &[(String, f64, &str)]) -> String {
    let most = bars.iter().map(|(_, value, _)| *value).fold(0.0, f64::max);
    let height = TOP + STEP * bars.len() as f64 + 10.0;
    let mut svg = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {WIDTH} {height}\" font-family=\"sans-serif\" font-size=\"12\">\n\
         <rect width=\"100%\" height=\"100%\" fill=\"#fff\"/>\n\
         <text x=\"{LEFT}\" y=\"20\">milliseconds of own CPU</text>\n"
    );
    for (at, (name, value, colour)) in bars.iter().enumerate() {
        let y = TOP + STEP * at as f64;
        let width = value / most * (WIDTH - LEFT - RIGHT);
        svg += &format!(
            "<text x=\"{:.0}\" y=\"{:.0}\" text-anchor=\"end\">{name}</text>\
             <rect x=\"{LEFT}\" y=\"{y:.0}\" width=\"{width:.1}\" height=\"{BAR}\" fill=\"{colour}\"/>\
             <text x=\"{:.1}\" y=\"{:.0}\">{value:.2}</text>\n",
            LEFT - 8.0,
            y + 13.0,
            LEFT + width + 6.0,
            y + 13.0
        );
    }
    svg + "</svg>\n"
}
