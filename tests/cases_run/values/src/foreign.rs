//! JSON as other programs write it: other order, escapes, blanks, and spellings of numbers.

use serde_json::Value;

/// A value in another spelling; which one, the seed decides.
pub(crate) fn spelled(value: &Value, seed: u64) -> String {
    let mut out = String::new();
    Writer { dice: seed, twice: false }.write(value, &mut out);
    out
}

/// A value of which one object has a member twice. `None` if there is no member.
pub(crate) fn repeated(value: &Value) -> Option<String> {
    let mut out = String::new();
    let mut writer = Writer { dice: 0, twice: true };
    writer.write(value, &mut out);
    (!writer.twice).then_some(out)
}

struct Writer {
    dice: u64,
    /// Whether a member has still to be repeated.
    twice: bool,
}

impl Writer {
    /// A number below that.
    fn throw(&mut self, sides: u64) -> u64 {
        self.dice = self.dice.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.dice >> 33) % sides
    }

    fn blank(&mut self, out: &mut String) {
        out.push_str(["", "", " ", "\n", "\t\r\n  "][self.throw(5) as usize]);
    }

    fn write(&mut self, value: &Value, out: &mut String) {
        self.blank(out);
        match value {
            Value::Number(number) => {
                let text = match number.as_i64() {
                    Some(n) => self.integer(n),
                    None if number.is_u64() => number.to_string(),
                    None => format!("{:E}", number.as_f64().unwrap_or_default()),
                };
                out.push_str(&text);
            }
            Value::String(text) => self.text(text, out),
            Value::Array(items) => {
                out.push('[');
                for (index, item) in items.iter().enumerate() {
                    out.push_str(if index > 0 { "," } else { "" });
                    self.write(item, out);
                }
                self.blank(out);
                out.push(']');
            }
            Value::Object(members) => {
                let mut members: Vec<_> = members.iter().collect();
                if self.throw(2) == 0 {
                    members.reverse();
                }
                if !members.is_empty() && std::mem::take(&mut self.twice) {
                    members.push(members[0]);
                }
                out.push('{');
                for (index, (name, value)) in members.into_iter().enumerate() {
                    out.push_str(if index > 0 { "," } else { "" });
                    self.blank(out);
                    self.text(name, out);
                    self.blank(out);
                    out.push(':');
                    self.write(value, out);
                }
                self.blank(out);
                out.push('}');
            }
            Value::Null | Value::Bool(_) => out.push_str(&value.to_string()),
        }
        self.blank(out);
    }

    fn integer(&mut self, n: i64) -> String {
        match self.throw(5) {
            0 if n == 0 => "-0".to_owned(),
            // Beyond this, not every integer is a double.
            1 if n.unsigned_abs() < 1 << 53 => format!("{n}.0"),
            2 if n.unsigned_abs() < 1 << 53 => format!("{n}E+00"),
            3 if n % 10 == 0 && n.unsigned_abs() < 1 << 53 => format!("{}e1", n / 10),
            _ => n.to_string(),
        }
    }

    fn text(&mut self, text: &str, out: &mut String) {
        out.push('"');
        for character in text.chars() {
            match character {
                '/' if self.throw(2) == 0 => out.push_str("\\/"),
                character if character < ' ' || matches!(character, '"' | '\\') || self.throw(4) == 0 => {
                    for unit in character.encode_utf16(&mut [0; 2]) {
                        out.push_str(&format!("\\u{unit:04x}"));
                    }
                }
                character => out.push(character),
            }
        }
        out.push('"');
    }
}
