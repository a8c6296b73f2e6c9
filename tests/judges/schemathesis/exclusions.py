"""What Schemathesis is not asked for, each with the reason; loaded by it as hooks. Everything else is checked.

A rule is a function that tells for a case whether a check is left out; what it says of itself is the reason.
"""

import functools
import re

import schemathesis
from schemathesis.checks import CHECKS
from schemathesis.core.mutations import OperatorKind
from schemathesis.generation.meta import CoverageScenario as Scenario

import shapes
import teaching  # noqa: F401
from shapes import body_schema, is_form, is_negative, is_positive, is_xml, kinds, parameters, resolved, scenario, values

# --- Operations that the tool cannot ask for -------------------------------------------------------------------------


def has_servers_of_its_own(item, operation):
    """The tool knows the servers of the document only, and asks for everything there."""
    return "servers" in item or "servers" in operation


def has_parameters_of_3_2(item, operation):
    """The tool reads OpenAPI up to 3.1, without the whole query as a parameter and the style `cookie`."""
    return any("x-cratewright-style" in each for each in item.get("parameters", []) + operation.get("parameters", []))


OPERATIONS = [has_servers_of_its_own, has_parameters_of_3_2]


@schemathesis.hook
def before_process_path(context, path, methods):
    # It puts values into a path with Python's `format`, which looks for an attribute behind a dot.
    odd = any(not re.fullmatch(r"[\w-]*", name) for name in re.findall(r"\{([^}]*)\}", path))
    for method, operation in list(methods.items()):
        if isinstance(operation, dict) and "responses" in operation and (
            odd or any(rule(methods, operation) for rule in OPERATIONS)
        ):
            del methods[method]


# --- Which methods a path has ----------------------------------------------------------------------------------------


def overlaps(case, response):
    """`/files/recent` fits `/files/{id}`, too. Which of two paths a method belongs to is decided with the method in hand, as
    routers do it, and `Allow` lists those of both. The tool looks at one path only.
    """
    others = [path for path in shapes.document(case)["paths"] if path != case.path]
    return any(shapes.fits(path, case.formatted_path) for path in others)


def has_other_methods(case, response):
    """The tool does not know the methods in `additionalOperations`, which is 3.2."""
    return "additionalOperations" in shapes.document(case)["paths"].get(case.path, {})


def leaves_its_path(case, response):
    """An empty parameter or a segment of dots leads to another path."""
    return re.search(r"(^|/)(\.{1,2})?(/|$)", case.formatted_path.strip("/")) is not None or "//" in case.formatted_path


# --- Values that are valid, and not as they are sent -------------------------------------------------------------------


def object_in_one_text(case, response):
    """Objects in parameters: the tool writes those with `explode: false` with their delimiters encoded, those in cookies as
    Python shows them, and what is nested anywhere likewise.
    """
    for parameter in parameters(case):
        value = values(case, parameter["in"]).get(parameter["name"])
        if "content" in parameter or not isinstance(value, (dict, list)):
            continue
        inner = value.values() if isinstance(value, dict) else value
        if any(isinstance(each, (dict, list)) for each in inner):
            return True
        if isinstance(value, dict):
            plain = parameter["in"] == "query" and parameter.get("explode", parameter.get("style", "form") == "form")
            if not plain and parameter.get("style") != "deepObject" or "" in value:
                return True
    return False


def replaced(case, response):
    """A header or cookie that cannot hold what its pattern asks for: the tool puts something else there."""
    for parameter in parameters(case):
        value = values(case, parameter["in"]).get(parameter["name"])
        pattern = resolved(case, parameter.get("schema", {})).get("pattern")
        if pattern and isinstance(value, str) and parameter["in"] in ("header", "cookie") and not re.search(pattern, value):
            return True
    return False


def null_in_text(case, response):
    """The tool writes null into forms and XML as the text `null` or as nothing; in forms null is left out, in XML `xsi:nil`."""
    return (is_form(case) or is_xml(case)) and shapes.holds(case.body, lambda value: value is None)


def part_with_headers(case, response):
    """The tool writes none of the headers that `encoding` describes for parts."""
    media = shapes.request_media(case)
    return any("headers" in encoding for encoding in media.get("encoding", {}).values())


