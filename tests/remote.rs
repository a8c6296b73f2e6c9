//! References over the network: what is asked for, what is accepted, and what stays on this machine. The network is a
//! table, except in the last test, which talks to a TLS server of its own; nothing leaves this machine.

mod common;

use std::collections::HashMap;
use std::fs;
use std::path::Path;
use std::sync::Mutex;

use cratewright::diagnostics::Diagnostic;
use cratewright::load::{self, Answer, Fetcher, MAX_REMOTE_BYTES, Options};
use cratewright::{lift, load::Sources};

const OWNER: &str = "type: object\nproperties: { name: { type: string }, pet: { $ref: '../pet.yaml' } }\n";
const PET: &str = "type: object\nproperties: { owner: { $ref: 'v1/owner.yaml' } }\n";

/// A network out of a table, that counts.
#[derive(Default)]
struct Table {
    pages: HashMap<String, Answer>,
    asked: Mutex<Vec<String>>,
}

impl Table {
    fn page(mut self, url: &str, body: &str) -> Table {
        self.pages.insert(url.to_owned(), Answer { status: 200, location: None, body: body.into() });
        self
    }

    fn redirect(mut self, url: &str, to: &str) -> Table {
        let location = Some(to.to_owned());
        self.pages.insert(url.to_owned(), Answer { status: 302, location, body: Vec::new() });
        self
    }

    fn asked(&self) -> Vec<String> {
        self.asked.lock().expect("nobody panics").clone()
    }
}

impl Fetcher for Table {
    fn get(&self, url: &str) -> Result<Answer, String> {
        self.asked.lock().expect("nobody panics").push(url.to_owned());
        self.pages.get(url).cloned().ok_or_else(|| "no such host".to_owned())
    }
}

/// A document whose schema is what an address leads to.
fn spec(reference: &str) -> String {
    format!(
        "openapi: 3.0.3\ninfo: {{ title: t, version: '1' }}\npaths: {{}}\ncomponents:\n  schemas:\n    Here: {{ $ref: '{reference}' }}\n"
    )
}

fn folder(reference: &str) -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    fs::write(folder.path().join("api.yaml"), spec(reference)).expect("a spec");
    folder
}

fn open() -> Options {
    Options { remote: true, ..Options::default() }
}

/// Reads and lifts; what is said, and what was read.
fn run(folder: &Path, options: &Options, network: &dyn Fetcher) -> (Vec<Diagnostic>, Sources) {
    let sources = load::load_with(&folder.join("api.yaml"), options, network).expect("the root document");
    let mut diagnostics = lift::lift(&sources).1;
    diagnostics.extend(sources.diagnostics.iter().cloned());
    (diagnostics, sources)
}

/// The same, when something is wrong with one reference: its code, and its sentence with what to do.
fn refused(folder: &Path, options: &Options, network: &dyn Fetcher) -> (&'static str, String) {
    let (diagnostics, _) = run(folder, options, network);
    let [one] = &diagnostics[..] else { panic!("{diagnostics:?}") };
    assert_eq!(one.pointer.path, "/components/schemas/Here/$ref");
    (one.code, format!("{} / {}", one.message, one.help.as_deref().unwrap_or_default()))
}

fn lock(folder: &Path) -> String {
    fs::read_to_string(folder.join("cratewright.lock")).unwrap_or_default()
}

#[test]
fn without_leave_nobody_is_asked() {
    let folder = folder("https://a.example/v1/owner.yaml");
    let network = Table::default().page("https://a.example/v1/owner.yaml", OWNER);
    let (code, said) = refused(folder.path(), &Options::default(), &network);
    assert!(code == "remote-ref" && said.contains("`--allow-remote-refs`"), "{said}");
    assert!(network.asked().is_empty() && lock(folder.path()).is_empty());
}

