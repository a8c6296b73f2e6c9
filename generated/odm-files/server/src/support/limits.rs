// SPDX-License-Identifier: MIT-0
//! How much a server takes.

/// How much of a request a server takes before it answers 413.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub struct Limits {
    /// Bytes of a body that is read as a whole, of an item of a stream, and of all the values of a multipart form
    /// together.
    pub body: usize,
    /// Bytes of a body or of a file that is handed on as a stream.
    pub stream: Option<u64>,
    /// Bytes of files that are kept in temporary files, because values that are needed first come behind them.
    pub waiting: u64,
}

impl Default for Limits {
    /// 2 MiB, any number, 64 MiB.
    fn default() -> Self {
        Limits { body: 2 << 20, stream: None, waiting: 64 << 20 }
    }
}

impl Limits {
    /// Bytes of a body that is read as a whole.
    pub fn body(mut self, bytes: usize) -> Self {
        self.body = bytes;
        self
    }

    /// Bytes of a body or file that is handed on as a stream.
    pub fn stream(mut self, bytes: u64) -> Self {
        self.stream = Some(bytes);
        self
    }

    /// Bytes of files that are kept in temporary files.
    pub fn waiting(mut self, bytes: u64) -> Self {
        self.waiting = bytes;
        self
    }
}
