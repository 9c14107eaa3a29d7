//! WebDriver BiDi, as much of it as these tests speak: commands, and the events that came with the answers.
//!
//! Nothing waits in the background. A browser sends events in order and before its answer to whatever is asked later, so asking
//! for something is enough to have every event so far.
//!
//! Source: W3C WebDriver BiDi; RFC 6455 (the WebSocket protocol).

use std::cell::RefCell;
use std::io::{self, BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::time::Duration;

use serde_json::{Value, json};

/// Longest time that one command may take.
const COMMAND_TIME_LIMIT: Duration = Duration::from_secs(300);

/// Kinds of frames. Source: RFC 6455 §5.2.
const TEXT: u8 = 0x1;
const CLOSE: u8 = 0x8;
const PING: u8 = 0x9;
const PONG: u8 = 0xA;
const LAST: u8 = 0x80;
const MASKED: u8 = 0x80;
/// Hides nothing: nobody stands between here and the browser who could be misled.
const MASK: [u8; 4] = [1, 2, 3, 4];

/// A connection to a session that WebDriver has started.
pub struct Bidi {
    line: RefCell<Line>,
}

struct Line {
    stream: BufReader<TcpStream>,
    last_id: u64,
    events: Vec<Value>,
}

impl Bidi {
    /// Connects to the address that the session told as `webSocketUrl`.
    pub fn connect(url: &str) -> Self {
        let (host, path) =
            url.strip_prefix("ws://").and_then(|it| it.split_once('/')).expect("an address of a WebSocket");
        let stream = TcpStream::connect(host).unwrap_or_else(|it| panic!("{url}: {it}"));
        stream.set_read_timeout(Some(COMMAND_TIME_LIMIT)).expect("a time limit can be set");
        // The key is no secret; it only shows that the other side read the request. Source: RFC 6455 §4.1.
        let request = format!(
            "GET /{path} HTTP/1.1\r\nhost: {host}\r\nupgrade: websocket\r\nconnection: Upgrade\r\n\
             sec-websocket-key: cmVmZXJyYWwtZm9ybS10ZQ==\r\nsec-websocket-version: 13\r\n\r\n"
        );
        let mut stream = BufReader::new(stream);
        stream.get_mut().write_all(request.as_bytes()).expect("the browser reads");
        let mut answer = String::new();
        while !answer.ends_with("\r\n\r\n") {
            let read = stream.read_line(&mut answer).expect("the browser answers");
            assert!(read > 0, "{url} hung up: {answer}");
        }
        assert!(answer.starts_with("HTTP/1.1 101"), "{url}: {answer}");
        Self { line: RefCell::new(Line { stream, last_id: 0, events: Vec::new() }) }
    }

    /// Gives a command and returns what came of it.
    pub fn call(&self, method: &str, parameters: &Value) -> Result<Value, String> {
        self.line.borrow_mut().call(method, parameters)
    }

    /// Every event since the last call, in order.
    pub fn events(&self) -> Vec<Value> {
        self.call("session.status", &json!({})).expect("the browser is there");
        std::mem::take(&mut self.line.borrow_mut().events)
    }
}

impl Line {
    fn call(&mut self, method: &str, parameters: &Value) -> Result<Value, String> {
        self.last_id += 1;
        let command = json!({ "id": self.last_id, "method": method, "params": parameters });
        self.send(TEXT, command.to_string().as_bytes()).map_err(|it| it.to_string())?;
        loop {
            let text = self.receive().map_err(|it| it.to_string())?;
            let mut message: Value = serde_json::from_slice(&text).expect("a browser speaks JSON");
            if message["id"] == self.last_id {
                return match message["error"].as_str() {
                    Some(code) => Err(format!("{code}: {}", message["message"])),
                    None => Ok(message["result"].take()),
                };
            }
            self.events.push(message);
        }
    }

    /// Sends one frame, masked as a client has to. Source: RFC 6455 §5.3.
    fn send(&mut self, kind: u8, bytes: &[u8]) -> io::Result<()> {
        let mut frame = vec![LAST | kind];
        match bytes.len() {
            length @ 0..126 => frame.push(MASKED | length as u8),
            length @ 126..0x1_0000 => {
                frame.push(MASKED | 126);
                frame.extend((length as u16).to_be_bytes());
            }
            length => {
                frame.push(MASKED | 127);
                frame.extend((length as u64).to_be_bytes());
            }
        }
        frame.extend(MASK);
        frame.extend(bytes.iter().zip(MASK.iter().cycle()).map(|(byte, mask)| byte ^ mask));
        self.stream.get_mut().write_all(&frame)
    }

    /// Receives one message, however many frames it came in.
    fn receive(&mut self) -> io::Result<Vec<u8>> {
        let mut message = Vec::new();
        loop {
            let [head, length] = self.read_array()?;
            let length = match length {
                126 => u64::from(u16::from_be_bytes(self.read_array()?)),
                127 => u64::from_be_bytes(self.read_array()?),
                short => u64::from(short),
            };
            let mut bytes = vec![0; length as usize];
            self.stream.read_exact(&mut bytes)?;
            match head & 0xF {
                PING => self.send(PONG, &bytes)?,
                CLOSE => return Err(io::ErrorKind::ConnectionAborted.into()),
                PONG => {}
                // A text, or more of it.
                _ => {
                    message.extend(bytes);
                    if head & LAST != 0 {
                        return Ok(message);
                    }
                }
            }
        }
    }

    fn read_array<const LENGTH: usize>(&mut self) -> io::Result<[u8; LENGTH]> {
        let mut bytes = [0; LENGTH];
        self.stream.read_exact(&mut bytes)?;
        Ok(bytes)
    }
}
