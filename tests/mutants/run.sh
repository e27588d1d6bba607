#!/bin/sh
# Is the simulation able to fail? Each patch here breaks the engine in one way that a promise forbids; the simulation has to
# notice within SEEDS histories. Works on a copy of the tree, in target/mutants, and prints one line for each mutant.
#
#   tests/mutants/run.sh              all of them
#   tests/mutants/run.sh NAME...      some
#
# Mutants are small and most are caught at once, so the time goes into building them: the engine is built incrementally and
# barely optimised, what it depends on is taken from the simulation's own build.
set -eu
cd "$(dirname "$0")/../.."
seeds=${SEEDS:-2000}
copy=${MUTANTS_DIR:-$PWD/target/mutants}
tree=$copy/tree
target=${CARGO_TARGET_DIR:-$PWD/target}
rm -rf "$tree"
mkdir -p "$tree"
git ls-files -z | tar --null --files-from=- --create --file=- | tar --extract --file=- --directory="$tree"
# What the last run left built is a mutant, and newer than the files: without this it would pass for the tree.
find "$tree" -name '*.rs' -exec touch {} +
names=$*
[ -n "$names" ] || names=$(cd tests/mutants && ls ./*.patch | sed 's|^\./||; s|\.patch$||')

simulate() {
    (cd "$tree" && CARGO_TARGET_DIR="$target" CARGO_INCREMENTAL=1 cargo test --quiet --profile simulation \
        --config profile.simulation.package.alert-core.opt-level=1 \
        --config profile.simulation.package.alert-pipeline.opt-level=1 \
        -p alert-pipeline --test simulation "$@") >"$copy/out" 2>&1
}

# How many histories a mutant gets: a patch may say `Histories: N` above its first file, for what the engine mostly mends.
needed() {
    said=$(sed -n '/^diff /q; s/^Histories: //p' "tests/mutants/$1.patch")
    if [ "${said:-0}" -gt "$seeds" ]; then echo "$said"; else echo "$seeds"; fi
}

simulate --no-run || { cat "$copy/out"; echo "the tree does not build"; exit 1; }
# A glance: that the tree as it is holds is the simulation's own to show, with ten times as many.
simulate -- --seeds 200 || { cat "$copy/out"; echo "the tree fails without any mutant"; exit 1; }
missed=0
printf '%-34s %s\n' mutant caught
for name in $names; do
    patch --quiet --strip=1 --fuzz=0 --directory="$tree" <"tests/mutants/$name.patch"
    if ! simulate --no-run; then
        cat "$copy/out"
        result="does not build"
        missed=1
    elif simulate -- --seeds "$(needed "$name")"; then
        result="NOT CAUGHT in $(needed "$name") histories"
        missed=1
    else
        # Not what the program says of itself, but the line that names a history.
        result=$(sed -n 's/^SEED=\([0-9]*\) breaks `\([^`]*\)`.*/seed \1: \2/p' "$copy/out" | head -n 1)
        [ -n "$result" ] || { cat "$copy/out"; result="failed without a history"; missed=1; }
    fi
    printf '%-34s %s\n' "$name" "$result"
    patch --quiet --strip=1 --reverse --directory="$tree" <"tests/mutants/$name.patch"
done
exit "$missed"
