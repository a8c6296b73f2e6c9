//! The server's side: it gives what a test sends it, and keeps what came in.

use std::sync::{Mutex, PoisonError};

use std::time::Duration;

use operations_streams_server::blobs_api::*;
use operations_streams_server::events_api::*;
use operations_streams_server::rows_api::*;
use operations_streams_server::types::{Row, events_api as kinds};
use operations_streams_server::{Api, BlobsApi, Context, EventsApi, Failure, ItemStream, Limits, RowsApi, ServerEvent};

use super::Sent;

/// What a stream of answers brings.
pub(super) type Told = Result<Row, &'static str>;

#[derive(Default)]
pub(super) struct Handler {
    /// The next answer of `list_rows`.
    pub(super) rows: Mutex<Option<Sent<Told>>>,
    /// The next answer of `watch`.
    pub(super) events: Mutex<Option<Sent<ServerEvent<Row>>>>,
    /// What came in, items and problems in words, while it comes.
    pub(super) seen: Mutex<Vec<String>>,
    /// Whether a broken item ends the request.
    pub(super) strict: bool,
}

impl Handler {
    pub(super) fn seen(&self) -> Vec<String> {
        std::mem::take(&mut *self.seen.lock().unwrap_or_else(PoisonError::into_inner))
    }

    fn see(&self, what: String) {
        self.seen.lock().unwrap_or_else(PoisonError::into_inner).push(what);
    }

    async fn count<T: std::fmt::Debug>(&self, mut body: ItemStream<T>) -> Result<i64, Failure> {
        let mut count = 0;
        while let Some(item) = body.next().await {
            match item {
                Ok(item) => self.see(format!("{item:?}")),
                Err(failure) if self.strict => return Err(failure),
                Err(failure) => self.see(failure.to_string()),
            }
            count += 1;
        }
        Ok(count)
    }
}

impl Api for Handler {
    type Error = Failure;

    fn limits(&self) -> Limits {
        Limits::default().body(64)
    }

    fn failed(&self, operation: &'static str, failure: &Failure) {
        self.see(format!("{operation}: {failure}"));
    }
}

impl RowsApi for Handler {
    async fn list_rows(&self, _: ListRowsRequest, _: Context<()>) -> Result<ListRowsResponse, Failure> {
        let rows = self.rows.lock().unwrap_or_else(PoisonError::into_inner).take();
        Ok(match rows {
            Some(rows) => ListRowsResponse::Ok(ItemStream::try_new(rows)),
            None => ListRowsResponse::NotFound(vec![Row::new(404)].into()),
        })
    }

    async fn add_rows(&self, request: AddRowsRequest, _: Context<()>) -> Result<AddRowsResponse, Failure> {
        Ok(AddRowsResponse::Ok(self.count(request.body).await?))
    }

    async fn copy_rows(&self, request: CopyRowsRequest, cx: Context<()>) -> Result<CopyRowsResponse, Failure> {
        let rows = request.body.unwrap_or_else(|| Vec::new().into());
        Ok(match cx.accept.best(["application/json-seq", "application/x-ndjson"]) {
            Some("application/x-ndjson") => CopyRowsResponse::OkXNdjson(ItemStream::try_new(rows)),
            _ => CopyRowsResponse::OkJsonSeq(ItemStream::try_new(rows)),
        })
    }

    async fn put_any(&self, request: PutAnyRequest, _: Context<()>) -> Result<PutAnyResponse, Failure> {
        match request.body {
            PutAnyBody::XNdjson(body) => self.count(body).await?,
            PutAnyBody::JsonSeq(body) => self.count(body).await?,
            PutAnyBody::VndPointJsonSeq(body) => self.count(body).await?,
        };
        Ok(PutAnyResponse::Ok(vec![Some(1), None].into()))
    }

    async fn get_raw(&self, _: GetRawRequest, _: Context<()>) -> Result<GetRawResponse, Failure> {
        Ok(GetRawResponse::Ok("{\n".into()))
    }
}

impl EventsApi for Handler {
    async fn watch(&self, request: WatchRequest, _: Context<()>) -> Result<WatchResponse, Failure> {
        self.see(format!("{:?}", request.last_event_id));
        let events = self.events.lock().unwrap_or_else(PoisonError::into_inner).take();
        let events = events.ok_or_else(|| Failure::new("nothing to tell"))?;
        Ok(WatchResponse::Ok(ItemStream::new(events).keep_alive(Duration::from_millis(100))))
    }

    async fn publish(&self, request: PublishRequest, _: Context<()>) -> Result<PublishResponse, Failure> {
        self.count(request.body).await?;
        Ok(PublishResponse::NoContent)
    }

    async fn list_ticks(&self, request: ListTicksRequest, _: Context<()>) -> Result<ListTicksResponse, Failure> {
        let tick = kinds::ListTicksResult::new(request.last_event_id + 1);
        Ok(ListTicksResponse::Ok(ItemStream::from(vec![tick.into()]).then_done()))
    }

    async fn log(&self, request: LogRequest, _: Context<()>) -> Result<LogResponse, Failure> {
        let count = self.count(request.body).await?;
        let row = ServerEvent::new(Row::new(1).into()).named("row");
        Ok(LogResponse::Ok(vec![row, ServerEvent::new(kinds::LogResult::from(count)).named("count")].into()))
    }
}

/// `tests/memory.rs` is about these.
impl BlobsApi for Handler {
    async fn get_blob(&self, _: GetBlobRequest, _: Context<()>) -> Result<GetBlobResponse, Failure> {
        Ok(GetBlobResponse::Ok("".into()))
    }

    async fn put_blob(&self, _: PutBlobRequest, _: Context<()>) -> Result<PutBlobResponse, Failure> {
        Ok(PutBlobResponse::Ok(0))
    }

    async fn post_blob(&self, _: PostBlobRequest, _: Context<()>) -> Result<PostBlobResponse, Failure> {
        Ok(PostBlobResponse::Ok(0))
    }
}
