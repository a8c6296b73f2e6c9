#!/usr/bin/env python3
"""How many of the corpus's core documents generate, and how many of those compile.

    report.py CORPUS [--check SECONDS]

Prints a line per document and a closing line. It reports and never fails a build: what it says is where the generator
stands, not what a change broke. Compiling stops after SECONDS (default 300); documents not reached are said to be so.
"""
import csv
import json
import os
import pathlib
import shutil
import subprocess
import sys
import time

ROOT = pathlib.Path(__file__).resolve().parents[2]
TARGET = pathlib.Path(os.environ.get("CARGO_TARGET_DIR", ROOT / "target"))
OUT = TARGET / "corpus"
BINARY = TARGET / "debug" / "cratewright"


def run(command, seconds, **more):
    try:
        return subprocess.run(command, timeout=seconds, capture_output=True, text=True, **more)
    except subprocess.TimeoutExpired:
        return None


def main():
    corpus = pathlib.Path(sys.argv[1])
    budget = float(sys.argv[sys.argv.index("--check") + 1]) if "--check" in sys.argv else 300
    with open(corpus / "index.tsv", encoding="utf-8") as file:
        rows = [row for row in csv.DictReader(file, delimiter="\t") if row["set"] == "core"]
    rows.sort(key=lambda row: int(row["bytes"]))
    generated = compiled = tried = 0
    started = time.monotonic()
    for number, row in enumerate(rows):
        name = f"core{number}"
        folder = OUT / name
        shutil.rmtree(folder, ignore_errors=True)
        done = run([BINARY, "generate", corpus / row["path"], "-o", folder, "--name", name, "--message-format", "json"], 60)
        if done is None:
            print(f"{row['path']}: generating took too long")
            continue
        if done.returncode:
            lines = [json.loads(line) for line in done.stderr.splitlines() if line.startswith("{")]
            errors = [line.get("message", "") for line in lines if line.get("severity") == "error"]
            print(f"{row['path']}: {(errors or done.stderr.strip().splitlines() or ['?'])[0][:150]}")
            continue
        generated += 1
        if time.monotonic() - started > budget:
            print(f"{row['path']}: generates, compiling not reached")
            continue
        tried += 1
        env = dict(os.environ, CARGO_TARGET_DIR=str(TARGET / "generated"))
        check = run(["cargo", "check", "--workspace", "--quiet", "--message-format", "short"], 240, cwd=folder, env=env)
        if check is None:
            print(f"{row['path']}: compiling took too long")
        elif check.returncode:
            errors = [line for line in check.stderr.splitlines() if "error" in line]
            print(f"{row['path']}: generates, does not compile: {(errors or ['?'])[0][:150]}")
        else:
            compiled += 1
            print(f"{row['path']}: generates and compiles")
    print(f"corpus core: {generated} of {len(rows)} documents generate; {compiled} of the {tried} tried compile")


if __name__ == "__main__":
    main()
