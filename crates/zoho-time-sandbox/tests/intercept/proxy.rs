//! Responses of the port, byte by byte.

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

use super::Fixture;
use super::tunnel::{inside, tunnel};

/// Sends bytes, and reads what comes until the interceptor closes the connection.
async fn raw(fixture: &Fixture, sent: &[u8]) -> String {
    let mut stream = TcpStream::connect(fixture.interceptor.address())
        .await
        .unwrap();
    // The interceptor may have closed the connection already.
    let _ = stream.write_all(sent).await;
    let _ = stream.shutdown().await;
    let mut received = Vec::new();
    let _ = stream.read_to_end(&mut received).await;
    String::from_utf8_lossy(&received).into_owned()
}

#[tokio::test]
async fn other_hosts_are_refused() {
    let fixture = Fixture::new().await;
    for host in [
        "www.example.com",
        "accounts.zoho.ca",
        "mail.zoho.com",
        "127.0.0.1",
        "[::1]",
        "www.zohoapis.com.example.com",
    ] {
        for request in [
            format!("CONNECT {host}:443 HTTP/1.1\r\n\r\n"),
            format!("GET http://{host}/ HTTP/1.1\r\n\r\n"),
            format!("POST https://{host}/x HTTP/1.1\r\nContent-Length: 0\r\n\r\n"),
        ] {
            let answer = raw(&fixture, request.as_bytes()).await;
            assert!(answer.starts_with("HTTP/1.1 403 "), "{answer}");
            assert!(answer.contains("text/plain"), "{answer}");
            assert!(answer.contains(&format!("refuses `{host}`")), "{answer}");
            assert!(answer.contains("never forwards"), "{answer}");
        }
    }
}

#[tokio::test]
async fn whom_a_user_name_pretends_to_be_does_not_matter() {
    let fixture = Fixture::new().await;
    let request = b"GET https://www.zohoapis.com@evil.example/ HTTP/1.1\r\n\r\n";
    let answer = raw(&fixture, request).await;
    assert!(answer.contains("refuses `evil.example`"), "{answer}");
}

#[tokio::test]
async fn other_ports_are_refused() {
    let fixture = Fixture::new().await;
    for request in [
        "CONNECT www.zohoapis.com:80 HTTP/1.1\r\n\r\n",
        "CONNECT www.zohoapis.com:8443 HTTP/1.1\r\n\r\n",
        "GET https://www.zohoapis.com:8443/ HTTP/1.1\r\n\r\n",
    ] {
        let answer = raw(&fixture, request.as_bytes()).await;
        assert!(answer.starts_with("HTTP/1.1 403 "), "{answer}");
        assert!(answer.contains("on port 443 only"), "{answer}");
    }
}

#[tokio::test]
async fn plain_http_to_a_known_host_is_refused() {
    let fixture = Fixture::new().await;
    let request = b"GET http://www.zohoapis.com/books/v3/projects HTTP/1.1\r\n\r\n";
    let answer = raw(&fixture, request).await;
    assert!(answer.starts_with("HTTP/1.1 403 "), "{answer}");
    assert!(answer.contains("use https://www.zohoapis.com"), "{answer}");
}

#[tokio::test]
async fn an_encrypted_address_may_be_asked_for_without_a_tunnel() {
    let fixture = Fixture::new().await;
    let request = b"GET https://books.zoho.eu/api/v3/projects?a=b HTTP/1.1\r\n\
        Host: books.zoho.eu\r\nConnection: close\r\n\r\n";
    let answer = raw(&fixture, request).await;
    assert!(answer.starts_with("HTTP/1.1 200 "), "{answer}");
    assert!(answer.contains("/books/v3/projects?a=b"), "{answer}");
    assert!(answer.contains("https://www.zohoapis.eu"), "{answer}");
}

#[tokio::test]
async fn a_client_that_takes_it_for_a_web_server_gets_an_error() {
    let fixture = Fixture::new().await;
    for request in [
        "GET / HTTP/1.1\r\nHost: www.zohoapis.com\r\n\r\n",
        "POST /oauth/v2/token HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 0\r\n\r\n",
        "OPTIONS * HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n",
    ] {
        let answer = raw(&fixture, request.as_bytes()).await;
        assert!(answer.starts_with("HTTP/1.1 400 "), "{answer}");
        assert!(answer.contains("HTTPS_PROXY"), "{answer}");
    }
}

