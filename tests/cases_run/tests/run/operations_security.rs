//! `operations/security`: what a client sends for each scheme, what a server makes of it, and that secrets stay secret.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

use operations_security_client::{Client, ClientBuilder, Error, Token, TokenFuture, TokenSource};
use operations_security_server::default_api::*;
use operations_security_server::{Api, ClientCertificate, Context, Credentials, DefaultApi, Denied, Failure, router};
use wire_tests::{Served, serve};

/// Lets in whoever knows `good`, and says who that is. Keeps what it was asked with.
#[derive(Default)]
struct Guard {
    asked: Mutex<Vec<Credentials>>,
    who: Mutex<Option<String>>,
}

impl Api for Guard {
    type Error = Failure;
    type Principal = String;

    async fn authenticate(&self, credentials: &Credentials) -> Result<String, Denied> {
        self.asked.lock().unwrap().push(credentials.clone());
        let Credentials { bearer, key, basic, cookie, query, oauth, open_id, digest, mutual, .. } = credentials;
        let secrets = [bearer, key, cookie, query, oauth, open_id];
        if secrets.into_iter().flatten().any(|secret| secret.expose() == "narrow") {
            return Err(Denied::Forbidden);
        }
        if secrets.into_iter().flatten().any(|secret| secret.expose() != "good") {
            return Err(Denied::Unauthenticated);
        }
        if let Some(basic) = basic {
            return Ok(format!("{}:{}", basic.user, basic.password.expose()));
        }
        let digest = digest.as_ref().map(|text| text.expose().to_owned());
        let mutual = mutual.as_ref().map(|certificate| format!("{:?}", certificate.der));
        Ok(digest.or(mutual).unwrap_or_else(|| "somebody".to_owned()))
    }
}

macro_rules! operations {
    ($($method:ident($request:ty, $principal:ty) -> $response:ident, $who:expr;)*) => {
        impl DefaultApi for Guard {
            $(async fn $method(&self, _: $request, cx: Context<$principal>) -> Result<$response, Failure> {
                let who: fn($principal) -> Option<String> = $who;
                *self.who.lock().unwrap() = who(cx.principal);
                Ok($response::NoContent)
            })*
        }
    };
}

operations! {
    both(BothRequest, String) -> BothResponse, Some;
    open(OpenRequest, ()) -> OpenResponse, |()| None;
    maybe(MaybeRequest, Option<String>) -> MaybeResponse, |who| who;
    flows(FlowsRequest, String) -> FlowsResponse, Some;
    connect(ConnectRequest, String) -> ConnectResponse, Some;
    certified(CertifiedRequest, String) -> CertifiedResponse, Some;
}

async fn start() -> (Arc<Guard>, Served) {
    let guard = Arc::new(Guard::default());
    let served = serve(router(Arc::clone(&guard)), "").await;
    (guard, served)
}

fn client(served: &Served, with: impl FnOnce(ClientBuilder) -> ClientBuilder) -> Client {
    with(Client::builder(&served.origin)).build().expect("a client")
}

fn status<E: operations_security_client::ApiError>(error: Error<E>) -> Option<u16> {
    error.status().map(|status| status.as_u16())
}

