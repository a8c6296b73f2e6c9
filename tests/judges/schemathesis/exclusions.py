"""What Schemathesis is not asked for, each with the reason; loaded by it as hooks. Everything else is checked.

A rule is a function that tells for a case whether a check is left out; what it says of itself is the reason.
"""

import atexit
import collections
import functools
import json
import os
import re
import zlib
from pathlib import Path

import schemathesis
from schemathesis.checks import CHECKS
from schemathesis.core.failures import Failure, FailureGroup
from schemathesis.core.mutations import OperatorKind
from schemathesis.generation.meta import CoverageScenario as Scenario

import shapes
import teaching  # noqa: F401
from shapes import body_schema, is_form, is_xml, kinds, parameters, resolved, scenario, values

# --- Operations that the tool cannot ask for -------------------------------------------------------------------------


def has_parameters_of_3_2(item, operation):
    """The tool reads OpenAPI up to 3.1, without the whole query as a parameter and the style `cookie`."""
    return any("x-cratewright-style" in each for each in item.get("parameters", []) + operation.get("parameters", []))


def closes_a_part(item, operation):
    """`additionalProperties: false` beside others in an `allOf` is about the whole, which is said; for the tool, nothing fits."""
    content = operation.get("requestBody", {}).get("content", {}).values()
    parts = [part for media in content for part in media.get("schema", {}).get("allOf", [])]
    return len(parts) > 1 and any(part.get("additionalProperties") is False for part in parts)


def is_told_by_a_fragment(path):
    """What follows a `#` is not sent. To a server such paths are one, and the first of them has the requests."""
    return "#" in path


OPERATIONS = [has_parameters_of_3_2, closes_a_part]


@schemathesis.hook
def before_process_path(context, path, methods):
    # It puts values into a path with Python's `format`, which looks for an attribute behind a dot.
    odd = any(not re.fullmatch(r"[\w-]*", name) for name in re.findall(r"\{([^}]*)\}", path))
    for method, operation in list(methods.items()):
        if isinstance(operation, dict) and "responses" in operation and (
            odd or is_told_by_a_fragment(path) or any(rule(methods, operation) for rule in OPERATIONS)
        ):
            del methods[method]


# Of large documents each so-many-th case of the coverage phase.
EVERY = int(os.environ.get("JUDGE_EVERY", 1))
COVERED = collections.Counter()


@schemathesis.hook
def filter_case(context, case):
    if EVERY == 1 or scenario(case) is None:
        return True
    # Each operation begins elsewhere, so that like operations are not asked for the same.
    name = case.operation.label
    COVERED[name] += 1
    return (COVERED[name] + zlib.crc32(name.encode())) % EVERY == 0


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
    """Objects in parameters. The tool encodes the delimiters of those that are one text, writes those in cookies and what is
    nested anywhere as Python shows it, and leaves names empty.
    """
    for parameter in parameters(case):
        schema, sent = resolved(case, parameter.get("schema", {})), values(case, parameter["in"])
        items = resolved(case, schema.get("items", {}))
        if "content" in parameter or not sent or "object" not in kinds(case, schema) | (kinds(case, items) if items else set()):
            continue
        style = parameter.get("style", "form" if parameter["in"] in ("query", "cookie") else "simple")
        explode = parameter.get("explode", style == "form")
        if "array" in kinds(case, schema):
            return True
        properties = list(schema.get("properties", {}).values())
        is_open = schema.get("additionalProperties", True) is not False
        nested = any(kinds(case, each) & {"array", "object"} for each in properties)
        in_query = parameter["in"] == "query" and (style == "deepObject" or style == "form" and explode)
        if parameter["in"] == "cookie" or is_open or nested or not in_query:
            return True
    return False


def not_in_ascii(case, response):
    """What is not ASCII in headers and cookies: the tool writes it in Latin-1 or puts something else there, and a server reads
    UTF-8.
    """
    for location in ("header", "cookie"):
        if any(not str(value).isascii() for value in values(case, location).values()):
            return True
        for parameter in parameters(case):
            value = values(case, location).get(parameter["name"]) if parameter["in"] == location else None
            pattern = resolved(case, parameter.get("schema", {})).get("pattern", "")
            if isinstance(value, str) and not re.search(pattern, value):
                return True
    return False


def null_in_text(case, response):
    """The tool writes null into forms and XML as the text `null` or as nothing; in forms null is left out, in XML `xsi:nil`."""
    return (is_form(case) or is_xml(case)) and shapes.holds(case.body, lambda value: value is None)


