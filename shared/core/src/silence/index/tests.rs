//! The index against trying every silence, and the answers that pages are made of.

use proptest::prelude::*;

use super::*;
use crate::labels::Labels;
use crate::matcher::Matcher;

fn at(minutes: i64) -> Timestamp {
    Timestamp::from_second(1_800_000_000 + minutes * 60).unwrap()
}

fn silence(id: &str, matchers: &[&str], starts: i64, ends: i64) -> Silence {
    let list = matchers
        .iter()
        .map(|text| Matcher::parse(text).unwrap())
        .collect();
    Silence {
        id: id.to_owned(),
        matchers: Matchers::any_of(vec![list]),
        starts_at: at(starts),
        ends_at: at(ends),
        created_by: "ana".to_owned(),
        comment: "deploy".to_owned(),
        notify: None,
        until_resolved: None,
        episode: None,
        updated_at: at(0),
    }
}

fn acknowledged(id: &str, fingerprint: &str, episode: u64, ends: i64) -> Silence {
    Silence {
        matchers: Matchers::default(),
        until_resolved: Some(Fingerprint::from(fingerprint.to_owned())),
        episode: Some(episode),
        ..silence(id, &[], 0, ends)
    }
}

fn ids(silenced: &Silenced<'_>) -> Vec<String> {
    silenced.by.iter().map(|silence| silence.id.clone()).collect()
}

#[test]
fn every_active_silence_is_named_and_the_last_end_counts() {
    let index = SilenceIndex::new(vec![
        silence("short", &["service=sagemaker"], 0, 10),
        silence("long", &["env=~prod|dev"], 0, 60),
        silence("pending", &["service=sagemaker"], 30, 90),
        silence("other", &["service=lambda"], 0, 90),
    ]);
    let labels = Labels::from_iter([("service", "sagemaker"), ("env", "prod")]);
    let fingerprint = Fingerprint::from("f".to_owned());
    let subject = Subject {
        labels: &labels,
        fingerprint: &fingerprint,
        episode: 1,
    };
    let now = index.silenced(subject, at(5)).unwrap();
    assert_eq!(ids(&now), ["long", "short"]);
    assert_eq!(now.until, at(60));
    assert_eq!(ids(&index.silenced(subject, at(10)).unwrap()), ["long"]);
    assert_eq!(ids(&index.silenced(subject, at(60)).unwrap()), ["pending"]);
    assert_eq!(index.silenced(subject, at(90)), None);
    let last = |now, after| {
        index
            .last_ended(subject, at(now), at(after))
            .map(|ended| ended.id.as_str())
    };
    assert_eq!(last(9, 0), None);
    assert_eq!(last(10, 0), Some("short"));
    assert_eq!(last(10, 10), None);
    assert_eq!(last(1000, 0), Some("pending"));
    // Taken back before it began: it held nothing.
    let taken_back = silence("p", &["service=sagemaker"], 30, 90).expire(at(5));
    let index = SilenceIndex::new(vec![taken_back]);
    assert_eq!(index.last_ended(subject, at(100), at(0)), None);
}

#[test]
fn an_acknowledgement_holds_one_episode_of_one_alert() {
    let index = SilenceIndex::new(vec![acknowledged("ack", "f", 3, 60)]);
    let labels = Labels::new();
    let (mine, other) = (
        Fingerprint::from("f".to_owned()),
        Fingerprint::from("g".to_owned()),
    );
    let holds = |fingerprint: &Fingerprint, episode, minute| {
        let subject = Subject {
            labels: &labels,
            fingerprint,
            episode,
        };
        index.silenced(subject, at(minute)).is_some()
    };
    assert!(holds(&mine, 3, 0) && holds(&mine, 3, 59));
    assert!(!holds(&mine, 4, 0), "it resolved and fires again");
    assert!(!holds(&other, 3, 0));
    // It outlives its limit: it is heard again, and the page can say why.
    assert!(!holds(&mine, 3, 60));
    let subject = Subject {
        labels: &labels,
        fingerprint: &mine,
        episode: 3,
    };
    assert_eq!(index.last_ended(subject, at(60), at(0)).unwrap().id, "ack");
}

#[test]
fn ten_thousand_silences_are_not_tried_one_by_one() {
    let many = (0..10_000)
        .map(|n| {
            silence(
                &n.to_string(),
                &[&format!("EndpointName=e{n}"), "env=~prod"],
                0,
                60,
            )
        })
        .collect();
    let index = SilenceIndex::new(many);
    let labels = Labels::from_iter([("EndpointName", "e77"), ("env", "prod")]);
    assert_eq!(index.by_labels.candidates(&labels), [77]);
}

proptest! {
    #[test]
    fn the_index_finds_what_trying_all_finds(
        rows in prop::collection::vec((0..4_usize, 0..4_usize, 0..50_i64, 0..50_i64, any::<bool>()), 0..30),
        labels in (0..4_usize, 0..4_usize),
        now in 0..100_i64,
    ) {
        const SERVICES: [&str; 4] = ["service=a", "service=b", "service=~a|b", "service!=a"];
        const STAGES: [&str; 4] = ["stage=a", "stage=b", "stage=~.*", "stage=\"\""];
        let silences: Vec<Silence> = rows.iter().enumerate().map(|(id, (service, stage, starts, length, acknowledges))| {
            let id = id.to_string();
            if *acknowledges {
                acknowledged(&id, ["f", "g"][service % 2], (*stage % 2) as u64, starts + length)
            } else {
                silence(&id, &[SERVICES[*service], STAGES[*stage]], *starts, starts + length)
            }
        }).collect();
        let values = ["a", "b", "c", ""];
        let labels = Labels::from_iter([("service", values[labels.0]), ("stage", values[labels.1])]);
        let fingerprint = Fingerprint::from("f".to_owned());
        let subject = Subject { labels: &labels, fingerprint: &fingerprint, episode: 1 };
        let mut expected: Vec<String> = silences.iter()
            .filter(|silence| silence.matches(subject) && silence.state_at(at(now)) == SilenceState::Active)
            .map(|silence| silence.id.clone()).collect();
        let ended = silences.iter()
            .filter(|silence| silence.matches(subject) && silence.starts_at < silence.ends_at && silence.ends_at <= at(now))
            .map(|silence| silence.ends_at).max();
        let index = SilenceIndex::new(silences);
        let mut found = index.silenced(subject, at(now)).map(|now| ids(&now)).unwrap_or_default();
        found.sort();
        expected.sort();
        prop_assert_eq!(found, expected);
        prop_assert_eq!(index.last_ended(subject, at(now), Timestamp::MIN).map(|silence| silence.ends_at), ended);
    }
}
