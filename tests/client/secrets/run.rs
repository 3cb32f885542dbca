//! A run from signing in to signing out, with a sandbox as a program of its own.

use std::fs::{self, File};
use std::process::Command;

use reqwest::Proxy;
use reqwest::header::LOCATION;
use reqwest::redirect::Policy;
use serde_json::{Value, json};
use zoho_time::auth::{FileTokenStore, OAuthApp, OAuthClient, Scopes, SecretString, SignIn};
use zoho_time::models::{ListProjectsQuery, ListTimeEntriesQuery};
use zoho_time::{CallOptions, Client, ClientBuilder, Product, ProjectId};
use zoho_time_harness::{Program, Running};

use crate::secrets::failures;
use crate::secrets::log_capture::Captured;
use crate::secrets::search::Emitted;
use crate::secrets::wire::Wire;

const REDIRECT_URI: &str = "http://localhost:8000/callback";

/// A sandbox, a client that is registered with it, and the wire in between.
pub(crate) struct Run {
    sandbox: Running,
    folder: tempfile::TempDir,
    pub(crate) wire: Wire,
    /// Sends it over the network.
    pub(crate) http: reqwest::Client,
    pub(crate) url: String,
    pub(crate) client_id: String,
    pub(crate) client_secret: SecretString,
}