#[test]
fn what_was_read_once_is_there_without_the_network_and_stays_as_it_was() {
    let folder = folder("https://a.example/v1/./x/../owner.yaml#");
    let network =
        Table::default().page("https://a.example/v1/owner.yaml", OWNER).page("https://a.example/pet.yaml", PET);
    let (diagnostics, sources) = run(folder.path(), &open(), &network);
    assert_eq!(diagnostics, []);
    // Each document once, though they refer to each other.
    assert_eq!(network.asked(), ["https://a.example/v1/owner.yaml", "https://a.example/pet.yaml"]);
    assert_eq!(sources.files.len(), 3);
    let written = lock(folder.path());
    assert_eq!(written.matches("[[document]]").count(), 2, "{written}");

    // Offline, with leave and without.
    for options in [open(), Options::default(), Options { frozen: true, ..open() }] {
        let nobody = Table::default();
        let (diagnostics, again) = run(folder.path(), &options, &nobody);
        assert!(diagnostics.is_empty() && nobody.asked().is_empty(), "{diagnostics:?}");
        let texts = |sources: &Sources| sources.files.iter().map(|file| file.text.clone()).collect::<Vec<_>>();
        assert_eq!(texts(&again), texts(&sources));
        assert_eq!(lock(folder.path()), written);
    }

    // Without its copy a document is asked for again, and has to be the same.
    fs::remove_dir_all(folder.path().join("cratewright.lock.d")).expect("the copies");
    let (diagnostics, _) = run(folder.path(), &Options::default(), &network);
    assert!(diagnostics.iter().all(|one| one.code == "remote-ref"), "{diagnostics:?}");
    assert!(diagnostics[0].message.contains("the copy that belongs to its entry"), "{diagnostics:?}");
    let (diagnostics, _) = run(folder.path(), &open(), &network);
    assert!(diagnostics.is_empty() && lock(folder.path()) == written, "{diagnostics:?}");
}

#[test]
fn a_document_that_has_changed_is_not_accepted_until_its_entry_is_gone() {
    let folder = folder("https://a.example/pet.yaml");
    let network = |text: &str| Table::default().page("https://a.example/pet.yaml", text);
    assert_eq!(run(folder.path(), &open(), &network("type: string\n")).0, []);
    let first = lock(folder.path());
    // A copy that somebody changed counts for nothing.
    let copies = folder.path().join("cratewright.lock.d");
    let copy = fs::read_dir(&copies).expect("copies").next().expect("a copy").expect("an entry").path();
    fs::write(&copy, "type: boolean\n").expect("a changed copy");
    let (code, said) = refused(folder.path(), &open(), &network("type: integer\n"));
    assert!(code == "remote-changed" && said.contains("delete its entry in"), "{said}");
    assert_eq!(lock(folder.path()), first);
    // What it was is still accepted.
    let (diagnostics, sources) = run(folder.path(), &open(), &network("type: string\n"));
    assert!(diagnostics.is_empty() && sources.files[1].text == "type: string\n");
    fs::write(folder.path().join("cratewright.lock"), "version = 1\n").expect("a lock without the entry");
    assert_eq!(run(folder.path(), &open(), &network("type: integer\n")).0, []);
    assert_ne!(lock(folder.path()), first);
}

#[test]
fn a_lock_file_is_the_users() {
    let folder = folder("https://a.example/pet.yaml");
    let network = Table::default().page("https://a.example/pet.yaml", "type: string\n");
    let path = folder.path().join("cratewright.lock");
    let other = format!("[[document]] # ours, since May\nsha256 = \"{}\"\nurl = 'https://b.example/x'", "0".repeat(64));
    let mine = format!("# mine\nversion = 1\n{other}");
    fs::write(&path, &mine).expect("a lock");
    assert_eq!(run(folder.path(), &open(), &network).0, []);
    let both = lock(folder.path());
    assert!(both.starts_with(&mine) && both.matches("[[document]]").count() == 2, "{both}");
    assert_eq!(run(folder.path(), &Options::default(), &Table::default()).0, []);

    // One that cannot be understood stops everything, and is left alone.
    let traversal = format!(
        "version = 1\n[[document]]\nurl = 'https://a.example/pet.yaml'\nsha256 = '{}'\n",
        "../".repeat(21) + "p"
    );
    let twice = format!("{both}\n[[document]]\nurl = 'https://b.example/x'\nsha256 = '{}'\n", "1".repeat(64));
    for text in ["version = 2\n", "version = 1\n[[document]]\nurl = 5\n", "<<<<<<< ours\n", &traversal, &twice, "\0"] {
        fs::write(&path, text).expect("a lock");
        let network = Table::default().page("https://a.example/pet.yaml", "type: string\n");
        let (diagnostics, sources) = run(folder.path(), &open(), &network);
        let codes: Vec<_> = diagnostics.iter().map(|one| one.code).collect();
        assert_eq!(codes, ["remote-ref", "broken-lock"], "{text:?}");
        assert!(sources.files[diagnostics[1].pointer.file].path.ends_with("cratewright.lock"));
        assert!(network.asked().is_empty() && lock(folder.path()) == text, "{text:?}");
    }
}

