use super::{Language, Preference};
use crate::catalog::ReceiverConfig;
use crate::page::{Note, Page};
use crate::time::Timestamp;

#[test]
fn a_language_is_read_by_its_code() {
    for (code, language) in [
        ("en", Some(Language::English)),
        (" ES ", Some(Language::Spanish)),
        ("es-MX", None),
        ("spanish", None),
        ("", None),
    ] {
        assert_eq!(Language::parse(code), language, "{code}");
    }
    for language in Language::ALL {
        assert_eq!(Language::parse(language.code()), Some(*language));
    }
}

#[test]
fn the_receivers_language_goes_before_the_owners_and_that_before_the_catalogs() {
    use Language::{English, Spanish};
    for (receiver, owner, usual, language) in [
        (None, None, English, English),
        (None, None, Spanish, Spanish),
        (None, Some(Spanish), English, Spanish),
        (None, Some(English), Spanish, English),
        (Some(English), Some(Spanish), Spanish, English),
        (Some(Spanish), None, English, Spanish),
    ] {
        let config = ReceiverConfig {
            language: receiver,
            ..ReceiverConfig::default()
        };
        let preference = Preference::of(&config, usual);
        assert_eq!(
            preference.with_owner(owner),
            language,
            "{receiver:?} {owner:?} {usual:?}"
        );
    }
}

fn page(language: Language) -> Page {
    let now: Timestamp = "2026-11-22T10:00:00Z".parse().unwrap();
    Page::test("pager", "ana", now, None, language)
}

/// Records and claims outlive a deployment in both directions.
#[test]
fn a_record_says_its_language_where_it_is_not_english_and_one_of_the_future_is_read() {
    let stored = serde_json::to_value(page(Language::English)).unwrap();
    assert_eq!(stored.get("language"), None);
    let read: Page = serde_json::from_value(stored).unwrap();
    assert_eq!(read, page(Language::English));

    let mut stored = serde_json::to_value(page(Language::Spanish)).unwrap();
    assert_eq!(stored["language"], "es");
    let read: Page = serde_json::from_value(stored.clone()).unwrap();
    assert_eq!(read, page(Language::Spanish));

    stored["language"] = "tlh".into();
    let read: Page = serde_json::from_value(stored).unwrap();
    assert_eq!(read.language, Language::English);
}

#[test]
fn a_note_is_said_in_the_pages_language_and_once() {
    let mut page = page(Language::Spanish);
    page.notes.clear();
    page.note(&Note::MayRepeat);
    page.note(&Note::MayRepeat);
    assert_eq!(page.notes, ["puede repetirse: no se sabe si este aviso ya llegó"]);
}

#[test]
fn one_and_many_have_their_forms() {
    let (en, es) = (Language::English, Language::Spanish);
    assert_eq!((en.groups_and_alerts)(2, 1), "2 groups, 1 alert");
    assert_eq!((en.groups_and_alerts)(2, 31), "2 groups, 31 alerts");
    assert_eq!((es.groups_and_alerts)(1, 1), "1 grupo, 1 alerta");
    assert_eq!((es.groups_and_alerts)(2, 31), "2 grupos, 31 alertas");
    assert_eq!((es.also_resolved)(1), ", 1 resuelta");
    assert_eq!((es.also_resolved)(4), ", 4 resueltas");
    assert_eq!((es.firing_since)(1, "t", "5 min"), "Activa desde t, hace 5 min");
    assert_eq!((es.firing_since)(3, "t", "5 min"), "Activas desde t, hace 5 min");
    assert_eq!((es.resolved_at)(1, "t", "5 min"), "Resuelta el t, tras 5 min");
    assert_eq!((es.resolved_at)(3, "t", "5 min"), "Resueltas el t, tras 5 min");
    assert_eq!([(es.over)(1), (es.over)(2)], ["RESUELTA", "RESUELTAS"]);
    let settled = |turns| {
        (es.remark)(&Note::Settled {
            alert: "a".to_owned(),
            turns,
            since: Timestamp::UNIX_EPOCH,
        })
    };
    assert!(settled(1).contains("tras 1 cambio desde"), "{}", settled(1));
    assert!(settled(7).contains("tras 7 cambios desde"), "{}", settled(7));
    let missed = |more| {
        (es.remark)(&Note::Missed {
            alert: "a".to_owned(),
            more,
        })
    };
    assert_eq!(missed(0), "a: se activó y se resolvió antes de poder avisar");
    assert_eq!(
        missed(2),
        "a y 2 más: se activaron y se resolvieron antes de poder avisar"
    );
}

#[test]
fn a_name_is_said_with_its_own_capital_and_an_unknown_one_stays() {
    let es = Language::Spanish;
    for (name, said) in [
        ("log group", "grupo de registros"),
        ("Log group", "Grupo de registros"),
        ("Trusted Advisor", "Trusted Advisor"),
        ("by a silence", "por un silencio"),
        ("feature store lag", "feature store lag"),
        ("", ""),
    ] {
        assert_eq!(es.name(name), said, "{name}");
        assert_eq!(Language::English.name(name), name);
    }
}
