"""simcore storage: custom methods in paths, envelopes, defaults, deep models, a `default` answer on most operations."""

from .harness import exactly, same

FILE = "api/1f2e/ü & notes?.txt"


def run(client, host, answers, tally):
    """Calls every operation the way the reference page does."""
    configuration = client.Configuration(host=host)
    error, project = answers["error"], answers["project"]
    with client.ApiClient(configuration) as api_client:
        api = client.DefaultApi(api_client)

        body = {"path_value": "p", "query_value": "q", "body_value": {"key1": "value1", "key2": [1, 2.5, None, {"deep": True}]}}
        with tally.check("check_action_post", 200) as seen:
            got = api.check_action_post("echo", data="a&b=c ü", fake=client.Fake.from_dict(body))
            same(got, {"data": {"path_value": "echo", "query_value": "a&b=c ü", "body_value": body["body_value"]}}, "echo")
            seen.once(action="echo", data="a&b=c ü", fake=body)
        with tally.check("check_action_post", 200, "only what is required") as seen:
            got = api.check_action_post("fail")
            same(got, {"data": {"path_value": "fail", "query_value": "", "body_value": {}}}, "echo")
            seen.once(action="fail", data=None, fake=None)
        with tally.check("copy_as_soft_link", 200) as seen:
            link = client.CopyAsSoftLinkRequest.from_dict({"link_id": "l-1"})
            same(api.copy_as_soft_link(FILE, 56, link), answers["file"], "metadata")
            seen.once(file_id=FILE, user_id=56, inline_object1={"link_id": "l-1"})
        with tally.check("copy_as_soft_link", 200, "without a body") as seen:
            same(api.copy_as_soft_link("simple", 56), answers["file"], "metadata")
            seen.once(file_id="simple", user_id=56, inline_object1=None)
        with tally.check("copy_folders_from_project", 201) as seen:
            copy = {"source": project, "destination": {**project, "name": "copy"}, "nodes_map": {"a": "b", "c": "d"}}
            answer = api.copy_folders_from_project_with_http_info(56, client.CopyFoldersFromProjectRequest.from_dict(copy))
            exactly(answer.status_code, 201, "status")
            same(answer.data, project, "project")
            seen.once(user_id=56, inline_object=copy)
        with tally.check("delete_file", 204) as seen:
            exactly(api.delete_file(FILE, "0", "56"), None, "answer")
            seen.once(file_id=FILE, location_id="0", user_id="56")
        with tally.check("delete_folders_of_project", 204) as seen:
            exactly(api.delete_folders_of_project("f-1", "56", node_id="n-1"), None, "answer")
            seen.once(folder_id="f-1", user_id="56", node_id="n-1")
        with tally.check("delete_folders_of_project", 204, "only what is required") as seen:
            exactly(api.delete_folders_of_project("f-1", "56"), None, "answer")
            seen.once(folder_id="f-1", user_id="56", node_id=None)
        with tally.check("download_file", 200) as seen:
            same(api.download_file(FILE, "0", "56"), answers["link"], "link")
            seen.once(file_id=FILE, location_id="0", user_id="56")
        with tally.check("get_datasets_metadata", 200) as seen:
            same(api.get_datasets_metadata("1", "56"), answers["get_datasets_metadata"], "data sets")
            seen.once(location_id="1", user_id="56")
        with tally.check("get_file_metadata", 200) as seen:
            same(api.get_file_metadata(FILE, "0", "56"), answers["file"], "metadata")
            seen.once(file_id=FILE, location_id="0", user_id="56")
        with tally.check("get_files_metadata", 200) as seen:
            same(api.get_files_metadata("0", "56", uuid_filter="api/"), answers["files"], "files")
            seen.once(location_id="0", user_id="56", uuid_filter="api/")
        with tally.check("get_files_metadata", 200, "a path that looks like an operation") as seen:
            same(api.get_files_metadata("a:sync", "56"), answers["files"], "files")
            seen.once(location_id="a:sync", user_id="56", uuid_filter=None)
        with tally.check("get_files_metadata_dataset", 200) as seen:
            same(api.get_files_metadata_dataset("1", "N:dataset:1", "56"), answers["files"], "files")
            seen.once(location_id="1", dataset_id="N:dataset:1", user_id="56")
        with tally.check("get_status", 200) as seen:
            exactly(api.get_status(), None, "answer")
            seen.once()
        with tally.check("get_storage_locations", 200) as seen:
            same(api.get_storage_locations("56"), answers["get_storage_locations"], "locations")
            seen.once(user_id="56")
        with tally.check("health_check", 200) as seen:
            same(api.health_check(), answers["health_check"], "health")
            seen.once()
        with tally.check("search_files_starting_with", 200) as seen:
            same(api.search_files_starting_with(56, startswith="api/1f+"), answers["files"], "files")
            seen.once(user_id=56, startswith="api/1f+")
        with tally.check("search_files_starting_with", 200, "only what is required") as seen:
            same(api.search_files_starting_with(56), answers["files"], "files")
            seen.once(user_id=56, startswith="")
        with tally.check("synchronise_meta_data_table", 200) as seen:
            got = api.synchronise_meta_data_table("0", dry_run=False, fire_and_forget=True)
            same(got, answers["synchronise_meta_data_table"], "paths")
            seen.once(location_id="0", dry_run=False, fire_and_forget=True)
        with tally.check("synchronise_meta_data_table", 200, "only what is required") as seen:
            same(api.synchronise_meta_data_table("0"), answers["synchronise_meta_data_table"], "paths")
            seen.once(location_id="0", dry_run=True, fire_and_forget=False)
        with tally.check("update_file_meta_data", 200) as seen:
            metadata = answers["file"]["data"]
            same(api.update_file_meta_data(FILE, "0", file_meta_data=client.FileMetaData.from_dict(metadata)), answers["file"], "metadata")
            seen.once(file_id=FILE, location_id="0", file_meta_data=metadata)
        with tally.check("upload_file", 200) as seen:
            same(api.upload_file(FILE, "0", "56", extra_location="1", extra_source="N:package:9"), answers["link"], "link")
            seen.once(file_id=FILE, location_id="0", user_id="56", extra_location="1", extra_source="N:package:9")
        with tally.check("upload_file", 200, "only what is required") as seen:
            same(api.upload_file(FILE, "0", "56"), answers["link"], "link")
            seen.once(file_id=FILE, location_id="0", user_id="56", extra_location=None, extra_source=None)

        for operation, arguments in {
            "check_action_post": ("echo",),
            "copy_as_soft_link": (FILE, 56),
            "copy_folders_from_project": (56,),
            "delete_file": (FILE, "0", "56"),
            "download_file": (FILE, "0", "56"),
            "get_datasets_metadata": ("1", "56"),
            "get_file_metadata": (FILE, "0", "56"),
            "get_files_metadata": ("0", "56"),
            "get_files_metadata_dataset": ("1", "N:dataset:1", "56"),
            "get_storage_locations": ("56",),
            "health_check": (),
            "search_files_starting_with": (56,),
            "synchronise_meta_data_table": ("0",),
            "update_file_meta_data": (FILE, "0"),
            "upload_file": (FILE, "0", "56"),
        }.items():
            tally.raises(operation, 0, lambda: getattr(api, operation)(*arguments), error, answer=503)
