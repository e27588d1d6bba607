"""The router itself: a chat that did not answer, a storm, and the pages of this night."""

from day import DAY, HOUR, MINUTE, NOW, Chance, at, between, minutes

STACK = "alert-router"
START = NOW - DAY - HOUR
CHAT_IS_DOWN = at("2026-11-19T09:40"), at("2026-11-19T09:58")
STORM = at("2026-11-19T14:05"), at("2026-11-19T14:20")
DRILLED = at("2026-11-17T10:00")
QUEUES = ("IngestQueue", "FlushQueue", "IngestDeadLetters", "FlushDeadLetters", "UndeliveredEvents", "SweepFailures", "DrillReceipts")
NEVER = ("PagesDead", "LastResortPages", "EditsFailed", "TemplatesFailed", "CatalogMissing", "PagedRaw", "PagesMayRepeat")

# What becomes of what is ingested on a usual day, as shares; more in a storm is inhibited.
SUPPRESSED = {
    "Duplicate": 0.33,
    "NoData": 0.1,
    "Transient": 0.09,
    "NotFiring": 0.08,
    "Noise": 0.06,
    "Flapping": 0.06,
    "Silence": 0.03,
    "Correlated": 0.03,
    "MuteRule": 0.01,
    "Stale": 0.01,
    "Unchanged": 0.02,
    "TimeInterval": 0.01,
    "ActionsSuppressor": 0.02,
}

LOGS = {
    "/aws/lambda/alert-router-flush": [
        ("ml-chat", "first", 46, 61),
        ("ml-chat", "all_resolved", 41, 58),
        ("pages", "first", 13, 2),
        ("pages", "all_resolved", 11, 3),
        ("ml-chat", "repeat", 9, 4),
        ("ml-chat", "summary", 3, 412),
        ("ml-chat", "digest", 2, 0),
        ("fallback", "first", 1, 602),
    ]
}


def fill(found):
    _decisions(found, Chance("decisions"))
    _functions(found, Chance("functions"))
    _queues(found, Chance("queues"))


def _during(minute: int, times: tuple[int, int]) -> bool:
    return times[0] <= minute < times[1]


def _decisions(found, chance):
    def put(name, minute, count):
        # As the router does: what did not happen is not written.
        if count:
            found.put("AlertRouter", name, {}, minute, count)

    found.quiet("AlertRouter", {}, *NEVER, *(f"Suppressed{cause}" for cause in SUPPRESSED))
    found.quiet("AlertRouter", {}, "SuppressedInhibition", "SuppressedActionsDisabled", "SuppressedShadow")
    found.quiet("AlertRouter", {}, "NoticesSent", "PagesUnowned", "PagesHeldBack")
    for minute in minutes(START, NOW):
        storm, down = _during(minute, STORM), _during(minute, CHAT_IS_DOWN)
        night = between(minute, NOW - 19 * MINUTE, NOW)
        ingested = chance.count(24 if storm else 0.48 + 2.2 * night)
        put("Ingested", minute, ingested)
        if storm:
            put("SuppressedInhibition", minute, int(ingested * 0.6))
        for cause, share in SUPPRESSED.items():
            put(f"Suppressed{cause}", minute, chance.count(ingested * share * (0.3 if storm else 1)))
        put("PagesSent", minute, 0 if down else chance.count(0.07 + 0.7 * night + (0.6 if storm else 0)))
        put("DeliveriesRetried", minute, chance.count(1.6) if down else 0)
        put("PagesHeldBack", minute, chance.count(1.2) if storm else 0)
    for time, name, count in (
        ("2026-11-19T09:00", "NoticesSent", 2),
        ("2026-11-19T09:51", "PagesUndelivered", 1),
        ("2026-11-19T09:59", "PagesSent", 4),
        ("2026-11-19T11:22", "PagesUnowned", 1),
        ("2026-11-19T14:09", "SummariesSent", 1),
        ("2026-11-19T14:16", "SummariesSent", 2),
    ):
        put(name, at(time), count)


def _functions(found, chance):
    for name, median in (("ingest", 21), ("flush", 38)):
        function = {"FunctionName": f"{STACK}-{name}"}
        found.quiet("AWS/Lambda", function, "AsyncEventsDropped", "DestinationDeliveryFailures")
        for minute in minutes(START, NOW):
            down, storm = _during(minute, CHAT_IS_DOWN), _during(minute, STORM)
            slow = 12 if down and name == "flush" else 1.6 if storm else 1
            found.put("AWS/Lambda", "Duration", function, minute, *chance.durations(median * slow, 0.5, 4))
            found.put("AWS/Lambda", "Errors", function, minute, 1 if minute == CHAT_IS_DOWN[0] + 8 * MINUTE and name == "flush" else 0)
            found.put("AWS/Lambda", "Throttles", function, minute, 3 if minute == STORM[0] + MINUTE and name == "ingest" else 0)
            # The sweep, once a minute.
            found.put("AWS/Lambda", "AsyncEventsReceived", function, minute, 1)
    found.quiet("AWS/Lambda", {"FunctionName": f"{STACK}-drill"}, "Errors", "Throttles", "AsyncEventsDropped")
    for hour in range(START // HOUR * HOUR, NOW, HOUR):
        found.put("AlertRouter", "DrillAge", {}, hour, hour - DRILLED)
        found.put("AlertRouter", "Reconciled", {}, hour, 1)
    found.quiet("AWS/Events", {"RuleName": f"{STACK}-CloudWatchAlarmRule"}, "InvocationsFailedToBeSentToDlq")
    found.quiet("AWS/SNS", {"TopicName": f"{STACK}-IngressTopic"}, "NumberOfNotificationsFailedToRedriveToDlq")


def _queues(found, chance):
    for queue in QUEUES:
        dimensions = {"QueueName": f"{STACK}-{queue}"}
        working = queue in ("IngestQueue", "FlushQueue")
        for minute in minutes(START, NOW):
            storm, down = _during(minute, STORM), _during(minute, CHAT_IS_DOWN)
            # A retry waits in the flush queue, hidden: the age counts from when it was sent.
            waits = down and queue == "FlushQueue"
            age = chance.about(600 * between(minute, *CHAT_IS_DOWN), 0.05) if waits else chance.count(14 if storm else 0.6)
            waiting = chance.count(9 if storm else 2 if waits else 0.2)
            messages = chance.count(20 if storm else 2)
            for name, value in (
                ("ApproximateAgeOfOldestMessage", int(age)),
                ("ApproximateNumberOfMessagesVisible", waiting),
                ("NumberOfMessagesReceived", messages),
                ("NumberOfMessagesDeleted", messages),
            ):
                found.put("AWS/SQS", name, dimensions, minute, value if working else 0)