#[tokio::test]
async fn malformed_input_does_no_harm() {
    let fixture = Fixture::new().await;
    let long = [b"GET http://".as_slice(), &b"x".repeat(1 << 20)].concat();
    let inputs: [&[u8]; 11] = [
        b"",
        b"\r\n\r\n",
        b"\0\0\0\0",
        b"CONNECT\r\n\r\n",
        b"CONNECT :443 HTTP/1.1\r\n\r\n",
        b"CONNECT / HTTP/1.1\r\n\r\n",
        b"CONNECT www.zohoapis.com HTTP/1.1\r\n\r\n",
        b"CONNECT www.zohoapis.com:99999 HTTP/1.1\r\n\r\n",
        b"GET http://[::1 HTTP/1.1\r\n\r\n",
        // The beginning of TLS, as to a proxy that is itself encrypted.
        b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03",
        &long,
    ];
    for input in inputs {
        let answer = raw(&fixture, input).await;
        assert!(
            answer.is_empty() || answer.starts_with("HTTP/1.1 4"),
            "{answer}"
        );
    }
    let garbage = b"CONNECT www.zohoapis.com:443 HTTP/1.1\r\n\r\nGET / HTTP/1.1\r\n\r\n";
    let answer = raw(&fixture, garbage).await;
    assert!(answer.starts_with("HTTP/1.1 200 "), "{answer}");
    assert!(!answer.contains("target"), "{answer}");

    let answer = fixture
        .client()
        .get("https://www.zohoapis.com/books/v3")
        .send()
        .await;
    assert_eq!(answer.unwrap().status(), 200);
}

#[tokio::test]
async fn old_programs_speak_http_1_0_to_a_proxy() {
    let fixture = Fixture::new().await;
    let connect = b"CONNECT www.zohoapis.com:443 HTTP/1.0\r\n\r\n";
    let answer = raw(&fixture, connect).await;
    assert!(answer.starts_with("HTTP/1.0 200 "), "{answer}");
}

#[tokio::test]
async fn tls_is_for_the_host_of_the_tunnel() {
    let fixture = Fixture::new().await;
    for name in ["accounts.zoho.com", "www.example.com"] {
        let error = tunnel(&fixture.interceptor, "www.zohoapis.com", name)
            .await
            .unwrap_err();
        assert!(error.to_string().contains("fatal alert"), "{error}");
    }
    tunnel(&fixture.interceptor, "WWW.ZohoAPIs.com", "www.zohoapis.com")
        .await
        .unwrap();
}

#[tokio::test]
async fn requests_are_for_the_host_of_the_tunnel() {
    const PATH: &str = "/books/v3/projects";
    let fixture = Fixture::new().await;
    for (target, named, status) in [
        (PATH, "www.zohoapis.com", 200),
        (PATH, "WWW.zohoapis.com:443", 200),
        (
            "https://www.zohoapis.com/books/v3/projects",
            "www.zohoapis.com",
            200,
        ),
        (PATH, "accounts.zoho.com", 421),
        (PATH, "www.zohoapis.com:80", 421),
        (PATH, "www.example.com", 421),
        (PATH, "<>", 421),
        ("https://www.example.com/", "www.zohoapis.com", 421),
    ] {
        let request =
            format!("GET {target} HTTP/1.1\r\nHost: {named}\r\nConnection: close\r\n\r\n");
        let answer = inside(&fixture.interceptor, "www.zohoapis.com", &request).await;
        assert!(
            answer.starts_with(&format!("HTTP/1.1 {status} ")),
            "{target} {named}: {answer}"
        );
    }
}

#[tokio::test]
async fn a_tunnel_carries_one_request_after_another() {
    let fixture = Fixture::new().await;
    let request = "GET /api/v3/one HTTP/1.1\r\nHost: books.zoho.jp\r\n\r\n\
        GET /api/v3/two HTTP/1.1\r\nHost: books.zoho.jp\r\nConnection: close\r\n\r\n";
    let answers = inside(&fixture.interceptor, "books.zoho.jp", request).await;
    assert_eq!(answers.matches("HTTP/1.1 200 ").count(), 2);
    assert!(answers.contains("/books/v3/one") && answers.contains("/books/v3/two"));
}
