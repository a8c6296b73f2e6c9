"""Mykrobe tracking: a typed id, a `Location` header, 404 and 409."""

import uuid

from .harness import exactly, header, same

SAMPLE = uuid.UUID("7e4b5a1c-3f0d-4a58-9d5e-2b9f1c6a7d80")


def run(client, host, answers, tally):
    """Calls every operation the way the reference page does."""
    configuration = client.Configuration(host=host)
    file, error = answers["file"], answers["error"]
    md5sum = file["md5sum"]
    with client.ApiClient(configuration) as api_client:
        api = client.FileApi(api_client)

        with tally.check("files_md5sum_get", 200) as seen:
            got = api.files_md5sum_get(md5sum)
            same(got, file, "file")
            exactly(got.file_type, "fastq", "a field by its Python name")
            seen.once(md5sum=md5sum)
        with tally.check("files_md5sum_get", 200, "odd value in the path") as seen:
            api.files_md5sum_get("a/b?c=d&e#f%2F ü")
            seen.once(md5sum="a/b?c=d&e#f%2F ü")
        with tally.check("samples_id_files_get", 200) as seen:
            same(api.samples_id_files_get(SAMPLE), answers["files"], "files")
            seen.once(id=str(SAMPLE))
        with tally.check("samples_id_files_md5sum_get", 200) as seen:
            same(api.samples_id_files_md5sum_get(SAMPLE, md5sum), file, "file")
            seen.once(id=str(SAMPLE), md5sum=md5sum)
        with tally.check("samples_id_files_md5sum_delete", 204) as seen:
            exactly(api.samples_id_files_md5sum_delete(SAMPLE, md5sum), None, "answer")
            seen.once(id=str(SAMPLE), md5sum=md5sum)
        with tally.check("samples_id_files_post", 201) as seen:
            new = client.File.from_dict(file)
            answer = api.samples_id_files_post_with_http_info(SAMPLE, new)
            exactly(answer.status_code, 201, "status")
            exactly(header(answer, "Location"), f"/api/v1/samples/{SAMPLE}/files/{md5sum}", "Location")
            same(answer.data, file, "file")
            seen.once(id=str(SAMPLE), file=file)

        calls = {
            "files_md5sum_get": lambda: api.files_md5sum_get(md5sum),
            "samples_id_files_get": lambda: api.samples_id_files_get(SAMPLE),
            "samples_id_files_md5sum_get": lambda: api.samples_id_files_md5sum_get(SAMPLE, md5sum),
            "samples_id_files_md5sum_delete": lambda: api.samples_id_files_md5sum_delete(SAMPLE, md5sum),
            "samples_id_files_post": lambda: api.samples_id_files_post(SAMPLE, client.File.from_dict(file)),
        }
        for operation, call in calls.items():
            tally.raises(operation, 404, call, error)
            tally.raises(operation, 0, call, error, answer=503)
        tally.raises("samples_id_files_post", 409, calls["samples_id_files_post"], error)
