"""CBRAIN userfiles: one body in three forms, file upload, downloads, XML beside JSON, a session in the query."""

import hashlib
import json
import urllib.parse
import xml.etree.ElementTree

import urllib3

from .harness import caught, exactly, header, same

CONTENT = bytes((i * 7 + i // 256) % 256 for i in range(100000))
MANY = {
    "change_provider": ("userfiles_change_provider_post", "POST"),
    "compress": ("userfiles_compress_post", "POST"),
    "delete_files": ("userfiles_delete_files_delete", "DELETE"),
    "download": ("userfiles_download_post", "POST"),
    "sync_multiple": ("userfiles_sync_multiple_post", "POST"),
    "uncompress": ("userfiles_uncompress_post", "POST"),
}


def run(client, host, answers, tally):
    """Calls every operation the way the reference page does."""

    def api(token):
        configuration = client.Configuration(host=host)
        if token:
            configuration.api_key["BrainPortalSession"] = token
        return client.UserfilesApi(client.ApiClient(configuration))

    session = api("s-token")
    user = "BrainPortalSession s-token"
    many = {
        "file_ids": ["1", "22", "a b&c"],
        "data_provider_id_for_mv_cp": 12,
        "specified_filename": "alles über.tar.gz",
        "operation": "sync_local",
    }
    userfile, userfiles = answers["userfile"], answers["userfiles"]

    def request():
        return client.MultiUserfilesModReq.from_dict(many)

    for folder, (operation, _) in MANY.items():
        with tally.check(operation, 200, "as JSON") as seen:
            got = getattr(session, operation)(request())
            exactly(bytes(got) if folder == "download" else got, CONTENT if folder == "download" else None, "answer")
            seen.once(multi_userfile_mod_req=many, principal=user)
    forms(host, many, tally)

    with tally.check("userfiles_get", 200) as seen:
        same(session.userfiles_get(page=2, per_page=50), userfiles, "userfiles")
        seen.once(page=2, per_page=50, principal=user)
    with tally.check("userfiles_get", 200, "without parameters") as seen:
        same(session.userfiles_get(), userfiles, "userfiles")
        seen.once(page=None, per_page=None)
    with tally.check("userfiles_get", 200, "as XML") as seen:
        got = as_xml(session.userfiles_get_without_preload_content(_headers={"Accept": "application/xml"}))
        exactly([fields(item) for item in got], [texts(item) for item in userfiles], "userfiles")
        seen.once(page=None)
    with tally.check("userfiles_id_get", 200) as seen:
        same(session.userfiles_id_get(42), userfile, "userfile")
        seen.once(id=42, principal=user)
    with tally.check("userfiles_id_get", 200, "as XML") as seen:
        got = as_xml(session.userfiles_id_get_without_preload_content(42, _headers={"Accept": "application/xml"}))
        exactly(fields(got), texts(userfile), "userfile")
        seen.once(id=42)
    with tally.check("userfiles_id_put", 200) as seen:
        exactly(session.userfiles_id_put(42, client.UserfileModReq.from_dict({"userfile": userfile})), None, "answer")
        seen.once(id=42, userfile_mod_req={"userfile": userfile}, principal=user)
    with tally.check("userfiles_id_content_get", 200) as seen:
        exactly(bytes(session.userfiles_id_content_get(42)), CONTENT, "content")
        seen.once(id=42, principal=user)
    with tally.check("userfiles_id_content_get", 200, "as text") as seen:
        response = session.userfiles_id_content_get_without_preload_content(42, _headers={"Accept": "text/*"})
        exactly(header(response, "Content-Type").split("/")[0], "text", "type of the content")
        exactly(response.data, CONTENT, "content")
        seen.once(id=42)
    with tally.check("userfiles_post", 201) as seen:
        answer = session.userfiles_post_with_http_info(
            ("scan ü.nii.gz", CONTENT), 12, 3, "SingleFile", do_extract="on", up_ex_mode="collection"
        )
        exactly(answer.status_code, 201, "status")
        exactly(answer.data, answers["created"], "answer")
        seen.once(
            upload_file={"name": "scan ü.nii.gz", "sha256": hashlib.sha256(CONTENT).hexdigest()},
            data_provider_id=12,
            userfile_group_id=3,
            file_type="SingleFile",
            do_extract="on",
            up_ex_mode="collection",
            principal=user,
        )
    with tally.check("userfiles_post", 201, "only what is required") as seen:
        exactly(session.userfiles_post(("empty", b""), 12, 3, "TextFile"), answers["created"], "answer")
        seen.once(
            upload_file={"name": "empty", "sha256": hashlib.sha256(b"").hexdigest()}, file_type="TextFile", do_extract=None, up_ex_mode=None
        )

    tally.raises("userfiles_get", 401, session.userfiles_get)
    tally.raises("userfiles_id_put", 401, lambda: session.userfiles_id_put(42, client.UserfileModReq()))
    tally.raises("userfiles_post", 401, lambda: session.userfiles_post(("a", CONTENT), 12, 3, "SingleFile"))
    tally.raises("userfiles_id_content_get", 403, lambda: session.userfiles_id_content_get(42))
    tally.raises("userfiles_download_post", 403, lambda: session.userfiles_download_post(request()))

    for note, caller in [("without a session", api(None)), ("with a wrong session", api("wrong"))]:
        with tally.check("userfiles_get", 401, note) as seen:
            exactly(caught(caller.userfiles_get).status, 401, "status")
            seen.nothing()
        with tally.check("userfiles_compress_post", 401, note) as seen:
            exactly(caught(lambda: caller.userfiles_compress_post(request())).status, 401, "status")
            seen.nothing()


def forms(host, many, tally):
    """The same body as a form and as multipart: what the clients can do in principle only, done with their HTTP library."""
    http = urllib3.PoolManager()
    pairs = [("file_ids", value) for value in many["file_ids"]]
    pairs += [(name, str(value)) for name, value in many.items() if name != "file_ids"]
    for folder, (operation, method) in MANY.items():
        url = f"{host}/userfiles/{folder}?cbrain_api_token=s-token"
        with tally.check(operation, 200, "as a form") as seen:
            response = http.request(
                method, url, body=urllib.parse.urlencode(pairs), headers={"Content-Type": "application/x-www-form-urlencoded"}
            )
            exactly(response.status, 200, "status")
            seen.once(multi_userfile_mod_req=many)
        with tally.check(operation, 200, "as multipart") as seen:
            body, content_type = urllib3.encode_multipart_formdata(pairs)
            response = http.request(method, url, body=body, headers={"Content-Type": content_type})
            exactly(response.status, 200, "status")
            seen.once(multi_userfile_mod_req=many)
    with tally.check("userfiles_id_put", 200, "as multipart") as seen:
        userfile = {"name": "scan", "size": 3, "parent_id": 9}
        body, content_type = urllib3.encode_multipart_formdata(
            [urllib3.fields.RequestField("userfile", json.dumps(userfile), headers={
                "Content-Disposition": 'form-data; name="userfile"', "Content-Type": "application/json"})]
        )
        url = f"{host}/userfiles/42?cbrain_api_token=s-token"
        exactly(http.request("PUT", url, body=body, headers={"Content-Type": content_type}).status, 200, "status")
        seen.once(id=42, userfile_mod_req={"userfile": userfile})


def as_xml(response):
    """The root element of an XML answer."""
    exactly(header(response, "Content-Type").split(";")[0], "application/xml", "Content-Type")
    return xml.etree.ElementTree.fromstring(response.data)


def fields(element):
    """An element's children as a mapping from name to text."""
    return {child.tag: child.text or "" for child in element}


def texts(value):
    """An object as XML would have it: everything is text, null is an empty element."""
    return {name: "" if member is None else str(member) for name, member in value.items()}
