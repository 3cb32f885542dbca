//! The program with `--intercept`, and `env`, as a person starts them.

use std::path::Path;
use std::process::{Output, Stdio};

use tempfile::TempDir;
use tokio::io::{AsyncBufReadExt, BufReader};
use tokio::process::{Child, Command};

const PROGRAM: &str = env!("CARGO_BIN_EXE_zoho-time-sandbox");

/// A running program, and its output.
struct Running {
    _program: Child,
    address: String,
    invitation: String,
}

/// The program in a home of its own.
fn program(home: &Path) -> Command {
    let mut command = Command::new(PROGRAM);
    command
        .env_clear()
        .env("HOME", home)
        .stdin(Stdio::null())
        .kill_on_drop(true);
    command
}

async fn serve(home: &Path, options: &[&str]) -> Running {
    let mut running = program(home)
        .args(["serve", "--port", "0"])
        .args(options)
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let mut lines = BufReader::new(running.stdout.take().unwrap()).lines();
    let mut address = None;
    loop {
        let line = lines.next_line().await.unwrap().unwrap();
        if let Some(accounts) = line.strip_prefix("accounts") {
            address = Some(accounts.trim().to_owned());
        }
        if line.contains("eval") {
            return Running {
                _program: running,
                address: address.unwrap(),
                invitation: line.trim().to_owned(),
            };
        }
    }
}

async fn env(home: &Path, arguments: &[&str]) -> Output {
    let mut command = program(home);
    command.arg("env").args(arguments);
    command.output().await.unwrap()
}

/// The environment of a shell after the command that `serve` prints.
async fn after_eval(home: &Path, running: &Running, script: &str) -> String {
    let path = Path::new(PROGRAM).parent().unwrap().display().to_string();
    let path = format!("{path}:{}", std::env::var("PATH").unwrap());
    let mut shell = Command::new("sh");
    shell
        .env_clear()
        .env("HOME", home)
        .env("PATH", path)
        .env("NODE_OPTIONS", "--no-warnings")
        .args(["-euc", &format!("{}\n{script}", running.invitation)]);
    let output = shell.output().await.unwrap();
    let errors = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{errors}");
    String::from_utf8(output.stdout).unwrap()
}

fn home() -> TempDir {
    tempfile::Builder::new()
        .prefix("it's a home ")
        .tempdir()
        .unwrap()
}

#[tokio::test]
async fn a_shell_is_ready_after_eval() {
    let home = home();
    let running = serve(home.path(), &["--intercept", "--intercept-port", "0"]).await;
    let shown = after_eval(home.path(), &running, "env").await;
    let value = |name: &str| {
        shown
            .lines()
            .find_map(|line| line.strip_prefix(name)?.strip_prefix('='))
    };
    assert_eq!(value("ZOHO_TIME_BASE_URL"), Some(&*running.address));
    assert_eq!(value("ZOHO_TIME_ORGANIZATION_ID"), Some("10234695"));
    for name in ["CLIENT_ID", "CLIENT_SECRET", "REFRESH_TOKEN", "USER_ID"] {
        assert!(value(&format!("ZOHO_TIME_{name}")).is_some(), "{name}");
    }
    assert!(value("ZOHO_TIME_CUSTOMER_ID").is_some());
    assert!(
        value("HTTPS_PROXY")
            .unwrap()
            .starts_with("http://127.0.0.1:")
    );
    let certificate = value("SSL_CERT_FILE").unwrap();
    assert!(Path::new(certificate).starts_with(home.path().canonicalize().unwrap()));
    assert!(Path::new(certificate).is_file());
    // What Node was to do anyway, it does.
    let node = value("NODE_OPTIONS").unwrap();
    assert!(node.starts_with("--no-warnings --require="), "{node}");
}

#[tokio::test]
async fn a_second_eval_changes_nothing() {
    let home = home();
    let running = serve(home.path(), &["--intercept", "--intercept-port", "0"]).await;
    let once = after_eval(home.path(), &running, "env | sort").await;
    let again = format!("{}\nenv | sort", running.invitation);
    assert_eq!(after_eval(home.path(), &running, &again).await, once);
}

#[tokio::test]
async fn without_an_interceptor_nothing_is_written_and_no_proxy_is_named() {
    let home = home();
    let running = serve(home.path(), &[]).await;
    let shown = after_eval(home.path(), &running, "env").await;
    assert!(shown.contains("ZOHO_TIME_BASE_URL="), "{shown}");
    assert!(!shown.contains("PROXY"), "{shown}");
    assert_eq!(std::fs::read_dir(home.path()).unwrap().count(), 0);

    let output = env(home.path(), &["--url", &running.address, "--intercept"]).await;
    assert_eq!(output.status.code(), Some(1));
    assert!(output.stdout.is_empty());
    let errors = String::from_utf8(output.stderr).unwrap();
    assert!(errors.contains("serve --intercept"), "{errors}");
}

#[tokio::test]
async fn another_authority_than_ones_own_is_not_trusted() {
    let (home, other) = (home(), home());
    let folder = other.path().join("authority");
    let options = [
        "--intercept",
        "--intercept-port=0",
        "--data-folder",
        folder.to_str().unwrap(),
    ];
    let running = serve(home.path(), &options).await;
    let output = env(home.path(), &["--url", &running.address]).await;
    assert_eq!(output.status.code(), Some(1));
    assert!(output.stdout.is_empty());
    let errors = String::from_utf8(output.stderr).unwrap();
    assert!(errors.contains("--data-folder"), "{errors}");

    let shown = after_eval(home.path(), &running, "echo $CURL_CA_BUNDLE").await;
    let certificate = folder.canonicalize().unwrap().join("ca.pem");
    assert_eq!(Path::new(shown.trim()), certificate);
}

#[tokio::test]
async fn only_an_error_is_printed() {
    let home = home();
    let free = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let closed = format!("http://{}", free.local_addr().unwrap());
    drop(free);
    let web = axum::Router::new().fallback(async || "hello");
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let stranger = format!("http://{}", listener.local_addr().unwrap());
    tokio::spawn(async move { axum::serve(listener, web).await });

    for (url, reason) in [
        (closed.as_str(), "no sandbox is running at"),
        (stranger.as_str(), "is not a sandbox"),
        ("https://127.0.0.1", "is not the address of a sandbox"),
        ("nonsense", "is not the address of a sandbox"),
    ] {
        let output = env(home.path(), &["--url", url]).await;
        assert_eq!(output.status.code(), Some(1), "{url}");
        assert!(output.stdout.is_empty(), "{url}");
        let errors = String::from_utf8(output.stderr).unwrap();
        assert!(errors.starts_with("error: "), "{errors}");
        assert!(errors.contains(reason), "{errors}");
    }
}

#[tokio::test]
async fn other_shells_have_their_own_way() {
    let home = home();
    let running = serve(home.path(), &[]).await;
    for (shell, line) in [
        ("posix", "export ZOHO_TIME_ORGANIZATION_ID='10234695'"),
        ("fish", "set -gx ZOHO_TIME_ORGANIZATION_ID '10234695'"),
        ("powershell", "$env:ZOHO_TIME_ORGANIZATION_ID = '10234695'"),
    ] {
        let output = env(home.path(), &["--url", &running.address, "--shell", shell]).await;
        let shown = String::from_utf8(output.stdout).unwrap();
        assert!(shown.lines().any(|found| found == line), "{shown}");
    }
}
