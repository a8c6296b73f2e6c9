//! `types/typed`: values of the libraries' types, as they travel.

use std::sync::Arc;

use cases_run::{lenient, rejected, same, strict};
use serde_json::json;
use types_typed_chrono_types as chrono;
use types_typed_jiff_client as client;
use types_typed_jiff_server::stays_api as answers;
use types_typed_jiff_server::types::{Plain, Stay};
use types_typed_jiff_server::{Api, BASE_PATH, Context, Failure, StaysApi, router};
use types_typed_jiff_types as jiff;
use types_typed_time_types as time;
use wire_tests::{Script, Wire, of, raw, scripted};

/// An object with one property.
fn object(name: &str, value: &str) -> String {
    format!("{{\"{name}\":{}}}", json!(value))
}

/// What is read and written again, as servers and as clients do; `None` where it is refused, with the pointer.
macro_rules! written {
    ($types:ident, $name:expr, $text:expr) => {{
        let show = |result: Result<String, String>| match result {
            Ok(text) => {
                let value: serde_json::Value = serde_json::from_str(&text).expect("JSON");
                Some(value[$name].as_str().expect("a text").to_owned())
            }
            Err(error) => {
                assert!(error.starts_with(&format!("/{}: must be a", $name)), "{error}");
                None
            }
        };
        let text = object($name, $text);
        (show(strict!($types, $types::Plain, text)), show(lenient!($types, $types::Plain, text)))
    }};
}

/// Asserts what becomes of a text: `same` comes back as it was, `text` comes back as another, `refused` is refused,
/// `lenient` is refused by servers alone and becomes another text in clients.
macro_rules! becomes {
    ($types:ident, $name:literal, $text:expr, same) => {
        becomes!($types, $name, $text, $text)
    };
    ($types:ident, $name:literal, $text:expr, refused) => {
        assert_eq!(written!($types, $name, $text), (None, None), "{}", $text)
    };
    ($types:ident, $name:literal, $text:expr, lenient $to:expr) => {
        assert_eq!(written!($types, $name, $text), (None, Some($to.to_owned())), "{}", $text)
    };
    ($types:ident, $name:literal, $text:expr, $to:expr) => {
        assert_eq!(written!($types, $name, $text), (Some($to.to_owned()), Some($to.to_owned())), "{}", $text)
    };
}

#[test]
fn offsets_are_kept_by_every_library() {
    for text in [
        "2024-02-29T12:30:00Z",
        "2024-02-29T12:30:00+02:00",
        "2024-02-29T12:30:00-23:59",
        "2024-02-29T12:30:00.123Z",
        "2024-02-29T12:30:00.123456789-03:30",
        "0001-01-01T00:00:00Z",
        "0000-01-01T00:00:00Z",
        "9999-12-30T00:00:00Z",
    ] {
        becomes!(chrono, "at", text, same);
        becomes!(time, "at", text, same);
        becomes!(jiff, "at", text, same);
    }
    for text in ["2024-02-29T12:30:00+00:00", "2024-02-29t12:30:00z", "2024-02-29 12:30:00-00:00"] {
        becomes!(chrono, "at", text, "2024-02-29T12:30:00Z");
        becomes!(time, "at", text, "2024-02-29T12:30:00Z");
        becomes!(jiff, "at", text, "2024-02-29T12:30:00Z");
    }
    for text in ["", "yesterday", "2024-02-30T00:00:00Z", "2024-02-29", "2024-02-29T12:30:00", "2024-02-29T24:00:00Z"] {
        becomes!(chrono, "at", text, refused);
        becomes!(time, "at", text, refused);
        becomes!(jiff, "at", text, refused);
    }
}

