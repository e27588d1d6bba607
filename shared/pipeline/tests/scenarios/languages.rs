//! A page is in the language of whoever reads it, to its end and wherever it is handed on to.

use alert_core::language::Language;
use alert_core::silence::Silence;
use alert_pipeline::memory::MemoryPorts;
use alert_pipeline::simulator::World;
use serde_json::{Value, json};

#[allow(clippy::wildcard_imports)] // the scenarios' own words
use crate::given::*;

const HOUR: i64 = 3600;

/// The owner reads Spanish; the hook has a language of its own.
fn bilingual() -> Value {
    let mut catalog = catalog();
    catalog["owners"][0]["language"] = json!("es");
    catalog["receivers"][1]["language"] = json!("en");
    catalog
}

fn world_of(catalog: &Value) -> World<MemoryPorts> {
    World::new(MemoryPorts::new(compiled(catalog)), at(0))
}

/// What each receiver was told, in order: its name and the title's first word.
fn titles(world: &World<MemoryPorts>) -> Vec<String> {
    let told = world.notifications().iter();
    told.map(|one| {
        let head = one.page.title.split_inclusive(']').next().unwrap_or_default();
        format!("{} {head}", one.receiver)
    })
    .collect()
}

#[test]
fn the_owner_is_paged_in_their_language_and_a_receiver_in_its_own() {
    let mut world = world_of(&bilingual());
    world.offer(event("crit", "ALARM", 0));
    world.run_until(at(60));
    world.offer(event("crit", "OK", 120));
    world.run_until(at(600));
    let mut told = titles(&world);
    told.sort();
    assert_eq!(
        told,
        [
            "chat [CRÍTICA]",
            "chat [RESUELTA]",
            "hook [CRITICAL]",
            "hook [RESOLVED]"
        ]
    );
}

#[test]
fn nobodys_alert_is_told_in_the_catalogs_language() {
    let mut catalog = catalog();
    catalog["language"] = json!("es");
    catalog["owners"] = json!([]);
    let mut world = world_of(&catalog);
    world.offer(event("a", "ALARM", 0));
    world.run_until(at(60));
    assert!(
        world.notifications()[0]
            .page
            .title
            .starts_with("[ERROR] SIN RESPONSABLE"),
        "{:?}",
        titles(&world)
    );
}

/// It was decided and claimed for the one who could not be given it: the fallback gets the same page.
#[test]
fn a_page_that_is_handed_on_stays_in_its_language() {
    let mut catalog = bilingual();
    catalog["receivers"][2]["language"] = json!("en");
    let mut world = world_of(&catalog);
    world.ports.transport.answer_next(CHAT, status(404));
    world.offer(event("a", "ALARM", 0));
    world.run_until(at(60));
    let one = &world.notifications()[0];
    assert_eq!(
        (one.receiver.as_str(), one.page.language),
        ("fallback", Language::Spanish)
    );
    assert!(
        one.page.notes[0].starts_with("no se pudo entregar a chat"),
        "{:?}",
        one.page.notes
    );
}

#[test]
fn a_page_in_doubt_says_so_once_in_its_language() {
    let mut world = world_of(&bilingual());
    for _ in 0..2 {
        world.ports.transport.answer_next(CHAT, status(502));
    }
    world.offer(event("a", "ALARM", 0));
    world.run_until(at(600));
    let notes = &world.notifications()[0].page.notes;
    assert_eq!(notes.len(), 1, "{notes:?}");
    assert!(notes[0].starts_with("puede repetirse"), "{notes:?}");
}

#[test]
fn a_notice_is_in_the_language_of_whoever_gets_it() {
    let mut catalog = bilingual();
    catalog["language"] = json!("es");
    for (notify, language) in [
        ("chat", Language::Spanish),
        ("hook", Language::English),
        ("nobody", Language::Spanish),
    ] {
        let mut world = world_of(&catalog);
        let silence: Silence = serde_json::from_value(json!({"id": "s", "matchers": [["alarm_name=a"]],
            "starts_at": at(0), "ends_at": at(10 * HOUR), "notify": notify, "updated_at": at(0)}))
        .expect("a silence");
        world.silence(&silence);
        world.run_until(at(9 * HOUR + 60));
        let page = &world.notifications()[0].page;
        assert_eq!(
            (page.reason.as_str(), page.language),
            ("silence_ends", language),
            "{notify}"
        );
    }
}

/// A digest is about nobody's alerts but its owner's.
#[test]
fn a_digest_is_in_its_owners_language_unless_the_receiver_has_one() {
    for (receiver, language) in [("chat", Language::Spanish), ("hook", Language::English)] {
        let mut catalog = bilingual();
        catalog["owners"][0]["digest"] = json!({"receiver": receiver, "when": {"every": 24 * HOUR}});
        let mut world = world_of(&catalog);
        let silence: Silence = serde_json::from_value(json!({"id": "s", "matchers": [["alarm_name=a"]],
            "starts_at": at(0), "ends_at": at(48 * HOUR), "updated_at": at(0)}))
        .expect("a silence");
        world.silence(&silence);
        world.offer(event("a", "ALARM", 100));
        world.run_until(at(3600));
        world.offer(event("a", "OK", 3700));
        world.run_until(at(30 * HOUR));
        let told = world.notifications();
        let digest = told.iter().find(|one| one.page.reason.as_str() == "digest");
        let digest = digest.expect("there was something to tell");
        assert_eq!(
            (digest.receiver.as_str(), digest.page.language),
            (receiver, language)
        );
    }
}