impl Run {
    pub(crate) async fn start() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let program = Program::of_tests().unwrap();
        let stderr = File::create(folder.path().join("stderr")).unwrap();
        let mut command = Command::new(program.executable());
        command
            .args(Program::arguments(None))
            .args(["--consent", "immediate", "--token-limits"])
            .env("RUST_LOG", "trace")
            .stderr(stderr);
        let sandbox = Running::of(&mut command).unwrap();
        let url = format!("http://{}", sandbox.address);
        let (wire, proxy) = Wire::record().await;
        let http = reqwest::Client::builder()
            .proxy(Proxy::all(proxy).unwrap())
            .redirect(Policy::none())
            .build()
            .unwrap();
        let body = json!({ "name": "Timesheet", "redirect_uris": [REDIRECT_URI] });
        let client = sandbox.control("POST", "clients", &body).unwrap();
        let text = |field: &str| client[field].as_str().unwrap().to_owned();
        Self {
            client_id: text("client_id"),
            client_secret: text("client_secret").into(),
            sandbox,
            folder,
            wire,
            http,
            url,
        }
    }

    pub(crate) fn app(&self) -> OAuthApp {
        let (id, secret) = (self.client_id.clone(), self.client_secret.clone());
        let app = OAuthApp::at(
            &self.url,
            OAuthClient {
                client_id: id,
                client_secret: secret,
            },
        )
        .unwrap();
        app.http_client(self.http.clone())
    }

    pub(crate) fn store(&self) -> FileTokenStore {
        FileTokenStore::new(self.folder.path().join("tokens.json"))
    }

    /// A client without credentials.
    pub(crate) fn client(&self) -> ClientBuilder {
        Client::builder()
            .organization(self.sandbox.organization.parse().unwrap())
            .base_url(&*self.url)
            .accounts_url(&*self.url)
            .http_client(self.http.clone())
    }

    /// A client that is signed in under a name.
    pub(crate) fn named(&self, name: &str) -> ClientBuilder {
        let (id, secret) = (self.client_id.clone(), self.client_secret.clone());
        let client = self.client().token_store(self.store());
        client.signed_in_as(
            OAuthClient {
                client_id: id,
                client_secret: secret,
            },
            name,
        )
    }

    /// The parameters of a redirect after consent.
    pub(crate) async fn consent(&self, url: String) -> String {
        let answer = self.http.get(url).send().await.unwrap();
        answer.headers()[LOCATION].to_str().unwrap().to_owned()
    }

    /// Asks the controls of the sandbox, past the wire.
    pub(crate) async fn control(&self, method: &str, name: &str, body: Value) -> String {
        let url = format!("{}/_sandbox/{name}", self.url);
        let client = reqwest::Client::builder().no_proxy().build().unwrap();
        let mut request = client.request(method.parse().unwrap(), url);
        if method != "GET" {
            request = request.json(&body);
        }
        let answer = request.send().await.unwrap();
        assert!(
            answer.status().is_success(),
            "{method} {name}: {}",
            answer.status()
        );
        answer.text().await.unwrap()
    }

    /// All of it. What shows of it comes into `emitted`.
    pub(crate) async fn everything(&self, emitted: &mut Emitted) {
        let app = self.app();
        let login = app
            .login(REDIRECT_URI, &Scopes::all(Product::Books))
            .unwrap();
        emitted.add_debug("debug forms", &app);
        emitted.add_debug("debug forms", &login);
        let address = self.consent(login.url()).await;
        let sign_in = login.finish(&address).await.unwrap();
        emitted.add_debug("debug forms", &sign_in);
        sign_in.save(&self.store(), "work").await.unwrap();
        let code = json!({ "client_id": self.client_id, "scopes": "ZohoBooks.projects.READ" });
        let code = self.control("POST", "codes", code).await;
        let code: Value = serde_json::from_str(&code).unwrap();
        let code = code["code"].as_str().unwrap();
        let reader = app.exchange_grant_code(code).await.unwrap();
        emitted.add_debug("debug forms", &reader);
        reader.save(&self.store(), "reader").await.unwrap();

        self.work(emitted).await;
        failures::all(self, &sign_in, emitted).await;
        self.sign_out(&sign_in, emitted).await;
    }

    /// Calls that go well, and a renewal.
    async fn work(&self, emitted: &mut Emitted) {
        let secret = http::HeaderValue::from_static("Zoho-oauthtoken 1000.a-header-of-ones-own");
        let options =
            |options: CallOptions| options.header(http::header::AUTHORIZATION, secret.clone());
        emitted.add_debug("debug forms", &options(CallOptions::default()));
        let builder = self.named("work").options(options);
        emitted.add_debug("debug forms", &builder);
        let zoho = builder.build().unwrap();
        list(&zoho).await.unwrap();
        let entries = zoho.time_entries().list(ListTimeEntriesQuery::new());
        emitted.add_debug("debug forms", &entries);
        entries.page(1).await.unwrap();
        // The token dies, and is replaced.
        self.control("PUT", "clock", json!({ "advance_seconds": 7200 }))
            .await;
        list(&zoho).await.unwrap();
        emitted.add_debug("debug forms", &zoho);
        emitted.add_debug("debug forms", zoho.raw());
        emitted.add_debug("debug forms", &zoho.timer());
        emitted.add_debug("debug forms", &self.store());
    }

    async fn sign_out(&self, sign_in: &SignIn, emitted: &mut Emitted) {
        let zoho = self.named("work").build().unwrap();
        list(&zoho).await.unwrap();
        assert!(zoho.sign_out().await.unwrap());
        let error = list(&zoho).await.unwrap_err();
        emitted.add_error("errors", &error);
        self.app().revoke(sign_in.refresh_token()).await.unwrap();
    }

    /// A request with a secret in an unexpected place.
    pub(crate) async fn plant(&self, secret: &str) {
        let url = format!("{}/books/v3/{secret}", self.url);
        self.http.get(url).send().await.unwrap();
    }

    /// The logs, of this process and of the sandbox.
    pub(crate) async fn collect(&self, captured: &Captured, emitted: &mut Emitted) {
        emitted.add("sandbox log", &self.control("GET", "log", json!({})).await);
        emitted.add(
            "sandbox archive",
            &self.control("GET", "log.har", json!({})).await,
        );
        let stderr = fs::read(self.folder.path().join("stderr")).unwrap();
        emitted.add("sandbox standard error", &String::from_utf8_lossy(&stderr));
        emitted.add("events", &captured.events());
        emitted.add("log records", &captured.records());
    }

    /// The folder of the token file.
    pub(crate) fn folder(&self) -> &std::path::Path {
        self.folder.path()
    }
}

pub(crate) async fn list(zoho: &Client) -> Result<(), zoho_time::Error> {
    let list = zoho.projects().list(ListProjectsQuery::new());
    list.page(1).await.map(drop)
}

pub(crate) async fn delete(zoho: &Client) -> Result<(), zoho_time::Error> {
    zoho.projects().delete(&ProjectId::from(77)).await
}
