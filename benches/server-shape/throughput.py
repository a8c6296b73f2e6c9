#!/usr/bin/env python3
"""CPU time per request of the programs that measure.sh built, and the ratios between them.

    throughput.py RELEASE_FOLDER

The three servers run side by side and are called in turn, five rounds, with wrk (Debian's package) over loopback; the
CPU time is the kernel's account of each server process, so that what else the machine does counts little.
"""
import pathlib
import re
import statistics
import subprocess
import sys
import tempfile

SHAPES = "abc"
BODY = '{"id":5,"name":"a name of some length","tags":["one","two","three"],"kind":"x"}'
CALLS = {"GET with path and query": ("/r100/5?page=1", None), "POST with a JSON body": ("/r101/5?page=1", BODY)}


def ticks(pid):
    fields = pathlib.Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    return int(fields[11]) + int(fields[12])


def main():
    folder = pathlib.Path(sys.argv[1])
    servers = {}
    for shape in SHAPES:
        process = subprocess.Popen([folder / f"app-{shape}"], stdout=subprocess.PIPE, text=True)
        servers[shape] = (process, process.stdout.readline().strip())
    try:
        for what, (path, body) in CALLS.items():
            costs = {shape: [] for shape in SHAPES}
            with tempfile.NamedTemporaryFile("w", suffix=".lua") as script:
                if body:
                    script.write(f'wrk.method = "POST"\nwrk.headers["Content-Type"] = "application/json"\nwrk.body = [[{body}]]\n')
                    script.flush()
                for _ in range(5):
                    for shape, (process, address) in servers.items():
                        before = ticks(process.pid)
                        command = ["wrk", "-t1", "-c8", "-d2s", *(["-s", script.name] if body else []), f"http://{address}{path}"]
                        said = subprocess.run(command, capture_output=True, text=True, check=True).stdout
                        if "Non-2xx" in said:
                            sys.exit(f"{shape} {path}: {said}")
                        requests = int(re.search(r"(\d+) requests in", said)[1])
                        costs[shape].append((ticks(process.pid) - before) * 10_000 / requests)
            medians = ", ".join(f"{shape} {statistics.median(costs[shape]):.1f}" for shape in SHAPES)
            ratios = ", ".join(f"{shape}/a {statistics.median(x / y for x, y in zip(costs[shape], costs['a'])):.2f}" for shape in "bc")
            print(f"{what}: CPU microseconds a request, median: {medians}; ratios: {ratios}")
    finally:
        for process, _ in servers.values():
            process.kill()


if __name__ == "__main__":
    main()
