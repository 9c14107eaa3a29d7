//! Just enough of an HTTP server to misbehave on purpose.
//!
//! One thread and one request per connection. What answers is a function of the request, and may also hang, or cut the line before
//! or after it has read the body.

use std::io::{self, Read, Write};
use std::net::{Shutdown, TcpListener, TcpStream};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

/// One request as it arrived.
#[derive(Debug, Clone)]
pub struct Request {
    pub method: String,
    /// Path and query.
    pub target: String,
    /// Names in lower case.
    pub headers: Vec<(String, String)>,
    pub body: Vec<u8>,
}

impl Request {
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(it, _)| it == name).map(|(_, value)| value.as_str())
    }

    pub fn path(&self) -> &str {
        self.target.split('?').next().unwrap_or_default()
    }
}

/// What to do with a request.
#[derive(Debug, Clone)]
pub enum Answer {
    Reply(Reply),
    /// Cut the line without reading the body.
    ResetBeforeReading,
    /// Cut the line once the body is here.
    ResetAfterReading,
    /// Read everything and never answer.
    Hang,
}

#[derive(Debug, Clone)]
pub struct Reply {
    pub status: u16,
    pub headers: Vec<(String, String)>,
    pub body: Vec<u8>,
    written: Arc<AtomicUsize>,
}

impl Reply {
    pub fn new(status: u16) -> Self {
        Self { status, headers: Vec::new(), body: Vec::new(), written: Arc::default() }
    }

    /// How much of the body was taken so far, in bytes, over every time that this reply or a clone of it was given.
    pub fn written(&self) -> usize {
        self.written.load(Ordering::SeqCst)
    }

    pub fn header(mut self, name: &str, value: impl Into<String>) -> Self {
        self.headers.push((name.to_owned(), value.into()));
        self
    }

    pub fn body(mut self, media_type: &str, body: impl Into<Vec<u8>>) -> Self {
        self.body = body.into();
        self.header("content-type", media_type)
    }
}

/// Listens on a free port of the loopback address until the process ends; returns the port.
///
/// `plan` is asked once the head is read, with an empty body; `read` is told of the request once its body is read.
pub fn listen<P, R>(plan: P, read: R) -> u16
where
    P: Fn(&Request) -> Answer + Send + Sync + 'static,
    R: Fn(&Request) + Send + Sync + 'static,
{
    accept(move |stream| serve(stream, &plan, &read))
}

/// As [`listen`], for an answer that depends on the body: asked once the body is here, with all of the request.
pub fn listen_to_bodies<D>(decide: D) -> u16
where
    D: Fn(&Request) -> Answer + Send + Sync + 'static,
{
    accept(move |stream| serve_read(stream, &decide))
}

fn accept<S>(serve: S) -> u16
where
    S: Fn(TcpStream) -> io::Result<()> + Send + Sync + 'static,
{
    let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
    let port = listener.local_addr().expect("a bound socket has an address").port();
    let serve = Arc::new(serve);
    std::thread::spawn(move || {
        for stream in listener.incoming().map_while(Result::ok) {
            let serve = Arc::clone(&serve);
            // A browser may open a line and never use it, or hang up in the middle: nothing to report.
            std::thread::spawn(move || serve(stream).ok());
        }
    });
    port
}

fn serve(
    mut stream: TcpStream,
    plan: &dyn Fn(&Request) -> Answer,
    read: &dyn Fn(&Request),
) -> io::Result<()> {
    let mut request = read_head(&mut stream)?;
    let length = length_of(&request);
    match plan(&request) {
        Answer::ResetBeforeReading => wait_for_unread(&stream),
        Answer::ResetAfterReading => {
            request.body = read_but_one(&mut stream, length)?;
            read(&request);
            Ok(())
        }
        Answer::Hang => {
            request.body = read_exactly(&mut stream, length)?;
            read(&request);
            // Returns when the browser hangs up.
            stream.read(&mut [0]).map(drop)
        }
        Answer::Reply(reply) => {
            request.body = read_exactly(&mut stream, length)?;
            read(&request);
            write_reply(&mut stream, &reply)
        }
    }
}

fn serve_read(mut stream: TcpStream, decide: &dyn Fn(&Request) -> Answer) -> io::Result<()> {
    let mut request = read_head(&mut stream)?;
    let length = length_of(&request);
    request.body = read_but_one(&mut stream, length)?;
    let last = usize::from(length > 0);
    match decide(&request) {
        Answer::ResetBeforeReading | Answer::ResetAfterReading => Ok(()),
        Answer::Hang => {
            read_exactly(&mut stream, last)?;
            stream.read(&mut [0]).map(drop)
        }
        Answer::Reply(reply) => {
            read_exactly(&mut stream, last)?;
            write_reply(&mut stream, &reply)
        }
    }
}

pub fn length_of(request: &Request) -> usize {
    request.header("content-length").and_then(|it| it.parse().ok()).unwrap_or(0)
}

/// Returns the whole body, and leaves its last byte unread, so that closing the socket cuts the line.
fn read_but_one(stream: &mut TcpStream, length: usize) -> io::Result<Vec<u8>> {
    if length == 0 {
        return Ok(Vec::new());
    }
    let mut body = read_exactly(stream, length - 1)?;
    let mut last = [0];
    stream.peek(&mut last)?;
    body.extend(last);
    Ok(body)
}

/// A socket closed with unread bytes in it resets the connection rather than ending it.
fn wait_for_unread(stream: &TcpStream) -> io::Result<()> {
    stream.peek(&mut [0]).map(drop)
}

/// Reads byte by byte, for what follows the head must stay unread.
pub fn read_head(stream: &mut TcpStream) -> io::Result<Request> {
    let mut head = Vec::new();
    while !head.ends_with(b"\r\n\r\n") {
        head.extend(read_exactly(stream, 1)?);
    }
    let head = String::from_utf8_lossy(&head);
    let mut lines = head.lines();
    let mut start = lines.next().unwrap_or_default().split(' ').map(str::to_owned);
    let headers = lines.filter_map(|line| line.split_once(": "));
    Ok(Request {
        method: start.next().unwrap_or_default(),
        target: start.next().unwrap_or_default(),
        headers: headers.map(|(name, value)| (name.to_lowercase(), value.to_owned())).collect(),
        body: Vec::new(),
    })
}

fn read_exactly(stream: &mut TcpStream, length: usize) -> io::Result<Vec<u8>> {
    let mut bytes = vec![0; length];
    stream.read_exact(&mut bytes)?;
    Ok(bytes)
}

fn write_reply(stream: &mut TcpStream, reply: &Reply) -> io::Result<()> {
    let mut head = format!("HTTP/1.1 {} Test\r\nconnection: close\r\n", reply.status);
    // A status without a body must not announce one. Source: RFC 9110 §8.6.
    if reply.status != 204 {
        head += &format!("content-length: {}\r\n", reply.body.len());
    }
    for (name, value) in &reply.headers {
        head += &format!("{name}: {value}\r\n");
    }
    stream.write_all(head.as_bytes())?;
    stream.write_all(b"\r\n")?;
    for part in reply.body.chunks(64 * 1024) {
        stream.write_all(part)?;
        reply.written.fetch_add(part.len(), Ordering::SeqCst);
    }
    stream.shutdown(Shutdown::Write)?;
    // Reads until the browser has hung up too: closing earlier could cut the end of a large reply.
    io::copy(stream, &mut io::sink()).map(drop)
}
