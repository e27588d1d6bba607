//! A webhook: takes every page and notes when it was there, whole.

use std::io::{BufReader, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;
use std::time::Instant;

use serde_json::Value;

use super::api::read_message;

/// The pages as they came.
type Arrived = Arc<Mutex<Vec<(Instant, Vec<u8>)>>>;

/// A webhook that listens until the program ends.
pub struct Webhook {
    pub port: u16,
    arrived: Arrived,
}

impl Webhook {
    pub fn listen() -> Result<Self, String> {
        let listener = TcpListener::bind("127.0.0.1:0").map_err(|why| why.to_string())?;
        let port = listener.local_addr().map_err(|why| why.to_string())?.port();
        let arrived = Arrived::default();
        let pages = Arc::clone(&arrived);
        thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let pages = Arc::clone(&pages);
                thread::spawn(move || serve(stream, &pages));
            }
        });
        Ok(Self { port, arrived })
    }

    /// When each page arrived, and the alarms in it.
    pub fn pages(&self) -> Result<Vec<(Instant, Vec<usize>)>, String> {
        let arrived = self.arrived.lock().unwrap_or_else(PoisonError::into_inner);
        arrived
            .iter()
            .map(|(at, body)| Ok((*at, alarms(body)?)))
            .collect()
    }
}

/// Takes pages until the other side hangs up.
fn serve(stream: TcpStream, pages: &Arrived) {
    let mut stream = BufReader::new(stream);
    while let Ok((_, body)) = read_message(&mut stream) {
        pages
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .push((Instant::now(), body));
        let answer = b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n";
        if stream.get_mut().write_all(answer).is_err() {
            break;
        }
    }
}

/// The alarms that a page names: the number in the label `alarm`.
fn alarms(body: &[u8]) -> Result<Vec<usize>, String> {
    let page: Value = serde_json::from_slice(body).map_err(|why| format!("a page is no JSON: {why}"))?;
    let alerts = page["alerts"].as_array().ok_or("a page without alerts")?;
    alerts
        .iter()
        .map(|alert| {
            let alarm = alert["labels"]["alarm"]
                .as_str()
                .and_then(|alarm| alarm.parse().ok());
            alarm.ok_or_else(|| format!("an alert of nobody: {alert}"))
        })
        .collect()
}
