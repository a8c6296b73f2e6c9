//! What the implementations of all servers share: the fixed answers, the status that was asked for, and a record of
//! what they were given.

use std::sync::Mutex;

use serde_json::Value;

/// Where the control port and the implementations meet.
#[derive(Default)]
pub struct Desk {
    next: Mutex<Option<u16>>,
    calls: Mutex<Vec<Value>>,
}

impl Desk {
    /// The next call is answered with this status.
    pub fn answer_next(&self, status: u16) {
        *self.next.lock().unwrap() = Some(status);
    }

    /// What was received since the last time.
    pub fn take_calls(&self) -> Vec<Value> {
        std::mem::take(&mut *self.calls.lock().unwrap())
    }

    /// Records what an operation received. Gives the status that it should answer with, 0 for its success.
    pub fn receive(&self, operation: &str, request: Value) -> u16 {
        self.calls.lock().unwrap().push(serde_json::json!({ "operation": operation, "request": request }));
        self.next.lock().unwrap().take().unwrap_or(0)
    }
}

/// The fixed answers of one API, by name.
pub struct Answers(Value);

impl Answers {
    /// Reads a file of `answers/`.
    pub fn read(text: &str) -> Self {
        Answers(serde_json::from_str(text).expect("answers/ holds JSON"))
    }

    /// An answer as the generated type.
    pub fn get<T: serde::de::DeserializeOwned>(&self, name: &str) -> T {
        serde_json::from_value(self.0[name].clone()).unwrap_or_else(|error| panic!("answer {name}: {error}"))
    }
}
