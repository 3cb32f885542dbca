//! Programs in four languages that have Zoho's addresses built in and know nothing of a sandbox but
//! their environment: what is for Zoho is answered by the sandbox, and everything else refused.
//!
//! A program that is not on the machine is left out with a note; with `CI=true` that is a failure.

use std::process::Command;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use axum::Router;
use serde_json::Value;
use tokio::net::TcpListener;
use zoho_time_harness::run::skip_without_tool;
use zoho_time_sandbox::Sandbox;

/// A program, and how to ask whether it can run at all.
struct Client {
    name: &'static str,
    probe: &'static [&'static str],
    command: &'static [&'static str],
}

const REQUESTS: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/clients/requests_client.py");
const FETCH: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/clients/fetch_client.mjs");
const HTTPS: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/clients/https_client.mjs");
const REQWEST: &str = env!("CARGO_BIN_EXE_reqwest_client");

const CLIENTS: [Client; 5] = [
    Client {
        name: "curl",
        probe: &["curl", "--version"],
        command: &["curl", "--silent", "--show-error"],
    },
    Client {
        name: "Python requests",
        probe: &["python3", "-c", "import requests"],
        command: &["python3", REQUESTS],
    },
    Client {
        name: "Node fetch",
        probe: &["node", "--eval", "if (!globalThis.fetch) process.exit(1)"],
        command: &["node", FETCH],
    },
    Client {
        name: "Node https",
        probe: &["node", "--version"],
        command: &["node", HTTPS],
    },
    Client {
        name: "reqwest",
        probe: &["true"],
        command: &[REQWEST],
    },
];

/// The requests of a program; it does not send empty ones.
#[derive(Clone, Default)]
struct Ask {
    url: String,
    authorization: String,
    form: String,
    /// Whether the program takes the proxy even for its own machine.
    always_proxy: bool,
}

/// How programs say that the proxy refused a tunnel. The last is for Node, where a request without
/// encryption does not even get that far.
const REFUSALS: [&str; 5] = [
    "response 403",
    "403 Forbidden",
    "(403)",
    "TunnelUnsuccessful",
    "serves https:// only",
];

/// The result.
#[derive(Debug)]
enum Outcome {
    Answered(u16, String),
    Failed(String),
}

impl Outcome {
    fn json(&self) -> Option<(u16, Value)> {
        match self {
            Self::Answered(status, body) => Some((*status, serde_json::from_str(body).ok()?)),
            Self::Failed(_) => None,
        }
    }

    /// Whether it was the interceptor that refused. That a host cannot be reached proves nothing.
    fn is_refusal(&self) -> bool {
        match self {
            Self::Answered(status, body) => *status == 403 && body.contains("never forwards"),
            Self::Failed(reason) => REFUSALS.iter().any(|words| reason.contains(words)),
        }
    }
}

impl Client {
    fn is_here(&self) -> bool {
        let [program, arguments @ ..] = self.probe else {
            panic!("no probe of {}", self.name);
        };
        let output = Command::new(program).args(arguments).output();
        output.is_ok_and(|output| output.status.success())
    }

    async fn run(&self, environment: &[(String, String)], ask: &Ask) -> Outcome {
        let [program, arguments @ ..] = self.command else {
            panic!("no command of {}", self.name);
        };
        let mut command = Command::new(program);
        command.args(arguments);
        if self.name == "curl" {
            command.args(["--write-out", "\n%{http_code}\n", &ask.url]);
            if !ask.authorization.is_empty() {
                command.args(["--header", &format!("Authorization: {}", ask.authorization)]);
            }
            if !ask.form.is_empty() {
                command.args(["--data", &ask.form]);
            }
        } else {
            command.args([&ask.url, &ask.authorization, &ask.form]);
        }
        // What it takes to start at all, and then what lies in its way, which must not matter.
        command.env_clear();
        for name in ["PATH", "HOME"] {
            command.envs(std::env::var_os(name).map(|value| (name, value)));
        }
        command.env("NO_PROXY", "*").env("no_proxy", ".zoho.eu");
        command.envs(environment.iter().cloned());
        if ask.always_proxy {
            command.env("NO_PROXY", "").env("no_proxy", "");
        }
        let output = tokio::task::spawn_blocking(move || command.output());
        let output = output.await.unwrap().unwrap();
        let shown = String::from_utf8_lossy(&output.stdout);
        let answer = shown
            .trim_end()
            .rsplit_once('\n')
            .and_then(|(body, status)| Some((status.parse().ok()?, body.to_owned())));
        match answer {
            Some((status, body)) if output.status.success() => Outcome::Answered(status, body),
            _ => Outcome::Failed(String::from_utf8_lossy(&output.stderr).into_owned()),
        }
    }
}

