#!/usr/bin/env bash
# Checks what receivers are sent with what their channels publish, after making sure that it is installed. Arguments go to
# pytest: tests/published/run.sh -k slack
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
root=${LOCAL_AWS_HOME:-$(cd "$here/../.." && pwd)/target/local-aws}
"$here/../local_aws/setup.sh" published
export PYTHONPYCACHEPREFIX=$root/pycache
exec "$root/venv-published/bin/python" -m pytest -o cache_dir="$root/pytest_cache" "$@" "$here"
