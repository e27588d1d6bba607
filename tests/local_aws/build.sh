#!/usr/bin/env bash
# Builds the functions as they are deployed, with cargo-lambda and its linker, and prints the sizes of the zips:
#   tests/local_aws/build.sh              x86_64, which is what can run here
#   tests/local_aws/build.sh arm64        the other one, where the Rust target is installed
# The zips are target/lambda[-arm64]/{ingest,flush,drill}/bootstrap.zip. Cargo decides what is fresh: a second run costs seconds.
# Exits with 1 when a zip is above the budget.
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
project=$(cd "$here/../.." && pwd)
root=${LOCAL_AWS_HOME:-$project/target/local-aws}
# What a cold start loads grows with it, so each has a limit of its own: flush has the receivers, the secrets and the TLS of
# webhooks on top of what both need, and the template engine: a parser and a machine of 0.18 MB (docs/adr/0009). What made
# room is S3's SDK, which none of them links (docs/adr/0011). drill, which is reconcile too, runs once an hour.
declare -A budget=([ingest]=3000000 [flush]=3600000 [drill]=3200000)

"$here/setup.sh" sam
case ${1:-x86_64} in
  x86_64) option=--x86-64 target=x86_64-unknown-linux-gnu out=lambda ;;
  arm64) option=--arm64 target=aarch64-unknown-linux-gnu out=lambda-arm64 ;;
  *) echo "build.sh: x86_64 or arm64, not $1" >&2; exit 2 ;;
esac
if ! [[ -d $(rustc --print sysroot)/lib/rustlib/$target ]]; then
  echo "build.sh: the Rust target is missing: rustup target add $target" >&2
  exit 3
fi

cd "$project"
# One at a time, as sam builds them: together, cargo would give ingest the features that flush alone needs.
for function in ingest flush drill; do
  # cargo-lambda finds its linker, zig, on the path.
  PATH=$root/venv-sam/bin:$PATH cargo lambda build --quiet --release --locked "$option" --output-format zip \
    --lambda-dir "target/$out" --package "$function"
done

failed=0
for function in ingest flush drill; do
  zip=target/$out/$function/bootstrap.zip
  bytes=$(stat -c %s "$zip")
  printf '%s %s: zip %d bytes, %d%% of %d\n' "$target" "$function" "$bytes" $((bytes * 100 / budget[$function])) "${budget[$function]}"
  [[ $bytes -le ${budget[$function]} ]] || failed=1
done
exit $failed
