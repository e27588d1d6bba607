//! `check EXPANDED.json`: to whom each alarm of a template goes, and which are orphans.

use std::path::PathBuf;

use serde_json::{Value, json};

use crate::binary::{assert_golden, empty_folder, run};

/// A template with an alarm of each kind that is covered.
fn template() -> Value {
    let endpoint = json!([
        { "Name": "EndpointName", "Value": { "Ref": "Endpoint" } },
        { "Name": "VariantName", "Value": "AllTraffic" },
    ]);
    json!({
        "Parameters": { "Endpoint": { "Type": "String", "Default": "churn-prod" } },
        "Conditions": { "IsProd": { "Fn::Equals": [{ "Ref": "Endpoint" }, "churn-prod"] } },
        "Resources": {
            "Queue": { "Type": "AWS::SQS::Queue" },
            "Silent": { "Type": "AWS::CloudWatch::Alarm", "Condition": "IsStaging", "Properties": {
                "AlarmName": { "Fn::Sub": "ml-${Endpoint}-silent" },
                "Namespace": "AWS/SageMaker", "MetricName": "Invocations", "Dimensions": endpoint,
                "Statistic": "Sum", "Period": 300,
            } },
            "Slow": { "Type": "AWS::CloudWatch::Alarm", "Properties": {
                "AlarmName": { "Fn::Join": ["-", ["ml", "prod", { "Fn::If": ["IsProd", "latency", "x"] }]] },
                "Metrics": [
                    { "Id": "ms", "Expression": "m_p99 / 1000", "Label": "latency, ms" },
                    { "Id": "m_p99", "ReturnData": false, "MetricStat": { "Period": 60, "Stat": "p99", "Metric": {
                        "Namespace": "AWS/SageMaker", "MetricName": "ModelLatency", "Dimensions": endpoint } } },
                ],
                "Tags": [{ "Key": "owner", "Value": "ml-serving" }, { "Key": "runbook", "Value": "endpoint-latency" }],
            } },
            "Serving": { "Type": "AWS::CloudWatch::CompositeAlarm", "Properties": {
                "AlarmName": "ml-prod-serving", "AlarmRule": "ALARM(\"ml-prod-latency\")",
            } },
        },
    })
}

fn file(name: &str, content: &str) -> PathBuf {
    let path = empty_folder(name).join("expanded.json");
    std::fs::write(&path, content).unwrap();
    path
}

fn check(path: &std::path::Path, options: &[&str]) -> crate::binary::Run {
    let mut arguments = vec!["check", path.to_str().unwrap()];
    arguments.extend(options);
    run(arguments)
}

fn rows(path: &std::path::Path, options: &[&str]) -> Vec<Value> {
    check(path, &[options, &["--format", "json"]].concat()).json()
}

#[test]
fn every_alarm_says_to_whom_it_goes() {
    let path = file("coverage-whole", &template().to_string());
    let checked = check(&path, &[]);
    assert_eq!((checked.code, checked.err.as_str()), (Some(0), ""));
    let folder = format!("{}/", path.parent().unwrap().display());
    assert_golden("coverage.txt", &checked.out.replace(&folder, ""));
    let (first, staging) = (
        &rows(&path, &[])[0],
        &rows(&path, &["--parameter", "Endpoint=churn-staging"])[0],
    );
    assert_eq!(
        first,
        &json!({ "alarm": "ml-churn-prod-silent", "resource": "Silent", "severity": "critical", "owner": "ml-serving",
            "runbook": "endpoint-no-invocations", "receivers": ["ml-chat", "pages", "audit"], "faults": [] })
    );
    assert_eq!(
        (&staging["severity"], &staging["receivers"]),
        (&json!("warning"), &json!(["ml-chat"]))
    );
}

#[test]
fn an_orphan_fails() {
    type Break = fn(&mut Value);
    let breaks: [(Break, &str, &str); 4] = [
        (
            |template| {
                template["Resources"]["Silent"]["Properties"] = json!({ "AlarmName": "odd", "Namespace": "Shop",
                    "MetricName": "OrdersLost", "Statistic": "Sum", "Period": 60 });
            },
            "odd",
            "no owner",
        ),
        (
            |template| {
                template["Resources"]["Silent"]["Properties"]["MetricName"] = json!("ModelSetupTime");
            },
            "ml-churn-prod-silent",
            "no runbook",
        ),
        (
            |template| template["Resources"]["Slow"]["Properties"]["Tags"][0]["Value"] = json!("finops"),
            "ml-prod-latency",
            "its tag says owner `finops`, the catalog says `ml-serving`",
        ),
        (
            |template| {
                let tags = &mut template["Resources"]["Slow"]["Properties"]["Tags"];
                tags[1] = json!({ "Key": "severity", "Value": "info" });
            },
            "ml-prod-latency",
            "its tag says severity `info`, the catalog says `critical`",
        ),
    ];
    for (breaks, alarm, fault) in breaks {
        let mut broken = template();
        breaks(&mut broken);
        let path = file("coverage-orphan", &broken.to_string());
        let checked = check(&path, &[]);
        assert_eq!(checked.code, Some(1), "{fault}");
        assert!(
            checked.err.contains(&format!("{alarm}: {fault}")),
            "{}",
            checked.err
        );
        assert!(checked.out.contains("3 alarms, 1 orphan\n"), "{}", checked.out);
        let orphans: Vec<Value> = rows(&path, &[]);
        assert_eq!(orphans.iter().filter(|row| row["faults"] != json!([])).count(), 1);
    }
}

#[test]
fn what_is_no_template_is_named() {
    for (content, says) in [
        (
            "Resources:\n  A: !Ref B\n",
            "not JSON, which is what CloudFormation gets",
        ),
        ("[]", "it has no `Resources`"),
        ("{\"Resources\": []}", "it has no `Resources`"),
    ] {
        let checked = check(&file("coverage-none", content), &[]);
        assert_eq!(checked.code, Some(1), "{content}");
        assert!(checked.err.contains(says), "{}", checked.err);
    }
    let missing = run(["check", "missing.json"]);
    assert_eq!(missing.code, Some(1));
    assert!(missing.err.contains("missing.json: "), "{}", missing.err);
    let path = file("coverage-empty", "{\"Resources\": {}}");
    assert_eq!(check(&path, &["--parameter", "Endpoint"]).code, Some(2));
    assert!(check(&path, &[]).out.ends_with("0 alarms, 0 orphans\n"));
}
