//! The names of resources: the same referral gives the same ones, so that a Bundle posted twice stores nothing twice.

use sha2::{Digest, Sha256};

use super::element::Element;

/// The system of identifiers that are URIs.
/// Source: FHIR R4, Identifier.system.
const URI: &str = "urn:ietf:rfc:3986";

/// Gives every resource of a Bundle its name.
pub struct Names {
    referral: String,
    main: &'static str,
}

impl Names {
    /// Names for a referral, which is itself the resource called `main`.
    pub fn of(referral: &str, main: &'static str) -> Names {
        Names { referral: referral.to_ascii_lowercase(), main }
    }

    /// The URN that identifies the resource with this name for ever: its type, and where there are several a slash and which one.
    fn urn(&self, name: &str) -> String {
        if name == self.main {
            return format!("urn:uuid:{}", self.referral);
        }
        format!("urn:uuid:{}", derived(&self.referral, name))
    }

    /// The URN by which the Bundle's entries point to each other, which the receiver puts its own ids in the place of.
    ///
    /// It is never an identifier: some receivers put their id wherever it stands, and would find nothing again by `ifNoneExist`.
    fn link(&self, name: &str) -> String {
        format!("urn:uuid:{}", derived(&self.referral, &format!("entry {name}")))
    }

    /// A reference to the resource with this name.
    pub fn reference(&self, name: &str) -> Element {
        Element::new().with("reference", self.link(name))
    }

    /// The identifier of the resource with this name.
    pub fn identifier(&self, name: &str) -> Element {
        uri(&self.urn(name))
    }

    /// An entry that creates the resource with this name, unless the receiver has it already.
    ///
    /// A Provenance is created every time: in R4 it has no identifier to find it by.
    pub fn entry(&self, name: &str, resource: Element) -> Element {
        let kind = name.split('/').next().unwrap_or(name);
        let urn = self.urn(name);
        let known = (kind != "Provenance").then(|| format!("identifier={URI}|{urn}"));
        let request = Element::new().with("method", "POST").with("url", kind).with("ifNoneExist", known);
        Element::new().with("fullUrl", self.link(name)).with("resource", resource).with("request", request)
    }
}

/// An identifier that is a URI.
pub fn uri(value: &str) -> Element {
    Element::new().with("system", URI).with("value", value)
}

/// A UUID made of a UUID and a name.
///
/// Source: RFC 9562, version 8 in the way of appendix B.2: SHA-256 over the name space's bytes and the name.
fn derived(space: &str, name: &str) -> String {
    let digits: Vec<u8> =
        space.bytes().filter_map(|it| (it as char).to_digit(16)).map(|it| it as u8).collect();
    let space = digits.chunks(2).map(|it| it.iter().fold(0, |byte, digit| byte << 4 | digit));
    let mut bytes: Vec<u8> = space.collect();
    bytes.extend(name.bytes());
    let mut hash: [u8; 32] = Sha256::digest(&bytes).into();
    hash[6] = hash[6] & 0x0f | 0x80;
    hash[8] = hash[8] & 0x3f | 0x80;
    let hex: String = hash[..16].iter().map(|it| format!("{it:02x}")).collect();
    format!("{}-{}-{}-{}-{}", &hex[..8], &hex[8..12], &hex[12..16], &hex[16..20], &hex[20..])
}

#[cfg(test)]
mod tests {
    use super::derived;

    #[test]
    fn a_derived_uuid_is_the_one_of_the_standard_s_own_example() {
        // Source: RFC 9562, appendix B.2: the DNS name space and "www.example.com".
        let dns = "6ba7b810-9dad-11d1-80b4-00c04fd430c8";
        assert_eq!(derived(dns, "www.example.com"), "5c146b14-3c52-8afd-938a-375d0df1fbf6");
    }
}
