use proptest::prelude::*;

use super::{MASK, line, redact};

/// Each is a secret, and where it may stand. None of them is real.
const SECRETS: &[(&str, &str)] = &[
    ("wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY", ""),
    (
        "FwoGZXIvYXdzEBYaDKJ3bK9x2QmT7vLp0SKtAbC4dEf5GhI6jKl7MnO8pQr9StU0vWx1YzA2bC3dE4fG5hI6jK7lM8nO9pQ0rS1tU2vW3xY4z",
        "",
    ),
    (
        "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0NTY3ODkwIn0.dozjgNryP4J3jVmNHl0w5N_XgL0n3I9PlFUP0THsR8U",
        "",
    ),
    ("xoxb-123456789012-abcdefghijkl", ""),
    ("ghp_16C7e42F292c6912E7710c838347Ae178B4a", ""),
    ("hf_AbcdefghijKLMNOPqrstuvwxyz1234EFGH", ""),
    ("hunter2", "password="),
    ("hunter2", "DB_PASSWORD: "),
    ("hunter2", "postgres: {\"password\": \""),
    ("hunter2", "{\\\"password\\\":\\\""),
    ("correct horse", "password=\""),
    ("zyxwv", "aws_secret_access_key="),
    ("zyx123", "token="),
    ("s3cretvalue", "api-key: "),
    ("s3cretvalue", "app --password "),
    ("dXNlcjpwYXNz", "Authorization: Basic "),
    ("a1b2c3d4e5", "Bearer "),
    ("a1b2c3d4e5", "{\"authorization\":\"Bearer "),
    ("user:pa55@", "postgres://"),
    (":pa55@", "redis://"),
    (
        "T00000000/B00000000/XXXXXXXXXXXXXXXXXXXXXXXX",
        "https://hooks.slack.com/services/",
    ),
    (
        "webhookb2/1234@5678/IncomingWebhook/9abc",
        "https://example.webhook.office.com/",
    ),
    (
        "0123456789abcdef0123456789abcdef",
        "https://b.s3.amazonaws.com/k?X-Amz-Signature=",
    ),
    ("abcdefghijklmnopqrst", "https://f.example/api?code="),
    ("MIIEowIBAAKCAQEA", "-----BEGIN RSA PRIVATE KEY----- "),
];

/// Text as it stands in pages: none of it may change.
const ORDINARY: &[&str] = &[
    "arn:aws:cloudwatch:eu-west-1:111122223333:alarm:ml-prod-churn-endpoint-5xx-ratio",
    "arn:aws:secretsmanager:eu-west-1:111122223333:secret:prod/db-AbC123",
    "arn:aws:sagemaker:eu-west-1:111122223333:training-job/pipelines-a1b2c3d4e5f6-TrainModel-Zx9Yw8Vu7T",
    "arn:aws:states:eu-west-1:111122223333:execution:churn:8f5fa7d9-5558-33dc-449c-c890a0c38127",
    "AWS/SageMaker Invocation5XXErrors p99.9 over 60 s, 7.2 > 2, ModelLatency 1234567 us",
    "sha256:2c26b46b68ffc68ff99b453c1d30413413422d706483bfa0f98a5e886266e7ae",
    "da39a3ee5e6b4b0d3255bfef95601890afd80709",
    "IAmAVeryLongCamelCaseNameOfSomething/InAFolder/AndAnotherOne/WithNumber5InIt",
    "s3://ml-artifacts-111122223333/churn/pipelines/2026-11-20/model.tar.gz",
    "Threshold Crossed: 3 out of the last 5 datapoints [7.2 (20/11/26 09:13:00)] were greater than the threshold (2.0)",
    "SyntaxError: unexpected token: end of file; max_token=512, output_tokens=1024",
    "Bearer authentication is required; the password is wrong; no credentials: check the role",
    "PWD=/opt/ml/code password=null token=\"\" secret=None",
    "sk-learn-churn-training-2026-11-20-09-14-31-204",
    "hf_text_generation_inference_endpoint_production",
    "https://eu-west-1.console.aws.amazon.com/cloudwatch/home?region=eu-west-1#alarmsV2:alarm/a%20b",
    "ssh://git@github.com/example/repo",
    "2024/10/21/OtherFn[$LATEST]16c175a5f89246aaad5c878aebaeeac7",
    "SELECT AVG(CPUUtilization) FROM SCHEMA(\"AWS/EC2\", InstanceId) GROUP BY InstanceId",
    "cr-01234567890abcdef-6211-4d50-9286-0c9fbc243f04 AWS_EC2_ODCR_UNDERUTILIZATION_NOTIFICATION",
    "-----BEGIN CERTIFICATE----- is missing",
    "año … €",
];

