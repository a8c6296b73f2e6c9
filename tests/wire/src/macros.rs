//! Code that every API's test would have to spell out for each operation. The names `Error`, `Context` and `Failure`
//! are those of the generated crates that the test imports.

/// Implements a tag's trait for a handler that follows a script. Methods that do more stand behind `with`.
#[macro_export]
macro_rules! scripted {
    ($handler:ident: $api:ident { $($method:ident($request:ty, $principal:ty) -> $response:ty;)* }
        $(with { $($more:tt)* })?) => {
        impl $api for $handler {
            $($($more)*)?
            $(async fn $method(&self, request: $request, _: Context<$principal>) -> Result<$response, Failure> {
                Ok(self.0.play(request))
            })*
        }
    };
}

/// Calls an operation once for each of its errors: the server gives the answer, the client has to get the error
/// that belongs to it, with the same body.
///
/// `404 NotFound body;` has a body, `404 NotFound;` has none, `401 Unauthorized { field: value };` has a header,
/// `418 default body;` is a status that is not described.
#[macro_export]
macro_rules! errors {
    ($wire:ident, $answer:ident, $error:ident, $call:expr => $($rest:tt)*) => {
        $crate::errors!(@ $wire $answer $error ($call) $($rest)*)
    };
    (@ $wire:ident $answer:ident $error:ident ($call:expr)) => {};
    (@ $wire:ident $answer:ident $error:ident ($call:expr) $code:literal default $body:expr; $($rest:tt)*) => {
        let (status, body) = ($crate::status($code), $body);
        $wire.script.answer($answer::Default { status, body: body.clone() });
        match $call.await {
            Err(Error::Api($error::Default { status: got, body: found })) => {
                assert_eq!(got, status);
                assert_eq!(*found, body);
            }
            other => panic!("{}: {other:?}", $code),
        }
        $wire.answered($code);
        $crate::errors!(@ $wire $answer $error ($call) $($rest)*)
    };
    (@ $wire:ident $answer:ident $error:ident ($call:expr) $code:literal $variant:ident; $($rest:tt)*) => {
        $wire.script.answer($answer::$variant);
        match $call.await {
            Err(Error::Api($error::$variant)) => {}
            other => panic!("{}: {other:?}", $code),
        }
        $wire.answered($code);
        assert_eq!($wire.served.last().answer(), "");
        $crate::errors!(@ $wire $answer $error ($call) $($rest)*)
    };
    (@ $wire:ident $answer:ident $error:ident ($call:expr)
        $code:literal $variant:ident { $field:ident: $value:expr }; $($rest:tt)*) => {
        let value = Some($value);
        $wire.script.answer($answer::$variant { $field: value.clone() });
        match $call.await {
            Err(Error::Api($error::$variant { headers })) => assert_eq!(headers.$field, value),
            other => panic!("{}: {other:?}", $code),
        }
        $wire.answered($code);
        $crate::errors!(@ $wire $answer $error ($call) $($rest)*)
    };
    (@ $wire:ident $answer:ident $error:ident ($call:expr) $code:literal $variant:ident $body:expr; $($rest:tt)*) => {
        let body = $body;
        $wire.script.answer($answer::$variant(body.clone()));
        match $call.await {
            Err(Error::Api($error::$variant(found))) => assert_eq!(*found, body),
            other => panic!("{}: {other:?}", $code),
        }
        $wire.answered($code);
        assert_eq!($wire.served.last().answer_header("content-type"), "application/json");
        $crate::errors!(@ $wire $answer $error ($call) $($rest)*)
    };
}
