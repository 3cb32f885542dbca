//! The environment that makes programs use the interceptor.

use std::path::Path;

use super::authority::CERTIFICATE;
use super::{node, php};

/// Variables for the address of a proxy.
///
/// curl reads the lower-case one for plain HTTP only, Python prefers lower case, Go and Node read both.
const PROXY: [&str; 4] = ["HTTPS_PROXY", "https_proxy", "HTTP_PROXY", "http_proxy"];

/// Variables for hosts to connect to without the proxy.
const NO_PROXY: [&str; 2] = ["NO_PROXY", "no_proxy"];

/// Variables for a file of certificate authorities.
///
/// OpenSSL, Go and Rust's rustls read the first; curl the second; Python's requests the third, its
/// httplib2 the fourth; Node the last. All but Node trust nothing else then, which is right: the
/// interceptor lets them reach nothing else either.
const AUTHORITIES: [&str; 5] = [
    "SSL_CERT_FILE",
    "CURL_CA_BUNDLE",
    "REQUESTS_CA_BUNDLE",
    "HTTPLIB2_CA_CERTS",
    "NODE_EXTRA_CA_CERTS",
];

/// The environment variables that make a program talk to the interceptor at `url`, whose authority
/// is kept in `folder`.
///
/// They override what the program would inherit, so that an exception such as `NO_PROXY=*` does
/// not lead it past the interceptor to Zoho. Plain HTTP is sent to the interceptor as well, which
/// refuses it: nothing a program sends to Zoho by mistake leaves the machine. Programs on the
/// machine itself stay reachable.
///
/// Node before 22.21, and 24 before 24.5, ignores these variables. There
/// `NODE_OPTIONS` loads a script from the folder that makes `fetch` and `https` use them; newer versions ignore
/// it.
///
/// PHP reads the authorities from its configuration. `PHP_INI_SCAN_DIR` adds a file in the folder, with
/// `curl.cainfo` and `openssl.cafile`.
///
/// **Some programs ignore the proxy and connect to Zoho itself**:
///
/// - Java, which has system properties for it (`https.proxyHost`, `javax.net.ssl.trustStore`);
/// - Python's aiohttp, unless its session has `trust_env=True`; httplib2, unless PySocks is installed; httpx
///   with a custom transport; a pool of urllib3 that is used without requests;
/// - PHP with streams, such as `file_get_contents`, instead of curl;
/// - an older Node with a custom `Agent` or dispatcher.
///
/// On Linux, `zoho-time-sandbox run --isolated` starts a program that can connect to nothing but the sandbox.
#[must_use]
pub fn exports(url: &str, folder: &Path) -> Vec<(String, String)> {
    let certificate = folder.join(CERTIFICATE).display().to_string();
    let proxy = PROXY.map(|name| (name, url));
    let no_proxy = NO_PROXY.map(|name| (name, "localhost,127.0.0.1,::1"));
    let authorities = AUTHORITIES.map(|name| (name, certificate.as_str()));
    let node = node::options(folder);
    let php = php::folders(folder);
    proxy
        .into_iter()
        .chain(no_proxy)
        .chain(authorities)
        .chain([
            ("NODE_USE_ENV_PROXY", "1"),
            ("NODE_OPTIONS", &node),
            ("PHP_INI_SCAN_DIR", &php),
        ])
        .map(|(name, value)| (name.to_owned(), value.to_owned()))
        .collect()
}
