//! Paths with a query of their own, as `/files?page={page}`: what is called a path parameter there travels in the query.
//!
//! The path itself stays as it is written, since it tells operations apart; `lower` knows where it ends.

use serde_json::{Map, Value};

use super::Repairs;
use crate::model::address;
use crate::pointer::unescape;

impl Repairs<'_> {
    /// Parameters of a path whose places are behind its `?`.
    pub(super) fn path_query(&mut self, members: &mut Map<String, Value>, at: &str) {
        let Some(path) = at.strip_prefix("/paths/").filter(|rest| !rest.contains('/')).map(unescape) else {
            return;
        };
        let (_, query) = address(&path);
        let placed: Vec<(&str, &str)> = query.split('&').filter_map(placeholder).collect();
        if placed.is_empty() {
            return;
        }
        let lists = members.iter_mut().filter_map(|(key, value)| match value {
            Value::Array(list) if key == "parameters" => Some((format!("{at}/parameters"), list)),
            Value::Object(operation) => {
                Some((format!("{at}/{key}/parameters"), operation.get_mut("parameters")?.as_array_mut()?))
            }
            _ => None,
        });
        let mut moved = Vec::new();
        for (at, list) in lists {
            for (index, parameter) in list.iter_mut().enumerate() {
                let Some(parameter) =
                    parameter.as_object_mut().filter(|parameter| parameter.get("in") == Some(&"path".into()))
                else {
                    continue;
                };
                let is_placed = |(_, name): &&(&str, &str)| parameter.get("name") == Some(&(*name).into());
                if let Some((wire, _)) = placed.iter().find(is_placed) {
                    parameter.insert("in".to_owned(), "query".into());
                    parameter.insert("name".to_owned(), (*wire).into());
                    // Paths and queries have no style in common; a list stands between commas in either.
                    parameter.shift_remove("style");
                    let ty = parameter.get("schema").and_then(|schema| schema.get("type")?.as_str());
                    if !matches!(ty, Some("string" | "integer" | "number" | "boolean")) {
                        parameter.insert("explode".to_owned(), false.into());
                    }
                    moved.push((format!("{at}/{index}/in"), *wire));
                }
            }
        }
        for (place, wire) in moved {
            let message = format!("`{wire}` stands behind the `?` of the path, so that it is a parameter of the query");
            self.mend("odd-path", &place, message, "say `in: query`, and leave it out of the path");
        }
    }
}

/// `name={parameter}`: the name in the query, and the parameter.
fn placeholder(pair: &str) -> Option<(&str, &str)> {
    let (wire, value) = pair.split_once('=')?;
    Some((wire, value.strip_prefix('{')?.strip_suffix('}')?))
}
