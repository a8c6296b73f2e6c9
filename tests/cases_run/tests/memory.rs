//! Streams are streams: 300 MB in each direction and of each kind, with client and server in this one process, and an
//! allocator that counts. Whoever gathers a body in memory goes far beyond what is allowed here.

use std::alloc::{GlobalAlloc, Layout, System};
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};
use std::task::{Context as Task, Poll};

use futures_core::Stream;
use operations_streams_client::blobs_api::PostBlobForm;
use operations_streams_client::{Body as Sent, Client, FilePart, ItemStream as Sending, types as sent};
use operations_streams_server::types::Row;
use operations_streams_server::{
    Api, BlobsApi, Body, Context, EventsApi, Failure, ItemStream, RowsApi, ServerEvent, blobs_api::*, events_api::*,
    router, rows_api::*,
};

/// So much goes over the wire, in pieces of this size.
const PIECE: usize = 100 << 10;
const PIECES: usize = 3000;
const TOTAL: usize = PIECE * PIECES;

/// So much may be in memory beyond what was there before: chunks on both sides and in between.
const ALLOWED: usize = 12 << 20;

struct Counting;

static LIVE: AtomicUsize = AtomicUsize::new(0);
static PEAK: AtomicUsize = AtomicUsize::new(0);

impl Counting {
    fn add(bytes: usize) {
        let live = LIVE.fetch_add(bytes, Relaxed) + bytes;
        PEAK.fetch_max(live, Relaxed);
    }
}

// SAFETY: every call goes to the system's allocator as it came.
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        Counting::add(layout.size());
        unsafe { System.alloc(layout) }
    }

    unsafe fn dealloc(&self, pointer: *mut u8, layout: Layout) {
        LIVE.fetch_sub(layout.size(), Relaxed);
        unsafe { System.dealloc(pointer, layout) }
    }
}

#[global_allocator]
static ALLOCATOR: Counting = Counting;

/// Pieces that are made when they are asked for.
struct Pieces<T> {
    left: usize,
    make: fn() -> T,
}

impl<T> Stream for Pieces<T> {
    type Item = T;

    fn poll_next(mut self: Pin<&mut Self>, _: &mut Task<'_>) -> Poll<Option<T>> {
        self.left = match self.left.checked_sub(1) {
            Some(left) => left,
            None => return Poll::Ready(None),
        };
        Poll::Ready(Some((self.make)()))
    }
}

fn pieces<T>(make: fn() -> T) -> Pieces<T> {
    Pieces { left: PIECES, make }
}

fn bytes() -> Result<Vec<u8>, std::io::Error> {
    Ok(vec![b'x'; PIECE])
}

fn row() -> Row {
    let mut row = Row::new(1);
    row.text = Some("x".repeat(PIECE));
    row
}

fn length(text: Option<String>) -> usize {
    text.map_or(0, |text| text.len())
}

struct App;

impl Api for App {
    type Error = Failure;
}

fn not_asked<T>() -> Result<T, Failure> {
    Err(Failure::new("nobody asks for this"))
}

impl BlobsApi for App {
    async fn get_blob(&self, _: GetBlobRequest, _: Context<()>) -> Result<GetBlobResponse, Failure> {
        struct Ready(Pieces<Result<Vec<u8>, std::io::Error>>);
        impl Stream for Ready {
            type Item = Result<axum::body::Bytes, std::io::Error>;

            fn poll_next(mut self: Pin<&mut Self>, cx: &mut Task<'_>) -> Poll<Option<Self::Item>> {
                Pin::new(&mut self.0).poll_next(cx).map(|piece| piece.map(|piece| piece.map(Into::into)))
            }
        }
        Ok(GetBlobResponse::Ok(Body::from_stream(Ready(pieces(bytes)))))
    }

    async fn put_blob(&self, mut request: PutBlobRequest, _: Context<()>) -> Result<PutBlobResponse, Failure> {
        let mut count = 0;
        while let Some(chunk) = request.body.next().await {
            count += chunk?.len();
        }
        Ok(PutBlobResponse::Ok(count as i64))
    }

    async fn post_blob(&self, mut request: PostBlobRequest, _: Context<()>) -> Result<PostBlobResponse, Failure> {
        let mut count = 0;
        while let Some(mut file) = request.body.next_file().await? {
            while let Some(chunk) = file.next().await? {
                count += chunk.len();
            }
        }
        Ok(PostBlobResponse::Ok(count as i64))
    }
}

