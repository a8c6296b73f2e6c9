"""What the tool does not know and can be told: who it is, how sequences are written, texts of formats that it lacks."""

import base64
import json
import os

import schemathesis
from hypothesis import strategies

from shapes import SEQUENCES

schemathesis.openapi.format("decimal", strategies.decimals(-1000, 1000, places=2).map(str))
# What everybody means by it is a URI.
schemathesis.openapi.format("url", strategies.from_regex(r"\Ahttps://[a-z]{1,9}\.example(/[a-z0-9]{0,9}){0,3}\Z"))


def drop_unique_files(schema):
    """It cannot compare files, and fails where they have to be unique."""
    if isinstance(schema, list):
        for each in schema:
            drop_unique_files(each)
    elif isinstance(schema, dict):
        if isinstance(schema.get("items"), dict) and schema["items"].get("format") == "binary":
            schema.pop("uniqueItems", None)
        for each in schema.values():
            drop_unique_files(each)


@schemathesis.hook
def before_load_schema(context, raw_schema):
    drop_unique_files(raw_schema)


@schemathesis.auth(refresh_interval=None)
class Known:
    """The one whom the mocks know, for every scheme of the first alternative that an operation has."""

    def get(self, case, context):
        document = case.operation.schema.raw_schema
        schemes = document.get("components", {}).get("securitySchemes", {})
        for alternative in case.operation.definition.raw.get("security", document.get("security")) or []:
            known = [schemes[name] for name in alternative if name in schemes]
            # A certificate is shown when a connection is made, which the tool cannot do.
            if known and all(scheme["type"] != "mutualTLS" for scheme in known):
                return known
        return None

    def set(self, case, data, context):
        secret = os.environ["JUDGE_SECRET"]
        for scheme in data:
            if scheme["type"] == "apiKey":
                place = {"header": case.headers, "query": case.query, "cookie": case.cookies}[scheme["in"]]
                place[scheme["name"]] = secret
                continue
            kind = scheme.get("scheme", "bearer") if scheme["type"] == "http" else "bearer"
            is_basic = kind.lower() == "basic"
            text = base64.b64encode(f"user:{secret}".encode()).decode() if is_basic else secret
            case.headers["Authorization"] = f"{kind} {text}"


# Bytes like any other.
schemathesis.serializer.alias(["application/x-tar"], "application/octet-stream")


def items(value):
    return value if isinstance(value, list) else [value]


@schemathesis.serializer(*(media for media in SEQUENCES if media != "application/json-seq"))
def lines(ctx, value):
    return "".join(json.dumps(item) + "\n" for item in items(value)).encode()


@schemathesis.serializer("application/json-seq")
def records(ctx, value):
    return "".join(f"\x1e{json.dumps(item)}\n" for item in items(value)).encode()


@schemathesis.serializer("text/event-stream")
def events(ctx, value):
    data = [item if isinstance(item, str) else json.dumps(item) for item in items(value)]
    return "".join("".join(f"data: {line}\n" for line in text.splitlines() or [""]) + "\n" for text in data).encode()
