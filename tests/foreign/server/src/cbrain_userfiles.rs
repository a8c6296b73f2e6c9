//! CBRAIN userfiles.

use std::sync::Arc;

use axum::Router;
use cbrain_userfiles_server::types::MultiUserfilesModReq;
use cbrain_userfiles_server::userfiles_api::*;
use cbrain_userfiles_server::{Accept, Api, Body, Context, Credentials, Denied, Failure};
use serde_json::{json, to_value};
use sha2::{Digest, Sha256};

use crate::desk::{Answers, Desk};

struct Cbrain {
    desk: Arc<Desk>,
    answers: Answers,
    content: Vec<u8>,
}

pub fn router(desk: Arc<Desk>) -> Router {
    let answers = Answers::read(include_str!("../../answers/cbrain-userfiles.json"));
    // The same bytes as `CONTENT` in `checks/cbrain_userfiles.py`.
    let content = (0..100_000u32).map(|i| ((i * 7 + i / 256) % 256) as u8).collect();
    cbrain_userfiles_server::router(Arc::new(Cbrain { desk, answers, content }))
}

impl Cbrain {
    /// One of the operations on several files, with its answer of success only.
    fn many(&self, operation: &str, body: &MultiUserfilesModReq, cx: &Context<String>) -> Result<u16, Failure> {
        let received = json!({ "multi_userfile_mod_req": to_value(body)?, "principal": cx.principal });
        Ok(self.desk.receive(operation, received))
    }

    /// The content, as text where the caller wants that.
    fn download(&self, accept: &Accept) -> Body {
        let media_type = match accept.best(["application/gzip", "text/plain"]) {
            Some("text/plain") => "text/plain",
            _ => "application/gzip",
        };
        Body::from(self.content.clone()).media_type(media_type)
    }
}

impl Api for Cbrain {
    type Principal = String;
    type Error = Failure;

    async fn authenticate(&self, credentials: &Credentials) -> Result<String, Denied> {
        match &credentials.brain_portal_session {
            Some(token) if token.as_ref() != "wrong" => Ok(format!("BrainPortalSession {}", token.as_ref())),
            _ => Err(Denied::Unauthenticated),
        }
    }
}

impl UserfilesApi for Cbrain {
    async fn userfiles_get(
        &self,
        request: UserfilesGetRequest,
        cx: Context<String>,
    ) -> Result<UserfilesGetResponse, Failure> {
        use UserfilesGetResponse as R;
        let received = json!({ "page": request.page, "per_page": request.per_page, "principal": cx.principal });
        Ok(match self.desk.receive("userfiles_get", received) {
            0 => R::Ok(self.answers.get("userfiles")),
            401 => R::Unauthorized,
            status => return Err(undocumented(status)),
        })
    }

    async fn userfiles_post(
        &self,
        mut request: UserfilesPostRequest,
        cx: Context<String>,
    ) -> Result<UserfilesPostResponse, Failure> {
        use UserfilesPostResponse as R;
        let mut upload = None;
        while let Some(mut file) = request.body.next_file().await? {
            let name = file.file_name();
            let mut hash = Sha256::new();
            while let Some(chunk) = file.next().await? {
                hash.update(&chunk);
            }
            let sha256: String = hash.finalize().iter().map(|byte| format!("{byte:02x}")).collect();
            upload = Some(json!({ "name": name, "sha256": sha256 }));
        }
        let fields = &request.body.fields;
        let received = json!({
            "upload_file": upload,
            "data_provider_id": fields.data_provider_id,
            "userfile_group_id": fields.userfile_group_id,
            "file_type": fields.file_type,
            "do_extract": fields.do_extract,
            "up_ex_mode": fields.up_ex_mode,
            "principal": cx.principal,
        });
        Ok(match self.desk.receive("userfiles_post", received) {
            0 => R::Created(self.answers.get("created")),
            401 => R::Unauthorized,
            status => return Err(undocumented(status)),
        })
    }