#[tokio::test]
async fn the_first_alternative_that_is_complete_is_sent() {
    let (guard, served) = start().await;
    client(&served, |builder| builder.bearer("good").key("good").basic("me", "pass")).both().await.expect("let in");
    let exchange = served.last();
    assert_eq!((exchange.header("authorization"), exchange.header("x-key")), ("Bearer good", ""));
    // Both of the second one; one of them alone is nothing.
    client(&served, |builder| builder.key("good").basic("me", "p:w")).both().await.expect("let in");
    let exchange = served.last();
    assert_eq!((exchange.header("authorization"), exchange.header("x-key")), ("Basic bWU6cDp3", "good"));
    assert_eq!(guard.who.lock().unwrap().as_deref(), Some("me:p:w"));
    let refused = client(&served, |builder| builder.key("good")).both().await.expect_err("refused");
    assert_eq!((status(refused), served.last().header("x-key")), (Some(401), ""));
    let asks = served.last().answer_header_lines("www-authenticate").join("; ");
    assert_eq!(asks, r#"Bearer; ApiKey in="header", name="X-Key"; Basic realm="api", charset="UTF-8""#);
    let refused = client(&served, |builder| builder.bearer("narrow")).both().await.expect_err("refused");
    assert_eq!(status(refused), Some(403));
}

#[tokio::test]
async fn open_and_optional_operations() {
    let (guard, served) = start().await;
    client(&served, |builder| builder.bearer("bad").cookie("bad")).open().await.expect("open to all");
    assert_eq!((served.last().header("authorization"), served.last().header("cookie")), ("", ""));
    assert!(guard.asked.lock().unwrap().is_empty());
    client(&served, |builder| builder).maybe().await.expect("without is fine");
    assert_eq!(*guard.who.lock().unwrap(), None);
    client(&served, |builder| builder.cookie("good")).maybe().await.expect("let in");
    assert_eq!(served.last().header("cookie"), "sid=good");
    assert_eq!(guard.who.lock().unwrap().as_deref(), Some("somebody"));
    client(&served, |builder| builder.query("good")).maybe().await.expect("let in");
    assert_eq!(served.last().line(), "GET /c?token=good");
    let refused = client(&served, |builder| builder.query("bad")).maybe().await.expect_err("refused");
    assert_eq!(status(refused), Some(401));
}

#[tokio::test]
async fn scopes_are_the_checks_to_see_and_other_schemes_pass_through() {
    let (guard, served) = start().await;
    client(&served, |builder| builder.oauth("good")).flows().await.expect("let in");
    assert_eq!(guard.asked.lock().unwrap().pop().expect("asked").scopes, ["write:things", "read"]);
    client(&served, |builder| builder.open_id("good")).connect().await.expect("let in");
    assert_eq!(served.last().header("authorization"), "Bearer good");
    assert_eq!(guard.asked.lock().unwrap().pop().expect("asked").scopes, ["admin"]);
    client(&served, |builder| builder.digest(r#"username="me", response="1""#)).connect().await.expect("let in");
    assert_eq!(served.last().header("authorization"), r#"Digest username="me", response="1""#);
    assert_eq!(guard.who.lock().unwrap().as_deref(), Some(r#"username="me", response="1""#));
}

#[tokio::test]
async fn certificates_are_those_of_the_connection() {
    let (guard, served) = start().await;
    let refused = client(&served, |builder| builder.key("good")).certified().await.expect_err("no certificate");
    assert_eq!((status(refused), served.last().header("x-key")), (Some(401), "good"));
    // What ends TLS tells the server about the certificate.
    let certificate = ClientCertificate { der: b"me".as_slice().into() };
    let router = router(Arc::clone(&guard)).layer(axum::Extension(certificate));
    let served = serve(router, "").await;
    client(&served, |builder| builder).certified().await.expect("let in");
    assert_eq!(guard.who.lock().unwrap().as_deref(), Some("b\"me\""));
}

/// Gives `old` until that was turned down.
struct Renewing(AtomicUsize);

impl TokenSource for Renewing {
    fn token<'a>(&'a self, rejected: Option<&'a str>) -> TokenFuture<'a> {
        if rejected == Some("old") {
            self.0.fetch_add(1, Ordering::SeqCst);
        }
        let renewed = self.0.load(Ordering::SeqCst) > 0;
        Box::pin(async move { Ok(if renewed { "good" } else { "old" }.to_owned()) })
    }
}

#[tokio::test]
async fn a_token_source_is_asked_for_each_request_and_after_401() {
    let (_, served) = start().await;
    let renewing = client(&served, |builder| builder.oauth(Token::source(Renewing(AtomicUsize::new(0)))));
    renewing.flows().body("once more").await.expect("let in");
    let sent = served.exchanges();
    let tokens: Vec<&str> = sent.iter().map(|exchange| exchange.header("authorization")).collect();
    assert_eq!(tokens, ["Bearer old", "Bearer good"]);
    assert_eq!(sent[1].body(), "once more");
    renewing.flows().body("once more").await.expect("let in");
    assert_eq!(served.exchanges().len(), 3);

    // The same token again would be turned down again.
    let asked = Arc::new(AtomicUsize::new(0));
    let count = Arc::clone(&asked);
    let stale = client(&served, |builder| {
        builder.open_id(Token::source(move |_: Option<String>| {
            count.fetch_add(1, Ordering::SeqCst);
            async { Ok("stale".to_owned()) }
        }))
    });
    assert_eq!(stale.connect().await.map_err(status), Err(Some(401)));
    assert_eq!((served.exchanges().len(), asked.load(Ordering::SeqCst)), (4, 2));

    let broken =
        client(&served, |builder| builder.oauth(Token::source(|_: Option<String>| async { Err("no network".into()) })));
    let error = broken.flows().await.expect_err("no token");
    assert!(matches!(error, Error::Token(_)), "{error:?}");
    assert_eq!(error.to_string(), "there is no token to send");
    // Another operation needs none.
    broken.open().await.expect("an answer");
    assert_eq!(served.exchanges().len(), 5);
}

#[tokio::test]
async fn secrets_show_nowhere() {
    let secret = "s3cr3t";
    let builder = |origin: &str| {
        let builder = Client::builder(origin).bearer(secret).key(secret).basic("me", secret).cookie(secret);
        builder
            .query(secret)
            .digest(secret)
            .oauth(secret)
            .open_id(Token::source(|_: Option<String>| async { Ok("s3cr3t".to_owned()) }))
    };
    // Nobody listens here; the URL of `maybe` holds a key.
    let unreachable = builder("http://127.0.0.1:1").build().expect("a client");
    let error = unreachable.maybe().await.expect_err("nobody");
    let shown = [
        format!("{:?}", builder("http://localhost")),
        format!("{unreachable:?} {:?}", unreachable.both()),
        format!("{error} {error:?}"),
        format!("{:?}", Token::from(secret)),
        format!("{:?}", Client::builder("http://localhost").bearer("s3cr3t\n").build()),
    ];
    for shown in shown {
        assert!(!shown.contains(secret), "{shown}");
    }

    // Not even a redirect takes them to another origin.
    let (_, other) = start().await;
    let location = format!("{}/a", other.origin);
    let redirect = axum::Router::new().fallback(move || async move { axum::response::Redirect::temporary(&location) });
    let served = serve(redirect, "").await;
    let client = builder(&served.origin).build().expect("a client");
    assert_eq!(status(client.both().await.expect_err("a redirect")), Some(307));
    assert_eq!(status(client.connect().await.expect_err("a redirect")), Some(307));
    assert!(other.exchanges().is_empty());
}
