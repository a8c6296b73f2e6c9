//! `operations/webhooks`: what the API's server sends, from the generated sender to the generated receiver.

use std::sync::Arc;

use axum::body::{Body, to_bytes};
use axum::http::{Request, StatusCode};
use operations_webhooks_types::{Event, Pet, PetInput, event};
use operations_webhooks_webhooks_client::{Client, Error};
use operations_webhooks_webhooks_server::mock::{Mock, ROUTES};
use operations_webhooks_webhooks_server::pets_hooks::{NewPetRequest, NewPetResponse};
use operations_webhooks_webhooks_server::{
    Api, Context, Credentials, Denied, Failure, Hooks, PetsHooks, hooks, router,
};
use serde_json::{Value, json};
use tower::ServiceExt;
use wire_tests::{Script, Wire, of, scripted};

struct Handler(Arc<Script>);

impl Api for Handler {
    type Error = Failure;
    type Principal = String;

    async fn authenticate(&self, credentials: &Credentials) -> Result<String, Denied> {
        match &credentials.signature {
            Some(signature) => Ok(signature.expose().to_owned()),
            None => Err(Denied::Unauthenticated),
        }
    }
}

scripted! { Handler: PetsHooks {
    new_pet(NewPetRequest, String) -> NewPetResponse;
} }

scripted! { Handler: Hooks {
    pet_moved(hooks::PetMovedRequest, ()) -> hooks::PetMovedResponse;
    pet_gone_e_delete(hooks::PetGoneEDeleteRequest, ()) -> hooks::PetGoneEDeleteResponse;
    subscribe_on_event(hooks::SubscribeOnEventRequest, ()) -> hooks::SubscribeOnEventResponse;
    ended(hooks::EndedRequest, ()) -> hooks::EndedResponse;
    take_file(hooks::TakeFileRequest, ()) -> hooks::TakeFileResponse;
    import_all_on_done(hooks::ImportAllOnDoneRequest, ()) -> hooks::ImportAllOnDoneResponse;
} }

async fn start() -> Wire<Client> {
    let client = |origin: &str| Client::builder(origin).signature("s1gned").build().expect("a client");
    Wire::start(|script| router(Arc::new(Handler(script))), "", client).await
}

/// The sender's client for one of the receiver's URLs.
fn at(wire: &Wire<Client>, path: &str) -> Client {
    wire.client.with_url(&format!("{}{path}", wire.served.origin)).expect("a URL")
}

