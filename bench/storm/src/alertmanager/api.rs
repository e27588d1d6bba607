//! Alertmanager's API, as far as Prometheus uses it: alerts are posted over one connection.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;

/// A connection that is kept.
pub struct Api {
    stream: BufReader<TcpStream>,
    port: u16,
}

impl Api {
    pub fn connect(port: u16) -> Result<Self, String> {
        let stream = TcpStream::connect(("127.0.0.1", port)).map_err(|why| why.to_string())?;
        stream.set_nodelay(true).map_err(|why| why.to_string())?;
        Ok(Self {
            stream: BufReader::new(stream),
            port,
        })
    }

    /// Posts alerts, a JSON list, and waits until they have been taken.
    pub fn post(&mut self, alerts: &str) -> Result<(), String> {
        let request = format!(
            "POST /api/v2/alerts HTTP/1.1\r\nHost: 127.0.0.1:{}\r\nContent-Type: application/json\r\nContent-Length: {}\r\n\r\n{alerts}",
            self.port,
            alerts.len()
        );
        let failed = |why: std::io::Error| format!("posting to Alertmanager: {why}");
        self.stream
            .get_mut()
            .write_all(request.as_bytes())
            .map_err(failed)?;
        let (head, body) = read_message(&mut self.stream).map_err(failed)?;
        if head.starts_with("HTTP/1.1 200") {
            Ok(())
        } else {
            Err(format!(
                "Alertmanager answers {head}{}",
                String::from_utf8_lossy(&body)
            ))
        }
    }
}

/// A request or an answer: its head, and a body whose length the head says. Nobody here sends chunks.
pub fn read_message(stream: &mut BufReader<TcpStream>) -> std::io::Result<(String, Vec<u8>)> {
    let mut head = String::new();
    loop {
        let before = head.len();
        if stream.read_line(&mut head)? == 0 {
            return Err(std::io::ErrorKind::UnexpectedEof.into());
        }
        if head.len() - before <= 2 {
            break;
        }
    }
    let length = head
        .lines()
        .filter_map(|line| line.split_once(':'))
        .find(|(name, _)| name.eq_ignore_ascii_case("content-length"))
        .and_then(|(_, length)| length.trim().parse::<usize>().ok())
        .unwrap_or_default();
    let mut body = vec![0; length];
    stream.read_exact(&mut body)?;
    Ok((head, body))
}
