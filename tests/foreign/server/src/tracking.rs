//! Mykrobe tracking.

use std::sync::Arc;

use axum::Router;
use axum::http::StatusCode;
use serde_json::{json, to_value};
use tracking_server::file_api::*;
use tracking_server::types::{Error, File};
use tracking_server::{Api, Context, Failure};

use crate::desk::{Answers, Desk};

struct Tracking {
    desk: Arc<Desk>,
    answers: Answers,
}

pub fn router(desk: Arc<Desk>) -> Router {
    let answers = Answers::read(include_str!("../../answers/tracking.json"));
    Router::new()
        .nest_service(tracking_server::BASE_PATH, tracking_server::router(Arc::new(Tracking { desk, answers })))
}

impl Tracking {
    fn file(&self) -> File {
        self.answers.get("file")
    }

    fn error(&self) -> Error {
        self.answers.get("error")
    }
}

impl Api for Tracking {
    type Error = Failure;
}

impl FileApi for Tracking {
    async fn files_md5sum_get(
        &self,
        request: FilesMd5sumGetRequest,
        _: Context<()>,
    ) -> Result<FilesMd5sumGetResponse, Failure> {
        use FilesMd5sumGetResponse as R;
        Ok(match self.desk.receive("files_md5sum_get", json!({ "md5sum": request.md5sum })) {
            0 => R::Ok(self.file()),
            404 => R::NotFound(self.error()),
            status => R::Default { status: StatusCode::from_u16(status)?, body: self.error() },
        })
    }

    async fn samples_id_files_get(
        &self,
        request: SamplesIdFilesGetRequest,
        _: Context<()>,
    ) -> Result<SamplesIdFilesGetResponse, Failure> {
        use SamplesIdFilesGetResponse as R;
        Ok(match self.desk.receive("samples_id_files_get", json!({ "id": request.id.to_string() })) {
            0 => R::Ok(self.answers.get("files")),
            404 => R::NotFound(self.error()),
            status => R::Default { status: StatusCode::from_u16(status)?, body: self.error() },
        })
    }

    async fn samples_id_files_post(
        &self,
        request: SamplesIdFilesPostRequest,
        _: Context<()>,
    ) -> Result<SamplesIdFilesPostResponse, Failure> {
        use SamplesIdFilesPostResponse as R;
        let received = json!({ "id": request.id.to_string(), "file": to_value(&request.file)? });
        Ok(match self.desk.receive("samples_id_files_post", received) {
            0 => R::Created {
                location: Some(format!(
                    "{}/samples/{}/files/{}",
                    tracking_server::BASE_PATH,
                    request.id,
                    request.file.md5sum
                )),
                body: request.file,
            },
            404 => R::NotFound(self.error()),
            409 => R::Conflict(self.error()),
            status => R::Default { status: StatusCode::from_u16(status)?, body: self.error() },
        })
    }

    async fn samples_id_files_md5sum_get(
        &self,
        request: SamplesIdFilesMd5sumGetRequest,
        _: Context<()>,
    ) -> Result<SamplesIdFilesMd5sumGetResponse, Failure> {
        use SamplesIdFilesMd5sumGetResponse as R;
        let received = json!({ "id": request.id.to_string(), "md5sum": request.md5sum });
        Ok(match self.desk.receive("samples_id_files_md5sum_get", received) {
            0 => R::Ok(self.file()),
            404 => R::NotFound(self.error()),
            status => R::Default { status: StatusCode::from_u16(status)?, body: self.error() },
        })
    }

    async fn samples_id_files_md5sum_delete(
        &self,
        request: SamplesIdFilesMd5sumDeleteRequest,
        _: Context<()>,
    ) -> Result<SamplesIdFilesMd5sumDeleteResponse, Failure> {
        use SamplesIdFilesMd5sumDeleteResponse as R;
        let received = json!({ "id": request.id.to_string(), "md5sum": request.md5sum });
        Ok(match self.desk.receive("samples_id_files_md5sum_delete", received) {
            0 => R::NoContent,
            404 => R::NotFound(self.error()),
            status => R::Default { status: StatusCode::from_u16(status)?, body: self.error() },
        })
    }
}
