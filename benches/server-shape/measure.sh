#!/bin/sh
# CPU seconds (user + system) of check, build and release build of the library and the program of each shape,
# dependencies built, no incremental compilation. usage: measure.sh FOLDER
set -eu
cd "$1"
export CARGO_INCREMENTAL=0 CARGO_TARGET_DIR="${TARGET:-$PWD/target}"
cpu() { /usr/bin/env bash -c 'TIMEFORMAT="%U %S"; time "$@" >/dev/null 2>&1' _ "$@" 2>&1 | awk '{printf "%.1f", $1 + $2}'; }
for shape in a b c; do
    for mode in "check" "build" "build --release"; do
        cargo $mode -q -p app-$shape >/dev/null 2>&1 || { cargo $mode -q -p app-$shape; exit 1; }
        profile=debug; [ "$mode" = "build --release" ] && profile=release
        rm -rf "$CARGO_TARGET_DIR/$profile"/.fingerprint/server-$shape-* "$CARGO_TARGET_DIR/$profile"/.fingerprint/app-$shape-*
        lib=$(cpu cargo $mode -q -p server-$shape)
        app=$(cpu cargo $mode -q -p app-$shape)
        echo "$shape | $mode | $lib + $app"
    done
    ls -l "$CARGO_TARGET_DIR/release/app-$shape" | awk '{print "size", $5}'
done
