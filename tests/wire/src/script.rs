//! Handlers that do what a test says: they keep the request and give the answer that waits.

use std::any::{Any, type_name};
use std::collections::VecDeque;
use std::sync::{Mutex, MutexGuard, PoisonError};

type Queue = Mutex<VecDeque<Box<dyn Any + Send>>>;

/// The answers that wait for calls, and the requests that came.
#[derive(Debug, Default)]
pub struct Script {
    answers: Queue,
    requests: Queue,
}

impl Script {
    /// The next call of any operation is answered with this.
    pub fn answer(&self, answer: impl Any + Send) {
        lock(&self.answers).push_back(Box::new(answer));
    }

    /// What a handler does.
    pub fn play<R: Any + Send, A: Any>(&self, request: R) -> A {
        lock(&self.requests).push_back(Box::new(request));
        take(&self.answers, "an answer")
    }

    /// The request that came first and was not looked at yet.
    pub fn request<R: Any>(&self) -> R {
        take(&self.requests, "a request")
    }

    /// Nobody will look at the requests that came.
    pub fn forget(&self) {
        lock(&self.requests).clear();
    }

    /// Whether every request was looked at and every answer was given.
    pub fn is_done(&self) -> bool {
        lock(&self.answers).is_empty() && lock(&self.requests).is_empty()
    }
}

fn lock(queue: &Queue) -> MutexGuard<'_, VecDeque<Box<dyn Any + Send>>> {
    queue.lock().unwrap_or_else(PoisonError::into_inner)
}

fn take<T: Any>(queue: &Queue, what: &str) -> T {
    let next = lock(queue).pop_front();
    let next = next.unwrap_or_else(|| panic!("no {} waits where {what} is needed", type_name::<T>()));
    *next.downcast().unwrap_or_else(|_| panic!("{what} that waits is no {}", type_name::<T>()))
}