impl RowsApi for App {
    async fn list_rows(&self, _: ListRowsRequest, _: Context<()>) -> Result<ListRowsResponse, Failure> {
        Ok(ListRowsResponse::Ok(ItemStream::new(pieces(row))))
    }

    async fn add_rows(&self, mut request: AddRowsRequest, _: Context<()>) -> Result<AddRowsResponse, Failure> {
        let mut count = 0;
        while let Some(row) = request.body.next().await {
            count += length(row?.text);
        }
        Ok(AddRowsResponse::Ok(count as i64))
    }

    async fn copy_rows(&self, request: CopyRowsRequest, _: Context<()>) -> Result<CopyRowsResponse, Failure> {
        let rows = request.body.ok_or_else(|| Failure::new("no rows"))?;
        Ok(CopyRowsResponse::OkJsonSeq(ItemStream::try_new(rows)))
    }

    async fn put_any(&self, _: PutAnyRequest, _: Context<()>) -> Result<PutAnyResponse, Failure> {
        not_asked()
    }

    async fn get_raw(&self, _: GetRawRequest, _: Context<()>) -> Result<GetRawResponse, Failure> {
        not_asked()
    }
}

impl EventsApi for App {
    async fn watch(&self, _: WatchRequest, _: Context<()>) -> Result<WatchResponse, Failure> {
        Ok(WatchResponse::Ok(ItemStream::new(pieces(|| ServerEvent::new(row())))))
    }

    async fn publish(&self, mut request: PublishRequest, _: Context<()>) -> Result<PublishResponse, Failure> {
        let mut count = 0;
        while let Some(event) = request.body.next().await {
            count += length(event?.data.text);
        }
        if count == TOTAL { Ok(PublishResponse::NoContent) } else { not_asked() }
    }

    async fn list_ticks(&self, _: ListTicksRequest, _: Context<()>) -> Result<ListTicksResponse, Failure> {
        not_asked()
    }

    async fn log(&self, _: LogRequest, _: Context<()>) -> Result<LogResponse, Failure> {
        not_asked()
    }
}

fn sent_row() -> sent::Row {
    let mut row = sent::Row::new(1);
    row.text = Some("x".repeat(PIECE));
    row
}

/// Runs a transfer, which gives the number of bytes that arrived, and looks at the most memory that it took.
async fn flat(what: &str, transfer: impl Future<Output = usize>) {
    let before = LIVE.load(Relaxed);
    PEAK.store(before, Relaxed);
    let started = std::time::Instant::now();
    assert_eq!(transfer.await, TOTAL, "{what}");
    let most = PEAK.load(Relaxed).saturating_sub(before);
    println!("{what}: {} KiB at most, {:?}", most >> 10, started.elapsed());
    assert!(most < ALLOWED, "{what}: {most} bytes in memory");
}

/// One test, so that nothing else is counted.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn memory_stays_flat() {
    let served = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let origin = format!("http://{}", served.local_addr().expect("an address"));
    tokio::spawn(async move { axum::serve(served, router(Arc::new(App))).await });
    let client = &Client::builder(origin).build().expect("a client");

    flat("octet-stream, up", async { client.put_blob(Sent::stream(pieces(bytes))).await.expect("a count") as usize })
        .await;
    flat("octet-stream, down", async {
        let mut body = client.get_blob().await.expect("a body");
        let mut count = 0;
        while let Some(chunk) = body.chunk().await.expect("bytes") {
            count += chunk.len();
        }
        count
    })
    .await;
    flat("multipart, up", async {
        let file = FilePart::new("large", Sent::stream(pieces(bytes)));
        client.post_blob(PostBlobForm::new(file)).await.expect("a count") as usize
    })
    .await;
    flat("lines, up", async { client.add_rows(Sending::new(pieces(sent_row))).await.expect("a count") as usize }).await;
    flat("lines, down", async {
        let mut rows = client.list_rows().await.expect("rows");
        let mut count = 0;
        while let Some(row) = rows.next().await {
            count += length(row.expect("a row").text);
        }
        count
    })
    .await;
    flat("events, up", async {
        let events = pieces(|| operations_streams_client::ServerEvent::new(sent_row()));
        client.publish(Sending::new(events)).await.expect("all arrived");
        TOTAL
    })
    .await;
    flat("events, down", async {
        let mut events = client.watch().await.expect("events");
        let mut count = 0;
        while let Some(event) = events.next().await {
            count += length(event.expect("an event").data.text);
        }
        count
    })
    .await;
}
