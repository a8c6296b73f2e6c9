//! simcore storage.

use std::sync::Arc;

use axum::Router;
use axum::http::StatusCode;
use serde_json::{json, to_value};
use simcore_storage_server::default_api::*;
use simcore_storage_server::types::{ErrorEnveloped, FakeEnveloped};
use simcore_storage_server::{Api, Context, Failure};

use crate::desk::{Answers, Desk};

struct Storage {
    desk: Arc<Desk>,
    answers: Answers,
}

pub fn router(desk: Arc<Desk>) -> Router {
    let answers = Answers::read(include_str!("../../answers/simcore-storage.json"));
    Router::new().nest_service(
        simcore_storage_server::BASE_PATH,
        simcore_storage_server::router(Arc::new(Storage { desk, answers })),
    )
}

impl Storage {
    fn error(&self) -> ErrorEnveloped {
        self.answers.get("error")
    }
}

/// What came, part by part.
fn echo(request: CheckActionPostRequest) -> FakeEnveloped {
    let body = request.fake.map(|fake| fake.body_value).unwrap_or_default();
    let echo = json!({
        "data": {
            "path_value": request.action.as_str(),
            "query_value": request.data.unwrap_or_default(),
            "body_value": body,
        },
        "error": null,
    });
    serde_json::from_value(echo).expect("an echo has all parts")
}

impl Api for Storage {
    type Error = Failure;
}

impl DefaultApi for Storage {
    async fn health_check(&self, _: HealthCheckRequest, _: Context<()>) -> Result<HealthCheckResponse, Failure> {
        use HealthCheckResponse as R;
        let received = json!({});
        Ok(match self.desk.receive("health_check", received) {
            0 => R::Ok(self.answers.get("health_check")),
            status => R::Default { status: StatusCode::from_u16(status)?, body: self.error() },
        })
    }

    async fn get_status(&self, _: GetStatusRequest, _: Context<()>) -> Result<GetStatusResponse, Failure> {
        use GetStatusResponse as R;
        let received = json!({});
        Ok(match self.desk.receive("get_status", received) {
            0 => R::Ok,
            status => return Err(Failure::new(format!("{status} is not documented"))),
        })
    }

    async fn check_action_post(
        &self,
        request: CheckActionPostRequest,
        _: Context<()>,
    ) -> Result<CheckActionPostResponse, Failure> {
        use CheckActionPostResponse as R;
        let received =
            json!({ "action": request.action.as_str(), "data": request.data, "fake": to_value(&request.fake)? });
        Ok(match self.desk.receive("check_action_post", received) {
            0 => R::Ok(echo(request)),
            status => R::Default { status: StatusCode::from_u16(status)?, body: self.error() },
        })
    }

    async fn get_storage_locations(
        &self,
        request: GetStorageLocationsRequest,
        _: Context<()>,
    ) -> Result<GetStorageLocationsResponse, Failure> {
        use GetStorageLocationsResponse as R;
        let received = json!({ "user_id": request.user_id });
        Ok(match self.desk.receive("get_storage_locations", received) {
            0 => R::Ok(self.answers.get("get_storage_locations")),
            status => R::Default { status: StatusCode::from_u16(status)?, body: self.error() },
        })
    }

    async fn synchronise_meta_data_table(
        &self,
        request: SynchroniseMetaDataTableRequest,
        _: Context<()>,
    ) -> Result<SynchroniseMetaDataTableResponse, Failure> {
        use SynchroniseMetaDataTableResponse as R;
        let received = json!({ "location_id": request.location_id, "dry_run": request.dry_run, "fire_and_forget": request.fire_and_forget });
        Ok(match self.desk.receive("synchronise_meta_data_table", received) {
            0 => R::Ok(self.answers.get("synchronise_meta_data_table")),
            status => R::Default { status: StatusCode::from_u16(status)?, body: self.error() },
        })
    }

    async fn get_datasets_metadata(
        &self,
        request: GetDatasetsMetadataRequest,
        _: Context<()>,
    ) -> Result<GetDatasetsMetadataResponse, Failure> {
        use GetDatasetsMetadataResponse as R;
        let received = json!({ "location_id": request.location_id, "user_id": request.user_id });
        Ok(match self.desk.receive("get_datasets_metadata", received) {
            0 => R::Ok(self.answers.get("get_datasets_metadata")),
            status => R::Default { status: StatusCode::from_u16(status)?, body: self.error() },
        })
    }

    async fn get_files_metadata_dataset(
        &self,
        request: GetFilesMetadataDatasetRequest,
        _: Context<()>,
    ) -> Result<GetFilesMetadataDatasetResponse, Failure> {
        use GetFilesMetadataDatasetResponse as R;
        let received =
            json!({ "location_id": request.location_id, "dataset_id": request.dataset_id, "user_id": request.user_id });
        Ok(match self.desk.receive("get_files_metadata_dataset", received) {
            0 => R::Ok(self.answers.get("files")),
            status => R::Default { status: StatusCode::from_u16(status)?, body: self.error() },
        })
    }

