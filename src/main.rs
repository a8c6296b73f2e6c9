//! The command line: a thin shell over the library.

/// Generating is allocating: small strings, tokens, trees.
#[cfg(feature = "mimalloc")]
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> std::process::ExitCode {
    cratewright::cli::main()
}
