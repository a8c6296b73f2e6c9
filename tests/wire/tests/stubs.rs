//! `examples/serve.rs` of every server: started as a program, it answers 501 to a call that it understands.

use std::process::Stdio;

use tokio::io::{AsyncBufReadExt, BufReader};
use tokio::process::Command;

/// Starts the example of a server and gives its address; the process ends with the handle.
async fn serve(program: &str) -> (tokio::process::Child, String) {
    let mut child = Command::new(program)
        .arg("127.0.0.1:0")
        .stdout(Stdio::piped())
        .kill_on_drop(true)
        .spawn()
        .expect("the example");
    let mut lines = BufReader::new(child.stdout.take().expect("a pipe")).lines();
    let line = lines.next_line().await.expect("output").expect("a line");
    (child, line)
}

#[tokio::test]
async fn every_stub_serves() {
    let http = reqwest::Client::new();
    for (program, path, credential) in [
        (env!("CARGO_BIN_EXE_cbrain-userfiles-serve"), "/userfiles?cbrain_api_token=x", None),
        (env!("CARGO_BIN_EXE_odm-files-serve"), "/api/v1/as-user/files", Some(("genestack-api-token", "x"))),
        (env!("CARGO_BIN_EXE_petstore-serve"), "/pets", None),
        (env!("CARGO_BIN_EXE_sftpgo-metadata-serve"), "/metadata/users/checks", Some(("x-sftpgo-api-key", "x"))),
        (env!("CARGO_BIN_EXE_simcore-storage-serve"), "/status", None),
        (env!("CARGO_BIN_EXE_tracking-serve"), "/files/x", None),
    ] {
        let (_child, base) = serve(program).await;
        let get = |path: &str| {
            let request = http.get(format!("{base}{path}"));
            match credential {
                Some((name, value)) => request.header(name, value),
                None => request,
            }
        };
        let answer = get(path).send().await.expect("an answer");
        assert_eq!(answer.status(), 501, "{program} at {base}");
        assert_eq!(answer.headers()["content-type"], "application/problem+json");
        assert_eq!(get("/nowhere-at-all").send().await.expect("an answer").status(), 404, "{program}");
    }
}
