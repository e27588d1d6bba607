"""Pages as events on a bus: a rule of somebody else's gets them, and the router does not page for its own."""

import time

from bus import Bus


def test_a_rule_gets_the_page_it_asks_for_and_then_its_resolve(world):
    bus = Bus(world)
    everything = bus.reader("everything", {"source": ["alert-router"]})
    critical = bus.reader("critical", {"detail-type": ["Alert Firing"], "detail": {"severity": ["critical"]}})
    fires = bus.reader("fires", {"detail-type": ["Alert Firing"], "detail": {"owner": {"name": ["ml-serving"]}}})
    world.fire("bus-errors", "churn-v3")
    firing = fires.wait_for(1)[0]
    assert firing["source"] == "alert-router" and firing["detail-type"] == "Alert Firing"
    assert firing["account"] == world.account
    assert firing["resources"] == [f"arn:aws:cloudwatch:{world.aws.region}:{world.account}:alarm:bus-errors"]
    assert firing["detail"]["schema"] == 1 and firing["detail"]["reason"] == "first"
    assert [alert["name"] for alert in firing["detail"]["firing"]] == ["bus-errors"]
    world.set_state("bus-errors", "OK")
    resolved = everything.wait_for(2)[1]
    assert resolved["detail-type"] == "Alert Resolved" and resolved["detail"]["group"] == firing["detail"]["group"]
    world.settled()
    assert len(everything.read()) == 2 and len(fires.read()) == 1 and critical.read() == []
    assert world.fallback.read() == []


def test_an_event_that_comes_back_is_not_paged_again(world):
    """A rule that takes everything on the bus to the ingest queue: paged, each page would be an event again."""
    bus = Bus(world)
    everything = bus.reader("everything", {"source": [{"prefix": ""}]})
    ingest = world.sqs.get_queue_attributes(QueueUrl=world.stack["IngestQueueUrl"], AttributeNames=["QueueArn"])
    bus.rule("alert-router-everything", {"source": [{"prefix": ""}]}, ingest["Attributes"]["QueueArn"])
    world.fire("bus-errors", "churn-v3")
    everything.wait_for(1)
    world.settled()
    time.sleep(2)
    world.settled()
    assert len(everything.read()) == 1
    world.sink.stays_at(0, during=1)
    assert world.fallback.read() == []