def part_with_a_type(case, response):
    """In urlencoded forms the tool does not look at the `contentType` of a list."""
    media = shapes.request_media(case)
    coded = [name for name, each in media.get("encoding", {}).items() if "json" in each.get("contentType", "")]
    return "urlencoded" in (case.media_type or "") and any(name in (case.body or {}) for name in coded)


def unprintable_names(case, response):
    """Names of parts with control characters, which the tool writes into a header as they are: no form comes out."""
    names = case.body if isinstance(case.body, dict) else ()
    is_multipart = (case.media_type or "").startswith("multipart/")
    return is_multipart and any(ord(c) < 32 or 126 < ord(c) < 160 for name in names for c in name)


def xml_beyond_names(case, response):
    """Of XML the tool knows plain elements and attributes: it writes objects in attributes as Python shows them, an element
    where a text is meant (`nodeType`), names that XML lacks as `_`, and what stands in an alternative without its names.
    """
    return is_xml(case) and shapes.has_odd_xml(case, body_schema(case))


# --- Values that are not valid, and valid as they are sent -------------------------------------------------------------


def changes_type(case):
    data = case.meta.phase.data if case.meta else None
    mutations = getattr(data, "mutations", ())
    return scenario(case) is Scenario.INCORRECT_TYPE or any(
        mutation.operator is OperatorKind.CHANGE_TYPE or "type" in mutation.keywords for mutation in mutations
    )


def texts_have_no_type(case, response):
    """In parameters, forms, XML and plain text, everything is text: of texts, of lists, of objects with any members and of what
    may be a text there is none of a wrong type. That of a number or a boolean is checked.
    """
    if not changes_type(case):
        return False
    media = case.media_type or ""
    in_body = is_form(case) or is_xml(case) or (media.startswith("text/") and not media.endswith("json"))
    location = getattr(case.meta.phase.data, "parameter_location", None)
    name = getattr(case.meta.phase.data, "parameter", None)
    if in_body and (location is None or location.value == "body"):
        return True
    schemas = [each.get("schema", {}) for each in parameters(case) if name in (None, each["name"])]
    return any(kinds(case, schema) - {"integer", "number", "boolean"} for schema in schemas)


def missing_is_empty(case, response):
    """Forms and XML can say neither null nor an empty list or map: what is missing is one of these where it can be."""
    if not (is_form(case) or is_xml(case)):
        return False
    schema, body = body_schema(case), case.body if isinstance(case.body, dict) else {}
    empty = {"null", "array", "object"}
    missing = [name for name in schema.get("required", []) if name not in body]
    return any(kinds(case, schema.get("properties", {}).get(name, {})) & empty for name in missing)


def takes_the_rest(case, response):
    """An object with any members whose members stand side by side with others takes whatever has no other name."""
    schema = body_schema(case)
    open_ones = [
        name for name, each in schema.get("properties", {}).items()
        if kinds(case, each) == {"object"} and resolved(case, each).get("additionalProperties", True) is not False
    ]
    return is_form(case) and any(
        shapes.request_media(case).get("encoding", {}).get(name, {}).get("style") for name in open_ones
    )


def nothing_is_sent(case, response):
    """What was left out of a form or of the query because it is empty is not there to be wrong."""
    return is_form(case) and not response.request.body


def read_as_it_comes(case, response):
    """A mock answers without reading what comes as a stream, so that it does not learn what is wrong with it."""
    media = (case.media_type or "").split(";")[0]
    return media in shapes.SEQUENCES or media.endswith("+json-seq") or media == "text/event-stream"


RULES = {
    "positive_data_acceptance": [
        object_in_one_text, replaced, null_in_text, part_with_headers, part_with_a_type, unprintable_names, xml_beyond_names,
    ],
    "negative_data_rejection": [
        texts_have_no_type, missing_is_empty, takes_the_rest, nothing_is_sent, read_as_it_comes, xml_beyond_names,
    ],
    "unsupported_method": [overlaps, leaves_its_path],
    "allow_header_conformance": [overlaps, has_other_methods, leaves_its_path],
    "status_code_conformance": [leaves_its_path],
    "content_type_conformance": [leaves_its_path],
}


def narrowed(check, rules):
    @functools.wraps(check)
    def narrow(ctx, response, case):
        return None if any(rule(case, response) for rule in rules) else check(ctx, response, case)

    return narrow


for name, rules in RULES.items():
    CHECKS.register(narrowed(CHECKS.get_one(name), rules))
