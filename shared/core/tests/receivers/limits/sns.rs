use alert_core::page::Page;
use alert_core::receiver::SnsRequest;
use serde_json::Value;

use super::{document, essentials};

pub(crate) fn topic(page: &Page, sns: &SnsRequest, case: &str) {
    let attributes: usize = sns
        .attributes
        .iter()
        .map(|(name, value)| name.len() + value.len() + 6)
        .sum();
    assert!(
        sns.message.len() + sns.subject.len() + attributes <= 262_144,
        "{case}: {} bytes",
        sns.message.len()
    );
    assert!(
        sns.attributes.len() <= 10 && sns.attributes.iter().all(|(_, value)| !value.is_empty()),
        "{case}"
    );
    assert!((1..100).contains(&sns.subject.len()), "{case}: {}", sns.subject);
    assert!(
        sns.subject.bytes().all(|byte| (b' '..=b'~').contains(&byte)),
        "{case}: {}",
        sns.subject
    );
    assert!(
        sns.subject
            .starts_with(|first: char| first.is_ascii_alphanumeric()),
        "{case}: {}",
        sns.subject
    );
    let fifo = sns.fifo.as_ref().expect("the topic is FIFO");
    for id in [&fifo.group_id, &fifo.deduplication_id] {
        assert!(
            (1..=128).contains(&id.len()) && id.bytes().all(|byte| byte.is_ascii_graphic()),
            "{case}: {id}"
        );
    }
    let message: Value = serde_json::from_str(&sns.message).expect("a structured message is JSON");
    let sms = message["sms"].as_str().expect("there is a short message");
    assert!(
        sms.len() <= 140 && sms.bytes().all(|byte| (b' '..=b'~').contains(&byte)),
        "{case}: {sms}"
    );
    assert!(
        !sms.contains(['[', ']', '{', '}', '\\', '|', '~', '^', '`']),
        "{case}: {sms}"
    );
    let text = message["default"].as_str().expect("there is a default");
    for essential in essentials(page) {
        assert!(text.contains(&essential), "{case}: {essential}");
    }
    for protocol in ["sqs", "lambda", "https"] {
        let text = message[protocol].as_str().expect("programs get a document");
        document(
            page,
            &serde_json::from_str(text).expect("a document is JSON"),
            case,
        );
    }
}