/// Another program on this machine, which counts who comes.
async fn bystander() -> (String, Arc<AtomicUsize>) {
    let visits = Arc::new(AtomicUsize::new(0));
    let counted = Arc::clone(&visits);
    let app = Router::new().fallback(async move || {
        counted.fetch_add(1, Ordering::SeqCst);
        "hello"
    });
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap().to_string();
    tokio::spawn(async move { axum::serve(listener, app).await });
    (address, visits)
}

/// The expected result of a request.
type Check = fn(&Outcome) -> bool;

/// The requests, in words, and what each of them is to come to.
fn requests(sandbox: &Sandbox, bystander: &str) -> Vec<(&'static str, Ask, Check)> {
    let demo = sandbox.demo();
    let list = |api: &str| Ask {
        url: format!("{api}/projects?organization_id={}", demo.organization_id),
        authorization: format!("Zoho-oauthtoken {}", demo.access_token),
        ..Ask::default()
    };
    let refresh = Ask {
        url: "https://accounts.zoho.eu/oauth/v2/token".to_owned(),
        form: format!(
            "grant_type=refresh_token&client_id={}&client_secret={}&refresh_token={}",
            demo.client_id, demo.client_secret, demo.refresh_token
        ),
        ..Ask::default()
    };
    let plain = |url: String| Ask {
        url,
        ..Ask::default()
    };
    let always_proxy = |url: String| Ask {
        url,
        always_proxy: true,
        ..Ask::default()
    };
    let listed: Check = |outcome| {
        outcome.json().is_some_and(|(status, body)| {
            status == 200
                && body["projects"]
                    .as_array()
                    .is_some_and(|all| all.len() == 2)
        })
    };
    let issued: Check = |outcome| {
        outcome.json().is_some_and(|(status, body)| {
            status == 200
                && body["api_domain"] == "https://www.zohoapis.eu"
                && body["access_token"].is_string()
        })
    };
    let unknown: Check = |outcome| {
        outcome
            .json()
            .is_some_and(|(status, body)| status == 404 && body["code"] == 5)
    };
    let greeted: Check =
        |outcome| matches!(outcome, Outcome::Answered(200, body) if body == "hello");
    let controls = "https://www.zohoapis.com/_sandbox/demo".to_owned();
    vec![
        (
            "projects at www.zohoapis.com",
            list("https://www.zohoapis.com/books/v3"),
            listed,
        ),
        (
            "projects at books.zoho.eu",
            list("https://books.zoho.eu/api/v3"),
            listed,
        ),
        ("token at accounts.zoho.eu", refresh, issued),
        ("controls at www.zohoapis.com", plain(controls), unknown),
        (
            "this machine",
            plain(format!("http://{bystander}/")),
            greeted,
        ),
        (
            "another host",
            plain("https://www.example.com/".to_owned()),
            Outcome::is_refusal,
        ),
        (
            "another host, unencrypted",
            plain("http://www.example.com/".to_owned()),
            Outcome::is_refusal,
        ),
        (
            "this machine through the interceptor",
            always_proxy(format!("http://{bystander}/")),
            Outcome::is_refusal,
        ),
        (
            "the same, encrypted",
            always_proxy(format!("https://{bystander}/")),
            Outcome::is_refusal,
        ),
    ]
}

#[tokio::test]
async fn programs_use_the_sandbox_without_changes() {
    let folder = tempfile::tempdir().unwrap();
    let sandbox = Sandbox::builder()
        .intercept(folder.path())
        .start()
        .await
        .unwrap();
    let environment = sandbox.interceptor().unwrap().exports();
    let (address, visits) = bystander().await;
    let mut wrong = Vec::new();
    let mut asked = 0;
    println!("{:<18}{:<36}outcome", "client", "request");
    for client in CLIENTS {
        if !client.is_here() {
            skip_without_tool(format_args!("{} is not on this machine", client.name));
            continue;
        }
        asked += 1;
        for (what, ask, is_right) in requests(&sandbox, &address) {
            let outcome = client.run(&environment, &ask).await;
            let shown = match &outcome {
                outcome if outcome.is_refusal() => "refused".to_owned(),
                Outcome::Answered(status, _) => format!("answered, {status}"),
                Outcome::Failed(_) => "failed".to_owned(),
            };
            println!("{:<18}{what:<36}{shown}", client.name);
            if !is_right(&outcome) {
                wrong.push(format!("{}, {what}: {outcome:?}", client.name));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    // Once for each program, when it asked without the interceptor.
    assert_eq!(
        visits.load(Ordering::SeqCst),
        asked,
        "something was forwarded"
    );
    sandbox.stop().await;
}
