//! What stands around a change: catalog, silences, open alerts.

use std::collections::HashMap;

use alert_core::alert::Alert;
use alert_core::catalog::{Catalog, ReceiverConfig};
use alert_core::fingerprint::Fingerprint;
use alert_core::inhibit::{Inhibitors, Source};
use alert_core::observation::Observation;
use alert_core::page::Page;
use alert_core::silence::{Silence, SilenceIndex};
use alert_core::state::{AlertRecord, Arrival, DeliveryRecord, GroupRecord, Member, Place};
use alert_core::time::{SignedDuration, Timestamp, after};

use crate::catalog::{all_of, catalog, receiver};
use crate::events::{alarm, start};
use crate::steps::{self, observations, open, tell};

/// How many alarms change; the others are open all the time.
const ALARMS: usize = 64;
/// Alerts of one group.
const GROUP: usize = 100;

/// Everything that the steps are given.
pub struct World {
    /// ALARM, the same again, OK, the same again, of each alarm: half of them are changes.
    pub texts: Vec<Vec<u8>>,
    pub(crate) catalog: Catalog,
    /// Of other environments, so that each alert is asked about and heard.
    pub(crate) silences: SilenceIndex,
    /// Of other alerts.
    pub(crate) inhibitors: Inhibitors,
    pub(crate) records: HashMap<Fingerprint, AlertRecord>,
    /// What receivers were told, by group and name.
    pub(crate) logs: HashMap<(String, String), DeliveryRecord>,
    pub(crate) blank: AlertRecord,
    /// What the texts say.
    pub(crate) observations: Vec<Observation>,
    /// What the catalog makes of those that fire, and their records.
    pub(crate) alerts: Vec<Alert>,
    pub(crate) opened: Vec<AlertRecord>,
    /// A group, and a receiver that was told of half of them.
    pub(crate) group: GroupRecord,
    pub(crate) members: Vec<Member>,
    pub(crate) log: DeliveryRecord,
    pub(crate) page: Page,
    /// One of each kind.
    pub(crate) receivers: Vec<ReceiverConfig>,
    pub(crate) now: Timestamp,
    /// How often somebody was told something.
    pub told: usize,
}

impl World {
    /// A world with `count` of everything.
    pub fn new(count: usize) -> Self {
        let catalog = catalog(count);
        let now = after(start(), SignedDuration::from_secs(120));
        let spread = |number: usize| number * count / ALARMS;
        let changes = [(true, 0), (true, 0), (false, 60), (false, 60)];
        let texts: Vec<Vec<u8>> = changes
            .into_iter()
            .flat_map(|(firing, seconds)| {
                (0..ALARMS).map(move |number| alarm(spread(number), number, firing, seconds))
            })
            .collect();
        let observations: Vec<_> = texts.iter().flat_map(|text| observations(text)).collect();
        let alerts: Vec<_> = observations
            .iter()
            .take(ALARMS)
            .map(|one| catalog.enrich(one))
            .collect();
        let blank = AlertRecord::blank();
        let opened: Vec<_> = alerts
            .iter()
            .zip(&observations)
            .map(|(alert, one)| open(&blank, one, alert))
            .collect();

        let place = Place::all(&alerts[0], &catalog).remove(0);
        let members: Vec<Member> = (0..GROUP)
            .map(|number| {
                let mut member = Member::of(&opened[0], 1, &place, None, start()).expect("it fires");
                member.alert.fingerprint = Fingerprint::from(format!("{number:020}"));
                member
            })
            .collect();
        let mut log = DeliveryRecord::new(place.receivers[0].clone());
        log.told(
            &members
                .iter()
                .step_by(2)
                .map(|member| tell(member, true))
                .collect::<Vec<_>>(),
            Arrival::Here,
        );
        log.last_sent_at = Some(now);

        let group = GroupRecord::of(&place);
        Self {
            silences: SilenceIndex::new((0..count).map(silence).collect()),
            inhibitors: inhibitors(count),
            records: (0..count)
                .map(|number| (Fingerprint::from(format!("open-{number:015}")), opened[0].clone()))
                .collect(),
            logs: HashMap::new(),
            page: steps::page(&group, &members, now),
            receivers: (0..3).map(receiver).collect(),
            told: 0,
            texts,
            blank,
            observations,
            alerts,
            opened,
            members,
            log,
            now,
            catalog,
            group,
        }
    }

    /// As before anything changed.
    pub fn reset(&mut self) {
        for alert in &self.alerts {
            self.records.remove(&alert.fingerprint);
        }
        self.logs.clear();
    }
}

fn silence(number: usize) -> Silence {
    Silence {
        id: format!("silence-{number:05}"),
        matchers: all_of(&["environment=staging".to_owned(), format!("service=s{number:05}")]),
        starts_at: start(),
        ends_at: after(start(), SignedDuration::from_hours(1)),
        created_by: "somebody".to_owned(),
        comment: "load test".to_owned(),
        notify: None,
        until_resolved: None,
        episode: None,
        updated_at: start(),
    }
}

fn inhibitors(count: usize) -> Inhibitors {
    let mut inhibitors = Inhibitors::default();
    for number in 0..count {
        let source = Source {
            fingerprint: Fingerprint::from(format!("source-{number:013}")),
            starts_at: start(),
            ends_at: None,
            is_target: false,
        };
        inhibitors.add(&format!("other-{number:05}"), source, "another");
    }
    inhibitors
}