#[test]
fn what_a_library_cannot_hold_is_what_its_docs_say() {
    // Digits of a fraction.
    becomes!(chrono, "at", "2024-02-29T12:30:00.5Z", "2024-02-29T12:30:00.500Z");
    becomes!(time, "at", "2024-02-29T12:30:00.50Z", "2024-02-29T12:30:00.5Z");
    becomes!(jiff, "at", "2024-02-29T12:30:00.50Z", "2024-02-29T12:30:00.5Z");
    let fine = "2024-02-29T12:30:00.1234567891Z";
    becomes!(chrono, "at", fine, "2024-02-29T12:30:00.123456789Z");
    becomes!(time, "at", fine, "2024-02-29T12:30:00.123456789Z");
    becomes!(jiff, "at", fine, refused);
    // A leap second.
    let leap = "2016-12-31T23:59:60Z";
    becomes!(chrono, "at", leap, same);
    becomes!(time, "at", leap, "2016-12-31T23:59:59.999999999Z");
    becomes!(jiff, "at", leap, "2016-12-31T23:59:59Z");
    // The end of the calendar.
    let last = "9999-12-31T23:59:59Z";
    becomes!(chrono, "at", last, same);
    becomes!(time, "at", last, same);
    becomes!(jiff, "at", last, refused);
}

