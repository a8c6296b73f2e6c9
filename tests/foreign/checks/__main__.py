"""Runs every check with every client: `python -m checks ADDRESSES SPECS CLIENTS NAME=API ...`.

ADDRESSES is the server's first line of output; CLIENTS the folder of the generated packages. NAME is an importable
package, API the name of the document in SPECS that says what has to be covered.
"""

import importlib
import json
import pathlib
import re
import sys
import traceback
import warnings

import yaml

from .harness import Server, Tally

METHODS = "get put post delete options head patch trace".split()
BASE_PATHS = {"simcore-storage": "/v0", "sftpgo-metadata": "/api/v2", "tracking": "/api/v1"}


def snake(name):
    """getFileAsUser and /files/{md5sum}_get in snake case."""
    name = re.sub(r"[^A-Za-z0-9]+", "_", name)
    name = re.sub(r"([A-Z]+)([A-Z][a-z])", r"\1_\2", name)
    return re.sub(r"([a-z0-9])([A-Z])", r"\1_\2", name).lower().strip("_")


def documented(spec):
    """Every (operation, status) of a document; `default` is 0."""
    pairs = set()
    for path, item in spec["paths"].items():
        for method in METHODS:
            if method in item:
                operation = snake(item[method].get("operationId") or f"{path}_{method}")
                for status in item[method]["responses"]:
                    pairs.add((operation, "0" if status == "default" else str(status)))
    return pairs


def main():
    addresses, specs, clients, *jobs = sys.argv[1:]
    server = Server(json.loads(addresses))
    warnings.simplefilter("ignore")  # the generated clients shadow names of pydantic's
    passed = failed = 0
    for job in jobs:
        name, api = job.split("=")
        if (pathlib.Path(clients) / name).is_dir():
            sys.path.insert(0, str(pathlib.Path(clients) / name))
        (spec,) = pathlib.Path(specs).glob(f"{api}.*")
        answers = json.loads((pathlib.Path(__file__).parent.parent / "answers" / f"{api}.json").read_text())
        tally = Tally(name, server)
        try:
            checks = importlib.import_module(f".{api.replace('-', '_')}", __package__)
            host = server.addresses[api] + BASE_PATHS.get(api, "")
            checks.run(importlib.import_module(name), host, answers, tally)
        except Exception:
            tally.failed += 1
            print(f"FAIL  {name}: stopped\n{traceback.format_exc()}", flush=True)
        tally.uncovered(documented(yaml.safe_load(spec.read_text())))
        print(f"      {name}: {tally.passed} passed, {tally.failed} failed", flush=True)
        passed, failed = passed + tally.passed, failed + tally.failed
    print(f"{passed} passed, {failed} failed")
    return 1 if failed or not passed else 0


if __name__ == "__main__":
    sys.exit(main())
