//! One module for each case that is run; one program for all, so that it is linked once.

mod types_read_write;
