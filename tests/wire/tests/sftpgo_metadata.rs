//! sftpgo-metadata: a relative server, an API key or a bearer token, every status on its own.

use std::sync::Arc;

use serde_json::json;
use sftpgo_metadata_client::metadata_api as calls;
use sftpgo_metadata_client::{Client, Error};
use sftpgo_metadata_server::metadata_api as answers;
use sftpgo_metadata_server::types::{ApiResponse, MetadataCheck};
use sftpgo_metadata_server::{Api, BASE_PATH, Context, Credentials, Denied, Failure, MetadataApi, router};
use wire_tests::{Script, Wire, errors, of, scripted};

const DOCUMENT: &str = include_str!("../../../specs/sftpgo-metadata.yaml");

struct Handler(Arc<Script>);

impl Api for Handler {
    type Principal = String;
    type Error = Failure;

    /// The key `root` may do anything, the key `guest` is known but may do nothing; any token is good.
    async fn authenticate(&self, credentials: &Credentials) -> Result<String, Denied> {
        if let Some(key) = &credentials.api_key_auth {
            return match key.as_ref() {
                "root" => Ok("root".to_owned()),
                "guest" => Err(Denied::Forbidden),
                _ => Err(Denied::Unauthenticated),
            };
        }
        match &credentials.bearer_auth {
            Some(token) => Ok(token.as_ref().to_owned()),
            None => Err(Denied::Unauthenticated),
        }
    }
}

scripted! { Handler: MetadataApi {
    get_users_metadata_checks(answers::GetUsersMetadataChecksRequest, String)
        -> answers::GetUsersMetadataChecksResponse;
    start_user_metadata_check(answers::StartUserMetadataCheckRequest, String)
        -> answers::StartUserMetadataCheckResponse;
} }

async fn start() -> Wire<Client> {
    let client = |origin: &str| Client::builder(origin).api_key_auth("root").build().expect("a client");
    Wire::start(|script| router(Arc::new(Handler(script))), BASE_PATH, client).await
}

fn answer() -> ApiResponse {
    of(json!({ "message": "m", "error": "e" }))
}

#[tokio::test]
async fn every_operation_with_every_answer() {
    let wire = start().await;
    get_users_metadata_checks(&wire).await;
    start_user_metadata_check(&wire).await;
    wire.covers(DOCUMENT, BASE_PATH, 13);
}

async fn get_users_metadata_checks(wire: &Wire<Client>) {
    use answers::GetUsersMetadataChecksResponse as Answer;
    use calls::GetUsersMetadataChecksError as Failed;

    let checks: Vec<MetadataCheck> = of(json!([{ "username": "anna", "start_time": 1700000000000_i64 }, {}]));
    wire.script.answer(Answer::Ok(checks.clone()));
    assert_eq!(wire.client.get_users_metadata_checks().await.expect("checks"), checks);
    let sent = wire.served.last();
    assert_eq!(sent.line(), "GET /api/v2/metadata/users/checks");
    assert_eq!((sent.header("x-sftpgo-api-key"), sent.header("authorization")), ("root", ""));
    assert_eq!(sent.answer(), r#"[{"username":"anna","start_time":1700000000000},{}]"#);
    let _: answers::GetUsersMetadataChecksRequest = wire.request();

    errors! { wire, Answer, Failed, wire.client.get_users_metadata_checks() =>
        401 Unauthorized answer();
        403 Forbidden answer();
        500 InternalServerError answer();
        503 default answer();
    }
}

async fn start_user_metadata_check(wire: &Wire<Client>) {
    use answers::StartUserMetadataCheckResponse as Answer;
    use calls::StartUserMetadataCheckError as Failed;

    wire.script.answer(Answer::Accepted(answer()));
    assert_eq!(wire.client.start_user_metadata_check("anna").await.expect("an answer"), answer());
    let sent = wire.served.last();
    assert_eq!(sent.line(), "POST /api/v2/metadata/users/anna/check");
    assert_eq!((sent.body().as_str(), sent.header("content-type")), ("", ""));
    assert_eq!(wire.request::<answers::StartUserMetadataCheckRequest>().username, "anna");

    errors! { wire, Answer, Failed, wire.client.start_user_metadata_check("anna") =>
        400 BadRequest answer();
        401 Unauthorized answer();
        403 Forbidden answer();
        404 NotFound answer();
        409 Conflict answer();
        500 InternalServerError answer();
        503 default answer();
    }
}

/// Either credential is enough; the client sends what it has, the server says what is missing.
#[tokio::test]
async fn alternatives_of_credentials() {
    use answers::GetUsersMetadataChecksResponse as Answer;

    let wire = start().await;
    let client = || Client::builder(&wire.served.origin);
    wire.script.answer(Answer::Ok(Vec::new()));
    let token = client().bearer_auth("abc").build().expect("a client");
    token.get_users_metadata_checks().await.expect("checks");
    assert_eq!(wire.served.last().header("authorization"), "Bearer abc");
    wire.script.forget();

    // Both at hand: the first alternative is sent, and nothing of the other.
    wire.script.answer(Answer::Ok(Vec::new()));
    let both = client().bearer_auth("abc").api_key_auth("root").build().expect("a client");
    both.get_users_metadata_checks().await.expect("checks");
    assert_eq!(
        (wire.served.last().header("authorization"), wire.served.last().header("x-sftpgo-api-key")),
        ("", "root")
    );
    wire.script.forget();

    let none = client().build().expect("a client");
    none.get_users_metadata_checks().await.expect_err("nobody");
    let answer = wire.served.last();
    assert_eq!((answer.status.as_u16(), answer.answer_header("content-type")), (401, "application/problem+json"));
    assert!(answer.answer_header_lines("www-authenticate").contains(&"Bearer"), "{:?}", answer.answer_headers);

    let guest = client().api_key_auth("guest").build().expect("a client");
    guest.get_users_metadata_checks().await.expect_err("forbidden");
    assert_eq!(wire.served.last().status, 403);

    // Credentials are not shown.
    assert!(!format!("{both:?} {:?}", client().api_key_auth("root")).contains("root"));
}

/// The document's server has no host, so that the builder is told one.
#[test]
fn relative_server() {
    assert_eq!(BASE_PATH, "/api/v2");
    let client = Client::builder("https://sftp.example").build().expect("a client");
    assert_eq!(client.base_url(), "https://sftp.example/api/v2");
    let client = Client::builder("https://sftp.example/proxy/api").build().expect("a client");
    assert_eq!(client.base_url(), "https://sftp.example/proxy/api");
}
