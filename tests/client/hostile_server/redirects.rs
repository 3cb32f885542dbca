//! Redirects of every status, for every kind of request, to every kind of target: none is followed, and none
//! is taken for success.

use std::sync::Arc;

use reqwest::Certificate;
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::ServerConfig;
use zoho_time::auth::AuthError;
use zoho_time::transport::TransportErrorKind;
use zoho_time::{ClientBuilder, Error};

use crate::hostile_server::calls::{
    ACCESS_TOKEN, CLIENT_SECRET, DONE, Kind, SECRETS, assert_silent,
};
use crate::hostile_server::server::{Received, Reply, Server, answer, json};
use zoho_time_tests::child;

const STATUSES: [u16; 5] = [301, 302, 303, 307, 308];

/// Where a redirect leads.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Target {
    /// Another path of the same server.
    SameHost,
    /// A server at another address.
    OtherHost,
    /// A server at another address, from https to http.
    Http,
}

const TARGETS: [Target; 3] = [Target::SameHost, Target::OtherHost, Target::Http];

/// Answers everything as if it had done it.
fn does_it(request: &Received) -> Reply {
    let is_post = request.line().starts_with("POST") && !request.is_for_a_token();
    json(if is_post { 201 } else { 200 }, DONE)
}

/// A redirecting server, and the one that it may lead to.
struct Fixture {
    first: Server,
    second: Server,
    target: String,
}

impl Fixture {
    async fn set(status: u16, target: Target, tls: &TlsAcceptor) -> Self {
        let second = Server::start_at("127.0.0.2", None, does_it).await;
        let location = match target {
            Target::SameHost => "/elsewhere".to_owned(),
            Target::OtherHost | Target::Http => format!("{}/elsewhere", second.url),
        };
        let shown = location.clone();
        let script = move |request: &Received| {
            if request.path().starts_with("/elsewhere") {
                return does_it(request);
            }
            answer(status, &[("location", &location)], "")
        };
        let tls = (target == Target::Http).then(|| tls.clone());
        let first = Server::start_at("127.0.0.1", tls, script).await;
        Self {
            target: if shown.starts_with('/') {
                format!("{}{shown}", first.url)
            } else {
                shown
            },
            first,
            second,
        }
    }
}

/// The result of a case.
struct Outcome {
    error: Error,
    fixture: Fixture,
}

async fn case(
    status: u16,
    kind: Kind,
    target: Target,
    tls: &TlsAcceptor,
    with: impl Fn(ClientBuilder) -> ClientBuilder,
) -> Outcome {
    let fixture = Fixture::set(status, target, tls).await;
    let zoho = with(kind.client(&fixture.first.url)).build().unwrap();
    let Err(error) = kind.send(&zoho).await else {
        panic!("{status} {kind:?} {target:?} was taken for success");
    };
    assert_silent(&error);
    let is_redirect = match &error {
        Error::Transport { source, .. } => source.kind() == TransportErrorKind::Redirected,
        Error::Auth { source, .. } => matches!(**source, AuthError::Unusable { .. }),
        _ => false,
    };
    assert!(is_redirect, "{status} {kind:?} {target:?}: {error}");
    let text = error.to_string();
    assert!(text.contains(&fixture.target), "{text}");
    Outcome { error, fixture }
}

/// How many of the secrets are in what a server has received.
fn leaks(server: &Server) -> usize {
    let received = server.received();
    let texts = received
        .iter()
        .map(|one| format!("{} {}", one.head, one.body));
    texts
        .map(|text| {
            SECRETS
                .iter()
                .filter(|secret| text.contains(**secret))
                .count()
        })
        .sum()
}

/// A certificate for 127.0.0.1, its key, and the authority that signed it, all as PEM.
fn certificate() -> (String, String, String) {
    use rcgen::{BasicConstraints, CertificateParams, IsCa, Issuer, KeyPair};

    let mut authority = CertificateParams::new(Vec::new()).unwrap();
    authority.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    let key = KeyPair::generate().unwrap();
    let certificate = authority.self_signed(&key).unwrap().pem();
    let issuer = Issuer::new(authority, key);
    let own = KeyPair::generate().unwrap();
    let params = CertificateParams::new(vec!["127.0.0.1".to_owned()]).unwrap();
    let signed = params.signed_by(&own, &issuer).unwrap();
    (signed.pem(), own.serialize_pem(), certificate)
}

fn acceptor(certificate: &str, key: &str) -> TlsAcceptor {
    use tokio_rustls::rustls::crypto::aws_lc_rs::default_provider;
    use tokio_rustls::rustls::pki_types::pem::PemObject as _;
    use tokio_rustls::rustls::pki_types::{CertificateDer, PrivateKeyDer};

    let chain = CertificateDer::pem_slice_iter(certificate.as_bytes());
    let config = ServerConfig::builder_with_provider(Arc::new(default_provider()))
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(
            chain.map(Result::unwrap).collect(),
            PrivateKeyDer::from_pem_slice(key.as_bytes()).unwrap(),
        )
        .unwrap();
    TlsAcceptor::from(Arc::new(config))
}

/// The clients of the crate trust the authorities of the system, which the environment names.
#[tokio::test]
async fn no_redirect_is_followed() {
    let folder = tempfile::tempdir().unwrap();
    let (certificate, key, authority) = certificate();
    let path = folder.path().join("authority.pem");
    std::fs::write(&path, authority).unwrap();
    let environment = [
        ("SSL_CERT_FILE", path.to_str().unwrap()),
        ("TEST_CERTIFICATE", &certificate),
        ("TEST_KEY", &key),
    ];
    let printed = child::run("hostile_server::redirects::all_cases", &environment).await;
    for line in child::lines(&printed, "redirects: ") {
        println!("redirects: {line}");
    }
}

