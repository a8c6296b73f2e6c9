//! ODM files.

use std::sync::Arc;

use axum::Router;
use odm_files_server::files_as_user_api::*;
use odm_files_server::{Api, Body, Context, Credentials, Denied, Failure};
use serde_json::json;

use crate::desk::{Answers, Desk};

struct Odm {
    desk: Arc<Desk>,
    answers: Answers,
    content: Vec<u8>,
}

pub fn router(desk: Arc<Desk>) -> Router {
    let answers = Answers::read(include_str!("../../answers/odm-files.json"));
    // The same bytes as `CONTENT` in `checks/odm_files.py`.
    let content = (0..70_000u64).map(|i| ((i * i + i / 251) % 256) as u8).collect();
    odm_files_server::router(Arc::new(Odm { desk, answers, content }))
}

impl Odm {
    /// The bytes that a `Range` header with both ends asks for.
    fn range(&self, range: &str) -> Option<Vec<u8>> {
        let (first, last) = range.strip_prefix("bytes=")?.split_once('-')?;
        Some(self.content.get(first.parse().ok()?..=last.parse().ok()?)?.to_vec())
    }
}

impl Api for Odm {
    type Principal = String;
    type Error = Failure;

    async fn authenticate(&self, credentials: &Credentials) -> Result<String, Denied> {
        if let Some(token) = &credentials.genestack_api_token {
            return match token.as_ref() {
                "wrong" => Err(Denied::Unauthenticated),
                token => Ok(format!("Genestack-API-Token {token}")),
            };
        }
        let token = credentials.access_token.as_ref().and_then(|token| token.as_ref().strip_prefix("bearer "));
        token.map(|token| format!("Access-token {token}")).ok_or(Denied::Unauthenticated)
    }
}

impl FilesAsUserApi for Odm {
    async fn get_file_as_user(
        &self,
        request: GetFileAsUserRequest,
        cx: Context<String>,
    ) -> Result<GetFileAsUserResponse, Failure> {
        use GetFileAsUserResponse as R;
        let received = json!({ "id": request.id, "range": request.range, "principal": cx.principal });
        Ok(match self.desk.receive("get_file_as_user", received) {
            0 => match &request.range {
                None => R::Ok(Body::from(self.content.clone())),
                Some(range) => match self.range(range) {
                    Some(part) => R::PartialContent(Body::from(part)),
                    None => R::BadRequest,
                },
            },
            400 => R::BadRequest,
            401 => R::Unauthorized,
            404 => R::NotFound,
            406 => R::NotAcceptable,
            500 => R::InternalServerError,
            status => return Err(Failure::new(format!("{status} is not documented"))),
        })
    }

    async fn head_file_as_user(
        &self,
        request: HeadFileAsUserRequest,
        cx: Context<String>,
    ) -> Result<HeadFileAsUserResponse, Failure> {
        use HeadFileAsUserResponse as R;
        let received = json!({ "id": request.id, "principal": cx.principal });
        Ok(match self.desk.receive("head_file_as_user", received) {
            0 => R::Ok,
            400 => R::BadRequest,
            401 => R::Unauthorized,
            404 => R::NotFound,
            406 => R::NotAcceptable,
            500 => R::InternalServerError,
            status => return Err(Failure::new(format!("{status} is not documented"))),
        })
    }

    async fn get_file_metadata_by_id_as_user(
        &self,
        request: GetFileMetadataByIdAsUserRequest,
        cx: Context<String>,
    ) -> Result<GetFileMetadataByIdAsUserResponse, Failure> {
        use GetFileMetadataByIdAsUserResponse as R;
        let received =
            json!({ "id": request.id, "include_contents": request.include_contents, "principal": cx.principal });
        Ok(match self.desk.receive("get_file_metadata_by_id_as_user", received) {
            0 => R::Ok(self.answers.get("get_file_metadata_by_id_as_user")),
            400 => R::BadRequest,
            401 => R::Unauthorized,
            404 => R::NotFound,
            500 => R::InternalServerError,
            status => return Err(Failure::new(format!("{status} is not documented"))),
        })
    }

    async fn get_files_metadata_as_user(
        &self,
        request: GetFilesMetadataAsUserRequest,
        cx: Context<String>,
    ) -> Result<GetFilesMetadataAsUserResponse, Failure> {
        use GetFilesMetadataAsUserResponse as R;
        let received = json!({
            "filter": request.filter,
            "query": request.query,
            "include_contents": request.include_contents,
            "page_limit": request.page_limit,
            "page_offset": request.page_offset,
            "principal": cx.principal,
        });
        let table = "text/tab-separated-values";
        Ok(match self.desk.receive("get_files_metadata_as_user", received) {
            0 if cx.accept.best(["application/json", table]) == Some(table) => {
                R::OkTabSeparatedValues(self.answers.get("get_files_metadata_as_user_table"))
            }
            0 => R::OkJson(self.answers.get("get_files_metadata_as_user")),
            400 => R::BadRequest,
            401 => R::Unauthorized,
            500 => R::InternalServerError,
            status => return Err(Failure::new(format!("{status} is not documented"))),
        })
    }
}
