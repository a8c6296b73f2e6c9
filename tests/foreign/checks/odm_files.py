"""ODM files: bytes whole and in ranges, HEAD, JSON or tab-separated values, two API keys."""

import json

from .harness import caught, exactly, header, same

# What the server keeps: 70000 bytes, so that they do not fit into one read.
CONTENT = bytes((i * i + i // 251) % 256 for i in range(70000))


def run(client, host, answers, tally):
    """Calls every operation the way the reference page does, with each credential."""

    def api(**keys):
        configuration = client.Configuration(host=host)
        if "access" in keys:
            configuration.api_key["Access-token"] = keys["access"]
            configuration.api_key_prefix["Access-token"] = "bearer"
        if "genestack" in keys:
            configuration.api_key["Genestack-API-Token"] = keys["genestack"]
        return client.FilesAsUserApi(client.ApiClient(configuration))

    access, genestack = api(access="a-token"), api(genestack="g-token")
    metadata, page = answers["get_file_metadata_by_id_as_user"], answers["get_files_metadata_as_user"]
    table = answers["get_files_metadata_as_user_table"]

    with tally.check("get_file_as_user", 200) as seen:
        answer = access.get_file_as_user_with_http_info("GSF000123")
        exactly(answer.status_code, 200, "status")
        exactly(header(answer, "Content-Type"), "application/octet-stream", "Content-Type")
        exactly(bytes(answer.data), CONTENT, "content")
        seen.once(id="GSF000123", range=None, principal="Access-token a-token")
    with tally.check("get_file_as_user", 206) as seen:
        answer = genestack.get_file_as_user_with_http_info("GSF000123", range="bytes=1000-2023")
        exactly(answer.status_code, 206, "status")
        exactly(bytes(answer.data), CONTENT[1000:2024], "content")
        seen.once(id="GSF000123", range="bytes=1000-2023", principal="Genestack-API-Token g-token")
    with tally.check("head_file_as_user", 200) as seen:
        exactly(genestack.head_file_as_user("GSF/000 123"), None, "answer")
        seen.once(id="GSF/000 123", principal="Genestack-API-Token g-token")
    with tally.check("get_file_metadata_by_id_as_user", 200) as seen:
        exactly(access.get_file_metadata_by_id_as_user("GSF000123"), metadata, "metadata")
        seen.once(id="GSF000123", include_contents=False)
    with tally.check("get_file_metadata_by_id_as_user", 200, "with contents") as seen:
        exactly(genestack.get_file_metadata_by_id_as_user("GSF000123", include_contents=True), metadata, "metadata")
        seen.once(id="GSF000123", include_contents=True)
    with tally.check("get_files_metadata_as_user", 200, "without parameters") as seen:
        same(access.get_files_metadata_as_user(), page, "page")
        seen.once(filter=None, query=None, include_contents=False, page_limit=None, page_offset=None)
    with tally.check("get_files_metadata_as_user", 200, "with all parameters") as seen:
        got = genestack.get_files_metadata_as_user(
            filter='Organism=Homo sapiens&x="1+1"', query='"heart \\"beat\\""', include_contents=True, page_limit=2, page_offset=100
        )
        same(got, page, "page")
        exactly(got.meta.pagination.total, 9000000000, "a nested field")
        seen.once(
            filter='Organism=Homo sapiens&x="1+1"', query='"heart \\"beat\\""', include_contents=True, page_limit=2, page_offset=100
        )
    with tally.check("get_files_metadata_as_user", 200, "as tab-separated values") as seen:
        response = access.get_files_metadata_as_user_without_preload_content(
            query="heart", _headers={"Accept": "text/tab-separated-values"}
        )
        exactly(header(response, "Content-Type").split(";")[0], "text/tab-separated-values", "Content-Type")
        exactly(response.data.decode(), table, "table")
        seen.once(query="heart")

    calls = {
        "get_file_as_user": (lambda: access.get_file_as_user("GSF000123"), [400, 401, 404, 406, 500]),
        "get_file_metadata_by_id_as_user": (lambda: access.get_file_metadata_by_id_as_user("GSF000123"), [400, 401, 404, 500]),
        "get_files_metadata_as_user": (access.get_files_metadata_as_user, [400, 401, 500]),
        "head_file_as_user": (lambda: access.head_file_as_user("GSF000123"), [400, 401, 404, 406, 500]),
    }
    for operation, (call, statuses) in calls.items():
        for status in statuses:
            tally.raises(operation, status, call)

    nobody, stranger = api(), api(genestack="wrong")
    for note, caller in [("without a credential", nobody), ("with a wrong token", stranger)]:
        for operation, call in [
            ("get_file_as_user", lambda: caller.get_file_as_user("GSF000123")),
            ("get_file_metadata_by_id_as_user", lambda: caller.get_file_metadata_by_id_as_user("GSF000123")),
            ("get_files_metadata_as_user", caller.get_files_metadata_as_user),
            ("head_file_as_user", lambda: caller.head_file_as_user("GSF000123")),
        ]:
            with tally.check(operation, 401, note) as seen:
                error = caught(call)
                exactly(error.status, 401, "status")
                if operation != "head_file_as_user":
                    exactly(json.loads(error.body or "{}").get("status", 401), 401, "status in the body, if there is one")
                seen.nothing()
