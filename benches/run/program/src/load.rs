//! A closed loop: every connection sends a request when it has the answer to the last one.

use std::time::{Duration, Instant};

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use super::Outcome;

/// Prints how many requests were answered, in how many seconds, and the time that 99 of 100 stayed below, in
/// microseconds.
pub async fn run(address: &str, method: &str, target: &str, connections: usize, seconds: f64, body: &str) -> Outcome {
    let mut request = format!("{method} {target} HTTP/1.1\r\nhost: {address}\r\n");
    if !body.is_empty() {
        request += &format!("content-type: application/json\r\ncontent-length: {}\r\n", body.len());
    }
    request += "\r\n";
    request += body;
    let start = Instant::now();
    let end = start + Duration::from_secs_f64(seconds);
    let loops: Vec<_> =
        (0..connections).map(|_| tokio::spawn(connection(address.to_owned(), request.clone(), end))).collect();
    let mut times = Vec::new();
    for one in loops {
        times.extend(one.await??);
    }
    let taken = start.elapsed().as_secs_f64();
    times.sort_unstable();
    let slow = times.get(times.len() * 99 / 100).copied().unwrap_or_default();
    println!("{} {taken} {}", times.len(), slow.as_micros());
    Ok(())
}

async fn connection(address: String, request: String, end: Instant) -> Outcome<Vec<Duration>> {
    let mut stream = TcpStream::connect(address).await?;
    stream.set_nodelay(true)?;
    let (mut times, mut buffer, mut start) = (Vec::new(), Vec::with_capacity(1 << 16), Instant::now());
    while start < end {
        stream.write_all(request.as_bytes()).await?;
        buffer.clear();
        let mut length = None;
        while length.is_none_or(|length| buffer.len() < length) {
            if stream.read_buf(&mut buffer).await? == 0 {
                return Err("the server closed the connection".into());
            }
            length = length.or_else(|| whole(&buffer));
        }
        if !buffer.starts_with(b"HTTP/1.1 20") {
            return Err(String::from_utf8_lossy(&buffer).into());
        }
        let now = Instant::now();
        times.push(now - start);
        start = now;
    }
    Ok(times)
}

/// How long the whole answer is, once its head is there.
fn whole(buffer: &[u8]) -> Option<usize> {
    let head = buffer.windows(4).position(|end| end == b"\r\n\r\n")?;
    let text = std::str::from_utf8(&buffer[..head]).ok()?;
    let length = text.lines().find_map(|line| line.to_ascii_lowercase().strip_prefix("content-length:")?.trim().parse::<usize>().ok());
    Some(head + 4 + length?)
}