def told(response):
    """What a server says is wrong with the values."""
    return response.json().get("errors", []) if response.status_code == 422 and response.content else []


def same_but_for_the_unknown(case, response):
    """Objects in a list that differ in nothing but properties that the schema does not name. A server reads over these, so that
    what the code behind it gets would be the same item twice, which the schema promises it not to get.
    """
    problems = told(response)
    lists = [shapes.at(case.body, each.get("pointer", "")) for each in problems if each["in"] == "body"]
    return bool(problems) and len(lists) == len(problems) and all(
        each["detail"] == "must not have an item twice" and isinstance(found, list) and any(isinstance(item, dict) for item in found)
        for each, found in zip(problems, lists)
    )


def form_of_a_list(case, response):
    """A form whose schema is a list, which has no names for parts: the tool writes it as Python shows it, and no form comes out."""
    return (case.media_type or "").startswith("multipart/") and isinstance(case.body, list)


def whole_with_a_fraction(case, response):
    """A whole number in a form that the tool writes as `1.0`. JSON has one kind of number; as a text, which could be another
    variant's, only digits are an integer.
    """
    problems = told(response)
    fractions = shapes.holds(case.body, lambda value: isinstance(value, float) and value.is_integer())
    return is_form(case) and fractions and bool(problems) and all(
        re.fullmatch("expected an? .*integer.*, found text", each["detail"]) for each in problems
    )


def null_in_list(case, response):
    """The tool writes an item that is null into a parameter as the text `null`; what is null is not written."""
    for each in parameters(case):
        value = values(case, each["in"]).get(each["name"])
        # When this looks, the text may be there already.
        may_be = "null" in str(resolved(case, each.get("schema", {})))
        if isinstance(value, list) and (None in value or may_be and "null" in value):
            return True
    return False


def object_in_urlencoded_form(case, response):
    """Of an object inside of an urlencoded form the tool writes the names of its members and not their values."""
    members = case.body.values() if isinstance(case.body, dict) else ()
    return "urlencoded" in (case.media_type or "") and any(
        shapes.holds(each, lambda value: isinstance(value, dict)) for each in members
    )


def empty_object_in_form(case, response):
    """The tool writes an object without members into a form as a text without characters; it is left out, having no pair."""
    return is_form(case) and shapes.holds(case.body, lambda value: value == {})


def part_with_headers(case, response):
    """The tool writes none of the headers that `encoding` describes for parts."""
    media = shapes.request_media(case)
    return any("headers" in encoding for encoding in media.get("encoding", {}).values())


def part_with_a_type(case, response):
    """In urlencoded forms the tool does not look at the `contentType` of a list."""
    media = shapes.request_media(case)
    coded = [name for name, each in media.get("encoding", {}).items() if "json" in (each.get("contentType") or "")]
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


def longer_than_the_library(case, response):
    """Decimals in a type of a library that holds 28 digits, which the config chose and the document does not say."""
    return "must be a decimal number of up to 28 digits" in response.text


def names_of_properties(case, response):
    """`propertyNames`, which the tool does not know in a document of 3.0: nothing but names is wrong."""
    problems = told(response)
    return bool(problems) and all(each["detail"].startswith("its name ") for each in problems)


# --- Values that are not valid, and valid as they are sent -------------------------------------------------------------


def mutations(case):
    return getattr(case.meta.phase.data, "mutations", ()) if case.meta else ()


def changes_type(case):
    return scenario(case) is Scenario.INCORRECT_TYPE or any(
        mutation.operator is OperatorKind.CHANGE_TYPE or "type" in mutation.keywords for mutation in mutations(case)
    )


def texts_have_no_type(case, response):
    """In parameters, forms, XML, plain text and bytes, everything is text: of texts, of lists, of objects with any members and of what
    may be a text there is none of a wrong type. That of a number or a boolean is checked.
    """
    of_any_name = any("additionalProperties" in mutation.keywords for mutation in mutations(case))
    if not changes_type(case) and not of_any_name:
        return False
    in_body = is_form(case) or is_xml(case) or "json" not in (case.media_type or "json")
    location = getattr(case.meta.phase.data, "parameter_location", None)
    name = getattr(case.meta.phase.data, "parameter", None)
    if in_body and (location is None or location.value == "body"):
        return True
    schemas = [each.get("schema", {}) for each in parameters(case) if name in (None, each["name"])]
    return any(kinds(case, schema) - {"integer", "number", "boolean"} for schema in schemas)


