//! The language of pages: of the catalog, of an owner, of a receiver, and of whoever wants to see another.

use crate::binary::{assert_golden, run};

const ALARM: &str = "events/cloudwatch_alarm/endpoint-5xx-alarm.json";
const NOW: &str = "--now=2026-11-20T09:18:31Z";
const CATALOG: &str = "tests/cli/catalogs/languages";

#[test]
fn a_page_is_shown_in_the_language_that_is_asked_for() {
    let shown = run(["page", "--language", "es", "--color=never", NOW, ALARM]);
    assert_eq!((shown.code, shown.err.as_str()), (Some(0), ""));
    assert_golden("page-spanish.txt", &shown.out);
    let payload = run(["page", "--language=es", "--receiver=slack", NOW, ALARM]);
    let english = run(["page", "--language=en", "--receiver=slack", NOW, ALARM]);
    let usual = run(["page", "--receiver=slack", NOW, ALARM]);
    assert!(payload.out.contains("[CRÍTICA]") && payload.out.contains("*Responsable:*"));
    assert!(english.out.contains("[CRITICAL]") && english.out == usual.out);
}

#[test]
fn a_receiver_gets_its_own_language_and_else_the_catalogs() {
    let payload = |kind: &str| {
        let kind = format!("--receiver={kind}");
        let run = run(["page", "--catalog", CATALOG, &kind, NOW, ALARM]);
        assert_eq!((run.code, run.err.as_str()), (Some(0), ""));
        run.out
    };
    let (chat, pager) = (payload("slack"), payload("pagerduty"));
    assert!(
        chat.contains("[CRÍTICA]") && chat.contains("*Responsable:*"),
        "{chat}"
    );
    assert!(
        pager.contains("[CRITICAL]") && pager.contains("\"owner\":"),
        "{pager}"
    );
    let test = run([
        "test-receiver",
        "--dry-run",
        "--catalog",
        CATALOG,
        "--format=json",
        NOW,
        "ml-chat",
    ]);
    assert!(test.out.contains("[PRUEBA]"), "{}", test.out);
}

#[test]
fn a_language_that_there_is_not_is_named_with_those_that_there_are() {
    let page = run(["page", "--language=es-MX", ALARM]);
    assert_eq!((page.code, page.out.as_str()), (Some(2), ""));
    assert!(page.err.contains("`es-MX`; there is en, es"), "{}", page.err);
    let check = run(["check", "tests/cli/catalogs/unknown-language"]);
    assert_eq!(check.code, Some(1));
    assert!(
        check
            .err
            .contains("`spanish` is no language that pages are written in")
            && check.err.contains("there is `en`, `es`"),
        "{}",
        check.err
    );
}
