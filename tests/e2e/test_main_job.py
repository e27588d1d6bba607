"""The main job: an alarm goes in, one page that somebody can act on comes out. Real functions, real template, real TLS."""

import base64
import json
import random
import time

import pytest
from local_aws import alarm_shapes as shapes
from standardwebhooks import Webhook
from world import SIGNING_SECRET

RUNBOOK = "https://runbooks.example.com/runbooks/endpoint-errors.md#first-action"


def names(page: dict, status: str) -> list[str]:
    """The alarms that a webhook's page says are firing or resolved."""
    return sorted(alert["name"] for alert in page["data"][status])


def test_an_alarm_becomes_one_page_with_owner_and_runbook(world):
    world.fire("hook-errors", "churn-v3")
    page = world.sink.wait_for(1, "/hook")[0].json()
    data = page["data"]
    assert page["type"] == "alert.firing" and names(page, "firing") == ["hook-errors"]
    assert data["owner"] == {
        "name": "ml-serving",
        "contact": "#ml-serving-oncall",
        "escalation": "Serving lead: serving-lead@example.com",
    }
    assert data["runbook"]["url"] == RUNBOOK
    assert data["runbook"]["first_action"] == "Put the previous endpoint configuration back."
    assert data["labels"]["EndpointName"] == "churn-v3" and data["labels"]["account"] == world.account
    assert any("hook-errors" in link["url"] for link in data["links"])
    world.settled()
    world.sink.stays_at(1, "/hook", during=1)
    assert world.sink.requests("/chat") == [] and world.fallback.read() == []


def test_a_chat_page_says_the_same_for_a_person(world):
    world.fire("chat-errors", "churn-v3")
    text = json.dumps(world.sink.wait_for(1, "/chat")[0].json())
    for said in ("chat-errors", "ml-serving", RUNBOOK, "Put the previous endpoint configuration back."):
        assert said in text


def deliver(world, how: str, change) -> None:
    """Brings one change of an alarm to the router by one of its three ways in."""
    if how == "queue":
        world.send(json.dumps(world.event("hook-errors", change)))
    elif how == "topic":
        topic = world.stack["IngressTopicArn"]
        _, message = shapes.sns_message(world.described("hook-errors"), change)
        world.aws.client("sns", world.account).publish(TopicArn=topic, Message=message)
    else:
        world.act(shapes.lambda_payload(world.described("hook-errors"), change))


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_five_copies_over_three_paths_are_one_page(world, seed):
    world.alarm("hook-errors", "churn-v3")
    world.settled()
    change = world.change("ALARM")
    ways = ["queue", "queue", "topic", "action", "action"]
    random.Random(seed).shuffle(ways)
    for how in ways:
        deliver(world, how, change)
    world.sink.wait_for(1, "/hook")
    world.settled()
    assert len(world.sink.stays_at(1, "/hook", during=2)) == 1
    assert world.fallback.read() == []


def test_an_alarm_that_names_all_paths_itself_pages_once(world):
    """The same without any hand in it: CloudWatch's own three deliveries of one change."""
    actions = [world.stack["IngressTopicArn"], world.stack["IngestFunctionArn"]]
    world.alarm("hook-errors", "churn-v3", AlarmActions=actions, OKActions=actions)
    world.set_state("hook-errors", "ALARM")
    world.sink.wait_for(1, "/hook")
    world.settled()
    world.set_state("hook-errors", "OK")
    world.sink.wait_for(2, "/hook")
    world.settled()
    firing, resolved = world.sink.stays_at(2, "/hook", during=2)
    assert [firing.json()["type"], resolved.json()["type"]] == ["alert.firing", "alert.resolved"]


def test_a_resolve_is_told_once_where_the_alarm_was_told(world):
    world.fire("hook-errors")
    world.sink.wait_for(1, "/hook")
    world.set_state("hook-errors", "OK")
    page = world.sink.wait_for(2, "/hook")[1].json()
    assert page["type"] == "alert.resolved" and names(page, "resolved") == ["hook-errors"]
    world.settled()
    world.sink.stays_at(2, "/hook", during=1)
    # It may fire again, and that is news.
    world.set_state("hook-errors", "ALARM")
    assert world.sink.wait_for(3, "/hook")[2].json()["type"] == "alert.firing"


def test_an_ok_that_overtakes_its_alarm_pages_nobody(world):
    world.alarm("hook-errors", "churn-v3")
    world.settled()
    now = time.time()
    deliver(world, "queue", world.change("OK", now))
    world.settled()
    deliver(world, "queue", world.change("ALARM", now - 60))
    world.settled()
    world.sink.stays_at(0, during=2)
    assert world.fallback.read() == []
    # Both were taken, and what is known is the later one.
    deliver(world, "queue", world.change("ALARM", now + 60))
    world.sink.wait_for(1, "/hook")


def test_a_second_alarm_joins_its_group(world):
    world.fire("hook-errors", "churn-v3")
    first = world.sink.wait_for(1, "/hook")[0].json()
    world.fire("hook-more-errors", "churn-v3")
    world.fire("hook-elsewhere", "ranking-v1")
    pages = [request.json() for request in world.sink.wait_for(3, "/hook")[1:]]
    joined = next(page for page in pages if page["data"]["group"] == first["data"]["group"])
    other = next(page for page in pages if page["data"]["group"] != first["data"]["group"])
    assert joined["data"]["reason"] == "new_alert" and "hook-more-errors" in names(joined, "firing")
    assert other["data"]["reason"] == "first" and names(other, "firing") == ["hook-elsewhere"]
    world.settled()
    world.sink.stays_at(3, "/hook", during=1)


def test_webhooks_are_signed_so_that_another_implementation_agrees(world):
    world.fire("hook-errors")
    request = world.sink.wait_for(1, "/hook")[0]
    body = request.body.decode()
    assert Webhook(SIGNING_SECRET).verify(body, request.headers) == json.loads(body)
    # The check can fail: another key, another byte.
    other = "whsec_" + base64.b64encode(b"another key").decode()
    for secret, text in ((other, body), (SIGNING_SECRET, body.replace("firing", "Firing", 1))):
        with pytest.raises(Exception, match="[Nn]o matching signature"):
            Webhook(secret).verify(text, request.headers)


def test_a_critical_alarm_goes_to_the_topic_too(world):
    pages = world.mailbox("PagesTopicArn", "pages-reader")
    world.fire("critical-errors", "churn-v3")
    message = pages.wait_for(1)[0]
    attributes = {name: attribute["Value"] for name, attribute in message["MessageAttributes"].items()}
    assert attributes["severity"] == "critical" and attributes["owner"] == "ml-serving"
    assert "critical-errors" in message["Subject"] or "churn-v3" in message["Subject"]
    # A queue gets the document for programs, not the text for people.
    document = json.loads(message["Message"])
    assert document["runbook"]["url"].endswith("/endpoint-down.md#first-action")
    assert [alert["name"] for alert in document["firing"]] == ["critical-errors"]
    assert world.sink.wait_for(1, "/hook")[0].json()["data"]["severity"] == "critical"
    world.settled()
    assert len(pages.read()) == 1 and len(world.sink.requests("/hook")) == 1


def test_publishing_says_what_it_published(world):
    said = world.publish()
    assert "2 runbooks" in said
    s3 = world.aws.client("s3", world.account)
    listed = s3.list_objects_v2(Bucket=world.stack["CatalogBucketName"])["Contents"]
    keys = {item["Key"] for item in listed}
    assert keys == {"catalog/catalog.json", "catalog/runbooks/endpoint-errors.md", "catalog/runbooks/endpoint-down.md"}