#[tokio::test]
#[ignore = "run by `no_redirect_is_followed` in a process with an environment of its own"]
async fn all_cases() {
    if !child::is_child() {
        return;
    }
    let variable = |name: &str| std::env::var(name).unwrap();
    let tls = acceptor(&variable("TEST_CERTIFICATE"), &variable("TEST_KEY"));
    let (mut cases, mut second, mut beyond) = (0, 0, 0);
    for status in STATUSES {
        for kind in Kind::ALL {
            for target in TARGETS {
                let Outcome { error, fixture } =
                    case(status, kind, target, &tls, |client| client).await;
                cases += 1;
                second += fixture.second.connections();
                beyond += fixture.first.received().len() - 1;
                assert!(
                    error.to_string().contains(&format!("HTTP {status}")),
                    "{error}"
                );
                // 307 and 308 say that nothing was done; a write may be followed by one of the others.
                let may_be_done = kind != Kind::Token && status < 304;
                assert_eq!(error.may_have_been_sent(), may_be_done, "{status} {kind:?}");
                let expected = (kind != Kind::Token).then_some(status);
                assert_eq!(error.status().map(|status| status.as_u16()), expected);
            }
        }
    }
    assert_eq!((cases, second, beyond), (75, 0, 0));
    println!(
        "redirects: {cases} cases of 5 statuses, 5 kinds of requests and 3 targets: {second} connections \
         to a second host, {beyond} requests after the first, 0 taken for success"
    );

    // A client that the caller brings may follow redirects; then no body is repeated.
    let authority = std::fs::read(variable("SSL_CERT_FILE")).unwrap();
    let authority = Certificate::from_pem(&authority).unwrap();
    let follows = reqwest::Client::builder().add_root_certificate(authority);
    let follows = follows.no_proxy().referer(false).build().unwrap();
    let (mut cases, mut followed, mut leaked) = (0, 0, 0);
    for status in STATUSES {
        for kind in Kind::ALL {
            for target in TARGETS {
                let with = |client: ClientBuilder| client.http_client(follows.clone());
                let Outcome { error, fixture } = case(status, kind, target, &tls, with).await;
                let was_followed =
                    fixture.first.received().len() + fixture.second.received().len() > 1;
                cases += 1;
                followed += usize::from(was_followed);
                leaked += leaks(&fixture.second);
                // The same server may see its own token again, and no body.
                let elsewhere = |request: &Received| request.path() == "/elsewhere";
                for request in fixture.first.received().iter().filter(|one| elsewhere(one)) {
                    assert_eq!(request.body, "", "{status} {kind:?}");
                }
                let may_be_done = kind != Kind::Token && (status < 304 || was_followed);
                assert_eq!(
                    error.may_have_been_sent(),
                    may_be_done,
                    "{status} {kind:?} {target:?}"
                );
            }
        }
    }
    assert_eq!((cases, leaked), (75, 0));
    assert!(followed > 0);
    println!(
        "redirects: {cases} cases with a client that follows them ({followed} followed): {leaked} secrets \
         or bodies at a second host, 0 taken for success"
    );
}

/// A server that sends back what it was sent, where the target of a redirect is shown.
#[tokio::test]
async fn the_target_is_shown_without_secrets() {
    let mut cases = 0;
    for kind in Kind::ALL {
        for form in ["path", "host", "user", "query", "encoded"] {
            let server = Server::start(move |request| {
                let authorization = request.header("authorization").unwrap_or_default();
                let secret = match authorization.split_once(' ') {
                    Some((_, secret)) => secret.to_owned(),
                    None => CLIENT_SECRET.to_owned(),
                };
                let location = match form {
                    "path" => format!("https://evil.example/a/{secret}"),
                    "host" => format!("https://{secret}.evil.example/"),
                    "user" => format!("https://{secret}:{secret}@evil.example/"),
                    "query" => format!("https://evil.example/?{secret}#{secret}"),
                    _ => format!("https://evil.example/{}", secret.replace('-', "%2d")),
                };
                answer(302, &[("location", &location)], "")
            })
            .await;
            let zoho = kind.client(&server.url).build().unwrap();
            let error = kind.send(&zoho).await.unwrap_err();
            let shown = format!("{error} {error:?}").to_lowercase();
            let secret = if kind == Kind::Token {
                CLIENT_SECRET
            } else {
                ACCESS_TOKEN
            };
            assert!(!shown.contains(secret), "{shown}");
            assert!(!shown.contains(&secret.replace('-', "%2d")), "{shown}");
            assert!(shown.contains("http 302"), "{shown}");
            cases += 1;
        }
    }
    println!("redirects: {cases} targets with a secret in them, 0 secrets shown");
}

/// Other statuses of the class, and those without a usable target.
#[tokio::test]
async fn every_status_of_the_class_is_an_error() {
    let mut cases = 0;
    for status in (300..=308).chain([399]) {
        for location in [None, Some(""), Some("http://["), Some("/same")] {
            for kind in Kind::ALL {
                let server = Server::start(move |_| {
                    let headers = location.map(|location| ("location", location));
                    answer(status, headers.as_slice(), DONE)
                })
                .await;
                let zoho = kind.client(&server.url).build().unwrap();
                let error = kind.send(&zoho).await.unwrap_err();
                assert!(
                    error.to_string().contains(&format!("HTTP {status}")),
                    "{error}"
                );
                assert_eq!(server.received().len(), 1, "{status} {kind:?}");
                cases += 1;
            }
        }
    }
    println!("redirects: {cases} answers with a status of the class, 0 taken for success");
}