#[test]
fn a_check_adds_nothing_to_the_lock_file() {
    let folder = folder("https://a.example/pet.yaml");
    let network = Table::default().page("https://a.example/pet.yaml", "type: string\n");
    let (code, said) = refused(folder.path(), &Options { frozen: true, ..open() }, &network);
    assert!(code == "remote-ref" && said.contains("has no entry"), "{said}");
    assert!(network.asked().is_empty() && lock(folder.path()).is_empty());
}

#[test]
fn only_https_is_followed_and_redirects_stay_with_their_host() {
    let large = "x".repeat(MAX_REMOTE_BYTES as usize + 1);
    let network = Table::default()
        .page("https://a.example/pet.yaml", "type: string\n")
        .page("http://a.example/pet.yaml", "type: string\n")
        .page("https://b.example/pet.yaml", "type: string\n")
        .page("https://a.example/large", &large)
        .redirect("https://a.example/old", "/new#fragment")
        .redirect("https://a.example/new", "./pet.yaml")
        .redirect("https://a.example/away", "https://b.example/pet.yaml")
        .redirect("https://a.example/port", "https://a.example:8443/pet.yaml")
        .redirect("https://a.example/plain", "http://a.example/pet.yaml")
        .redirect("https://a.example/file", "file:///etc/passwd")
        .redirect("https://a.example/round", "round");
    assert_eq!(run(folder("https://a.example/old").path(), &open(), &network).0, []);
    let rows = [
        ("http://a.example/pet.yaml", "remote-ref", "only `https` addresses"),
        ("ftp://a.example/pet.yaml", "remote-ref", "only `https` addresses"),
        ("//a.example/pet.yaml", "remote-ref", "only `https` addresses"),
        ("urn:example:pet", "remote-ref", "only `https` addresses"),
        ("file:///etc/passwd", "unresolved-ref", "an address of a file"),
        ("https://user:secret@a.example/pet.yaml", "remote-failed", "a user or a password"),
        ("https://c.example/pet.yaml", "remote-failed", "no such host"),
        ("https://a.example/away", "remote-failed", "redirects to another host, `https://b.example/pet.yaml`"),
        ("https://a.example/port", "remote-failed", "redirects to another host"),
        ("https://a.example/plain", "remote-failed", "redirects to another host"),
        ("https://a.example/file", "remote-failed", "redirects to another host"),
        ("https://a.example/round", "remote-failed", "redirects more than 5 times"),
        ("https://a.example/large", "remote-failed", "larger than 32 MiB"),
    ];
    for (reference, code, words) in rows {
        let folder = folder(reference);
        let (found, said) = refused(folder.path(), &open(), &network);
        assert!(found == code && said.contains(words), "{reference}: {found} {said}");
        assert!(lock(folder.path()).is_empty(), "{reference}");
    }
}

#[test]
fn documents_that_never_end_do() {
    /// Each document refers to two more.
    struct Endless;
    impl Fetcher for Endless {
        fn get(&self, url: &str) -> Result<Answer, String> {
            let name = url.rsplit('/').next().unwrap_or_default();
            let body = format!("allOf: [{{ $ref: '{name}0' }}, {{ $ref: '{name}1' }}]\n");
            Ok(Answer { status: 200, location: None, body: body.into() })
        }
    }
    let folder = folder("https://a.example/x");
    let (diagnostics, sources) = run(folder.path(), &open(), &Endless);
    assert!(diagnostics.iter().any(|one| one.code == "too-many-files"), "{diagnostics:?}");
    assert_eq!(sources.files.len(), 201);
}

