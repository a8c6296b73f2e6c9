//! SFTPGo metadata.

use std::sync::Arc;

use axum::Router;
use axum::http::StatusCode;
use serde_json::json;
use sftpgo_metadata_server::metadata_api::*;
use sftpgo_metadata_server::types::ApiResponse;
use sftpgo_metadata_server::{Api, Context, Credentials, Denied, Failure};

use crate::desk::{Answers, Desk};

struct Sftpgo {
    desk: Arc<Desk>,
    answers: Answers,
}

pub fn router(desk: Arc<Desk>) -> Router {
    let answers = Answers::read(include_str!("../../answers/sftpgo-metadata.json"));
    Router::new().nest_service(
        sftpgo_metadata_server::BASE_PATH,
        sftpgo_metadata_server::router(Arc::new(Sftpgo { desk, answers })),
    )
}

impl Sftpgo {
    fn error(&self) -> ApiResponse {
        self.answers.get("error")
    }
}

impl Api for Sftpgo {
    type Principal = String;
    type Error = Failure;

    async fn authenticate(&self, credentials: &Credentials) -> Result<String, Denied> {
        match credentials {
            Credentials { api_key_auth: Some(key), .. } if key.as_ref() != "wrong" => {
                Ok(format!("APIKeyAuth {}", key.as_ref()))
            }
            Credentials { bearer_auth: Some(token), .. } => Ok(format!("BearerAuth {}", token.as_ref())),
            _ => Err(Denied::Unauthenticated),
        }
    }
}

impl MetadataApi for Sftpgo {
    async fn get_users_metadata_checks(
        &self,
        _: GetUsersMetadataChecksRequest,
        cx: Context<String>,
    ) -> Result<GetUsersMetadataChecksResponse, Failure> {
        use GetUsersMetadataChecksResponse as R;
        Ok(match self.desk.receive("get_users_metadata_checks", json!({ "principal": cx.principal })) {
            0 => R::Ok(self.answers.get("get_users_metadata_checks")),
            401 => R::Unauthorized(self.error()),
            403 => R::Forbidden(self.error()),
            500 => R::InternalServerError(self.error()),
            status => R::Default { status: StatusCode::from_u16(status)?, body: self.error() },
        })
    }

    async fn start_user_metadata_check(
        &self,
        request: StartUserMetadataCheckRequest,
        cx: Context<String>,
    ) -> Result<StartUserMetadataCheckResponse, Failure> {
        use StartUserMetadataCheckResponse as R;
        let received = json!({ "username": request.username, "principal": cx.principal });
        Ok(match self.desk.receive("start_user_metadata_check", received) {
            0 => R::Accepted(self.answers.get("start_user_metadata_check")),
            400 => R::BadRequest(self.error()),
            401 => R::Unauthorized(self.error()),
            403 => R::Forbidden(self.error()),
            404 => R::NotFound(self.error()),
            409 => R::Conflict(self.error()),
            500 => R::InternalServerError(self.error()),
            status => R::Default { status: StatusCode::from_u16(status)?, body: self.error() },
        })
    }
}
