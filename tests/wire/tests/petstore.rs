//! petstore: lists in the query, typed headers, photos and forms, each way of proving who calls.

use std::sync::Arc;

use petstore_client::{Client, Error, FilePart, orders_api, pets_api, staff_api};
use petstore_server::orders_api as orders;
use petstore_server::pets_api as pets;
use petstore_server::staff_api as staff;
use petstore_server::types::pets_api::AddPaperKind;
use petstore_server::types::{Currency, NewOrder, NewPet, Order, Paper, Pet, PetPatch, PetStatus, Problem, Receipt};
use petstore_server::{
    Api, BASE_PATH, Body, Context, Credentials, Denied, Failure, OrdersApi, PetsApi, StaffApi, router,
};
use serde_json::json;
use wire_tests::{Script, Wire, documented, errors, of, scripted};

const DOCUMENT: &str = include_str!("../../../specs/petstore.yaml");

struct Handler(Arc<Script>);

impl Api for Handler {
    type Principal = String;
    type Error = Failure;

    /// Says how somebody was let in.
    async fn authenticate(&self, credentials: &Credentials) -> Result<String, Denied> {
        let Credentials { staff_key, staff_login, token, session, form_token, .. } = credentials;
        if let Some(login) = staff_login {
            let right = login.user == "anna" && login.password.as_ref() == "pass:word";
            return if right { Ok("login".to_owned()) } else { Err(Denied::Unauthenticated) };
        }
        let secrets = [("key", staff_key), ("token", token), ("session", session), ("form", form_token)];
        let given: Vec<_> = secrets.into_iter().filter_map(|(name, secret)| Some((name, secret.as_ref()?))).collect();
        if given.iter().any(|(_, secret)| secret.as_ref() == "wrong") {
            return Err(Denied::Unauthenticated);
        }
        Ok(given.iter().map(|(name, _)| *name).collect::<Vec<_>>().join("+"))
    }
}

/// What came in a form: its values, and of each file its name and content.
type Received = (i64, pets::AddPaperForm, Vec<(String, String)>);

scripted! { Handler: PetsApi {
    list_pets(pets::ListPetsRequest, ()) -> pets::ListPetsResponse;
    add_pet(pets::AddPetRequest, String) -> pets::AddPetResponse;
    get_pet(pets::GetPetRequest, ()) -> pets::GetPetResponse;
    change_pet(pets::ChangePetRequest, String) -> pets::ChangePetResponse;
    get_photo(pets::GetPhotoRequest, ()) -> pets::GetPhotoResponse;
} with {
    async fn set_photo(
        &self,
        request: pets::SetPhotoRequest,
        _: Context<String>,
    ) -> Result<pets::SetPhotoResponse, Failure> {
        let media = request.body.stated_media_type().unwrap_or_default().to_owned();
        let photo = request.body.bytes(1 << 20).await?;
        Ok(self.0.play((request.pet_id, media, photo)))
    }

    async fn add_paper(
        &self,
        request: pets::AddPaperRequest,
        _: Context<String>,
    ) -> Result<pets::AddPaperResponse, Failure> {
        let mut form = request.body;
        let mut files = Vec::new();
        while let Some(file) = form.next_file().await? {
            let name = file.file_name().unwrap_or_default().to_owned();
            files.push((name, String::from_utf8_lossy(&file.bytes(1 << 20).await?).into_owned()));
        }
        let received: Received = (request.pet_id, form.fields, files);
        Ok(self.0.play(received))
    }
} }

scripted! { Handler: OrdersApi {
    cancel_order(orders::CancelOrderRequest, String) -> orders::CancelOrderResponse;
    log_in(orders::LogInRequest, ()) -> orders::LogInResponse;
} with {
    /// The orders are those of the caller: who that is, is part of what came.
    async fn list_orders(
        &self,
        request: orders::ListOrdersRequest,
        cx: Context<String>,
    ) -> Result<orders::ListOrdersResponse, Failure> {
        Ok(self.0.play((request, cx.principal)))
    }

    async fn place_order(
        &self,
        request: orders::PlaceOrderRequest,
        cx: Context<String>,
    ) -> Result<orders::PlaceOrderResponse, Failure> {
        Ok(self.0.play((request, cx.principal)))
    }
} }

