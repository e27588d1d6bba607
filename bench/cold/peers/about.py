"""What the forwarder runs on and what is deployed of it, for the bench, as JSON."""

import importlib.metadata
import io
import json
import platform
import sys
import zipfile
from pathlib import Path

import botocore

# What Lambda's managed runtime has besides Python: the SDK, and what that needs. (AWS Lambda Developer Guide, "Runtime-included SDK")
SDK = ("boto3", "botocore", "s3transfer", "jmespath", "python-dateutil", "six", "urllib3")


def size(distribution: str) -> int:
    """Bytes of a package as it is published: what is compiled from it here is not counted."""
    files = importlib.metadata.files(distribution) or []
    return sum(Path(file.locate()).stat().st_size for file in files if file.suffix != ".pyc")


def zipped(code: str) -> int:
    """Bytes of a function's code as a zip."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.write(code, Path(code).name)
    return len(file.getvalue())


about = {
    "python": platform.python_version(),
    "awslambdaric": importlib.metadata.version("awslambdaric"),
    "boto3": importlib.metadata.version("boto3"),
    "roots": str(Path(botocore.__file__).with_name("cacert.pem")),
    "zip": zipped(sys.argv[1]),
    "sdk": sum(map(size, SDK)),
}
print(json.dumps(about))
