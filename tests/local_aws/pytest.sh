#!/usr/bin/env bash
# Runs pytest in the pinned environment, after making sure that it exists. Arguments go to pytest:
#   tests/local_aws/pytest.sh tests/template
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
root=${LOCAL_AWS_HOME:-$(cd "$here/../.." && pwd)/target/local-aws}
"$here/setup.sh" emulator
# Caches go where the build output goes: the work tree stays clean.
export PYTHONPYCACHEPREFIX=$root/pycache PYTHONPATH=$here/..
exec "$root/venv/bin/python" -m pytest -o cache_dir="$root/pytest_cache" "$@"
