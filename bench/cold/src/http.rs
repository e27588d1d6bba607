//! As much of HTTP/1.1 as a stand-in needs: a request with its body, and a short answer.

use std::io::{self, BufRead, Write};

/// What somebody asked.
#[derive(Debug, Default)]
pub struct Request {
    pub method: String,
    pub path: String,
    headers: Vec<(String, String)>,
    pub body: Vec<u8>,
}

impl Request {
    /// A header's value; `name` in small letters.
    pub fn header(&self, name: &str) -> Option<&str> {
        let mut headers = self.headers.iter();
        headers.find_map(|(known, value)| (known == name).then_some(value.as_str()))
    }

    /// The next request of a connection; none when the other side hung up between two.
    pub fn read(from: &mut impl BufRead) -> io::Result<Option<Self>> {
        let first = line(from)?;
        if first.is_empty() {
            return Ok(None);
        }
        let mut words = first.split(' ').map(str::to_owned);
        let mut request = Self {
            method: words.next().unwrap_or_default(),
            path: words.next().unwrap_or_default(),
            ..Self::default()
        };
        loop {
            let header = line(from)?;
            let Some((name, value)) = header.split_once(':') else {
                break;
            };
            let header = (name.to_ascii_lowercase(), value.trim().to_owned());
            request.headers.push(header);
        }
        if request.header("transfer-encoding") == Some("chunked") {
            loop {
                let size = usize::from_str_radix(&line(from)?, 16).map_err(io::Error::other)?;
                request.take(from, size)?;
                line(from)?;
                if size == 0 {
                    break;
                }
            }
        } else if let Some(length) = request.header("content-length") {
            let length = length.parse().map_err(io::Error::other)?;
            request.take(from, length)?;
        }
        Ok(Some(request))
    }

    fn take(&mut self, from: &mut impl BufRead, length: usize) -> io::Result<()> {
        let begun = self.body.len();
        self.body.resize(begun + length, 0);
        from.read_exact(&mut self.body[begun..])
    }
}

fn line(from: &mut impl BufRead) -> io::Result<String> {
    let mut line = String::new();
    from.read_line(&mut line)?;
    line.truncate(line.trim_end().len());
    Ok(line)
}

/// What is said to it.
#[derive(Debug)]
pub struct Answer {
    pub status: &'static str,
    /// Whole lines, each with its end.
    pub headers: String,
    pub body: Vec<u8>,
}

impl Answer {
    /// 200 with a body.
    pub fn ok(body: impl Into<Vec<u8>>) -> Self {
        Self {
            status: "200 OK",
            headers: String::new(),
            body: body.into(),
        }
    }

    /// In one write, as one packet.
    pub fn write(&self, to: &mut impl Write) -> io::Result<()> {
        let head = format!(
            "HTTP/1.1 {}\r\n{}content-length: {}\r\n\r\n",
            self.status,
            self.headers,
            self.body.len()
        );
        to.write_all(&[head.as_bytes(), &self.body].concat())?;
        to.flush()
    }
}
