//! The only way out of a browser that cannot be told which names there are: a proxy that notes what passes.
//!
//! It knows loopback and the names that the tests made up, all of them this machine, and no others. Whatever the site does with a
//! connection, cutting it included, happens to the browser's.

use std::io::{self, Read, Write};
use std::net::{Ipv4Addr, Shutdown, TcpListener, TcpStream};
use std::sync::{Arc, Mutex};

use crate::browser::{ELSEWHERE, INSECURE, Request};
use crate::http;

pub struct Proxy {
    port: u16,
    seen: Arc<Mutex<Vec<Request>>>,
}

impl Proxy {
    /// Listens until the process ends.
    pub fn open() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
        let port = listener.local_addr().expect("a bound socket has an address").port();
        let seen: Arc<Mutex<Vec<Request>>> = Arc::default();
        let log = Arc::clone(&seen);
        std::thread::spawn(move || {
            for stream in listener.incoming().map_while(Result::ok) {
                let log = Arc::clone(&log);
                // A browser may hang up in the middle, and a site too: nothing to report.
                std::thread::spawn(move || pass_on(stream, &log).ok());
            }
        });
        Self { port, seen }
    }

    pub fn address(&self) -> String {
        format!("127.0.0.1:{}", self.port)
    }

    /// Every request so far, preflights aside.
    pub fn requests(&self) -> Vec<Request> {
        let seen = self.seen.lock().expect("nobody panics here");
        seen.iter().filter(|it| it.method != "OPTIONS").cloned().collect()
    }
}

fn pass_on(mut browser: TcpStream, log: &Mutex<Vec<Request>>) -> io::Result<()> {
    let request = http::read_head(&mut browser)?;
    let body_length = http::length_of(&request);
    let place = {
        // At once, for other connections are noted beside this one.
        let mut log = log.lock().expect("nobody panics here");
        log.push(Request { method: request.method.clone(), url: request.target.clone(), body: None });
        log.len() - 1
    };
    let Some((port, path)) = here(&request.target) else {
        return browser
            .write_all(b"HTTP/1.1 502 No such name\r\ncontent-length: 0\r\nconnection: close\r\n\r\n");
    };
    let mut site = TcpStream::connect((Ipv4Addr::LOCALHOST, port))?;
    let mut head = format!("{} {path} HTTP/1.1\r\n", request.method);
    for (name, value) in &request.headers {
        // One request to a connection, so that each is seen.
        if name != "connection" && name != "proxy-connection" {
            head += &format!("{name}: {value}\r\n");
        }
    }
    site.write_all(format!("{head}connection: close\r\n\r\n").as_bytes())?;
    let mut body = vec![0; body_length];
    browser.read_exact(&mut body)?;
    if body_length > 0 {
        let text = String::from_utf8_lossy(&body).into_owned();
        log.lock().expect("nobody panics here")[place].body = Some(text);
    }
    // The site may have cut the line without reading.
    let _cut = site.write_all(&body);
    let (mut from_browser, to_site) = (browser.try_clone()?, site.try_clone()?);
    std::thread::spawn(move || {
        let _hung_up = io::copy(&mut from_browser, &mut io::sink());
        to_site.shutdown(Shutdown::Both)
    });
    // However it ends, for the other thread still holds the line.
    let _cut = io::copy(&mut site, &mut browser);
    browser.shutdown(Shutdown::Both)
}

/// The port and the path of an address on this machine.
fn here(target: &str) -> Option<(u16, &str)> {
    let rest = target.strip_prefix("http://")?;
    let (authority, path) = rest.split_at(rest.find('/')?);
    let (host, port) = authority.split_once(':')?;
    ["127.0.0.1", "localhost", ELSEWHERE, INSECURE].contains(&host).then_some((port.parse().ok()?, path))
}
