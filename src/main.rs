//! The command line: a thin shell over the library.

fn main() -> std::process::ExitCode {
    cratewright::cli::main()
}
