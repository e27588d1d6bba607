//! Text from outside can't move a terminal's cursor, change its colours or reverse its lines.

use std::fs;

use crate::binary::{empty_folder, root, run, run_in};

fn assert_harmless(text: &str) {
    let bad = |c: char| {
        c.is_control() && c != '\n'
            || matches!(c, '\u{200e}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
    };
    assert!(!text.chars().any(bad), "{text:?}");
}

#[test]
fn hostile_samples_are_harmless_in_every_view() {
    for sample in ["hostile-text-alarm", "hostile-long-alarm"] {
        let path = format!("events/cloudwatch_alarm/{sample}.json");
        let event = fs::read_to_string(root().join(&path)).unwrap();
        assert!(
            !event.is_ascii() || event.contains("\\u"),
            "the sample has nothing hostile in it"
        );
        for command in ["page", "explain"] {
            let run = run([command, &path]);
            assert_eq!(run.code, Some(0));
            assert_harmless(&run.out);
        }
    }
}

#[test]
fn an_unknown_event_is_harmless_too() {
    let folder = empty_folder("hostile");
    let hostile = "\\u001b[2J\\u001b]0;owned\\u0007 \\u202egnp.exe\\u009b31m\\r\\n\\u0000end";
    for event in [
        format!(
            "{{\"source\":\"{hostile}\",\"detail-type\":\"{hostile}\",\"detail\":{{\"{hostile}\":\"{hostile}\"}}}}"
        ),
        format!("{{\"Records\":[{{\"messageId\":\"1\",\"body\":\"{hostile}\"}}]}}"),
        format!("\"{hostile}\""),
    ] {
        fs::write(folder.join("event.json"), &event).unwrap();
        for command in ["page", "explain"] {
            let run = run_in(&folder, [command, "event.json"], &[], "");
            assert_eq!(run.code, Some(0), "{}", run.err);
            assert!(run.out.contains("end"), "{}", run.out);
            assert_harmless(&run.out);
        }
    }
}

#[test]
fn so_is_the_name_of_a_file_that_is_not_there() {
    let run = run(["page", "no\x1b[2Jsuch\u{202e}.json"]);
    assert_eq!(run.code, Some(1));
    assert_harmless(&run.err);
}
