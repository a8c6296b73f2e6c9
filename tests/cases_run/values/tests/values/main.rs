//! Every schema of every case; `tests/cases.rs` writes the table.

mod table;
