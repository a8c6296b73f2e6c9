//! `examples/serve.rs` of every server: started as a program, it answers 501 to a call that it understands.

use std::process::Stdio;

use tokio::io::{AsyncBufReadExt, BufReader};
use tokio::process::Command;

/// Starts the example of a server and gives its address; the process ends with the handle.
async fn serve(api: &str) -> (tokio::process::Child, String) {
    let manifest = format!("{}/../../generated/Cargo.toml", env!("CARGO_MANIFEST_DIR"));
    let mut child = Command::new(env!("CARGO"))
        .args(["run", "--quiet", "--offline", "--manifest-path", &manifest])
        .args(["--package", &format!("{api}-server"), "--example", "serve", "--", "127.0.0.1:0"])
        .stdout(Stdio::piped())
        .kill_on_drop(true)
        .spawn()
        .expect("cargo");
    let mut lines = BufReader::new(child.stdout.take().expect("a pipe")).lines();
    let line = lines.next_line().await.expect("output").expect("a line");
    (child, line)
}

#[tokio::test]
async fn every_stub_serves() {
    let http = reqwest::Client::new();
    for (api, path, credential) in [
        ("cbrain-userfiles", "/userfiles?cbrain_api_token=x", None),
        ("odm-files", "/api/v1/as-user/files", Some(("genestack-api-token", "x"))),
        ("petstore", "/pets", None),
        ("sftpgo-metadata", "/metadata/users/checks", Some(("x-sftpgo-api-key", "x"))),
        ("simcore-storage", "/status", None),
        ("tracking", "/files/x", None),
    ] {
        let (_child, base) = serve(api).await;
        let get = |path: &str| {
            let request = http.get(format!("{base}{path}"));
            match credential {
                Some((name, value)) => request.header(name, value),
                None => request,
            }
        };
        let answer = get(path).send().await.expect("an answer");
        assert_eq!(answer.status(), 501, "{api} at {base}");
        assert_eq!(answer.headers()["content-type"], "application/problem+json");
        assert_eq!(get("/nowhere-at-all").send().await.expect("an answer").status(), 404, "{api}");
    }
}
