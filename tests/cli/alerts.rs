//! `alerts`: what is open, over a real `DynamoDB` API.

use crate::binary::run;

#[test]
#[cfg(not(feature = "aws"))]
fn without_the_sdk_it_says_how_to_get_it() {
    let run = run(["alerts", "--table", "alerts"]);
    assert_eq!((run.code, run.out.as_str()), (Some(2), ""));
    assert!(run.err.contains("--features aws"), "{}", run.err);
}

#[test]
fn it_takes_no_operand() {
    assert_eq!(run(["alerts", "open"]).code, Some(2));
}

#[cfg(feature = "aws")]
mod stored {
    use alert_core::catalog::Catalog;
    use alert_core::time::Timestamp;
    use alert_pipeline::memory::MemoryPorts;
    use alert_pipeline::simulator::World;
    use serde_json::{Value, json};

    use crate::dynamodb::Table;

    const BEGAN: &str = "2027-01-15T08:00:00Z";
    const NOW: &str = "--now=2027-01-15T08:10:00Z";

    /// A night in memory: an alarm of somebody's that fires and was told.
    fn night() -> World<MemoryPorts> {
        let catalog = json!({
            "schema": 1, "version": "test", "runbook_base_url": "https://runbooks.example.com/", "fallback": "fallback",
            "owners": [{"name": "ml", "contact": "#ml", "matchers": [["alarm_name=churn"]]}], "runbooks": [],
            "route": {"receivers": ["chat"]},
            "receivers": [
                {"name": "chat", "kind": "slack", "secret": "alert-router/chat"},
                {"name": "fallback", "kind": "sns", "topic": "fallback-topic"}],
        });
        let catalog = Catalog::from_json(catalog.to_string().as_bytes()).unwrap();
        let began: Timestamp = BEGAN.parse().unwrap();
        let mut world = World::new(MemoryPorts::new(catalog), began);
        for name in ["churn", "nobodys"] {
            let arn = format!("arn:aws:cloudwatch:eu-west-1:111122223333:alarm:{name}");
            world.offer(json!({
                "version": "0", "id": name, "detail-type": "CloudWatch Alarm State Change", "source": "aws.cloudwatch",
                "account": "111122223333", "time": BEGAN, "region": "eu-west-1", "resources": [arn],
                "detail": {"alarmName": name, "configuration": {"metrics": []},
                    "state": {"value": "ALARM", "timestamp": "2027-01-15T08:00:00.000+0000", "reason": "x"},
                    "previousState": {"value": "OK", "timestamp": "2027-01-15T07:00:00.000+0000"}},
            }));
        }
        world.run_until("2027-01-15T08:05:00Z".parse().unwrap());
        world
    }

    #[test]
    fn what_is_open_is_listed_with_who_knows() {
        let Some(table) = Table::create() else { return };
        let empty = table.run(&["alerts", NOW]);
        assert_eq!(
            (empty.code, empty.out.as_str(), empty.err.as_str()),
            (Some(0), "nothing is open\n", "")
        );
        for row in night().ports.store.rows() {
            let due = row.due.map_or(Value::Null, |(shard, at)| {
                json!({ "due_shard": { "S": format!("{shard:02}") }, "due_at": { "N": at.as_millisecond().to_string() } })
            });
            table.put(&row.key.pk, &row.key.sk, &row.body, &due);
        }
        let all = table.run(&["alerts", NOW, "--format=json"]);
        assert_eq!((all.code, all.err.as_str()), (Some(0), ""));
        let mut lines = all.json();
        lines.sort_by_key(|line| line["name"].to_string());
        assert_eq!(lines.len(), 2, "{}", all.out);
        assert_eq!(
            (&lines[0]["name"], &lines[0]["owner"]),
            (&"churn".into(), &"ml".into())
        );
        assert_eq!(
            (&lines[0]["told"][0]["receiver"], &lines[0]["told"][0]["state"]),
            (&"chat".into(), &"told".into())
        );
        let nobodys = table.run(&["alerts", NOW, "--owner=-"]);
        assert!(
            nobodys.out.contains("nobodys")
                && nobodys.out.contains("OWNER MISSING")
                && !nobodys.out.contains("churn"),
            "{}",
            nobodys.out
        );
    }
}
