//! `types/read-write`: what is read-only does not come in, what is write-only does not go out.

use std::sync::Arc;

use serde_json::{Value, json};
use types_read_write_client::Client;
use types_read_write_client::types as sent;
use types_read_write_server::default_api as answers;
use types_read_write_server::types::{Cat, Pet, Session, Tool};
use types_read_write_server::{Api, BASE_PATH, Context, DefaultApi, Failure, router};
use wire_tests::{Script, Wire, of, scripted};

struct Handler(Arc<Script>);

impl Api for Handler {
    type Error = Failure;
}

scripted! { Handler: DefaultApi {
    list_pets(answers::ListPetsRequest, ()) -> answers::ListPetsResponse;
    add_pet(answers::AddPetRequest, ()) -> answers::AddPetResponse;
    put_pets(answers::PutPetsRequest, ()) -> answers::PutPetsResponse;
    add_animal(answers::AddAnimalRequest, ()) -> answers::AddAnimalResponse;
    add_tool(answers::AddToolRequest, ()) -> answers::AddToolResponse;
    log_in(answers::LogInRequest, ()) -> answers::LogInResponse;
} }

async fn start() -> Wire<Client> {
    let client = |origin: &str| Client::builder(origin).build().expect("a client");
    Wire::start(|script| router(Arc::new(Handler(script))), BASE_PATH, client).await
}

/// What the server says to a JSON body that no client of ours would send: status and what is wrong.
async fn post(wire: &Wire<Client>, path: &str, body: Value) -> (u16, Vec<String>) {
    let request = reqwest::Client::new().post(format!("{}{path}", wire.served.origin));
    let answer =
        request.header("content-type", "application/json").body(body.to_string()).send().await.expect("an answer");
    let status = answer.status().as_u16();
    let body: Value = serde_json::from_str(&answer.text().await.expect("a body")).unwrap_or_default();
    let text = |error: &Value| format!("{} {}", error["pointer"].as_str().unwrap(), error["detail"].as_str().unwrap());
    (status, body["errors"].as_array().map(|errors| errors.iter().map(text).collect()).unwrap_or_default())
}

#[tokio::test]
async fn a_request_has_no_read_only_and_an_answer_no_write_only_properties() {
    let wire = start().await;
    let pet: Pet = of(json!({ "id": 7, "name": "Minka", "home": { "street": "s", "checked": true } }));
    wire.script.answer(answers::AddPetResponse::Created(pet.clone()));
    let mut new = sent::PetInput::new("Minka", "hush");
    new.mother = Some(Box::new(sent::PetInput::new("Ada", "psst")));
    let added = wire.client.add_pet(&new).await.expect("a pet");
    assert_eq!((added.id, added.home.and_then(|home| home.checked)), (7, Some(true)));
    let exchange = wire.served.last();
    assert_eq!(exchange.body(), r#"{"name":"Minka","secret":"hush","mother":{"name":"Ada","secret":"psst"}}"#);
    assert_eq!(exchange.answer(), r#"{"id":7,"name":"Minka","home":{"street":"s","checked":true}}"#);
    assert_eq!(
        wire.request::<answers::AddPetRequest>().pet_input,
        of(json!({
            "name": "Minka", "secret": "hush", "mother": { "name": "Ada", "secret": "psst" }
        }))
    );
    // A client reads over what should not be there.
    assert_eq!(of::<Pet>(json!({ "id": 7, "name": "Minka", "secret": "x" })).name, "Minka");
}

#[tokio::test]
async fn read_only_properties_in_a_request_are_violations() {
    let wire = start().await;
    let read_only = "is read-only: it does not go to a server";
    let body = json!({ "id": 1, "name": "a", "secret": "b", "home": { "checked": true }, "mother": { "id": 2 } });
    assert_eq!(
        post(&wire, "/pets", body).await,
        (
            422,
            vec![
                format!("/home/checked {read_only}"),
                format!("/id {read_only}"),
                format!("/mother/id {read_only}"),
                "/mother/name is required".to_owned(),
                "/mother/secret is required".to_owned(),
            ]
        )
    );
    // Kept properties keep everything but these.
    let body = json!({ "user": "u", "password": "p", "at": "now", "more": 1 });
    assert_eq!(post(&wire, "/logins", body).await, (422, vec![format!("/at {read_only}")]));
}

#[tokio::test]
async fn what_tells_variants_apart_travels_both_ways() {
    let wire = start().await;
    wire.script.answer(answers::AddAnimalResponse::Ok(of::<Cat>(json!({ "kind": "Cat", "age": 3 })).into()));
    let cat: sent::CatInput = of(json!({ "kind": "Cat", "lives": 9 }));
    let animal = wire.client.add_animal(&cat.into()).await.expect("an animal");
    assert!(matches!(animal, sent::Animal::Cat(cat) if cat.age == 3));
    assert_eq!(wire.served.last().body(), r#"{"kind":"Cat","lives":9}"#);
}

#[tokio::test]
async fn what_a_part_describes_without_the_mark_may_be_sent() {
    let wire = start().await;
    let tool: Tool = of(json!({ "id": "t1", "sort": "saw" }));
    for sent in [json!({ "sort": "saw" }), json!({})] {
        wire.script.answer(answers::AddToolResponse::Ok(tool.clone()));
        let added = wire.client.add_tool(&of(sent.clone())).await.expect("a tool");
        assert_eq!((added, wire.served.last().body()), (tool.clone(), sent.to_string()));
    }
    let errors = vec!["/id is read-only: it does not go to a server".to_owned()];
    assert_eq!(post(&wire, "/tools", json!({ "id": "t1" })).await, (422, errors));
}

#[tokio::test]
async fn one_direction_needs_one_form() {
    let wire = start().await;
    wire.script.answer(answers::LogInResponse::Ok(of::<Session>(json!({ "token": "t", "code": "c" }))));
    let login: sent::Login = of(json!({ "user": "u", "password": "p", "more": 1 }));
    assert_eq!(wire.client.log_in(&login).await.expect("a session").token, "t");
    let exchange = wire.served.last();
    assert_eq!(
        (exchange.body().as_str(), exchange.answer().as_str()),
        (r#"{"user":"u","password":"p","more":1}"#, r#"{"token":"t"}"#,)
    );
}
