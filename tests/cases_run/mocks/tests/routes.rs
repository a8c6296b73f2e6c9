//! What every mock says of its routes.

use axum::body::Body;
use axum::http::{Request, StatusCode};
use tower::ServiceExt;

/// The path with something for each parameter.
fn filled(path: &str) -> String {
    let mut filled = String::new();
    let mut inside = false;
    for c in path.chars() {
        match c {
            '{' => inside = true,
            '}' => {
                inside = false;
                filled.push('1');
            }
            _ if inside => {}
            _ => filled.push(c),
        }
    }
    filled
}

#[tokio::test]
async fn other_methods_are_told_which_there_are() {
    let mut asked = 0;
    for mock in cases_mocks::all("secret") {
        for (method, path) in &mock.routes {
            let request = Request::builder().method("UNHEARD-OF").uri(filled(path)).body(Body::empty());
            let answer = mock.router.clone().oneshot(request.expect("a request")).await.expect("an answer");
            let allowed = answer.headers().get("allow").and_then(|allowed| allowed.to_str().ok()).unwrap_or_default();
            let is_told = allowed.split(", ").any(|allowed| allowed == *method);
            assert!(answer.status() == StatusCode::METHOD_NOT_ALLOWED && is_told, "{} {method} {path}", mock.name);
            asked += 1;
        }
    }
    assert!(asked > 100, "{asked}");
}
