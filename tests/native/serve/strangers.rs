//! Requests from other pages and under other names.

use super::server::Server;
use super::{ID, referral};

#[test]
fn a_foreign_origin_can_neither_send_nor_read() {
    let server = Server::start("foreign-origin");
    let body = referral(ID).to_string();
    for origin in ["https://elsewhere.example", "null", "http://127.0.0.1:1", "http://127.0.0.1"] {
        let headers = [("Content-Type", "application/json"), ("Origin", origin)];
        let sent = server.post_with(&headers, body.as_bytes());
        let asked = server.send(
            &format!(
                "OPTIONS /api/referrals HTTP/1.1\r\nHost: 127.0.0.1:{}\r\nOrigin: {origin}\r\n\
                 Access-Control-Request-Method: POST\r\n",
                server.port
            ),
            b"",
        );
        assert_eq!((sent.status, asked.status), (403, 403), "{origin}");
        for reply in [sent, asked] {
            assert_eq!(reply.header("access-control-allow-origin"), None, "{origin}");
            assert_eq!(reply.header("vary"), Some("Origin"), "{origin}");
        }
    }
    assert_eq!(server.rows().len(), 0);
}

#[test]
fn an_origin_that_was_named_at_the_start_is_answered_by_its_name() {
    let server = Server::start_with(
        "named-origin",
        &["--origin", "https://clinic.example", "--origin", "https://patients.example:8443/"],
    );
    let own = server.origin();
    let by_name = own.replace("127.0.0.1", "localhost");
    for origin in ["https://clinic.example", "https://patients.example:8443", &own, &by_name] {
        let asked = server.send(
            &format!(
                "OPTIONS /api/referrals HTTP/1.1\r\nHost: 127.0.0.1:{}\r\nOrigin: {origin}\r\n\
                 Access-Control-Request-Method: POST\r\nAccess-Control-Request-Headers: content-type\r\n",
                server.port
            ),
            b"",
        );
        assert_eq!((asked.status, asked.header("access-control-allow-origin")), (204, Some(origin)));
        assert!(asked.header("access-control-allow-headers").is_some_and(|it| it.contains("Content-Type")));
        let headers = [("Content-Type", "application/json"), ("Origin", origin)];
        let refused = server.post_with(&headers, b"{}");
        assert_eq!((refused.status, refused.header("access-control-allow-origin")), (422, Some(origin)));
        assert_eq!(refused.header("access-control-expose-headers"), Some("Retry-After"));
    }
}

#[test]
fn another_host_name_is_shown_nothing() {
    let server = Server::start("foreign-host");
    server.post(&referral(ID).to_string());
    for path in ["/referrals", "/", "/study.json"] {
        for host in [
            "elsewhere.example",
            "elsewhere.example:8080",
            "127.0.0.1",
            "127.0.0.1:1",
            "127.0.0.1.elsewhere.example",
            "",
        ] {
            let reply = server.send(&format!("GET {path} HTTP/1.1\r\nHost: {host}\r\n"), b"");
            assert_eq!(reply.status, 421, "{path} as {host:?}");
            assert!(!reply.body.contains("RF-"), "{path} as {host:?}");
        }
    }
    let by_name =
        server.send(&format!("GET /referrals HTTP/1.1\r\nHost: localhost:{}\r\n", server.port), b"");
    assert_eq!(by_name.status, 200);
}
