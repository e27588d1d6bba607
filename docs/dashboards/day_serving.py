"""The endpoints: a model that leaks memory goes to production at 02:31."""

from day import HOUR, MINUTE, NOW, Chance, at, between, minutes

PROD, STAGING, VARIANT = "churn-prod", "churn-staging", "AllTraffic"
CORES, GPUS, INSTANCES = 4, 2, 3
START = NOW - 7 * HOUR

DEPLOYED = at("2026-11-20T02:43")
DEPLOYMENTS = {
    PROD: [("2026-11-20T02:31", "2026-11-20T02:43")],
    STAGING: [("2026-11-20T00:31", "2026-11-20T00:38"), ("2026-11-20T01:52", "2026-11-20T02:00")],
}
FAILED_SMOKE_TEST = at("2026-11-20T00:39")

LOGS = {
    "/aws/sagemaker/Endpoints/churn-prod": [
        ("AllTraffic/i-0c41", "torch.OutOfMemoryError: tried to allocate 512.00 MiB", 418, "2026-11-20 03:14:52.118"),
        ("AllTraffic/i-0a97", "torch.OutOfMemoryError: tried to allocate 512.00 MiB", 377, "2026-11-20 03:14:49.760"),
        ("AllTraffic/i-0c41", "[ERROR] worker timeout after 60 s, restarting (pid 71)", 96, "2026-11-20 03:14:31.004"),
        ("AllTraffic/i-0e52", "[ERROR] worker timeout after 60 s, restarting (pid 64)", 83, "2026-11-20 03:13:58.377"),
        ("AllTraffic/i-0a97", "Killed", 12, "2026-11-20 03:12:07.915"),
    ]
}


def fill(found):
    _production(found, Chance("production"))
    _staging(found, Chance("staging"))
    _deployments(found)


def _production(found, chance):
    endpoint, gpus = {"EndpointName": PROD, "VariantName": VARIANT}, Chance("gpus")
    for minute in minutes(START, NOW):
        leak = between(minute, DEPLOYED, NOW - 3 * MINUTE)
        requests = int(chance.about(2600 - 1100 * between(minute, START, NOW), 0.04))
        broken = max(0.0, leak - 0.42) * 0.13
        failed = chance.count(requests * (0.0002 + broken))

        def put(name, *values, namespace="AWS/SageMaker", minute=minute):
            found.put(namespace, name, endpoint, minute, *values)

        put("Invocations", requests)
        put("InvocationsPerInstance", requests / INSTANCES)
        put("Invocation5XXErrors", failed)
        put("InvocationModelErrors", int(failed * 0.9))
        put("Invocation4XXErrors", chance.count(requests * 0.012))
        # In microseconds, as SageMaker has them.
        put("ModelLatency", *chance.durations(42_000 + 55_000 * leak, 0.8 + 0.75 * leak**0.5, 240))
        put("OverheadLatency", chance.about(5_800 + 2_500 * leak, 0.15))
        instances = "/aws/sagemaker/Endpoints"
        put("CPUUtilization", chance.about((36 + 22 * leak) * CORES, 0.07), namespace=instances)
        put("MemoryUtilization", min(97.5, chance.about(51 + 46 * leak**0.7, 0.01)), namespace=instances)
        put("DiskUtilization", 23.4, namespace=instances)
        put("GPUUtilization", gpus.about((44 + 9 * leak) * GPUS, 0.09), namespace=instances)
        put("GPUMemoryUtilization", 62.5 * GPUS, namespace=instances)


def _staging(found, chance):
    endpoint = {"EndpointName": STAGING, "VariantName": VARIANT}
    found.quiet("AWS/SageMaker", endpoint, "Invocations", "Invocation5XXErrors", "Invocation4XXErrors")
    for start, end in DEPLOYMENTS[STAGING]:
        first = at(end)
        bad = first < FAILED_SMOKE_TEST + MINUTE
        for minute in minutes(first, first + 12 * MINUTE):
            requests = chance.count(45)
            found.put("AWS/SageMaker", "Invocations", endpoint, minute, requests)
            found.put("AWS/SageMaker", "Invocation5XXErrors", endpoint, minute, chance.count(9) if bad else 0)
            found.put("AWS/SageMaker", "Invocation4XXErrors", endpoint, minute, chance.count(0.5))


def _deployments(found):
    for name, times in DEPLOYMENTS.items():
        endpoint = {"EndpointName": name}
        found.quiet("MLPlatform", endpoint, "DeploymentRolledBack", "SmokeTestFailed")
        for start, end in times:
            for minute in minutes(at(start), at(end)):
                found.put("MLPlatform", "DeploymentInProgress", endpoint, minute, 1)
    found.put("MLPlatform", "SmokeTestFailed", {"EndpointName": STAGING}, FAILED_SMOKE_TEST, 1)
