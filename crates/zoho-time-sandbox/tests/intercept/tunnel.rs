//! A program that opens tunnels by hand.

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;
use tokio_rustls::TlsConnector;
use tokio_rustls::client::TlsStream;
use tokio_rustls::rustls::pki_types::CertificateDer;
use tokio_rustls::rustls::pki_types::pem::PemObject as _;
use tokio_rustls::rustls::{ClientConfig, RootCertStore, crypto::aws_lc_rs};
use zoho_time_sandbox::intercept::Interceptor;

/// Opens a tunnel to `host`, and TLS in it for `name`.
pub(crate) async fn tunnel(
    interceptor: &Interceptor,
    host: &str,
    name: &str,
) -> Result<TlsStream<TcpStream>, std::io::Error> {
    let mut stream = TcpStream::connect(interceptor.address()).await?;
    let connect = format!("CONNECT {host}:443 HTTP/1.1\r\nHost: {host}:443\r\n\r\n");
    stream.write_all(connect.as_bytes()).await?;
    let mut head = Vec::new();
    while !head.ends_with(b"\r\n\r\n") {
        head.push(stream.read_u8().await?);
    }
    assert!(head.starts_with(b"HTTP/1.1 200 "), "{head:?}");
    let mut roots = RootCertStore::empty();
    let authority = interceptor.folder().join("ca.pem");
    roots
        .add(CertificateDer::from_pem_file(authority).unwrap())
        .unwrap();
    let config = ClientConfig::builder_with_provider(aws_lc_rs::default_provider().into())
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_root_certificates(roots)
        .with_no_client_auth();
    let name = name.to_owned().try_into().unwrap();
    TlsConnector::from(std::sync::Arc::new(config))
        .connect(name, stream)
        .await
}

/// Sends bytes inside a tunnel, and reads what comes until the end.
pub(crate) async fn inside(interceptor: &Interceptor, host: &str, sent: &str) -> String {
    let mut stream = tunnel(interceptor, host, host).await.unwrap();
    stream.write_all(sent.as_bytes()).await.unwrap();
    let mut received = String::new();
    stream.read_to_string(&mut received).await.unwrap();
    received
}
