//! A stand-in for Lambda's Runtime API, as far as a start needs it: somebody asks for the next invocation.

use std::io::Read;
use std::net::{TcpListener, TcpStream};
use std::time::{Duration, Instant};

/// How long a function may take to ask. None takes this long.
const PATIENCE: Duration = Duration::from_secs(10);

/// Waits for `GET .../invocation/next`; brings the time at which it was there, and the connection that asked.
pub fn first_next(listener: &TcpListener) -> Result<(Instant, TcpStream), String> {
    let (mut stream, _) = listener.accept().map_err(|why| why.to_string())?;
    stream
        .set_read_timeout(Some(PATIENCE))
        .map_err(|why| why.to_string())?;
    let mut head = Vec::new();
    let mut buffer = [0; 1024];
    while !head.windows(4).any(|four| four == b"\r\n\r\n") {
        match stream.read(&mut buffer).map_err(|why| why.to_string())? {
            0 => return Err("hung up before it asked for an invocation".to_owned()),
            read => head.extend_from_slice(&buffer[..read]),
        }
    }
    let at = Instant::now();
    let head = String::from_utf8_lossy(&head);
    let line = head.lines().next().unwrap_or_default();
    if line.starts_with("GET ") && line.contains("/runtime/invocation/next") {
        Ok((at, stream))
    } else {
        Err(format!("did not ask for an invocation, but: {line}"))
    }
}