#[test]
fn what_names_itself_by_an_address_is_not_asked_for() {
    let folder = folder("https://a.example/pet#/properties/name");
    fs::write(folder.path().join("pet.yaml"), "$id: https://a.example/pet\nproperties: { name: { type: string } }\n")
        .expect("a file");
    let text = spec("https://a.example/pet#/properties/name") + "    Pet: { $ref: pet.yaml }\n";
    fs::write(folder.path().join("api.yaml"), text).expect("a spec");
    let network = Table::default();
    let (diagnostics, _) = run(folder.path(), &open(), &network);
    assert!(diagnostics.is_empty() && network.asked().is_empty(), "{diagnostics:?}");
}

/// The program, over a real socket. Where the trusted certificates come from can be said in the environment on Linux only.
#[cfg(all(target_os = "linux", feature = "remote"))]
mod tls {
    use std::io::{Read, Write};
    use std::net::TcpListener;
    use std::process::Command;
    use std::sync::Arc;
    use std::sync::atomic::{AtomicUsize, Ordering};
    use std::time::{Duration, Instant};

    use cratewright::load::Https;

    use super::*;

    /// Longer than any test waits.
    const STALLED: Duration = Duration::from_secs(60);

    /// A server with a certificate of its own: its port, the certificate, and how often it was asked.
    fn server() -> (u16, Vec<u8>, Arc<AtomicUsize>) {
        let requests = Arc::new(AtomicUsize::new(0));
        let counter = requests.clone();
        let rcgen::CertifiedKey { cert, signing_key } =
            rcgen::generate_simple_self_signed(["localhost".to_owned()]).expect("a certificate");
        let provider = Arc::new(rustls::crypto::ring::default_provider());
        let key = rustls::pki_types::PrivateKeyDer::try_from(signing_key.serialize_der()).expect("a key");
        let config = rustls::ServerConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()
            .expect("versions of TLS")
            .with_no_client_auth()
            .with_single_cert(vec![cert.der().clone()], key)
            .expect("a configuration");
        let config = Arc::new(config);
        let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
        let port = listener.local_addr().expect("an address").port();
        std::thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let Ok(connection) = rustls::ServerConnection::new(config.clone()) else { continue };
                let mut stream = rustls::StreamOwned::new(connection, stream);
                // A client that does not trust the certificate hangs up.
                let counter = counter.clone();
                std::thread::spawn(move || answer(&mut stream, &counter));
            }
        });
        (port, cert.der().to_vec(), requests)
    }

    /// A certificate as text.
    fn pem(der: &[u8]) -> String {
        const DIGITS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
        let digits: String = der
            .chunks(3)
            .flat_map(|chunk| {
                let bits = (0..3).fold(0u32, |bits, at| bits << 8 | u32::from(chunk.get(at).copied().unwrap_or(0)));
                (0..4).map(move |at| match at <= chunk.len() {
                    true => char::from(DIGITS[(bits >> (18 - 6 * at)) as usize & 63]),
                    false => '=',
                })
            })
            .collect();
        let lines: Vec<&str> =
            digits.as_bytes().chunks(64).map(|line| std::str::from_utf8(line).expect("ASCII")).collect();
        format!("-----BEGIN CERTIFICATE-----\n{}\n-----END CERTIFICATE-----\n", lines.join("\n"))
    }

    fn answer(stream: &mut (impl Read + Write), requests: &AtomicUsize) -> std::io::Result<()> {
        let mut request = Vec::new();
        let mut byte = [0];
        while !request.ends_with(b"\r\n\r\n") {
            stream.read_exact(&mut byte)?;
            request.push(byte[0]);
        }
        requests.fetch_add(1, Ordering::SeqCst);
        let request = String::from_utf8_lossy(&request).into_owned();
        let body = "type: object\nproperties: { size: { type: integer } }\n";
        let head = match request.split(' ').nth(1) {
            Some("/moved") => "HTTP/1.1 301 Moved\r\nLocation: /pet.yaml\r\nContent-Length: 0\r\n".to_owned(),
            Some("/away") => {
                "HTTP/1.1 301 Moved\r\nLocation: https://127.0.0.1/pet.yaml\r\nContent-Length: 0\r\n".to_owned()
            }
            Some("/pet.yaml") => format!("HTTP/1.1 200 OK\r\nContent-Length: {}\r\n", body.len()),
            Some("/endless") => "HTTP/1.1 200 OK\r\n".to_owned(),
            Some("/silent") => {
                std::thread::sleep(STALLED);
                return Ok(());
            }
            Some("/slow") => "HTTP/1.1 200 OK\r\nContent-Length: 1000000\r\n".to_owned(),
            _ => "HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n".to_owned(),
        };
        write!(stream, "{head}Connection: close\r\n\r\n")?;
        if request.contains(" /endless ") {
            let chunk = vec![b'#'; 1 << 20];
            while stream.write_all(&chunk).is_ok() {}
        } else if request.contains(" /slow ") {
            // There is always something more, and never all of it.
            while stream.write_all(b"#").is_ok() && stream.flush().is_ok() {
                std::thread::sleep(Duration::from_millis(20));
            }
        } else if head.contains("200 OK") {
            stream.write_all(body.as_bytes())?;
        }
        stream.flush()
    }

    #[test]
    fn the_program_fetches_pins_and_then_needs_no_network() {
        let (port, certificate, requests) = server();
        let folder = folder(&format!("https://localhost:{port}/moved"));
        fs::write(folder.path().join("trusted.pem"), pem(&certificate)).expect("a certificate");
        let check = |arguments: &[&str], trusted: bool| {
            let mut command = Command::new(env!("CARGO_BIN_EXE_cratewright"));
            command.args(["check", "api.yaml"]).args(arguments).current_dir(folder.path());
            for variable in ["https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY"] {
                command.env_remove(variable);
            }
            if trusted {
                command.env("SSL_CERT_FILE", folder.path().join("trusted.pem"));
            }
            let output = command.output().expect("cratewright starts");
            (output.status.code(), String::from_utf8_lossy(&output.stderr).into_owned())
        };
        let (code, said) = check(&[], true);
        assert!(code == Some(1) && said.contains("--allow-remote-refs"), "{said}");
        // A certificate that this machine does not trust.
        let (code, said) = check(&["--allow-remote-refs"], false);
        assert!(code == Some(1) && said.contains("error[remote-failed]"), "{said}");
        assert_eq!(requests.load(Ordering::SeqCst), 0);
        let (code, said) = check(&["--allow-remote-refs"], true);
        assert_eq!((code, said.as_str()), (Some(0), ""));
        assert_eq!(requests.load(Ordering::SeqCst), 2);
        let (code, said) = check(&[], true);
        assert_eq!((code, said.as_str()), (Some(0), ""));
        assert_eq!(requests.load(Ordering::SeqCst), 2);
        for (page, words) in [("away", "another host"), ("gone", "answers with 404"), ("endless", "larger than 32 MiB")]
        {
            fs::write(folder.path().join("api.yaml"), spec(&format!("https://localhost:{port}/{page}")))
                .expect("a spec");
            let (code, said) = check(&["--allow-remote-refs"], true);
            let said = said.replace("\n  │ ", " ");
            assert!(code == Some(1) && said.contains("error[remote-failed]") && said.contains(words), "{page}: {said}");
        }
    }

    #[test]
    fn a_server_that_stalls_is_not_waited_for() {
        let (port, certificate, _) = server();
        // One that takes the connection and never says a word.
        let mute = TcpListener::bind("127.0.0.1:0").expect("a port");
        let mute_port = mute.local_addr().expect("an address").port();
        let network = Https::within(Duration::from_millis(500)).trusting(&certificate);
        let found = folder(&format!("https://localhost:{port}/pet.yaml"));
        assert_eq!(run(found.path(), &open(), &network).0, []);
        for url in [
            format!("https://localhost:{port}/silent"),
            format!("https://localhost:{port}/slow"),
            format!("https://localhost:{mute_port}/pet.yaml"),
        ] {
            let folder = folder(&url);
            let started = Instant::now();
            let (code, said) = refused(folder.path(), &open(), &network);
            assert!(code == "remote-failed" && said.contains("not there within 500ms"), "{url}: {said}");
            assert!(started.elapsed() < Duration::from_secs(20), "{url}");
            assert!(lock(folder.path()).is_empty(), "{url}");
        }
    }
}