#[test]
fn secrets_are_masked_and_what_stands_around_them_is_not() {
    for (secret, before) in SECRETS {
        let text = format!("it failed: {before}{secret} (1 of 3)");
        let shown = redact(&text);
        assert!(!shown.contains(secret), "{shown}");
        assert!(
            shown.starts_with("it failed: ") && shown.contains(MASK),
            "{shown}"
        );
        let is_open = before.contains('"') || before.starts_with("-----");
        assert!(shown.ends_with(" (1 of 3)") || is_open, "{shown}");
    }
}

#[test]
fn ordinary_text_is_left_alone() {
    for text in ORDINARY {
        assert_eq!(redact(text), *text);
    }
}

#[test]
fn what_is_masked_is_told() {
    for (given, shown) in [
        // Which key it was, for whoever has to replace it.
        (
            "AKIAIOSFODNN7EXAMPLE was exposed",
            "AKIA[redacted]MPLE was exposed",
        ),
        ("password=hunter2, user=ml", "password=[redacted], user=ml"),
        (
            "{\"password\":\"a\\\"b\",\"user\":\"ml\"}",
            "{\"password\":\"[redacted]\",\"user\":\"ml\"}",
        ),
        ("postgres://ml:pa55@db:5432/x", "postgres://[redacted]@db:5432/x"),
        (
            "see https://hooks.slack.com/services/T0/B0/X0)",
            "see https://hooks.slack.com/[redacted])",
        ),
        (
            "-----BEGIN PRIVATE KEY----- MIIE -----END PRIVATE KEY----- next",
            "[redacted] next",
        ),
        (
            "Authorization: Bearer abc.def-1",
            "Authorization: Bearer [redacted]",
        ),
        (
            "https://u:p@hooks.slack.com/services/T0 x",
            "https://[redacted] x",
        ),
    ] {
        assert_eq!(redact(given), given.replace(given, shown));
    }
}

#[test]
fn a_line_is_masked_before_it_is_cut() {
    for at in 0..60 {
        let text = format!("{} password=hunter2hunter2hunter2 tail", "x".repeat(at));
        let shown = line(&text, 50);
        assert!(
            !shown.contains("hunter2") && shown.chars().count() <= 50,
            "{shown}"
        );
    }
    assert_eq!(line(" a\u{0}b\n ", 10), "a b");
    let long = "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY ".repeat(30_000);
    assert!(!line(&long, 100).contains("wJalr"));
}

/// A source that cuts before it is asked to: what is left of a token is still one.
#[test]
fn the_beginning_of_a_secret_is_one_where_the_text_was_cut() {
    for text in [
        "key AKIAIOSFOD…",
        "eyJhbGciOi…",
        "je7MtGbClwBF/2Zp9Utk…",
        "xoxb-1234…",
    ] {
        assert!(redact(text).contains(MASK), "{text}");
    }
    assert_eq!(redact("AKIA is how they begin…"), "AKIA is how they begin…");
}

/// Words, numbers and signs as they come in messages of AWS.
fn ordinary() -> impl Strategy<Value = String> {
    let word = prop_oneof![
        "[A-Z]?[a-z]{1,12}",
        "[A-Z]{2,12}",
        "[0-9]{1,16}(\\.[0-9]{1,6})?",
        "[a-z]{1,8}(-[a-z0-9]{1,8}){0,4}",
        "[a-f0-9]{40}",
        "arn:aws:[a-z]{2,9}:eu-west-1:[0-9]{12}:[a-z]{2,9}/[a-z-]{1,20}",
        "([A-Z][a-z]{2,9}){1,6}",
    ];
    proptest::collection::vec((word, "[ ,.:;()/=\\[\\]-]{1,2}"), 1..12)
        .prop_map(|words| words.into_iter().map(|(word, sign)| word + &sign).collect())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 600, failure_persistence: None, ..ProptestConfig::default() })]

    /// Whatever stands around it, a secret is gone, and masking twice is masking once.
    #[test]
    fn no_surroundings_save_a_secret(
        pick in any::<prop::sample::Index>(), before in ordinary(), after in "[ -~é]{0,40}",
    ) {
        let (secret, announced) = pick.get(SECRETS);
        let text = format!("{before} {announced}{secret} {after}");
        let shown = redact(&text).into_owned();
        prop_assert!(!shown.contains(secret), "{}", shown);
        prop_assert_eq!(redact(&shown), shown.as_str());
    }

    #[test]
    fn messages_are_left_alone(text in ordinary()) {
        // No name of a secret is among words of chance often enough to matter, but it may be.
        let lower = text.to_ascii_lowercase();
        let announces = ["pass", "pwd", "secret", "token", "key", "credential", "auth", "sig", "bearer", "sk-", "eyj", "xox"];
        prop_assume!(!announces.iter().any(|word| lower.contains(word)));
        prop_assert_eq!(redact(&text), text.as_str());
    }

    #[test]
    fn any_text_is_taken(text in any::<String>()) {
        let shown = redact(&text).into_owned();
        prop_assert_eq!(redact(&shown), shown.as_str());
    }
}
