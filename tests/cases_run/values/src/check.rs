//! What is claimed of every schema and the type made from it.

use std::cell::RefCell;
use std::collections::BTreeSet;

use jsonschema::Validator;
use proptest::prelude::any;
use proptest::test_runner::{Config, RngAlgorithm, TestCaseError, TestError, TestRng, TestRunner};
use serde_json::Value;

use crate::changes::{self, Pool};
use crate::compare::{part_of, same};
use crate::exceptions::{self, Verdict};
use crate::schema::{Direction, Schemas};
use crate::{foreign, values};

/// The type of a schema.
pub struct Codec {
    /// The schema's name.
    pub schema: &'static str,
    /// The type's name.
    pub name: &'static str,
    /// Which way its values travel.
    pub direction: Direction,
    /// Whether the type is an alias: its limits hold where it is used, so nothing can be said of it alone.
    pub alias: bool,
    /// Reads a text as a server (strictly) or as a client does, and writes it again.
    pub read: fn(text: &str, strict: bool) -> Result<Outcome, String>,
}

/// What became of a value.
pub struct Outcome {
    /// The value as text.
    pub written: String,
    /// What was read from that, as text.
    pub second: String,
    /// Whether reading that gave the same value.
    pub same_again: bool,
    /// Whether serde reads the same value as a client.
    pub same_by_serde: bool,
}

/// How deep values are, in schemas; how many values are made of each schema, and how many changes to each value.
const DEPTH: usize = 7;
const VALUES: u32 = 32;
const CHANGES: usize = 12;

/// Checks every schema of a document. `CRATEWRIGHT_VALUES` asks for more values than CI has time for.
///
/// # Panics
/// If anything is not as it should be: all that is wrong, for each schema the smallest value that shows it.
pub fn check(case: &str, document: &str, codecs: &[Codec]) {
    let document: Value = serde_json::from_str(document).expect("a document");
    let pool = Pool::new(&document["components"]["schemas"]);
    let mut wrong = Vec::new();
    let given = document["components"]["schemas"].as_object().into_iter().flatten().map(|(name, _)| &**name);
    let covered: BTreeSet<_> = codecs.iter().map(|codec| codec.schema).collect();
    wrong.extend(given.filter(|name| !covered.contains(name)).map(|name| format!("{name}: no type is known")));
    for codec in codecs {
        let schemas = Schemas::new(&document, codec.direction);
        let judge = Judge { case, codec, validator: schemas.validator(codec.schema), pool: &pool };
        // What `tests/cases.rs` found in the document.
        let examples = document["x-examples"][codec.schema].as_array().map_or(&[][..], |examples| examples);
        let examples = examples
            .iter()
            .try_for_each(|example| judge.changed(example).map_err(|error| format!("an example: {error}")));
        if let Err(error) = examples.and_then(|()| judge.run(&schemas)) {
            wrong.push(format!("{} ({}): {error}", codec.schema, codec.name));
        }
    }
    assert!(wrong.is_empty(), "{case}:\n{}", wrong.join("\n\n"));
}

struct Judge<'a> {
    case: &'a str,
    codec: &'a Codec,
    validator: Validator,
    pool: &'a Pool,
}

