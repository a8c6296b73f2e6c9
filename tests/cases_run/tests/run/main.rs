//! One module for each case that is run; one program for all, so that it is linked once.

mod operations_forms;
mod operations_limits;
mod operations_styles;
mod operations_webhooks;
mod types_read_write;
