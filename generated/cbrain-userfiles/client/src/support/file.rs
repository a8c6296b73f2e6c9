// SPDX-License-Identifier: MIT-0
//! Files and readers as bodies: read piece by piece while they are sent.

use std::io;
use std::path::Path;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use bytes::Bytes;
use futures_core::Stream;
use tokio::io::{AsyncRead, ReadBuf};

use super::body::Body;

const PIECE: usize = 64 * 1024;

impl Body {
    /// A body that is read while it is sent.
    pub fn reader(reader: impl AsyncRead + Send + 'static) -> Self {
        Body::from_stream(Box::pin(Pieces { reader: Box::pin(reader), buffer: vec![0; PIECE] }), None)
    }

    /// The content of a file, read while it is sent.
    pub async fn open(path: impl AsRef<Path>) -> io::Result<Self> {
        let file = tokio::fs::File::open(path).await?;
        let length = file.metadata().await?.len();
        Ok(Body::reader(file).with_length(length))
    }
}

struct Pieces<R> {
    reader: Pin<Box<R>>,
    buffer: Vec<u8>,
}

impl<R: AsyncRead> Stream for Pieces<R> {
    type Item = io::Result<Bytes>;

    fn poll_next(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let Pieces { reader, buffer } = self.get_mut();
        let mut piece = ReadBuf::new(buffer);
        Poll::Ready(match ready!(reader.as_mut().poll_read(cx, &mut piece)) {
            Err(error) => Some(Err(error)),
            Ok(()) if piece.filled().is_empty() => None,
            Ok(()) => Some(Ok(Bytes::copy_from_slice(piece.filled()))),
        })
    }
}
