"""SFTPGo metadata: an API key or a bearer token, eight documented answers."""

from .harness import caught, exactly, same


def run(client, host, answers, tally):
    """Calls both operations the way the reference page does, with each credential and with none."""

    def api(**credentials):
        configuration = client.Configuration(host=host, access_token=credentials.get("token"))
        if "key" in credentials:
            configuration.api_key["APIKeyAuth"] = credentials["key"]
        return client.MetadataApi(client.ApiClient(configuration))

    by_key, by_token = api(key="key.myadmin"), api(token="ey.J.wt")
    checks, started, error = answers["get_users_metadata_checks"], answers["start_user_metadata_check"], answers["error"]

    with tally.check("get_users_metadata_checks", 200, "with an API key") as seen:
        same(by_key.get_users_metadata_checks(), checks, "checks")
        seen.once(principal="APIKeyAuth key.myadmin")
    with tally.check("get_users_metadata_checks", 200, "with a bearer token") as seen:
        same(by_token.get_users_metadata_checks(), checks, "checks")
        seen.once(principal="BearerAuth ey.J.wt")
    with tally.check("start_user_metadata_check", 202, "with an API key") as seen:
        answer = by_key.start_user_metadata_check_with_http_info("anna/ben ü")
        exactly(answer.status_code, 202, "status")
        same(answer.data, started, "answer")
        seen.once(username="anna/ben ü", principal="APIKeyAuth key.myadmin")
    with tally.check("start_user_metadata_check", 202, "with a bearer token") as seen:
        same(by_token.start_user_metadata_check("anna"), started, "answer")
        seen.once(username="anna", principal="BearerAuth ey.J.wt")

    calls = {
        "get_users_metadata_checks": (by_key.get_users_metadata_checks, [401, 403, 500]),
        "start_user_metadata_check": (lambda: by_token.start_user_metadata_check("anna"), [400, 401, 403, 404, 409, 500]),
    }
    for operation, (call, statuses) in calls.items():
        for status in statuses:
            tally.raises(operation, status, call, error)
        tally.raises(operation, 0, call, error, answer=503)

    nobody, stranger = api(), api(key="wrong")
    for note, caller in [("without a credential", nobody), ("with a wrong API key", stranger)]:
        with tally.check("get_users_metadata_checks", 401, note) as seen:
            exactly(caught(caller.get_users_metadata_checks).status, 401, "status")
            seen.nothing()
        with tally.check("start_user_metadata_check", 401, note) as seen:
            exactly(caught(lambda: caller.start_user_metadata_check("anna")).status, 401, "status")
            seen.nothing()
