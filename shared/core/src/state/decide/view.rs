//! A group's alerts as one receiver sees them: what it knows, what it does not, and what is over.

use super::super::{DeliveryRecord, Member};
use super::runs::{Runs, sent};
use crate::severity::Severity;
use crate::suppress::{Heard, Standing, Surroundings, standing};
use crate::time::{Timestamp, after};

/// The members as this receiver sees them.
pub(super) struct View<'a> {
    pub(super) log: &'a DeliveryRecord,
    pub(super) members: Vec<&'a Member>,
    pub(super) around: &'a Surroundings<'a>,
    pub(super) now: Timestamp,
    /// What it knows of the runs that the members belong to.
    pub(super) runs: Runs<'a>,
    /// Fires and may be told of.
    pub(super) active: Vec<usize>,
    /// Of these, what the receiver does not know, nor anything of its run.
    pub(super) untold: Vec<usize>,
    /// Of these, what it does not know of a run that it knows.
    pub(super) joined: Vec<usize>,
    /// Fires and is for others; it belongs to a run that is told here.
    pub(super) context: Vec<usize>,
    /// What had held an active one back, where something did.
    pub(super) heard: Vec<(usize, Heard)>,
    /// Flaps, and the receiver does not know.
    pub(super) flapping: Vec<usize>,
    /// Was said to flap and has settled.
    pub(super) settled: Vec<usize>,
    /// Was told of and is over, as positions.
    pub(super) over: Vec<usize>,
    /// Was to be told of, could not be, and is over by now: it fired all the same.
    pub(super) missed: Vec<usize>,
    /// How many the receiver itself believes to be firing (not what the fallback was told instead and is over).
    pub(super) sent: usize,
    /// When a suppression must be looked at again, or something runs out on its own.
    pub(super) recheck: Option<Timestamp>,
}

impl<'a> View<'a> {
    pub(super) fn new(
        log: &'a DeliveryRecord,
        members: Vec<&'a Member>,
        around: &'a Surroundings<'a>,
    ) -> Self {
        let now = around.now;
        let mut view = Self {
            log,
            members: vec![],
            around,
            now,
            runs: Runs::of(log, &members, now),
            active: vec![],
            untold: vec![],
            joined: vec![],
            context: vec![],
            heard: vec![],
            flapping: vec![],
            settled: vec![],
            over: vec![],
            missed: vec![],
            sent: 0,
            recheck: None,
        };
        for (position, &member) in members.iter().enumerate() {
            let sent = sent(log, member, now);
            // A slow flush may tell of an alert that another has just closed as over: then its end is told, too.
            if sent.is_none() && (member.closed || member.moved) {
                continue;
            }
            // Others' alerts in the same group are none of this receiver's business, unless it was told of them; of a run
            // that is its business it hears the rest when it hears anything.
            if sent.is_none() && !member.is_for(&log.receiver.name) {
                if view.runs.concerns(member) && matches!(standing(member, around), Standing::Active(_)) {
                    view.context.push(position);
                }
                // It was this receiver's when it could not be told.
                if log.missed(member) && standing(member, around) == Standing::Over {
                    view.missed.push(position);
                }
                continue;
            }
            // Whatever runs out on its own must be looked at when it does.
            view.recheck = earlier(view.recheck, member.lasts_until.filter(|_| member.is_open(now)));
            let known_to_flap = sent.is_some_and(|sent| sent.flapping);
            match standing(member, around) {
                Standing::Active(heard) => {
                    view.active.push(position);
                    view.runs.fires(member, sent.is_some());
                    if sent.is_none() && view.runs.is_known(member) {
                        view.joined.push(position);
                    } else if sent.is_none() {
                        view.untold.push(position);
                    }
                    view.heard.extend(heard.map(|heard| (position, heard)));
                    view.settled.extend(known_to_flap.then_some(position));
                }
                Standing::Suppressed(held) => {
                    if sent.is_some() {
                        view.runs.fires(member, true);
                    }
                    let recheck = held
                        .until
                        .unwrap_or(Timestamp::MAX)
                        .min(after(now, around.options.group_interval));
                    view.recheck = earlier(view.recheck, Some(recheck));
                }
                Standing::Flapping(until) => {
                    view.runs.fires(member, sent.is_some());
                    if known_to_flap {
                        view.recheck = earlier(view.recheck, Some(until));
                    } else {
                        view.flapping.push(position);
                    }
                }
                Standing::Over if sent.is_some_and(|sent| !sent.diverted) => {
                    view.over.push(position);
                    view.settled.extend(known_to_flap.then_some(position));
                }
                // The fallback was told that it fires and will be told that it is over.
                Standing::Over => {
                    view.missed
                        .extend((sent.is_none() && log.missed(member)).then_some(position));
                    continue;
                }
            }
            view.sent += usize::from(sent.is_some());
        }
        view.members = members;
        view
    }

    /// What a page lists as firing: with anything of a run, all of it.
    pub(super) fn fires(&self) -> Vec<usize> {
        let mut fires: Vec<usize> = self.active.iter().chain(&self.flapping).copied().collect();
        let told: Vec<_> = fires
            .iter()
            .filter_map(|position| self.members[*position].run())
            .collect();
        let of_them = |position: &&usize| {
            self.members[**position]
                .run()
                .is_some_and(|run| told.contains(&run))
        };
        fires.extend(self.context.iter().filter(of_them));
        fires
    }

    /// Whether something of what fires is worse than the worst that the receiver was told.
    pub(super) fn is_worse(&self) -> bool {
        self.any_worse(&self.active)
    }

    /// Whether something that flaps is: then its notice does not wait.
    pub(super) fn is_worse_flapping(&self) -> bool {
        self.any_worse(&self.flapping)
    }

    fn any_worse(&self, positions: &[usize]) -> bool {
        let told = self.log.sent.values().map(|sent| sent.severity);
        let worst_told = told.max().unwrap_or(Severity::Info);
        positions.iter().any(|position| {
            let alert = &self.members[*position].alert;
            let known = self.log.sent.get(&alert.fingerprint);
            let of_run = || self.runs.worst_told(self.members[*position]);
            let known = known.map(|sent| sent.severity).or_else(of_run);
            alert.severity > known.unwrap_or(worst_told)
        })
    }
}

/// The earlier of two times, where there are two.
pub(super) fn earlier(one: Option<Timestamp>, other: Option<Timestamp>) -> Option<Timestamp> {
    match (one, other) {
        (Some(one), Some(other)) => Some(one.min(other)),
        (one, other) => one.or(other),
    }
}
