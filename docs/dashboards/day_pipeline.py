"""The nightly pipeline, the state machine beside it, and the bill."""

from day import DAY, HOUR, MINUTE, NOW, Chance, at

PIPELINE, FUNCTION = "churn-training", "mlops-promotion"
STEPS = {"processing": "PrepareData", "training": "TrainModel", "evaluation": "EvaluateModel", "register": "RegisterModel"}
STATE_MACHINE = "arn:aws:states:us-east-1:111122223333:stateMachine:batch-scoring"
START = NOW - 8 * DAY
FIRST_NIGHT = at("2026-11-12T01:00")

# Minutes of training by night. What comes after a minus failed after so long.
TRAINING = (57, 58, 56, 61, 63, 98, 74, -66, -110)
FAILED_BATCHES = {at("2026-11-16T10:30"): "ExecutionsTimedOut"}

PLANNED_A_DAY, ANOMALOUS_A_DAY = 52, 118
ANOMALY = at("2026-11-17T09:00")

LOGS = {
    "/aws/sagemaker/TrainingJobs": [
        ("pipelines-k2v7-TrainModel-x1/algo-1-1795136800", 41, "RuntimeError: CUDA error: out of memory at step 41200"),
        ("pipelines-h8p3-TrainModel-q9/algo-1-1795050400", 38, "RuntimeError: CUDA error: out of memory at step 25100"),
        ("pipelines-d4m1-PrepareData-c7/algo-1-1794873600", 3, "[ERROR] 3 rows without customer_id, skipped"),
    ]
}


def fill(found):
    _nights(found, Chance("nights"))
    _batches(found)
    _bill(found)


def _nights(found, chance):
    pipeline = {"PipelineName": PIPELINE}
    found.quiet("AWS/Sagemaker/ModelBuildingPipeline", pipeline, "ExecutionStopped")
    found.quiet("MLPlatform", pipeline, "DeploymentInProgress")
    for stage, step in STEPS.items():
        found.quiet("MLPlatform", {"Stage": stage}, "StageFailed")
        found.quiet("AWS/Sagemaker/ModelBuildingPipeline", pipeline | {"StepName": step}, "StepFailed")
    found.quiet("AWS/Lambda", {"FunctionName": FUNCTION}, "Errors", "Throttles")
    for night, training in enumerate(TRAINING):
        clock = began = FIRST_NIGHT + night * DAY
        stages = [("processing", chance.about(20, 0.1)), ("training", abs(training))]
        if training > 0:
            stages += [("evaluation", chance.about(7, 0.1)), ("register", chance.about(1, 0.2))]
        for stage, length in stages:
            failed = stage == "training" and training < 0
            clock += int(length * MINUTE)
            dimensions = {"Stage": stage}
            found.put("MLPlatform", "StageFailed" if failed else "StageSucceeded", dimensions, clock, 1)
            found.put("MLPlatform", "StageDuration", dimensions, clock, length * MINUTE)
            if failed:
                found.put("AWS/Sagemaker/ModelBuildingPipeline", "StepFailed", pipeline | {"StepName": STEPS[stage]}, clock, 1)
        ended = min(clock + MINUTE, NOW - MINUTE)
        name = "ExecutionSucceeded" if training > 0 else "ExecutionFailed"
        found.put("AWS/Sagemaker/ModelBuildingPipeline", name, pipeline, ended, 1)
        # In milliseconds, as SageMaker has it.
        found.put("AWS/Sagemaker/ModelBuildingPipeline", "ExecutionDuration", pipeline, ended, (ended - began) * 1000)


def _batches(found):
    machine = {"StateMachineArn": STATE_MACHINE}
    found.quiet("AWS/States", machine, "ExecutionsFailed", "ExecutionsAborted")
    for began in range(at("2026-11-12T04:30"), NOW, 6 * HOUR):
        name = FAILED_BATCHES.get(began, "ExecutionsSucceeded")
        found.put("AWS/States", name, machine, began + 25 * MINUTE, 1)


def _bill(found):
    month = at("2026-11-01T00:00")
    for time in range(START // (6 * HOUR) * 6 * HOUR, NOW, 6 * HOUR):
        usual = (time - month) / DAY * PLANNED_A_DAY
        more = max(0, time - ANOMALY) / DAY * (ANOMALOUS_A_DAY - PLANNED_A_DAY)
        found.put("AWS/Billing", "EstimatedCharges", {"Currency": "USD"}, time, round(usual + more, 2))
