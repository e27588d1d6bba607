//! One failure, one page: alerts that count the failure of the same work.

use serde_json::{Value, json};

#[allow(clippy::wildcard_imports)] // the scenarios' own words
use crate::given::*;

/// An alarm that counts failures of a pipeline.
fn count(name: &str, pipeline: &str, value: &str, seconds: i64) -> Value {
    let mut event = event(name, value, seconds);
    event["detail"]["configuration"]["metrics"][0]["metricStat"]["metric"] = json!({
        "namespace": "AWS/Sagemaker/ModelBuildingPipeline", "name": "StepFailed",
        "dimensions": {"PipelineName": pipeline}});
    event
}

#[test]
fn two_counts_of_one_failure_are_one_page_whatever_group_they_would_have_been_in() {
    let mut world = world();
    world.offer(count("step", "churn", "ALARM", 0));
    world.run_until(at(40));
    world.offer(count("run", "churn", "ALARM", 40));
    world.run_until(at(700));
    assert_eq!(told(&world), ["30 chat first +1 -0"]);
    // What counted first is over, and what is told of the run is no longer so.
    world.offer(count("step", "churn", "OK", 700));
    world.run_until(at(800));
    world.offer(count("run", "churn", "OK", 800));
    world.run_until(at(90_000));
    assert_eq!(
        told(&world)[1..],
        ["730 chat correlated +1 -1", "800 chat all_resolved +0 -1"]
    );
    assert_balanced(&world);
}

#[test]
fn what_joined_and_went_while_its_run_went_on_is_accounted_for() {
    let mut world = world();
    world.offer(count("step", "churn", "ALARM", 0));
    world.run_until(at(40));
    world.offer(count("run", "churn", "ALARM", 40));
    world.run_until(at(100));
    world.offer(count("run", "churn", "OK", 100));
    world.run_until(at(200));
    world.offer(count("step", "churn", "OK", 200));
    world.run_until(at(90_000));
    assert_eq!(
        told(&world),
        ["30 chat first +1 -0", "200 chat all_resolved +0 -1"]
    );
    assert_balanced(&world);
    assert_eq!(world.balance().suppressed["correlated"], 2);
}

#[test]
fn a_critical_one_raises_the_page_of_the_run_and_is_told_to_whom_it_concerns() {
    let mut world = world();
    world.offer(count("step", "churn", "ALARM", 0));
    world.run_until(at(60));
    world.offer(count("crit", "churn", "ALARM", 60));
    world.run_until(at(700));
    // The chat knows of the run and hears that it is worse; the hook hears of it for the first time, and of all of it.
    assert_eq!(
        told(&world),
        [
            "30 chat first +1 -0",
            "60 chat severity_raised +2 -0",
            "60 hook first +2 -0"
        ]
    );
    world.offer(count("crit", "churn", "OK", 700));
    world.offer(count("step", "churn", "OK", 700));
    world.run_until(at(90_000));
    assert_eq!(
        told(&world)[3..],
        ["700 chat all_resolved +0 -2", "700 hook all_resolved +0 -2"]
    );
    assert_balanced(&world);
}

#[test]
fn other_work_and_a_later_failure_are_other_runs() {
    let mut world = world();
    world.offer(count("churn", "churn", "ALARM", 0));
    world.run_until(at(60));
    world.offer(count("pricing", "pricing", "ALARM", 60));
    world.run_until(at(1000));
    world.offer(count("late", "churn", "ALARM", 1000));
    world.run_until(at(2000));
    assert_eq!(
        told(&world),
        [
            "30 chat first +1 -0",
            "330 chat new_alert +2 -0",
            "1030 chat new_alert +3 -0"
        ]
    );
}
