//! Origins, as browsers write them.

use std::str::FromStr;

/// An origin: scheme, host and, unless it is the scheme's own, port.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Origin(String);

impl Origin {
    /// The origin of a URL that names a host; `None` for any other text.
    pub fn of(url: &str) -> Option<Self> {
        let (scheme, rest) = url.split_once("://")?;
        let host = rest.split(['/', '?', '#']).next().unwrap_or_default();
        format!("{scheme}://{host}").parse().ok()
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Tells whether browsers give a page there what only secure pages get: https, or this computer.
    pub fn is_secure(&self) -> bool {
        self.0.starts_with("https://") || self.is_this_computer()
    }

    /// Tells whether it is on a loopback address.
    pub fn is_this_computer(&self) -> bool {
        let host = self.0.split_once("://").map_or("", |it| it.1);
        let name = match host.split_once(']') {
            Some((address, _)) => address,
            None => host.split(':').next().unwrap_or_default(),
        };
        ["127.0.0.1", "localhost", "[::1"].contains(&name)
    }
}

impl FromStr for Origin {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let origin = text.trim_end_matches('/').to_ascii_lowercase();
        let (host, own_port) = match origin.split_once("://") {
            Some(("https", host)) => (host, ":443"),
            Some(("http", host)) => (host, ":80"),
            _ => ("", ""),
        };
        if host.is_empty() || host.contains(['/', '?', '#', '@', ' ', '*']) {
            return Err("an origin is a scheme and a host, such as https://clinic.example".to_owned());
        }
        Ok(Self(origin.strip_suffix(own_port).unwrap_or(&origin).to_owned()))
    }
}
