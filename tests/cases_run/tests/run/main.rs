//! One module for each case that is run; one program for all, so that it is linked once.

mod dialects_v3_2;
mod names_fields;
mod operations_bodies;
mod operations_forms;
mod operations_limits;
mod operations_methods;
mod operations_mock;
mod operations_responses;
mod operations_security;
mod operations_servers;
mod operations_streams;
mod operations_styles;
mod operations_webhooks;
mod types_formats;
mod types_presence;
mod types_read_write;
mod types_recursion_maps;
mod types_typed;
