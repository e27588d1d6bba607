//! One listener for every service: who is meant stands in the request.

use std::io::{self, BufReader};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;

use rustls::{ServerConfig, ServerConnection, StreamOwned};

use super::services::Services;
use crate::http::Request;

/// Serves until the process ends; brings the port.
pub fn start(port: u16, config: Arc<ServerConfig>, services: Arc<Mutex<Services>>) -> io::Result<u16> {
    let listener = TcpListener::bind(("127.0.0.1", port))?;
    let port = listener.local_addr()?.port();
    thread::spawn(move || {
        for stream in listener.incoming().flatten() {
            let (config, services) = (config.clone(), services.clone());
            // A function that is ended breaks its connections off: that is how each round ends.
            thread::spawn(move || serve(stream, config, &services).ok());
        }
    });
    Ok(port)
}

fn serve(stream: TcpStream, config: Arc<ServerConfig>, services: &Mutex<Services>) -> io::Result<()> {
    stream.set_nodelay(true)?;
    let connection = ServerConnection::new(config).map_err(io::Error::other)?;
    let mut stream = BufReader::new(StreamOwned::new(connection, stream));
    while let Some(request) = Request::read(&mut stream)? {
        let answer = services
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .answer(&request);
        answer.write(stream.get_mut())?;
    }
    Ok(())
}
