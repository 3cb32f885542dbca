//! Every data centre by its own names: the accounts server, the API, and what happens at the wrong one.

use reqwest::header::LOCATION;
use reqwest::redirect::Policy;
use reqwest::{Certificate, Proxy};
use zoho_time::auth::{OAuthApp, OAuthClient, Scopes};
use zoho_time::{Client, Credentials, DataCenter, Product};
use zoho_time_sandbox::{Consent, Sandbox};

use crate::token_refresh::fixture::call;

/// The names of the data centres' hosts: the API, and the accounts server.
const HOSTS: [(DataCenter, &str, &str); 10] = [
    (
        DataCenter::UnitedStates,
        "www.zohoapis.com",
        "accounts.zoho.com",
    ),
    (DataCenter::Europe, "www.zohoapis.eu", "accounts.zoho.eu"),
    (DataCenter::India, "www.zohoapis.in", "accounts.zoho.in"),
    (
        DataCenter::Australia,
        "www.zohoapis.com.au",
        "accounts.zoho.com.au",
    ),
    (DataCenter::Japan, "www.zohoapis.jp", "accounts.zoho.jp"),
    (
        DataCenter::Canada,
        "www.zohoapis.ca",
        "accounts.zohocloud.ca",
    ),
    (
        DataCenter::China,
        "www.zohoapis.com.cn",
        "accounts.zoho.com.cn",
    ),
    (
        DataCenter::SaudiArabia,
        "www.zohoapis.sa",
        "accounts.zoho.sa",
    ),
    (
        DataCenter::UnitedKingdom,
        "www.zohoapis.uk",
        "accounts.zoho.uk",
    ),
    (
        DataCenter::UnitedArabEmirates,
        "www.zohoapis.ae",
        "accounts.zoho.ae",
    ),
];

const REDIRECT_URI: &str = "http://localhost:8000/callback";

/// An HTTP client for which a sandbox impersonates Zoho's hosts.
fn through(sandbox: &Sandbox) -> reqwest::Client {
    let interceptor = sandbox.interceptor().unwrap();
    let exports = interceptor.exports();
    let file = exports.iter().find(|(name, _)| name == "SSL_CERT_FILE");
    let certificate = std::fs::read(&file.unwrap().1).unwrap();
    reqwest::Client::builder()
        .proxy(Proxy::all(interceptor.url()).unwrap())
        .add_root_certificate(Certificate::from_pem(&certificate).unwrap())
        .redirect(Policy::none())
        .build()
        .unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn users_of_every_data_center_sign_in_and_work_there_and_nowhere_else() {
    assert_eq!(HOSTS.map(|(center, ..)| center), DataCenter::ALL);
    let folder = tempfile::tempdir().unwrap();
    let sandbox = Sandbox::builder()
        .consent(Consent::Immediate)
        .intercept(folder.path())
        .start()
        .await
        .unwrap();
    let http = through(&sandbox);
    let demo = sandbox.demo();
    let (id, secret) = (&demo.client_id, &demo.client_secret);
    let (mut worked, mut refused) = (0, 0);
    for (index, (center, api, accounts)) in HOSTS.into_iter().enumerate() {
        assert_eq!(center.api_url(), format!("https://{api}"));
        assert_eq!(center.accounts_url(), format!("https://{accounts}"));
        let app = OAuthApp::new(
            center,
            OAuthClient {
                client_id: id.clone(),
                client_secret: secret.clone().into(),
            },
        )
        .unwrap();
        let app = app.http_client(http.clone());
        let login = app
            .login(REDIRECT_URI, &Scopes::all(Product::Books))
            .unwrap();
        let answer = http.get(login.url()).send().await.unwrap();
        let address = answer.headers()[LOCATION].to_str().unwrap();
        let sign_in = login.finish(address).await.unwrap();
        assert_eq!(sign_in.data_center(), Some(center));
        let domain = format!("https://{api}/");
        assert_eq!(sign_in.api_domain(), Some(&*domain));

        let client = |center: DataCenter| {
            let refresh_token = sign_in.refresh_token().clone();
            Client::builder()
                .organization(demo.organization_id.clone())
                .data_center(center)
                .credentials(Credentials {
                    client_id: id.clone(),
                    client_secret: secret.clone().into(),
                    refresh_token,
                })
                .http_client(http.clone())
        };
        call(&client(center).build().unwrap()).await.unwrap();
        // The accounts server's response takes precedence over the client's configuration.
        let (other, ..) = HOSTS[(index + 1) % HOSTS.len()];
        let moved = client(other).accounts_url(center.accounts_url());
        let since = sandbox.log().last();
        call(&moved.build().unwrap()).await.unwrap();
        let last = sandbox.log().after(since, usize::MAX).pop().unwrap();
        let headers = last.to_json().to_string();
        assert!(headers.contains(api), "{api} in {headers}");
        worked += 2;

        let error = call(&client(other).build().unwrap()).await.unwrap_err();
        let text = error.to_string();
        assert!(
            text.contains("invalid_code") && text.contains("another data center"),
            "{text}"
        );
        refused += 1;
    }
    println!(
        "data centres: {worked} clients worked by the names of 10, {refused} at the wrong one refused"
    );
}
