//! A package outside of the repository depends on generated crates by path, as a user's does.

mod common;

use std::fs;

const MAIN: &str = r##"
use std::sync::Arc;

use tracking_client::file_api::FilesMd5sumGetError;
use tracking_client::types::File;
use tracking_client::types::file::FileType;
use tracking_server::file_api::*;
use tracking_server::{Api, Context, Failure};

struct Tracking;

impl Api for Tracking {
    type Error = Failure;
}

impl FileApi for Tracking {
    async fn files_md5sum_get(&self, request: FilesMd5sumGetRequest, _: Context<()>) -> Result<FilesMd5sumGetResponse, Failure> {
        if request.md5sum == "none" {
            return Ok(FilesMd5sumGetResponse::NotFound(tracking_client::types::Error::new(404, "nothing")));
        }
        Ok(FilesMd5sumGetResponse::Ok(File::new(request.md5sum, "reads.fastq", FileType::Fastq)))
    }

    async fn samples_id_files_get(&self, _: SamplesIdFilesGetRequest, _: Context<()>) -> Result<SamplesIdFilesGetResponse, Failure> {
        Ok(SamplesIdFilesGetResponse::Ok(Vec::new()))
    }

    async fn samples_id_files_post(&self, request: SamplesIdFilesPostRequest, _: Context<()>) -> Result<SamplesIdFilesPostResponse, Failure> {
        Ok(SamplesIdFilesPostResponse::Conflict(tracking_client::types::Error::new(409, request.file.md5sum)))
    }

    async fn samples_id_files_md5sum_get(&self, _: SamplesIdFilesMd5sumGetRequest, _: Context<()>) -> Result<SamplesIdFilesMd5sumGetResponse, Failure> {
        Err(Failure::from(std::io::Error::other("out of order")))
    }

    async fn samples_id_files_md5sum_delete(&self, _: SamplesIdFilesMd5sumDeleteRequest, _: Context<()>) -> Result<SamplesIdFilesMd5sumDeleteResponse, Failure> {
        Ok(SamplesIdFilesMd5sumDeleteResponse::NoContent)
    }
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await?;
    let address = listener.local_addr()?;
    tokio::spawn(tracking_server::serve(listener, Arc::new(Tracking)));
    let client = tracking_client::Client::builder(format!("http://{address}")).build()?;
    let file = client.files_md5sum_get("abc").await?;
    assert_eq!((file.md5sum.as_str(), &file.file_type), ("abc", &FileType::Fastq));
    match client.files_md5sum_get("none").await {
        Err(tracking_client::Error::Api(FilesMd5sumGetError::NotFound(error))) => assert_eq!(error.code, 404),
        other => panic!("{other:?}"),
    }
    println!("imported and ran");
    Ok(())
}
"##;

#[test]
fn a_package_elsewhere_uses_generated_crates() {
    let folder = tempfile::tempdir().expect("a folder");
    let generated = common::root().join("generated/tracking");
    let path = |part: &str| generated.join(part).display().to_string();
    let manifest = format!(
        "[package]\nname = \"importer\"\nversion = \"0.0.0\"\nedition = \"2024\"\n\n[dependencies]\n\
         tokio = {{ version = \"1\", features = [\"macros\", \"net\", \"rt-multi-thread\"] }}\n\
         tracking-client = {{ path = {:?} }}\ntracking-server = {{ path = {:?} }}\n\n[workspace]\n",
        path("client"),
        path("server")
    );
    fs::create_dir(folder.path().join("src")).expect("a folder");
    fs::write(folder.path().join("Cargo.toml"), manifest).expect("a manifest");
    fs::write(folder.path().join("src/main.rs"), MAIN).expect("a program");
    // The same versions as the other generated code, so that nothing is built twice.
    fs::copy(common::root().join("generated/Cargo.lock"), folder.path().join("Cargo.lock")).expect("a lock file");
    let text = common::cargo(folder.path(), &["run", "--quiet"]);
    assert!(text.contains("imported and ran"), "{text}");
}
