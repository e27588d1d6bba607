use super::*;
use serde_json::json;

fn event() -> Value {
    json!({"region": "eu-west-1", "resources": ["arn:aws:glue:eu-west-1:111122223333:job/etl"],
        "detail": {"name": "etl", "state": "FAILED", "reason": "no\nmemory", "code": 1, "share": 0.123_456_789, "blank": "", "definition": "arn:aws:batch:eu-west-1:111122223333:job-definition/train:12"}})
}

fn filled(template: &str) -> (String, bool) {
    let filled = Template::parse(template).unwrap().fill(&event());
    (filled.text, filled.is_complete)
}

#[test]
fn values_are_filled_in() {
    for (template, expected) in [
        ("/detail/name", "etl"),
        ("job {/detail/name} {/detail/state|lower}", "job etl failed"),
        ("{/detail/absent|/detail/name}", "etl"),
        ("{/detail/blank|'nobody'}", "nobody"),
        ("{/resources/0|last}", "etl"),
        ("{/detail/definition|family}", "train"),
        ("{/detail/name|family}", "etl"),
        ("{/detail/share|number}", "0.1235"),
        ("{ /detail/name | number }", "etl"), // no number: as it is
        (
            "failed[ with {/detail/code}][: {/detail/absent}]",
            "failed with 1",
        ),
        ("{{x}} [[y]]", "{x} [y]"),
        ("a/b", "a/b"),
        ("/a{/detail/name}", "/aetl"),
        ("{console}/glue", "https://eu-west-1.console.aws.amazon.com/glue"),
        ("", ""),
    ] {
        assert_eq!(filled(template), (expected.to_owned(), true), "{template}");
    }
}

#[test]
fn what_is_missing_is_a_hole_and_known() {
    assert_eq!(
        filled("job {/detail/absent} failed"),
        ("job  failed".to_owned(), false)
    );
    assert_eq!(filled("/detail/absent"), (String::new(), false));
    let template = Template::parse("{console}/x").unwrap();
    for region in [json!("evil.example/"), json!(7), json!(null)] {
        assert!(!template.fill(&json!({ "region": region })).is_complete);
    }
}

#[test]
fn values_are_encoded_and_what_is_between_them_is_not() {
    let url = Template::parse("{console}/x?a=b&name={/detail/reason}").unwrap();
    assert_eq!(
        url.fill_with(&event(), |value| value.replace('\n', "%0A")).text,
        "https://eu-west-1.console.aws.amazon.com/x?a=b&name=no%0Amemory"
    );
    assert!(!url.begins_with_a_value() && Template::parse("/detail/link").unwrap().begins_with_a_value());
    assert!(Template::parse("always").unwrap().is_constant() && !url.is_constant());
}

#[test]
fn a_fault_says_which_part() {
    for (template, part, fault) in [
        ("a {/b", "{", TemplateFault::Unclosed('{')),
        ("a [b {/c}", "[", TemplateFault::Unclosed('[')),
        ("a } b", "}", TemplateFault::Unopened('}')),
        ("a ] b", "]", TemplateFault::Unopened(']')),
        ("[a [{/b}]]", "[", TemplateFault::Nested),
        ("a [b] c", "[b]", TemplateFault::NothingOptional),
        ("a {} b", "", TemplateFault::UnknownWord(String::new())),
        ("a {last}", "last", TemplateFault::NoValue),
        ("a {'x'}", "'x'", TemplateFault::NoValue),
        ("{/a|lats}", "lats", TemplateFault::UnknownWord("lats".to_owned())),
        (
            "{detail/a}",
            "detail/a",
            TemplateFault::UnknownWord("detail/a".to_owned()),
        ),
        ("{/a|/~}", "/~", TemplateFault::Pointer(PointerError::Escape)),
        ("/a~2", "/a~2", TemplateFault::Pointer(PointerError::Escape)),
    ] {
        let error = Template::parse(template).unwrap_err();
        assert_eq!(error.fault, fault, "{template}");
        assert_eq!(
            template.get(error.at.clone()),
            Some(part),
            "{template} {:?}",
            error.at
        );
    }
    let long = "x".repeat(MAX_TEMPLATE + 1);
    assert_eq!(Template::parse(&long).unwrap_err().fault, TemplateFault::TooLong);
}

#[test]
fn a_long_value_ends() {
    let template = Template::parse(&"{/a}".repeat(200)).unwrap();
    let filled = template.fill(&json!({"a": "é".repeat(100_000)}));
    assert!(filled.text.len() <= MAX_FILLED + 4_096);
}