#[tokio::test]
async fn a_webhook_goes_to_the_whole_url_that_the_receiver_named() {
    let wire = start().await;
    let pet: Pet = of(json!({ "id": 7, "name": "Minka" }));
    wire.script.answer(NewPetResponse::Ok(PetInput::new("Minka")));
    let answer = at(&wire, "/newPet?token=t%20k").new_pet("00000000-0000-0000-0000-000000000001", &pet).r#try(2).await;
    assert_eq!(answer.expect("an answer").name, "Minka");
    let exchange = wire.served.last();
    assert_eq!(exchange.line(), "POST /newPet?token=t%20k&try=2");
    assert_eq!(exchange.header("x-signature"), "s1gned");
    // The server's own properties are there, as in its answers.
    assert_eq!(exchange.body(), r#"{"id":7,"name":"Minka"}"#);
    let request: NewPetRequest = wire.request();
    assert_eq!((request.pet.id, request.r#try), (7, Some(2)));
}

#[tokio::test]
async fn a_receiver_takes_what_it_does_not_know_yet() {
    let wire = start().await;
    wire.script.answer(hooks::SubscribeOnEventResponse::NoContent);
    let event = Event::new(event::Kind::Unknown("renamed".to_owned()));
    at(&wire, "/subscribe/onEvent").subscribe_on_event(&event).await.expect("taken");
    assert_eq!(wire.request::<hooks::SubscribeOnEventRequest>().event, event);
    // What is no event at all is refused.
    let served = reqwest::Client::new().post(format!("{}/subscribe/onEvent", wire.served.origin));
    let answer =
        served.header("content-type", "application/json").body(r#"{"kind":1}"#).send().await.expect("an answer");
    assert_eq!(answer.status().as_u16(), 422);
}

#[tokio::test]
async fn errors_and_credentials_are_those_of_the_hook() {
    let wire = start().await;
    wire.script.answer(hooks::SubscribeOnEventResponse::Gone);
    let sent = at(&wire, "/subscribe/onEvent").subscribe_on_event(&Event::new(event::Kind::Made)).await;
    assert!(matches!(sent, Err(Error::Api(_))), "{sent:?}");
    let _: hooks::SubscribeOnEventRequest = wire.request();
    let unsigned = Client::builder(format!("{}/newPet", wire.served.origin)).build().expect("a client");
    let pet: Pet = of(json!({ "id": 7, "name": "Minka" }));
    let sent = unsigned.new_pet("00000000-0000-0000-0000-000000000001", &pet).await;
    assert_eq!(sent.expect_err("refused").status().map(|status| status.as_u16()), Some(401));
}

#[tokio::test]
async fn each_method_and_expression_is_a_hook_of_its_own() {
    let wire = start().await;
    wire.script.answer(hooks::PetMovedResponse::NoContent);
    at(&wire, "/pet.gone--").pet_moved().body("there").await.expect("taken");
    assert_eq!(wire.request::<hooks::PetMovedRequest>().body.as_deref(), Some("there"));
    wire.script.answer(hooks::PetGoneEDeleteResponse::NoContent);
    at(&wire, "/pet.gone--").pet_gone_e_delete().await.expect("taken");
    let _: hooks::PetGoneEDeleteRequest = wire.request();
    wire.script.answer(hooks::EndedResponse::NoContent);
    at(&wire, "/subscribe/onEvent-2").ended().await.expect("taken");
    let _: hooks::EndedRequest = wire.request();
    wire.script.answer(hooks::TakeFileResponse::Ok);
    at(&wire, "/subscribe/onFile").take_file().body("bytes").await.expect("taken");
    let _: hooks::TakeFileRequest = wire.request();
    // Nobody read the stream; that it came can be seen all the same.
    assert_eq!(wire.served.last().header("content-length"), "5");
}

/// What the mock of a receiver answers.
async fn mocked(mock: Mock, request: axum::http::request::Builder, body: &'static str) -> (StatusCode, String) {
    let request = request.header("content-type", "application/json").body(Body::from(body)).expect("a request");
    let answer = router(Arc::new(mock)).oneshot(request).await.expect("an answer");
    let status = answer.status();
    let body = to_bytes(answer.into_body(), 1 << 20).await.expect("a body");
    (status, String::from_utf8(body.to_vec()).expect("text"))
}

#[tokio::test]
async fn a_receiver_has_a_mock_like_any_server() {
    let pet = r#"{"id":7,"name":"Minka"}"#;
    let delivery = "00000000-0000-0000-0000-000000000001";
    let send = || Request::post("/newPet").header("x-delivery", delivery).header("x-signature", "s1gned");
    let (status, body) = mocked(Mock::new(), send(), pet).await;
    let body: Value = serde_json::from_str(&body).expect("JSON");
    assert_eq!((status, &body["name"]), (StatusCode::OK, &json!("name")));
    let (status, _) = mocked(Mock::new(), send().header("prefer", "code=418"), pet).await;
    assert_eq!(status, StatusCode::IM_A_TEAPOT);
    // Calls are checked as always.
    let (status, _) = mocked(Mock::new(), send(), r#"{"id":"seven"}"#).await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
    let (status, _) = mocked(Mock::new().secret("other"), send(), pet).await;
    assert_eq!(status, StatusCode::UNAUTHORIZED);
    let event = Request::post("/subscribe/onEvent");
    assert_eq!(mocked(Mock::new(), event, r#"{"kind":"made"}"#).await.0, StatusCode::NO_CONTENT);
    assert!(ROUTES.contains(&("POST", "/newPet", "new_pet")), "{ROUTES:?}");
}

#[test]
fn a_receivers_url_may_be_a_secret() {
    let client = Client::builder("https://receiver.example/T0K3N").build().expect("a client");
    assert!(!format!("{client:?}").contains("T0K3N"));
    assert!(!format!("{:?}", Client::builder("https://receiver.example/T0K3N")).contains("T0K3N"));
}
