//! What a day would have been with a forwarder, and what it was.

use std::collections::BTreeMap;
use std::fmt::{self, Display, Formatter};

use crate::day::{Day, Part};
use crate::simulated::Simulated;

/// The team's channel.
const CHAT: &str = "ml-chat";
/// The paging topic.
const PHONE: &str = "pages";

/// An incident and its first page.
#[derive(Debug)]
pub(crate) struct Heard {
    pub(crate) what: String,
    from: i64,
    /// Milliseconds after which it was first heard of.
    pub(crate) first_page: Option<i64>,
    pub(crate) bound: i64,
}

/// The report.
#[derive(Debug)]
pub(crate) struct Report {
    seed: u64,
    /// Events, pages in the chat and on the phone, by part.
    rows: Vec<(&'static str, [usize; 3])>,
    reasons: Vec<(String, usize)>,
    causes: Vec<(String, u64)>,
    pub(crate) incidents: Vec<Heard>,
}

impl Report {
    pub(crate) fn of(seed: u64, day: &Day, simulated: &Simulated) -> Self {
        // A page that tells of several parts counts for the first of them.
        let pages = |receiver: &str, part: Part| {
            let of = |alarms: &mut dyn Iterator<Item = &usize>| alarms.map(|alarm| day.parts[*alarm]).min();
            let told = simulated.told.iter().filter(|told| told.receiver == receiver);
            told.filter(|told| of(&mut told.firing.iter().chain(&told.resolved)) == Some(part))
                .count()
        };
        // Of no alarm's change: what the owners hear of what was kept from them.
        let digests = |receiver: &str| {
            let told = simulated.told.iter().filter(|told| told.receiver == receiver);
            told.filter(|told| told.reason == "digest").count()
        };
        let rows = Part::ALL
            .iter()
            .map(|(part, name)| {
                (
                    *name,
                    [day.events(*part), pages(CHAT, *part), pages(PHONE, *part)],
                )
            })
            .chain([(
                "digests of what was kept back",
                [0, digests(CHAT), digests(PHONE)],
            )])
            .collect();
        let mut reasons: BTreeMap<&str, usize> = BTreeMap::new();
        for told in simulated.told.iter().filter(|told| told.receiver == CHAT) {
            *reasons.entry(&told.reason).or_default() += 1;
        }
        let causes = simulated.ledger["suppressed"].as_object().into_iter().flatten();
        let mut incidents: Vec<Heard> = day
            .incidents
            .iter()
            .map(|incident| Heard {
                what: incident.what.clone(),
                from: incident.from,
                first_page: simulated
                    .told
                    .iter()
                    .filter(|told| told.receiver == CHAT && told.at >= incident.from)
                    .find(|told| told.firing.contains(&incident.alarm))
                    .map(|told| told.at - incident.from),
                bound: incident.bound,
            })
            .collect();
        incidents.sort_by_key(|incident| incident.from);
        Self {
            seed,
            rows,
            reasons: most_first(reasons.into_iter().map(|(reason, count)| (spoken(reason), count))),
            causes: most_first(
                causes.map(|(cause, count)| (spoken(cause), count.as_u64().unwrap_or_default())),
            ),
            incidents,
        }
    }
}

impl Display for Report {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let title = format!("A noisy day, seed {}", self.seed);
        writeln!(f, "{title:<60}  events     chat    phone")?;
        let mut sums = [0; 3];
        for (name, counts) in &self.rows {
            row(f, name, *counts)?;
            sums.iter_mut().zip(counts).for_each(|(sum, count)| *sum += count);
        }
        row(f, "in all", sums)?;
        writeln!(f)?;
        list(f, "chat, by reason", &self.reasons)?;
        list(f, "changes not told, by cause", &self.causes)?;
        writeln!(f)?;
        writeln!(
            f,
            "{:<60}  UTC      first page after",
            "what had to be told, none missed"
        )?;
        for incident in &self.incidents {
            let (hour, minute) = (incident.from / 3_600_000, incident.from / 60_000 % 60);
            let delay = incident.first_page.map_or_else(|| "never".to_owned(), seconds);
            writeln!(
                f,
                "  {:<58}  {hour:02}:{minute:02}           {delay:>11}",
                incident.what
            )?;
        }
        Ok(())
    }
}

fn row(f: &mut Formatter<'_>, name: &str, [events, chat, phone]: [usize; 3]) -> fmt::Result {
    writeln!(f, "  {name:<58}  {events:>6}   {chat:>6}   {phone:>6}")
}

/// `name: 3 first, 2 repeat`, in lines of a readable length.
fn list<N: Display>(f: &mut Formatter<'_>, name: &str, items: &[(String, N)]) -> fmt::Result {
    let mut line = format!("{name}:");
    for (position, (what, count)) in items.iter().enumerate() {
        let comma = if position + 1 < items.len() { "," } else { "" };
        let item = format!(" {count} {what}{comma}");
        if line.len() + item.len() > 100 {
            writeln!(f, "{line}")?;
            line = String::from(" ");
        }
        line.push_str(&item);
    }
    writeln!(f, "{line}")
}

fn most_first<N: Ord + Copy>(items: impl Iterator<Item = (String, N)>) -> Vec<(String, N)> {
    let mut items: Vec<_> = items.collect();
    items.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
    items
}

fn spoken(word: &str) -> String {
    word.replace('_', " ")
}

fn seconds(milliseconds: i64) -> String {
    match milliseconds / 1000 {
        seconds @ 0..60 => format!("{seconds} s"),
        seconds => format!("{} min {:02} s", seconds / 60, seconds % 60),
    }
}