scripted! { Handler: StaffApi {
    remove_pet(staff::RemovePetRequest, String) -> staff::RemovePetResponse;
    get_inventory(staff::GetInventoryRequest, String) -> staff::GetInventoryResponse;
} }

async fn start() -> Wire<Client> {
    let client = |origin: &str| {
        let builder = Client::builder(origin).staff_key("key").staff_login("anna", "pass:word").token("token");
        builder.build().expect("a client")
    };
    Wire::start(|script| router(Arc::new(Handler(script))), BASE_PATH, client).await
}

fn pet() -> Pet {
    of(json!({
        "name": "Minka", "species": "cat", "status": "sold", "born": null, "weight": 4.5, "tags": ["a", "b"],
        "id": 7, "added": "2024-02-29T12:30:00Z", "mother": { "name": "Mia", "species": "cat", "id": 1, "added": "2023-02-28T12:30:00+01:00" },
    }))
}

fn problem() -> Problem {
    of(json!({ "title": "no", "status": 404 }))
}

#[tokio::test]
async fn every_operation_with_every_answer() {
    let wire = start().await;
    list_pets(&wire).await;
    add_pet(&wire).await;
    get_and_change_pet(&wire).await;
    photos(&wire).await;
    add_paper(&wire).await;
    list_orders(&wire).await;
    place_order(&wire).await;
    cancel_order_and_log_in(&wire).await;
    staff_operations(&wire).await;
    wire.covers(DOCUMENT, BASE_PATH, 38);
}

async fn list_pets(wire: &Wire<Client>) {
    use pets::ListPetsResponse as Answer;
    use pets_api::ListPetsError as Failed;

    // Nothing is set: the server fills in what the document says.
    wire.script.answer(Answer::Ok { x_total_count: 0, x_request_id: None, body: Vec::new() });
    assert_eq!(wire.client.list_pets().await.expect("pets"), []);
    assert_eq!(wire.line(), "GET /api/v1/pets");
    let request: pets::ListPetsRequest = wire.request();
    assert_eq!((request.status, request.limit, request.tags), (vec![PetStatus::Available], 20, None));

    let id = "1b4e28ba-2fa1-41d2-883f-0016d3cca427";
    let uuid = id.parse().expect("a UUID");
    wire.script.answer(Answer::Ok { x_total_count: 9, x_request_id: Some(uuid), body: vec![pet(), pet()] });
    let call = wire
        .client
        .list_pets()
        .x_request_id(&uuid)
        .limit(2)
        .born_after(&"2024-02-29".parse().expect("a date"))
        .tags(["a,b", "ü"]);
    let found = call.status([PetStatus::Sold, PetStatus::Reserved]).send().await.expect("pets");
    assert_eq!(found.body, [pet(), pet()]);
    assert_eq!((found.headers.x_total_count, found.headers.x_request_id), (Some(9), Some(uuid)));
    let sent = wire.served.last();
    assert_eq!(
        sent.line(),
        "GET /api/v1/pets?status=sold&status=reserved&tags=a%2Cb,%C3%BC&bornAfter=2024-02-29&limit=2"
    );
    assert_eq!((sent.header("x-request-id"), sent.answer_header("x-total-count")), (id, "9"));
    let request: pets::ListPetsRequest = wire.request();
    assert_eq!(request.status, [PetStatus::Sold, PetStatus::Reserved]);
    assert_eq!(request.tags.expect("tags"), ["a,b", "ü"]);
    assert_eq!((request.limit, request.x_request_id), (2, Some(uuid)));

    errors! { wire, Answer, Failed, wire.client.list_pets() => 503 default problem(); }
}