impl Judge<'_> {
    fn run(&self, schemas: &Schemas) -> Result<(), String> {
        for exception in exceptions::of(self.case, self.codec.schema) {
            let accepted = (self.codec.read)(exception.example, true).is_ok();
            let verdict = match (accepted, self.validator.is_valid(&json(exception.example)?)) {
                (true, false) => Some(Verdict::TooMuch),
                (false, true) => Some(Verdict::TooLittle),
                _ => None,
            };
            if verdict != Some(exception.verdict) {
                return Err(format!("{} needs no exception any more: {}", exception.example, exception.reason));
            }
        }
        let cases = std::env::var("CRATEWRIGHT_VALUES").ok().and_then(|count| count.parse().ok()).unwrap_or(VALUES);
        // Values that the strategy makes and the judge rejects are few, or the strategy is no good.
        let config = Config {
            cases,
            max_global_rejects: 2 * cases,
            failure_persistence: None,
            max_shrink_iters: 4096,
            ..Config::default()
        };
        let rng = TestRng::deterministic_rng(RngAlgorithm::ChaCha);
        let values = values::values(schemas, &Schemas::schema(self.codec.schema), DEPTH).ok_or("no value is made")?;
        let seeds = [any::<u64>(); CHANGES];
        let why = RefCell::new(String::new());
        let result = TestRunner::new_with_rng(config, rng).run(&(values, seeds), |(value, seeds)| {
            if let Err(error) = self.validator.validate(&value) {
                *why.borrow_mut() = format!("{value}: {error}");
                return Err(TestCaseError::reject("the judge says so"));
            }
            self.value(&value, &seeds).map_err(|error| TestCaseError::fail(format!("{error}\n  of {value}")))
        });
        result.map_err(|error| match error {
            TestError::Fail(reason, _) => reason.to_string(),
            TestError::Abort(reason) => format!("too many values are invalid: {reason}, at last {}", why.borrow()),
        })
    }

    fn value(&self, value: &Value, seeds: &[u64]) -> Result<(), String> {
        let text = value.to_string();
        if exceptions::meant(self.case, self.codec.schema, Verdict::TooLittle, value) {
            let read = (self.codec.read)(&text, true).map(|outcome| outcome.written);
            return read.err().map(drop).ok_or_else(|| format!("{value} needs no exception"));
        }
        let server = self.comes_back(value, &text, true)?;
        self.comes_back(value, &text, false)?;
        let spelled = foreign::spelled(value, seeds[0]);
        for strict in [true, false] {
            let outcome = (self.codec.read)(&spelled, strict).map_err(|error| format!("{error}, as {spelled}"))?;
            let (expected, found) = (json(&server)?, json(&outcome.written)?);
            if !same(&expected, &found) {
                return Err(format!("spelled as {spelled} it is {found}"));
            }
        }
        if let Some(text) = foreign::repeated(value) {
            self.repeated(&text, &server)?;
        }
        let changes = changes::changes(value, self.pool);
        for seed in seeds {
            let index = usize::try_from(seed % changes.len() as u64).unwrap_or(0);
            self.changed(&changes::changed(value, &changes[index]))?;
        }
        Ok(())
    }

    /// A valid value is written as it was read.
    fn comes_back(&self, value: &Value, text: &str, strict: bool) -> Result<String, String> {
        let who = if strict { "the server" } else { "the client" };
        let outcome =
            (self.codec.read)(text, strict).map_err(|error| format!("{who} rejects a valid value: {error}"))?;
        let back = json(&outcome.written)?;
        if !same(value, &back) {
            return Err(format!("{who} writes {back}"));
        }
        if !outcome.same_again {
            return Err(format!("{who} reads {} as another value", outcome.written));
        }
        self.sound(who, &back, &outcome)?;
        Ok(outcome.written)
    }

    /// A member that comes twice: an error for a server; for a client the last one counts.
    fn repeated(&self, text: &str, expected: &str) -> Result<(), String> {
        if let Ok(outcome) = (self.codec.read)(text, true) {
            return Err(format!("the server reads {text} as {}", outcome.written));
        }
        let outcome = (self.codec.read)(text, false).map_err(|error| format!("the client rejects {text}: {error}"))?;
        if !same(&json(&outcome.written)?, &json(expected)?) {
            return Err(format!("the client reads {text} as {}", outcome.written));
        }
        Ok(())
    }

    /// An example or a changed value: a server accepts it exactly if it is valid, and then loses nothing but what it reads over.
    fn changed(&self, value: &Value) -> Result<(), String> {
        let text = value.to_string();
        let invalid = self.validator.validate(value).err().map(|error| error.to_string());
        match ((self.codec.read)(&text, true), invalid) {
            (Ok(outcome), None) => {
                let back = json(&outcome.written)?;
                if !part_of(&back, value, true) {
                    return Err(format!("the server writes {text} as {back}"));
                }
                self.sound("the server", &back, &outcome)?;
                let client =
                    (self.codec.read)(&text, false).map_err(|error| format!("the client rejects {text}: {error}"))?;
                // Limits do not tell a client that a part of an `anyOf` is none.
                let more = json(&client.written)?;
                if !part_of(&back, &more, false) || !part_of(&more, value, true) {
                    return Err(format!("the client writes {text} as {more}"));
                }
                self.sound("the client", &more, &client)
            }
            (Err(_), Some(_)) => {
                // Whatever a client makes of it, it does not panic.
                let _ = (self.codec.read)(&text, false);
                Ok(())
            }
            (Ok(outcome), Some(why)) => {
                if self.codec.alias || exceptions::meant(self.case, self.codec.schema, Verdict::TooMuch, value) {
                    return Ok(());
                }
                Err(format!("the server accepts {text} as {}, which is invalid: {why}", outcome.written))
            }
            (Err(error), None) => {
                if exceptions::meant(self.case, self.codec.schema, Verdict::TooLittle, value) {
                    return Ok(());
                }
                Err(format!("the server rejects {text}, which is valid: {error}"))
            }
        }
    }

    fn sound(&self, who: &str, back: &Value, outcome: &Outcome) -> Result<(), String> {
        if let Err(error) = self.validator.validate(back) {
            return Err(format!("{who} writes {back}, which is invalid: {error}"));
        }
        if !same(back, &json(&outcome.second)?) {
            return Err(format!("{who} writes {} otherwise the second time", outcome.written));
        }
        if !outcome.same_by_serde {
            return Err(format!("{who} and serde read another value, which is written {}", outcome.written));
        }
        Ok(())
    }
}

fn json(text: &str) -> Result<Value, String> {
    serde_json::from_str(text).map_err(|error| format!("{text} is no JSON: {error}"))
}