def undescribed_parameter(case, response):
    """A parameter that nobody described is read over. The tool leaves it out itself, unless it takes another one, which it
    did not mean to be wrong, for wrong.
    """
    location = getattr(case.meta.phase.data, "parameter_location", None)
    return scenario(case) is Scenario.OBJECT_UNEXPECTED_PROPERTIES and location is not None and location.value != "body"


def fits_another_alternative(case, response):
    """What is wrong for one alternative of a union, and right for another one."""
    return changes_type(case) and "json" in (case.media_type or "json") and shapes.is_valid_body(case)


def empty_text(case, response):
    """An empty text where the schema has a format and a `minLength` of 0: either may be meant, and it is taken."""
    sent = [(each.get("schema", {}), values(case, each["in"]).get(each["name"])) for each in parameters(case)]
    return any(shapes.is_empty_text(case, schema, value) for schema, value in [*sent, (body_schema(case), case.body)])


def missing_is_empty(case, response):
    """Forms and XML can say neither null nor an empty list or map: what is missing is one of these where it can be."""
    if not (is_form(case) or is_xml(case)):
        return False
    schema, body = body_schema(case), case.body if isinstance(case.body, dict) else {}
    empty = {"null", "array", "object"}
    missing = [name for name in schema.get("required", []) if name not in body]
    return any(kinds(case, schema.get("properties", {}).get(name, {})) & empty for name in missing)


def list_of_one(case, response):
    """A text where a form has a list is a list of one."""
    body = case.body if isinstance(case.body, dict) else {}
    properties = body_schema(case).get("properties", {})
    return is_form(case) and any(
        "array" in kinds(case, properties.get(name, {})) and not isinstance(value, list) for name, value in body.items()
    )


def takes_the_rest(case, response):
    """An object with any members, whose members stand side by side with others in a form, takes whatever has no other name."""
    properties = body_schema(case).get("properties", {}).values()
    return "urlencoded" in (case.media_type or "") and any(
        kinds(case, each) == {"object"} and resolved(case, each).get("additionalProperties", True) is not False
        for each in properties
    )


def nothing_is_sent(case, response):
    """What was left out of a form or of the query because it is empty is not there to be wrong."""
    return is_form(case) and not response.request.body


def longer_than_taken(case, response):
    """Paths and heads beyond what the HTTP library takes (64 KiB), which answers by itself, and bodies beyond what the server
    is set to take.
    """
    return response.status_code in (413, 414, 431)


def describes_no_success(case, response):
    """What an operation answers that describes another protocol (101) and failures alone: there is nothing else to answer."""
    described = case.operation.definition.raw.get("responses", {})
    return not any(code[0] in "23d" for code in map(str, described))


RULES = {
    "not_a_server_error": [describes_no_success],
    "positive_data_acceptance": [
        longer_than_taken, null_in_list, object_in_urlencoded_form, object_in_one_text, not_in_ascii, null_in_text,
        empty_object_in_form, part_with_headers, part_with_a_type, unprintable_names, same_but_for_the_unknown, form_of_a_list,
        whole_with_a_fraction, xml_beyond_names, longer_than_the_library, names_of_properties,
    ],
    "response_schema_conformance": [longer_than_taken],
    "negative_data_rejection": [
        longer_than_taken,
        texts_have_no_type, undescribed_parameter, fits_another_alternative, empty_text, missing_is_empty, list_of_one, takes_the_rest,
        nothing_is_sent, xml_beyond_names,
    ],
    "unsupported_method": [overlaps, leaves_its_path],
    "allow_header_conformance": [overlaps, has_other_methods, leaves_its_path],
    "status_code_conformance": [leaves_its_path],
    "content_type_conformance": [leaves_its_path, longer_than_taken],
}


# How often a rule left something out.
USES = collections.Counter()


def narrowed(check, rules):
    @functools.wraps(check)
    def narrow(ctx, response, case):
        try:
            return check(ctx, response, case)
        except (Failure, FailureGroup):
            for rule in rules:
                if rule(case, response):
                    USES[rule.__name__] += 1
                    return None
            raise

    return narrow


@atexit.register
def tell_uses():
    Path(os.environ["JUDGE_USES"]).write_text(json.dumps(USES))


for name, rules in RULES.items():
    CHECKS.register(narrowed(CHECKS.get_one(name), rules))