async fn add_pet(wire: &Wire<Client>) {
    use pets::AddPetResponse as Answer;
    use pets_api::AddPetError as Failed;

    let newcomer: NewPet = documented("petstore", "NewPet");
    wire.script.answer(Answer::Created { location: "/pets/7".to_owned(), body: pet() });
    let added = wire.client.add_pet(&newcomer).send().await.expect("a pet");
    assert_eq!((added.status.as_u16(), added.headers.location.as_deref()), (201, Some("/pets/7")));
    assert_eq!(added.body, pet());
    let sent = wire.served.last();
    assert_eq!((sent.line().as_str(), sent.header("x-api-key")), ("POST /api/v1/pets", "key"));
    assert_eq!(wire_tests::json(&sent.body()), serde_json::to_value(&newcomer).expect("JSON"));
    assert_eq!(wire.request::<pets::AddPetRequest>().new_pet, newcomer);

    errors! { wire, Answer, Failed, wire.client.add_pet(&newcomer) => 409 Conflict problem(); 500 default problem(); }
}

async fn get_and_change_pet(wire: &Wire<Client>) {
    use pets::{ChangePetResponse, GetPetResponse};
    use pets_api::{ChangePetError, GetPetError};

    wire.script.answer(GetPetResponse::Ok(pet()));
    assert_eq!(wire.client.get_pet(7).await.expect("a pet"), pet());
    assert_eq!(wire.line(), "GET /api/v1/pets/7");
    assert_eq!(wire.request::<pets::GetPetRequest>().pet_id, 7);
    wire.script.answer(GetPetResponse::Ok(pet()));
    let xml = wire.client.get_pet(7).accept("application/xml").await.expect("a pet");
    assert_eq!((xml.name.as_str(), xml.id, xml.mother.map(|mother| mother.id)), ("Minka", 7, Some(1)));
    assert!(wire.served.last().answer().contains("<name>Minka</name>"), "{}", wire.served.last().answer());
    wire.answered(200);
    errors! { wire, GetPetResponse, GetPetError, wire.client.get_pet(7) =>
        404 NotFound problem();
        500 default problem();
    }

    // Absent and null are two things.
    let change: PetPatch = of(json!({ "name": "Mina", "born": null }));
    wire.script.answer(ChangePetResponse::Ok(pet()));
    assert_eq!(wire.client.change_pet(7, &change).await.expect("a pet"), pet());
    let sent = wire.served.last();
    assert_eq!(
        (sent.line().as_str(), sent.header("content-type")),
        ("PATCH /api/v1/pets/7", "application/merge-patch+json")
    );
    assert_eq!(sent.body(), r#"{"name":"Mina","born":null}"#);
    let request: pets::ChangePetRequest = wire.request();
    assert_eq!((&request.pet_patch.born, &request.pet_patch.weight), (&Some(None), &None));
    errors! { wire, ChangePetResponse, ChangePetError, wire.client.change_pet(7, &change) =>
        404 NotFound problem();
        500 default problem();
    }
}

async fn photos(wire: &Wire<Client>) {
    use pets::{GetPhotoResponse, SetPhotoResponse};
    use pets_api::{GetPhotoError, SetPhotoError};

    let photo = Body::from(b"\x89PNG".as_slice()).media_type("image/png");
    wire.script.answer(GetPhotoResponse::Ok { etag: Some("\"1\"".to_owned()), body: photo });
    let found = wire.client.get_photo(7).send().await.expect("a photo");
    assert_eq!((found.body.content_type(), found.headers.etag.as_deref()), (Some("image/png"), Some("\"1\"")));
    assert_eq!(found.body.bytes().await.expect("bytes"), b"\x89PNG".as_slice());
    assert_eq!(wire.served.last().header("accept"), "image/png, image/jpeg, application/json");
    wire.answered(200);
    errors! { wire, GetPhotoResponse, GetPhotoError, wire.client.get_photo(7) => 404 NotFound problem(); }

    wire.script.answer(SetPhotoResponse::NoContent);
    wire.client.set_photo(7, "pixels").content_type("image/webp").await.expect("nothing");
    let sent = wire.served.last();
    assert_eq!((sent.line().as_str(), sent.header("content-type")), ("PUT /api/v1/pets/7/photo", "image/webp"));
    assert_eq!(wire.request::<(i64, String, Vec<u8>)>(), (7, "image/webp".to_owned(), b"pixels".to_vec()));
    errors! { wire, SetPhotoResponse, SetPhotoError, wire.client.set_photo(7, "x").content_type("image/png") =>
        404 NotFound problem();
        413 ContentTooLarge;
    }
}

async fn add_paper(wire: &Wire<Client>) {
    use pets::AddPaperResponse as Answer;
    use pets_api::{AddPaperError as Failed, AddPaperForm};

    let paper: Paper = documented("petstore", "Paper");
    wire.script.answer(Answer::Created(paper.clone()));
    let form = || AddPaperForm::new(AddPaperKind::Pedigree, FilePart::new("p.pdf", "%PDF")).remark("ü");
    assert_eq!(wire.client.add_paper(7, form()).await.expect("a paper"), paper);
    assert_eq!(wire.line(), "POST /api/v1/pets/7/papers");
    let (id, fields, files): Received = wire.request();
    assert_eq!(
        (id, fields.kind, fields.issued, fields.remark.as_deref()),
        (7, AddPaperKind::Pedigree, None, Some("ü"))
    );
    assert_eq!(files, [("p.pdf".to_owned(), "%PDF".to_owned())]);
    errors! { wire, Answer, Failed, wire.client.add_paper(7, form()) => 404 NotFound problem(); 500 default problem(); }
}

async fn list_orders(wire: &Wire<Client>) {
    use orders::ListOrdersResponse as Answer;
    use orders_api::{ListOrdersError as Failed, ListOrdersOk as Found};

    let order: Order = documented("petstore", "Order");
    wire.script.answer(Answer::OkJson(vec![order.clone()]));
    match wire.client.list_orders().currency(Currency::Jpy).await.expect("orders") {
        Found::OkJson(found) => assert_eq!(found, [order]),
        other => panic!("{other:?}"),
    }
    let sent = wire.served.last();
    assert_eq!((sent.header("cookie"), sent.header("authorization")), ("currency=JPY", "Bearer token"));
    let (request, principal): (orders::ListOrdersRequest, String) = wire.request();
    assert_eq!((request.currency, principal.as_str()), (Currency::Jpy, "token"));

    wire.script.answer(Answer::OkCsv("id\n1\n".to_owned()));
    match wire.client.list_orders().accept("text/csv").await.expect("orders") {
        Found::OkCsv(found) => assert_eq!(found, "id\n1\n"),
        other => panic!("{other:?}"),
    }
    let (request, _): (orders::ListOrdersRequest, String) = wire.request();
    assert_eq!(request.currency, Currency::Eur);

    errors! { wire, Answer, Failed, wire.client.list_orders() =>
        401 Unauthorized { www_authenticate: "Bearer".to_owned() };
        500 default problem();
    }
}

async fn place_order(wire: &Wire<Client>) {
    use orders::PlaceOrderResponse as Answer;
    use orders_api::{PlaceOrderError as Failed, PlaceOrderOk as Placed};

    let payment = json!({ "method": "card", "number": "4111" });
    let wanted: NewOrder = of(json!({ "pets": [7], "payment": payment, "wishes": { "paper": "blue" } }));
    let order: Order = documented("petstore", "Order");
    wire.script.answer(Answer::Created(order.clone()));
    match wire.client.place_order(&wanted).await.expect("an order") {
        Placed::Created(found) => assert_eq!(*found, order),
        other => panic!("{other:?}"),
    }
    let sent = wire.served.last();
    assert_eq!(sent.body(), r#"{"pets":[7],"payment":{"method":"card","number":"4111"},"wishes":{"paper":"blue"}}"#);
    let (request, _): (orders::PlaceOrderRequest, String) = wire.request();
    assert_eq!(request.new_order, wanted);
    assert!(!format!("{wanted:?}").contains("4111"), "secrets are not shown");

    let receipt: Receipt = of(json!({ "ticket": "t" }));
    wire.script.answer(Answer::Accepted(receipt.clone()));
    match wire.client.place_order(&wanted).await.expect("a receipt") {
        Placed::Accepted(found) => assert_eq!(*found, receipt),
        other => panic!("{other:?}"),
    }
    wire.answered(202);

    errors! { wire, Answer, Failed, wire.client.place_order(&wanted) =>
        401 Unauthorized { www_authenticate: "Bearer".to_owned() };
        422 UnprocessableContent problem();
        500 default problem();
    }
}

async fn cancel_order_and_log_in(wire: &Wire<Client>) {
    use orders::{CancelOrderResponse, LogInResponse};
    use orders_api::{CancelOrderError, LogInError};

    let id = "1b4e28ba-2fa1-41d2-883f-0016d3cca427";
    let uuid = id.parse().expect("a UUID");
    wire.script.answer(CancelOrderResponse::NoContent);
    wire.client.cancel_order(&uuid).await.expect("nothing");
    assert_eq!(wire.line(), format!("POST /api/v1/orders/{id}:cancel"));
    assert_eq!(wire.request::<orders::CancelOrderRequest>().order_id, uuid);
    errors! { wire, CancelOrderResponse, CancelOrderError, wire.client.cancel_order(&uuid) =>
        401 Unauthorized { www_authenticate: "Bearer".to_owned() };
        404 NotFound;
        409 Conflict problem();
    }

    let login = of(json!({ "name": "anna & co", "password": "pass+word", "remember": true }));
    wire.script.answer(LogInResponse::Ok { set_cookie: Some("session=1".to_owned()), body: "tökén".to_owned() });
    let welcome = wire.client.log_in(&login).send().await.expect("a token");
    assert_eq!((welcome.body.as_str(), welcome.headers.set_cookie.as_deref()), ("tökén", Some("session=1")));
    let sent = wire.served.last();
    assert_eq!(sent.header("content-type"), "application/x-www-form-urlencoded");
    assert_eq!(sent.body(), "name=anna+%26+co&password=pass%2Bword&remember=true");
    assert_eq!((sent.header("authorization"), sent.header("x-api-key")), ("", ""), "nobody asked for credentials");
    assert_eq!(wire.request::<orders::LogInRequest>().body, login);
    errors! { wire, LogInResponse, LogInError, wire.client.log_in(&login) =>
        401 Unauthorized { www_authenticate: "Basic".to_owned() };
    }
}

async fn staff_operations(wire: &Wire<Client>) {
    use staff::{GetInventoryResponse, RemovePetResponse};
    use staff_api::{GetInventoryError, RemovePetError};

    wire.script.answer(RemovePetResponse::NoContent);
    wire.client.remove_pet(7).await.expect("nothing");
    let sent = wire.served.last();
    // anna:pass:word
    assert_eq!(sent.header("authorization"), "Basic YW5uYTpwYXNzOndvcmQ=");
    assert_eq!((sent.line().as_str(), wire.request::<staff::RemovePetRequest>().pet_id), ("DELETE /api/v1/pets/7", 7));
    errors! { wire, RemovePetResponse, RemovePetError, wire.client.remove_pet(7) =>
        404 NotFound problem();
        500 default problem();
    }

    wire.script.answer(GetInventoryResponse::Ok(of(json!({ "sold": 2, "available": 1 }))));
    let counts = wire.client.get_inventory().await.expect("counts");
    assert_eq!((counts["sold"], counts["available"]), (2, 1));
    assert_eq!(wire.line(), "GET /api/v1/inventory");
    wire.answered(200);
    errors! { wire, GetInventoryResponse, GetInventoryError, wire.client.get_inventory() => 500 default problem(); }
}

/// Who may do what, by each kind of credential; what is needed together is sent together.
#[tokio::test]
async fn credentials() {
    let wire = start().await;
    let client = || Client::builder(&wire.served.origin);
    let order = of(json!({ "pets": [7], "payment": { "method": "invoice", "address": "a" } }));

    // Another status than the scripted ones, so that the answer can be told apart.
    let answer = || orders::PlaceOrderResponse::Accepted(of(json!({ "ticket": "t" })));
    wire.script.answer(answer());
    let both = client().session("s=1").form_token("f").build().expect("a client");
    both.place_order(&order).await.expect("a receipt");
    let sent = wire.served.last();
    assert_eq!((sent.header("cookie"), sent.header("x-form-token")), ("session=s=1", "f"));
    assert_eq!(wire.request::<(orders::PlaceOrderRequest, String)>().1, "session+form");

    // A cookie alone is not enough here, but for listing it is.
    let cookie = client().session("s").build().expect("a client");
    let result = cookie.place_order(&order).await;
    assert!(matches!(result, Err(Error::Api(orders_api::PlaceOrderError::Unauthorized { .. }))), "{result:?}");
    assert!(wire.served.last().answer_header_lines("www-authenticate").contains(&"Bearer"));
    wire.script.answer(orders::ListOrdersResponse::OkJson(Vec::new()));
    cookie.list_orders().await.expect("orders");
    assert_eq!(wire.request::<(orders::ListOrdersRequest, String)>().1, "session");

    // A wrong password, and none at all.
    for client in [client().staff_login("anna", "wrong"), client()] {
        let result = client.build().expect("a client").remove_pet(7).await;
        assert!(result.is_err());
        assert_eq!(wire.served.last().status, 401);
        assert!(wire.served.last().answer_header("www-authenticate").starts_with("Basic"));
    }
}

/// What the document limits, and what no answer may be.
#[tokio::test]
async fn violations() {
    let wire = start().await;
    let http = reqwest::Client::new();
    let body = json!({
        "name": "", "species": 1, "status": "gone", "weight": 0, "tags": ["a", "a", "x".repeat(21)], "born": null,
    });
    let request = http.post(format!("{}/api/v1/pets", wire.served.origin)).header("x-api-key", "k");
    let answer = request.header("content-type", "application/json").body(body.to_string()).send().await.expect("422");
    assert_eq!(answer.status(), 422);
    let problem = wire_tests::json(&answer.text().await.expect("a body"));
    let mut pointers: Vec<_> =
        problem["errors"].as_array().expect("errors").iter().filter_map(|e| e["pointer"].as_str()).collect();
    pointers.sort_unstable();
    assert_eq!(pointers, ["/name", "/species", "/status", "/tags", "/tags/2", "/weight"]);

    for (path, status) in [
        ("/pets/0", 422),
        ("/pets/x", 422),
        ("/pets?limit=101&status=available", 422),
        ("/pets?status=other", 422),
        ("/orders/1:cancel", 405),
    ] {
        let answer = http.get(format!("{}/api/v1{path}", wire.served.origin)).send().await.expect("an answer");
        assert_eq!(answer.status(), status, "{path}");
    }

    // A handler cannot answer with a status that the document describes otherwise.
    wire.script.answer(pets::GetPetResponse::Default { status: wire_tests::status(404), body: problem_of_default() });
    wire.client.get_pet(7).await.expect_err("a 500");
    wire.answered(500);
}

fn problem_of_default() -> Problem {
    of(json!({ "title": "elsewhere" }))
}

/// The document's first server needs no builder; its path is added to an origin.
#[test]
fn server_of_the_document() {
    let client = Client::new().expect("a client");
    assert_eq!(client.base_url(), "https://petstore.example/api/v1");
    assert_eq!(BASE_PATH, "/api/v1");
}