#[test]
fn decimals_that_are_numbers_keep_every_digit() {
    let long = r#"{"total":1234567890123456789.123456789,"least":1.50,"all":[0.10,null,-7],"named":{"a":79228162514264337593543950335},"either":0.5}"#;
    same!(jiff, jiff::Amounts, long);
    let amounts: jiff::Amounts = serde_json::from_str(long).expect("amounts");
    assert_eq!(amounts.total.0.to_string(), "1234567890123456789.123456789");
    assert_eq!(
        amounts.total.0 + amounts.all.as_ref().expect("all")[0].expect("one").0,
        "1234567890123456789.223456789".parse().expect("a sum")
    );
    // However it is spelled.
    assert_eq!(
        strict!(jiff, jiff::Amounts, r#"{"total": 1.5e3 , "least": -25E-1}"#),
        Ok(r#"{"total":1500,"least":-2.5}"#.to_owned())
    );
    let absent: jiff::Amounts = of(json!({ "total": 2 }));
    assert_eq!(absent.least_or_default().map(|least| least.to_string()), Some("1.5".to_owned()));
    for (wrong, says) in [
        (r#"{"total":"1.5"}"#, "/total: expected a number, found a string"),
        (r#"{"total":null}"#, "/total: expected a number, found null"),
        (r#"{"total":{"a":1}}"#, "/total: expected a number, found an object"),
        (r#"{"total":792281625142643375935439503360}"#, "/total: must be a decimal number of up to 28 digits"),
        (r#"{"total":1e999}"#, "/total: must be a decimal number of up to 28 digits"),
        (r#"{"total":1,"all":[true]}"#, "/all/0: expected a number, found a boolean"),
    ] {
        rejected!(jiff, jiff::Amounts, wrong => says);
    }
    same!(jiff, jiff::Plain, r#"{"amount":-4.5}"#);
    rejected!(jiff, jiff::Plain, r#"{"amount":-5.5}"# => "/amount: must be at least -5", r#"{"amount":0.1}"# => "/amount: must be a multiple of 0.5");
    // Without a type of its own it is an `f64`.
    let amounts: chrono::Amounts = serde_json::from_str(long).expect("amounts");
    assert_eq!(amounts.total, 1_234_567_890_123_456_789.123_456_789_f64);
}

#[test]
fn dates_are_the_same_in_every_library() {
    for text in ["2024-02-29", "0000-01-01", "9999-12-31"] {
        becomes!(chrono, "day", text, same);
        becomes!(time, "day", text, same);
        becomes!(jiff, "day", text, same);
    }
    for text in ["2023-02-29", "2024-13-01", "", "2024-02-29T00:00:00Z"] {
        becomes!(chrono, "day", text, refused);
        becomes!(time, "day", text, refused);
        becomes!(jiff, "day", text, refused);
    }
    // Servers take what the format says, whatever the library takes.
    becomes!(chrono, "day", "2024-2-9", lenient "2024-02-09");
    becomes!(time, "day", "20240229", refused);
    becomes!(jiff, "day", "20240229", refused);
}

#[test]
fn durations_keep_their_units() {
    for text in ["P1Y2M3W4DT5H6M7S", "PT36H", "P400D", "PT0.000000001S"] {
        becomes!(jiff, "lasting", text, same);
    }
    becomes!(jiff, "lasting", "PT1.5H", "PT1H30M");
    becomes!(jiff, "lasting", "P0D", "PT0S");
    becomes!(jiff, "lasting", "-P1D", lenient "-P1D");
    for text in ["", "P", "P1H", "PT1S1M", "P99999Y", "P1.5D"] {
        becomes!(jiff, "lasting", text, refused);
    }
    becomes!(chrono, "lasting", "P1.5D", same);
}

#[test]
fn identifiers_addresses_and_numbers_have_one_spelling() {
    let uuid = "1b4e28ba-2fa1-41d2-883f-0016d3cca427";
    becomes!(chrono, "id", uuid, same);
    becomes!(jiff, "id", uuid.to_uppercase().as_str(), uuid);
    becomes!(time, "id", uuid.to_uppercase().as_str(), same);
    becomes!(jiff, "id", uuid.replace('-', "").as_str(), lenient uuid);
    becomes!(jiff, "id", "1b4e28ba", refused);

    becomes!(jiff, "link", "https://example.org/a?b=%20#c", same);
    becomes!(jiff, "link", "urn:isbn:0451450523", same);
    becomes!(jiff, "link", "https://Example.ORG:443/a/../b", "https://example.org/b");
    becomes!(jiff, "link", "http://b\u{fc}cher.example", "http://xn--bcher-kva.example/");
    becomes!(time, "link", "http://a b/", refused);
    becomes!(time, "link", "../a", refused);
    becomes!(time, "link", "", refused);
    becomes!(chrono, "link", "http://b\u{fc}cher.example", same);
    // What may be empty is no URL, whatever was chosen.
    same!(jiff, jiff::Stay, r#"{"at":"2024-02-29T12:30:00Z","day":"2024-02-29","maybe_link":""}"#);

    for text in ["1.50", "-0.10", "0.0000000000000000000000000001", "79228162514264337593543950335"] {
        becomes!(jiff, "price", text, same);
    }
    becomes!(jiff, "price", "+1", "1");
    becomes!(jiff, "price", ".5", lenient "0.5");
    for text in ["", "1e3x", "79228162514264337593543950336", "1234567890123456789012345678.90", "0x1", "NaN"] {
        becomes!(jiff, "price", text, refused);
    }
    becomes!(chrono, "price", "1234567890123456789012345678.90", same);

    becomes!(jiff, "v4", "192.0.2.1", same);
    becomes!(jiff, "v4", "192.0.2.01", refused);
    becomes!(jiff, "v6", "2001:DB8:0::1", "2001:db8::1");
    becomes!(jiff, "v6", "::ffff:192.0.2.1", same);
}

#[test]
fn items_maps_unions_and_defaults_have_the_types_too() {
    let head = r#"{"at":"2024-02-29T12:30:00Z","day":"2024-02-29""#;
    for rest in [
        r#""times":["2024-02-29T12:30:00Z","2024-02-29T12:30:01Z"]}"#,
        r#""prices":{"a":"1.50","b":"2"}}"#,
        r#""nothing":null}"#,
        r#""either":"2024-02-29"}"#,
        r#""either":"2024-02-29T12:30:00+02:00"}"#,
        r#""either":"1b4e28ba-2fa1-41d2-883f-0016d3cca427"}"#,
    ] {
        let text = format!("{head},{rest}");
        same!(chrono, chrono::Stay, text);
        same!(time, time::Stay, text);
        same!(jiff, jiff::Stay, text);
    }
    let wrong = format!(r#"{head},"times":["x"],"prices":{{"a":"1,5"}},"either":"x","id":7}}"#);
    for pointer in [
        "/times/0: must be a date and time",
        "/prices/a: must be a decimal number",
        "/either",
        "/id: expected a UUID, found an integer",
    ] {
        rejected!(jiff, jiff::Stay, wrong => pointer);
    }
    let stay: jiff::Stay = of(serde_json::from_str(&format!("{head}}}")).expect("JSON"));
    assert_eq!(stay.since_or_default().to_string(), "2020-01-01T00:00:00+00:00[UTC]");
    assert_eq!(stay.from_or_default().map(|day| day.to_string()), Some("2020-01-01".to_owned()));
    assert_eq!(stay.for_or_default().0.to_string(), "P1DT2H");
    assert_eq!(stay.home_or_default().as_str(), "https://example.org/a");
    assert_eq!(stay.fee_or_default().to_string(), "1.50");
    assert_eq!(stay.key_or_default().to_string(), "1b4e28ba-2fa1-41d2-883f-0016d3cca427");
    assert_eq!(stay.gateway_or_default().octets(), [192, 0, 2, 1]);
    assert_eq!(stay.days_or_default().len(), 1);
    let stay: time::Stay = of(serde_json::from_str(&format!("{head}}}")).expect("JSON"));
    assert_eq!(stay.since_or_default().unix_timestamp(), 1_577_836_800);
    let stay: chrono::Stay = of(serde_json::from_str(&format!("{head}}}")).expect("JSON"));
    assert_eq!(stay.since_or_default().timestamp(), 1_577_836_800);
}

struct Handler(Arc<Script>);

impl Api for Handler {
    type Error = Failure;
}

scripted! { Handler: StaysApi {
    get_stay(answers::GetStayRequest, ()) -> answers::GetStayResponse;
    put_stay(answers::PutStayRequest, ()) -> answers::PutStayResponse;
    post_plain(answers::PostPlainRequest, ()) -> answers::PostPlainResponse;
} }

async fn start() -> Wire<client::Client> {
    let client = |origin: &str| client::Client::builder(origin).build().expect("a client");
    Wire::start(|script| router(Arc::new(Handler(script))), BASE_PATH, client).await
}

/// The text of a value.
fn text<T: serde::Serialize>(value: &T) -> serde_json::Value {
    serde_json::to_value(value).expect("JSON")
}

#[tokio::test]
async fn parameters_of_every_place_are_typed() {
    let wire = start().await;
    let stay: Stay = of(json!({ "at": "2024-02-29T12:30:00+02:00", "day": "2024-02-29" }));
    let plain: Plain = of(json!({ "at": "2024-02-29T12:30:00+02:00", "id": "1b4e28ba-2fa1-41d2-883f-0016d3cca427",
        "day": "2024-02-29", "lasting": "PT36H", "link": "https://example.org/", "price": "1.50", "v4": "192.0.2.1" }));
    let (at, id, day) = (plain.at.clone().expect("at"), plain.id.expect("id"), plain.day.expect("day"));
    wire.script.answer(answers::GetStayResponse::Ok { last_seen: Some(at.clone()), body: stay });
    let answer = wire
        .client
        .get_stay(&id, &day)
        .since(&at)
        .lasting(&plain.lasting.expect("a duration"))
        .prices([plain.price.expect("a price")])
        .ids([id, id])
        .x_from(&plain.link.clone().expect("a link"))
        .seen(&at)
        .x_address(&plain.v4.expect("an address"))
        .send()
        .await
        .expect("a stay");
    assert_eq!(answer.headers.last_seen, Some(at));
    let exchange = wire.served.last();
    assert_eq!(exchange.answer_header("last-seen"), "2024-02-29T12:30:00+02:00");
    assert_eq!(
        exchange.uri.to_string(),
        "/v1/stays/1b4e28ba-2fa1-41d2-883f-0016d3cca427/2024-02-29?since=2024-02-29T12%3A30%3A00%2B02%3A00&lasting=PT36H\
         &prices=1.50&ids=1b4e28ba-2fa1-41d2-883f-0016d3cca427&ids=1b4e28ba-2fa1-41d2-883f-0016d3cca427"
    );
    let request = wire.request::<answers::GetStayRequest>();
    assert_eq!((request.id, request.day), (id, day));
    assert_eq!(request.since.offset().seconds(), 7200);
    assert_eq!(request.seen.map(|seen| seen.offset().seconds()), Some(7200));
    assert_eq!(request.prices.map(|prices| prices[0].to_string()), Some("1.50".to_owned()));
    assert_eq!(request.x_from.as_ref().map(|url| url.as_str()), Some("https://example.org/"));
}

#[tokio::test]
async fn wrong_parameters_are_all_told_and_defaults_filled_in() {
    let wire = start().await;
    let path = "/v1/stays/1b4e28ba-2fa1-41d2-883f-0016d3cca427/2024-02-29";
    let (status, body) = raw::send(
        &wire.served.origin,
        "GET",
        "/v1/stays/x/2024-2-9?lasting=1&prices=1,5&since=now",
        "X-From: a\r\nX-Address: ::1\r\n",
        b"",
    )
    .await;
    assert_eq!(status, 422, "{body}");
    for wrong in [
        "a UUID",
        "a date (YYYY-MM-DD)",
        "a duration",
        "a decimal number",
        "a date and time",
        "a URI",
        "an IPv4 address",
    ] {
        assert!(body.contains(&format!("must be {wrong}")), "{wrong}: {body}");
    }
    let stay: Stay = of(json!({ "at": "2024-02-29T12:30:00Z", "day": "2024-02-29" }));
    wire.script.answer(answers::GetStayResponse::Ok { last_seen: None, body: stay });
    let (status, body) = raw::send(&wire.served.origin, "GET", path, "", b"").await;
    assert_eq!((status, body.as_str()), (200, r#"{"at":"2024-02-29T12:30:00Z","day":"2024-02-29"}"#));
    assert_eq!(text(&wire.request::<answers::GetStayRequest>().since.timestamp().to_string()), "2020-01-01T00:00:00Z");
}

#[tokio::test]
async fn forms_and_xml_are_typed() {
    let wire = start().await;
    let form = json!({ "at": "2024-02-29T12:30:00+02:00", "price": "1.50", "day": "2024-02-29" });
    wire.script.answer(answers::PostPlainResponse::NoContent);
    wire.client.post_plain(&of(form.clone())).await.expect("an answer");
    assert_eq!(wire.served.last().body(), "at=2024-02-29T12%3A30%3A00%2B02%3A00&day=2024-02-29&price=1.50");
    assert_eq!(text(&wire.request::<answers::PostPlainRequest>().plain), form);
    let (status, body) = raw::send(
        &wire.served.origin,
        "POST",
        "/v1/plain",
        "content-type: application/x-www-form-urlencoded\r\n",
        b"at=now&price=much",
    )
    .await;
    assert_eq!(status, 422);
    assert!(body.contains("/at") && body.contains("/price"), "{body}");

    let stay: Stay = of(
        json!({ "at": "2024-02-29T12:30:00.5+02:00", "day": "2024-02-29", "price": "1.50", "link": "https://example.org/?a&b" }),
    );
    wire.script.answer(answers::PutStayResponse::Ok(stay.clone()));
    assert_eq!(wire.client.put_stay(&of(text(&stay))).await.map(|stay| text(&stay)).expect("a stay"), text(&stay));
    let xml = wire.served.last().answer();
    assert!(xml.contains("<at>2024-02-29T12:30:00.5+02:00</at>"), "{xml}");
    wire.script.answer(answers::PutStayResponse::Ok(stay.clone()));
    let (status, _) =
        raw::send(&wire.served.origin, "PUT", "/v1/stays", "content-type: application/xml\r\n", xml.as_bytes()).await;
    assert_eq!((status, text(&wire.request::<answers::PutStayRequest>().stay)), (200, text(&stay)));
}
