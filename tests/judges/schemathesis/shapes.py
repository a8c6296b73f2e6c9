"""What a case is about: how the rules look at it."""

import re

from schemathesis.core.jsonschema import make_validator

SEQUENCES = ("application/x-ndjson", "application/jsonl", "application/x-jsonlines", "application/json-seq")


def document(case):
    return case.operation.schema.raw_schema


def resolved(case, schema):
    """A schema without references, with what its `allOf` says."""
    seen = 0
    while isinstance(schema, dict) and "$ref" in schema and seen < 50:
        target = document(case)
        for key in schema["$ref"].removeprefix("#/").split("/"):
            target = target[key.replace("~1", "/").replace("~0", "~")]
        schema, seen = target, seen + 1
    if not isinstance(schema, dict) or "allOf" not in schema:
        return schema if isinstance(schema, dict) else {}
    merged = {key: value for key, value in schema.items() if key != "allOf"}
    for part in schema["allOf"]:
        part = resolved(case, part)
        merged = {
            **part, **merged, "properties": {**part.get("properties", {}), **merged.get("properties", {})},
            "required": part.get("required", []) + merged.get("required", []),
        }
    return merged


def kinds(case, schema, depth=0):
    """The types that a schema's values may have."""
    schema = resolved(case, schema)
    null = {"null"} if schema.get("nullable") else set()
    branches = schema.get("anyOf", []) + schema.get("oneOf", [])
    if branches and depth < 8:
        return null.union(*(kinds(case, branch, depth + 1) for branch in branches))
    found = schema.get("type")
    if found is None and "enum" in schema:
        return null | {"string"}
    return null | ({found} if found else {"string", "object", "array"})


def parameters(case):
    """The parameters of the operation, those of its path among them."""
    item = document(case)["paths"].get(case.path, {})
    own = case.operation.definition.raw.get("parameters", [])
    found = [resolved(case, each) for each in own + item.get("parameters", [])]
    return [each for each in found if "name" in each]


def values(case, location):
    """The parameters of a case at a location, by name."""
    held = {"path": case.path_parameters, "query": case.query, "header": case.headers, "cookie": case.cookies}[location]
    try:
        return dict(held or {})
    except (TypeError, ValueError):
        return {}


def request_media(case):
    """What the document says of the body in its media type."""
    body = resolved(case, case.operation.definition.raw.get("requestBody", {}))
    return body.get("content", {}).get(case.media_type, {})


def body_schema(case):
    return resolved(case, request_media(case).get("schema", {}))


def is_form(case):
    media = case.media_type or ""
    return media.startswith("multipart/") or media.startswith("application/x-www-form-urlencoded")


def is_xml(case):
    media = (case.media_type or "").split(";")[0]
    return media in ("application/xml", "text/xml") or media.endswith("+xml")


def scenario(case):
    """What the coverage phase means to try."""
    return getattr(case.meta.phase.data, "scenario", None) if case.meta else None


def fits(template, path):
    """Whether a path with its parameters filled in fits a template."""
    parts = re.split(r"(\{[^}]*\})", template.partition("#")[0])
    return re.fullmatch("".join("[^/]*" if part.startswith("{") else re.escape(part) for part in parts), path) is not None


def holds(value, is_it):
    """Whether something stands anywhere in a value."""
    if is_it(value):
        return True
    inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return any(holds(each, is_it) for each in inner)


def at(value, pointer):
    """What stands at a JSON pointer, if anything does."""
    for key in pointer.split("/")[1:]:
        key = key.replace("~1", "/").replace("~0", "~")
        try:
            value = value[int(key)] if isinstance(value, list) else value[key]
        except (KeyError, IndexError, TypeError, ValueError):
            return None
    return value


def has_odd_xml(case, schema, depth=0):
    """Whether a schema asks for XML that is more than elements and attributes of plain names."""
    schema = resolved(case, schema)
    if depth > 4 or not schema:
        return False
    properties = schema.get("properties", {})
    names = [each.get("xml", {}).get("name", name) for name, each in properties.items()]
    written = [resolved(case, each).get("xml", {}) for each in properties.values()]
    if "nodeType" in schema.get("xml", {}) or len(set(names)) < len(names):
        return True
    if any(not re.fullmatch(r"[A-Za-z_][\w-]*", name) for name in names):
        return True
    for each, xml in zip(properties.values(), written):
        if xml.get("attribute") and kinds(case, each) & {"object", "array"}:
            return True
    inner = list(properties.values()) + schema.get("anyOf", []) + schema.get("oneOf", []) + [schema.get("items", {})]
    if "discriminator" in schema:
        return True
    return any(has_odd_xml(case, each, depth + 1) for each in inner)


def is_valid_body(case):
    """Whether the body is what the document asks for, by the tool's own judgement."""
    try:
        alternative = case.operation.get_body_for_media_type(case.media_type)
        judge = make_validator(alternative.optimized_schema, case.operation.schema.adapter.jsonschema_validator_cls)
        return judge.is_valid(case.body)
    except Exception:
        return False


def is_empty_text(case, schema, value, depth=0):
    """Whether a text that has a format and is empty stands anywhere, where the schema says that it may be."""
    schema = resolved(case, schema)
    if depth > 8 or not schema:
        return False
    if value == "":
        own = "format" in schema and schema.get("minLength") == 0
        return own or any(
            is_empty_text(case, each, value, depth + 1) for each in schema.get("anyOf", []) + schema.get("oneOf", [])
        )
    if isinstance(value, dict):
        known, others = schema.get("properties", {}), schema.get("additionalProperties", {})
        return any(is_empty_text(case, known.get(name, others), each, depth + 1) for name, each in value.items())
    if isinstance(value, list):
        return any(is_empty_text(case, schema.get("items", {}), each, depth + 1) for each in value)
    return False
