#!/usr/bin/env bash
# CPU seconds of check, build and release for each crate that generate.py wrote, dependencies built before.
set -euo pipefail
cd "$1"
export CARGO_INCREMENTAL=0
cpu() { local t; t=$( { TIMEFORMAT='%U %S'; time "$@" >/dev/null 2>&1; } 2>&1 ); awk '{printf "%.1f", $1+$2}' <<<"$t"; }
for mode in "check" "build" "build --release"; do
    for crate in client-struct client-lazy client-thin calls20-struct calls20-lazy calls20-thin calls200-struct calls200-lazy calls200-thin; do
        # Once for what it depends on, in the features of this very call; then the crate alone.
        cargo $mode -p "$crate" >/dev/null 2>&1
        touch "$crate"/src/*.rs
        echo "$mode | $crate | $(cpu cargo $mode -p "$crate")"
    done
done