    async fn userfiles_id_get(
        &self,
        request: UserfilesIdGetRequest,
        cx: Context<String>,
    ) -> Result<UserfilesIdGetResponse, Failure> {
        let received = json!({ "id": request.id, "principal": cx.principal });
        match self.desk.receive("userfiles_id_get", received) {
            0 => Ok(UserfilesIdGetResponse::Ok(self.answers.get("userfile"))),
            status => Err(undocumented(status)),
        }
    }

    async fn userfiles_id_put(
        &self,
        request: UserfilesIdPutRequest,
        cx: Context<String>,
    ) -> Result<UserfilesIdPutResponse, Failure> {
        use UserfilesIdPutResponse as R;
        let received = json!({
            "id": request.id,
            "userfile_mod_req": to_value(&request.userfile_mod_req)?,
            "principal": cx.principal,
        });
        Ok(match self.desk.receive("userfiles_id_put", received) {
            0 => R::Ok,
            401 => R::Unauthorized,
            status => return Err(undocumented(status)),
        })
    }

    async fn userfiles_id_content_get(
        &self,
        request: UserfilesIdContentGetRequest,
        cx: Context<String>,
    ) -> Result<UserfilesIdContentGetResponse, Failure> {
        use UserfilesIdContentGetResponse as R;
        let received = json!({ "id": request.id, "principal": cx.principal });
        Ok(match self.desk.receive("userfiles_id_content_get", received) {
            0 => R::Ok(self.download(&cx.accept)),
            403 => R::Forbidden,
            status => return Err(undocumented(status)),
        })
    }

    async fn userfiles_download_post(
        &self,
        request: UserfilesDownloadPostRequest,
        cx: Context<String>,
    ) -> Result<UserfilesDownloadPostResponse, Failure> {
        use UserfilesDownloadPostResponse as R;
        Ok(match self.many("userfiles_download_post", &request.multi_userfile_mod_req, &cx)? {
            0 => R::Ok(self.download(&cx.accept)),
            403 => R::Forbidden,
            status => return Err(undocumented(status)),
        })
    }

    async fn userfiles_delete_files_delete(
        &self,
        request: UserfilesDeleteFilesDeleteRequest,
        cx: Context<String>,
    ) -> Result<UserfilesDeleteFilesDeleteResponse, Failure> {
        match self.many("userfiles_delete_files_delete", &request.multi_userfile_mod_req, &cx)? {
            0 => Ok(UserfilesDeleteFilesDeleteResponse::Ok),
            status => Err(undocumented(status)),
        }
    }

    async fn userfiles_change_provider_post(
        &self,
        request: UserfilesChangeProviderPostRequest,
        cx: Context<String>,
    ) -> Result<UserfilesChangeProviderPostResponse, Failure> {
        match self.many("userfiles_change_provider_post", &request.multi_userfile_mod_req, &cx)? {
            0 => Ok(UserfilesChangeProviderPostResponse::Ok),
            status => Err(undocumented(status)),
        }
    }

    async fn userfiles_compress_post(
        &self,
        request: UserfilesCompressPostRequest,
        cx: Context<String>,
    ) -> Result<UserfilesCompressPostResponse, Failure> {
        match self.many("userfiles_compress_post", &request.multi_userfile_mod_req, &cx)? {
            0 => Ok(UserfilesCompressPostResponse::Ok),
            status => Err(undocumented(status)),
        }
    }

    async fn userfiles_uncompress_post(
        &self,
        request: UserfilesUncompressPostRequest,
        cx: Context<String>,
    ) -> Result<UserfilesUncompressPostResponse, Failure> {
        match self.many("userfiles_uncompress_post", &request.multi_userfile_mod_req, &cx)? {
            0 => Ok(UserfilesUncompressPostResponse::Ok),
            status => Err(undocumented(status)),
        }
    }

    async fn userfiles_sync_multiple_post(
        &self,
        request: UserfilesSyncMultiplePostRequest,
        cx: Context<String>,
    ) -> Result<UserfilesSyncMultiplePostResponse, Failure> {
        match self.many("userfiles_sync_multiple_post", &request.multi_userfile_mod_req, &cx)? {
            0 => Ok(UserfilesSyncMultiplePostResponse::Ok),
            status => Err(undocumented(status)),
        }
    }
}

fn undocumented(status: u16) -> Failure {
    Failure::new(format!("{status} is not documented"))
}
