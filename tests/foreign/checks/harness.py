"""Counting, comparing, and talking to the servers' control port. Knows nothing about any API."""

import contextlib
import json
import traceback
import urllib.request


class Server:
    """The running servers: where they listen, what they are told to answer, and what they received."""

    def __init__(self, addresses):
        self.addresses = addresses

    def _control(self, method, path):
        request = urllib.request.Request(self.addresses["control"] + path, method=method)
        with urllib.request.urlopen(request, timeout=10) as response:
            return json.load(response)

    def answer_next(self, status):
        """The next call that reaches an implementation is answered with this documented status."""
        self._control("PUT", f"/next/{status}")

    def calls(self):
        """What the implementations received since the last time, as the generated crates decoded it."""
        return self._control("GET", "/calls")


class Failure(AssertionError):
    """Something came out differently."""


def prune(value):
    """Without the members that are null: the Python clients do not tell null from absent."""
    if isinstance(value, dict):
        return {key: prune(member) for key, member in value.items() if member is not None}
    if isinstance(value, list):
        return [prune(item) for item in value]
    return value


def plain(value):
    """A client's value as plain JSON data."""
    if isinstance(value, list):
        return [plain(item) for item in value]
    if hasattr(value, "to_json"):
        return json.loads(value.to_json())
    return value


def same(got, wanted, what):
    """Fails unless both are equal, apart from null and absent."""
    got, wanted = prune(plain(got)), prune(wanted)
    if got != wanted:
        raise Failure(f"{what}:\n    got    {got!r}\n    wanted {wanted!r}")


def exactly(got, wanted, what):
    """Fails unless both are equal."""
    if got != wanted:
        raise Failure(f"{what}:\n    got    {got!r}\n    wanted {wanted!r}")


def header(answer, name):
    """A header of an answer; the clients hold them in a plain mapping, spelled as they came."""
    return {key.lower(): value for key, value in answer.headers.items()}.get(name.lower())


class Tally:
    """Runs the checks of one client and counts them."""

    def __init__(self, client, server):
        self.client, self.server = client, server
        self.passed, self.failed = 0, 0
        self.covered = set()

    @contextlib.contextmanager
    def check(self, operation, status, note=""):
        """One call. `status` is the documented status (0 for `default`) that it is about."""
        label = f"{operation} {status or 'default'}{' ' + note if note else ''}"
        self.covered.add((operation, str(status)))
        self.server.calls()
        try:
            yield Seen(self.server, operation)
        except Exception as error:  # whatever a client raises is a failed check, not the end of the run
            self.failed += 1
            where = "" if isinstance(error, Failure) else "".join(traceback.format_tb(error.__traceback__)[-2:])
            print(f"FAIL  {self.client}: {label}\n    {type(error).__name__}: {error}\n{where}", flush=True)
        else:
            self.passed += 1
            print(f"ok    {self.client}: {label}", flush=True)

    def raises(self, operation, status, call, body=None, answer=None, note=""):
        """The server answers with an error of this documented status; the client must see it as it was sent.

        `answer` is the status for `default`; `body` what the answer holds (None: nothing)."""
        with self.check(operation, status, note) as seen:
            self.server.answer_next(answer or status)
            error = caught(call)
            exactly(error.status, answer or status, "status")
            if body is None:
                exactly(error.body or "", "", "body of the error")
            else:
                exactly(json.loads(error.body), body, "body of the error")
                same(error.data, body, "decoded error")
            seen.once()

    def uncovered(self, documented):
        """Reports each documented (operation, status) that no check was about."""
        for operation, status in sorted(documented - self.covered):
            self.failed += 1
            print(f"FAIL  {self.client}: {operation} {status}: no check covered it", flush=True)


class Seen:
    """What the server received during a check."""

    def __init__(self, server, operation):
        self.server, self.operation = server, operation

    def once(self, **wanted):
        """The operation was called once, with (at least) these values."""
        calls = self.server.calls()
        exactly([call["operation"] for call in calls], [self.operation], "operations that the server saw")
        request = calls[0]["request"]
        exactly(prune({name: request.get(name) for name in wanted}), prune(wanted), "what the server received")

    def nothing(self):
        """No implementation was called."""
        exactly(self.server.calls(), [], "operations that the server saw")


def caught(call):
    """The exception that the client raises for an answer that is an error."""
    try:
        value = call()
    except Exception as error:
        if not hasattr(error, "status"):
            raise
        return error
    raise Failure(f"no error, but {value!r}")