    async fn get_files_metadata(
        &self,
        request: GetFilesMetadataRequest,
        _: Context<()>,
    ) -> Result<GetFilesMetadataResponse, Failure> {
        use GetFilesMetadataResponse as R;
        let received = json!({ "location_id": request.location_id, "user_id": request.user_id, "uuid_filter": request.uuid_filter });
        Ok(match self.desk.receive("get_files_metadata", received) {
            0 => R::Ok(self.answers.get("files")),
            status => R::Default { status: StatusCode::from_u16(status)?, body: self.error() },
        })
    }

    async fn get_file_metadata(
        &self,
        request: GetFileMetadataRequest,
        _: Context<()>,
    ) -> Result<GetFileMetadataResponse, Failure> {
        use GetFileMetadataResponse as R;
        let received =
            json!({ "file_id": request.file_id, "location_id": request.location_id, "user_id": request.user_id });
        Ok(match self.desk.receive("get_file_metadata", received) {
            0 => R::Ok(self.answers.get("file")),
            status => R::Default { status: StatusCode::from_u16(status)?, body: self.error() },
        })
    }

    async fn update_file_meta_data(
        &self,
        request: UpdateFileMetaDataRequest,
        _: Context<()>,
    ) -> Result<UpdateFileMetaDataResponse, Failure> {
        use UpdateFileMetaDataResponse as R;
        let received = json!({ "file_id": request.file_id, "location_id": request.location_id, "file_meta_data": to_value(&request.file_meta_data)? });
        Ok(match self.desk.receive("update_file_meta_data", received) {
            0 => R::Ok(self.answers.get("file")),
            status => R::Default { status: StatusCode::from_u16(status)?, body: self.error() },
        })
    }

    async fn download_file(
        &self,
        request: DownloadFileRequest,
        _: Context<()>,
    ) -> Result<DownloadFileResponse, Failure> {
        use DownloadFileResponse as R;
        let received =
            json!({ "file_id": request.file_id, "location_id": request.location_id, "user_id": request.user_id });
        Ok(match self.desk.receive("download_file", received) {
            0 => R::Ok(self.answers.get("link")),
            status => R::Default { status: StatusCode::from_u16(status)?, body: self.error() },
        })
    }

    async fn upload_file(&self, request: UploadFileRequest, _: Context<()>) -> Result<UploadFileResponse, Failure> {
        use UploadFileResponse as R;
        let received = json!({ "file_id": request.file_id, "location_id": request.location_id, "user_id": request.user_id, "extra_location": request.extra_location, "extra_source": request.extra_source });
        Ok(match self.desk.receive("upload_file", received) {
            0 => R::Ok(self.answers.get("link")),
            status => R::Default { status: StatusCode::from_u16(status)?, body: self.error() },
        })
    }

    async fn delete_file(&self, request: DeleteFileRequest, _: Context<()>) -> Result<DeleteFileResponse, Failure> {
        use DeleteFileResponse as R;
        let received =
            json!({ "file_id": request.file_id, "location_id": request.location_id, "user_id": request.user_id });
        Ok(match self.desk.receive("delete_file", received) {
            0 => R::NoContent,
            status => R::Default { status: StatusCode::from_u16(status)?, body: self.error() },
        })
    }

    async fn copy_as_soft_link(
        &self,
        request: CopyAsSoftLinkRequest,
        _: Context<()>,
    ) -> Result<CopyAsSoftLinkResponse, Failure> {
        use CopyAsSoftLinkResponse as R;
        let received = json!({ "file_id": request.file_id, "user_id": request.user_id, "inline_object1": to_value(&request.inline_object1)? });
        Ok(match self.desk.receive("copy_as_soft_link", received) {
            0 => R::Ok(self.answers.get("file")),
            status => R::Default { status: StatusCode::from_u16(status)?, body: self.error() },
        })
    }

    async fn search_files_starting_with(
        &self,
        request: SearchFilesStartingWithRequest,
        _: Context<()>,
    ) -> Result<SearchFilesStartingWithResponse, Failure> {
        use SearchFilesStartingWithResponse as R;
        let received = json!({ "user_id": request.user_id, "startswith": request.startswith });
        Ok(match self.desk.receive("search_files_starting_with", received) {
            0 => R::Ok(self.answers.get("files")),
            status => R::Default { status: StatusCode::from_u16(status)?, body: self.error() },
        })
    }

    async fn copy_folders_from_project(
        &self,
        request: CopyFoldersFromProjectRequest,
        _: Context<()>,
    ) -> Result<CopyFoldersFromProjectResponse, Failure> {
        use CopyFoldersFromProjectResponse as R;
        let received = json!({ "user_id": request.user_id, "inline_object": to_value(&request.inline_object)? });
        Ok(match self.desk.receive("copy_folders_from_project", received) {
            0 => R::Created(self.answers.get("project")),
            status => R::Default { status: StatusCode::from_u16(status)?, body: self.error() },
        })
    }

    async fn delete_folders_of_project(
        &self,
        request: DeleteFoldersOfProjectRequest,
        _: Context<()>,
    ) -> Result<DeleteFoldersOfProjectResponse, Failure> {
        use DeleteFoldersOfProjectResponse as R;
        let received =
            json!({ "folder_id": request.folder_id, "user_id": request.user_id, "node_id": request.node_id });
        Ok(match self.desk.receive("delete_folders_of_project", received) {
            0 => R::NoContent,
            status => return Err(Failure::new(format!("{status} is not documented"))),
        })
    }
}
