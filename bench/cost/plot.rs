//! The months as a picture: dollars over events, both by powers of ten.

use crate::months::{EVENTS, Month};

const WIDTH: f64 = 720.0;
const HEIGHT: f64 = 420.0;
const LEFT: f64 = 70.0;
const BOTTOM: f64 = 50.0;
const TOP: f64 = 20.0;
const RIGHT: f64 = 190.0;
/// From a tenth of a cent to a hundred thousand dollars.
const DECADES: (i32, i32) = (-3, 5);

/// An SVG with the router at three shares of duplicates and a forwarder.
pub(crate) fn svg(month: &Month<'_>) -> String {
    let mut svg = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {WIDTH} {HEIGHT}\" font-family=\"sans-serif\" font-size=\"12\">\n\
         <rect width=\"100%\" height=\"100%\" fill=\"#fff\"/>\n"
    );
    for decade in DECADES.0..=DECADES.1 {
        let y = y(10_f64.powi(decade));
        svg += &format!(
            "<line x1=\"{LEFT}\" x2=\"{:.0}\" y1=\"{y:.1}\" y2=\"{y:.1}\" stroke=\"#ddd\"/>\n",
            WIDTH - RIGHT
        );
        svg += &format!(
            "<text x=\"{:.0}\" y=\"{:.1}\" text-anchor=\"end\">${}</text>\n",
            LEFT - 6.0,
            y + 4.0,
            10_f64.powi(decade)
        );
    }
    for events in EVENTS {
        svg += &format!(
            "<text x=\"{:.1}\" y=\"{:.0}\" text-anchor=\"middle\">1e{:.0}</text>\n",
            x(events),
            HEIGHT - BOTTOM + 18.0,
            events.log10()
        );
    }
    svg += &format!(
        "<text x=\"{:.0}\" y=\"{:.0}\" text-anchor=\"middle\">events a month</text>\n",
        (LEFT + WIDTH - RIGHT) / 2.0,
        HEIGHT - 12.0
    );
    let router = |share: f64| EVENTS.map(|events| (events, month.router(events, share)));
    let forwarder = EVENTS.map(|events| (events, month.forwarder(events)));
    svg += &curve(&router(0.0), "#0b5394", "router, no duplicates", -6.0);
    svg += &curve(&router(0.9), "#3d85c6", "router, 90 % duplicates", 0.0);
    svg += &curve(&router(0.99), "#6fa8dc", "router, 99 % duplicates", 10.0);
    svg += &curve(&forwarder, "#cc0000", "a message for each event", 18.0);
    svg + "</svg>\n"
}

fn x(events: f64) -> f64 {
    let (first, last) = (EVENTS[0].log10(), EVENTS[EVENTS.len() - 1].log10());
    LEFT + (events.log10() - first) / (last - first) * (WIDTH - RIGHT - LEFT)
}

fn y(usd: f64) -> f64 {
    let (low, high) = (f64::from(DECADES.0), f64::from(DECADES.1));
    let share = (usd.log10() - low) / (high - low);
    HEIGHT - BOTTOM - share * (HEIGHT - BOTTOM - TOP)
}

fn curve(points: &[(f64, f64)], colour: &str, name: &str, lower: f64) -> String {
    let path: Vec<String> = points
        .iter()
        .map(|(events, usd)| format!("{:.1},{:.1}", x(*events), y(*usd)))
        .collect();
    let (events, usd) = points[points.len() - 1];
    format!(
        "<polyline fill=\"none\" stroke=\"{colour}\" stroke-width=\"2\" points=\"{}\"/>\n\
         <text x=\"{:.1}\" y=\"{:.1}\" fill=\"{colour}\">{name}</text>\n",
        path.join(" "),
        x(events) + 6.0,
        y(usd) + lower
    )
}
