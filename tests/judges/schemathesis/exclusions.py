"""What Schemathesis is not asked for, each with the reason. Loaded by it as hooks; run with the name of an API it prints
the checks to leave out.
"""

import sys

# Checks, by the API they are left out for ("*": all of them).
CHECKS = {
    "ignored_auth": (
        ["*"],
        "A mock takes any credentials, so that clients need none; that a server asks for them and turns bad ones down is "
        "tested over sockets (operations_security).",
    ),
    "unsupported_method": (
        ["cbrain-userfiles", "simcore-storage"],
        "`/userfiles/{id}` fits `/userfiles/compress` too, with other methods. Which of two paths a method belongs to is "
        "decided with the method in hand, as routers do it.",
    ),
    "allow_header_conformance": (
        ["cbrain-userfiles", "simcore-storage"],
        "For the same reason `Allow` lists the methods of both paths.",
    ),
}


def excluded(name):
    return [check for check, (names, _) in CHECKS.items() if "*" in names or name in names]


if __name__ == "__main__":
    print(",".join(excluded(sys.argv[1])))
else:
    import schemathesis

    def is_form(case):
        media = case.media_type or ""
        return media.startswith("multipart/") or media == "application/x-www-form-urlencoded"

    def is_negative(case):
        meta = getattr(case, "meta", None)
        return meta is not None and meta.generation.mode.is_negative

    def unprintable(text):
        return any(ord(c) < 32 or 126 < ord(c) < 160 for c in text)

    @schemathesis.hook
    def filter_case(context, case):
        body = case.body
        if is_form(case):
            # A form holds texts: one that was to be of a wrong type is a text like any other.
            if is_negative(case):
                return False
            # Names of parts with control characters, which the tool writes into a header as they are.
            if isinstance(body, dict) and any(unprintable(name) for name in body):
                return False
        # An empty text where the schema asks for a URI and a `minLength` of 0: either may be meant, and it is taken.
        if is_negative(case) and '"thumbnail": ""' in __import__("json").dumps(body, default=str):
            return False
        return True
