//! `silence`: what it would store, and what it stores over a real `DynamoDB` API.

use crate::binary::run;

#[test]
fn a_dry_run_shows_what_would_be_stored() {
    let arguments = [
        "silence",
        "add",
        "--matcher",
        r#"environment="staging""#,
        "--matcher",
        "service=~sagemaker|serving",
        "--for=1d2h",
        "--comment=re\u{1b}[2Jtraining",
        "--author=ana",
        "--now=2026-11-22T10:00:00Z",
        "--dry-run",
    ];
    let shown = run(arguments);
    assert_eq!((shown.code, shown.err.as_str()), (Some(0), ""));
    assert!(
        shown.out.ends_with(
            "holds environment=\"staging\", service=~\"sagemaker|serving\": active until 2026-11-23 12:00:00 UTC, \
             1 d 2 h to go\n"
        ),
        "{}",
        shown.out
    );
    let silence = &run(arguments.into_iter().chain(["--format=json"])).json()[0];
    assert_eq!(silence["state"], "active");
    assert_eq!(silence["created_by"], "ana");
    assert_eq!(
        silence["matchers"],
        serde_json::json!([[r#"environment="staging""#, r#"service=~"sagemaker|serving""#]])
    );
    assert_eq!(silence["ends_at"], "2026-11-23T12:00:00Z");
}

#[test]
#[cfg(not(feature = "aws"))]
fn without_the_sdk_it_says_how_to_get_it() {
    for arguments in [
        vec!["silence", "list"],
        vec!["silence", "expire", "s1", "--table", "alerts"],
        vec!["silence", "add", "--matcher", "a=b", "--for", "1h"],
        vec![
            "silence",
            "--until-resolved",
            "2789e15b13c3dd98a163",
            "--for",
            "1h",
        ],
    ] {
        let run = run(&arguments);
        assert_eq!((run.code, run.out.as_str()), (Some(2), ""), "{arguments:?}");
        assert!(run.err.contains("--features aws"), "{arguments:?}: {}", run.err);
    }
}

/// Over a real DynamoDB API, when `DYNAMODB_ENDPOINT` says where one is.
#[cfg(feature = "aws")]
mod stored {
    use alert_core::state::AlertRecord;
    use serde_json::{Value, json};

    use crate::binary::Run;
    use crate::dynamodb::Table;

    const FINGERPRINT: &str = "2789e15b13c3dd98a163";

    impl Table {
        /// An alert as the functions leave it.
        fn put_alert(&self, episode: u64, firing: bool) {
            let record = AlertRecord {
                episode,
                firing,
                ..AlertRecord::blank()
            };
            let body = serde_json::to_string(&record).unwrap();
            self.put(&format!("alert#{FINGERPRINT}"), "alert", &body, &Value::Null);
        }

        /// How often the silences have changed, as the functions see it.
        fn generation(&self) -> Value {
            let key = json!({ "pk": { "S": "silences" }, "sk": { "S": "generation" } });
            let answer = self.call("GetItem", &json!({ "TableName": self.name, "Key": key }));
            answer["Item"]["version"]["N"].clone()
        }

        fn silence(&self, arguments: &[&str]) -> Run {
            self.run(&[&["silence"], arguments].concat())
        }
    }

    #[test]
    fn a_silence_is_added_listed_and_ended() {
        let Some(table) = Table::create() else { return };
        assert_eq!(table.silence(&["list"]).out, "no silences\n");
        let added = table.silence(&[
            "add",
            "--matcher=environment=staging",
            "--for=2h",
            "--author=ana",
            "--warn=ml-chat",
            "--format=json",
        ]);
        assert_eq!((added.code, added.err.as_str()), (Some(0), ""));
        let added = &added.json()[0];
        assert_eq!(table.generation(), "1");
        let listed = table.silence(&["list", "--format=json"]);
        assert_eq!(&listed.json()[0], added);

        let id = added["id"].as_str().unwrap();
        let longer = table.silence(&["extend", id, "--for=1d", "--format=json"]);
        assert_eq!((longer.code, longer.err.as_str()), (Some(0), ""));
        assert_eq!(
            (&longer.json()[0]["id"], &longer.json()[0]["notify"]),
            (&id.into(), &"ml-chat".into())
        );
        assert_ne!(longer.json()[0]["ends_at"], added["ends_at"]);
        assert_eq!(table.generation(), "2");
        assert_eq!(table.silence(&["extend", "nothing", "--for=1d"]).code, Some(1));

        let ended = table.silence(&["expire", id, "nothing"]);
        assert_eq!(
            (ended.code, ended.out),
            (Some(1), format!("silence {id} is over\n"))
        );
        assert!(ended.err.contains("no silence `nothing`"), "{}", ended.err);
        assert_eq!(table.generation(), "3");
        assert_eq!(table.silence(&["list"]).out, "no silences\n");
        let all = table.silence(&["list", "--all", "--format=json"]).json();
        assert_eq!((all.len(), all[0]["state"].as_str()), (1, Some("expired")));
    }

    #[test]
    fn an_acknowledgement_is_for_the_episode_that_fires() {
        let Some(table) = Table::create() else { return };
        let acknowledge = ["--until-resolved", FINGERPRINT, "--for", "4h", "--format=json"];
        let unknown = table.silence(&acknowledge);
        assert_eq!(unknown.code, Some(1));
        assert!(unknown.err.contains("there is no alert"), "{}", unknown.err);
        table.put_alert(3, true);
        let stored = table.silence(&acknowledge);
        assert_eq!(stored.code, Some(0), "{}", stored.err);
        assert_eq!(
            (&stored.json()[0]["until_resolved"], &stored.json()[0]["episode"]),
            (&FINGERPRINT.into(), &3.into())
        );
        table.put_alert(3, false);
        let over = table.silence(&acknowledge);
        assert_eq!(over.code, Some(1));
        assert!(over.err.contains("nothing to acknowledge"), "{}", over.err);
    }

    #[test]
    fn a_table_that_is_not_there_is_1() {
        let Some(table) = Table::create() else { return };
        let run = table.silence(&["list", "--table", "no-such-table"]);
        assert_eq!(run.code, Some(1));
        assert!(
            run.err.contains("no-such-table") && run.err.contains("ResourceNotFoundException"),
            "{}",
            run.err
        );
    }
}
