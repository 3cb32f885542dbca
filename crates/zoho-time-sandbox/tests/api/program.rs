//! The program, as a person starts it.
#![cfg(all(feature = "cli", unix))]

use std::process::Stdio;

use tokio::io::{AsyncBufReadExt, AsyncReadExt, BufReader};
use tokio::process::Command;

fn program() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_zoho-time-sandbox"));
    command
        .arg("serve")
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .kill_on_drop(true);
    command
}

#[tokio::test]
async fn it_introduces_itself_serves_and_stops_when_asked() {
    let mut running = program()
        .args(["--port", "0", "--log", "json"])
        .spawn()
        .unwrap();
    let mut lines = BufReader::new(running.stdout.take().unwrap()).lines();
    let curl = loop {
        let line = lines.next_line().await.unwrap().unwrap();
        if line.contains("curl") {
            break line;
        }
    };
    let quoted: Vec<&str> = curl.split('\'').collect();
    let (name, value) = quoted[1].split_once(": ").unwrap();
    let response = reqwest::Client::new()
        .get(quoted[3])
        .header(name, value)
        .send()
        .await
        .unwrap();
    assert_eq!(response.status(), 200);

    let id = running.id().unwrap().to_string();
    Command::new("kill")
        .args(["-TERM", &id])
        .status()
        .await
        .unwrap();
    assert!(running.wait().await.unwrap().success());
    let mut log = String::new();
    running
        .stderr
        .take()
        .unwrap()
        .read_to_string(&mut log)
        .await
        .unwrap();
    assert!(log.lines().all(|line| line.starts_with('{')), "{log}");
    assert!(log.contains("\"operation\":\"list_projects\""), "{log}");
    assert!(!log.contains("access-token"), "{log}");
}

#[tokio::test]
async fn it_says_what_is_in_the_way() {
    let other = zoho_time_sandbox::Sandbox::start().await.unwrap();
    let port = other.address().port().to_string();
    let output = program().args(["--port", &port]).output().await.unwrap();
    assert!(!output.status.success());
    let message = String::from_utf8(output.stderr).unwrap();
    assert_eq!(
        message,
        format!("error: port {port} is taken; pick another one, or 0 for any that is free\n")
    );
    assert!(output.stdout.is_empty());
}

#[tokio::test]
async fn faults_are_armed_and_disarmed_from_the_command_line() {
    let sandbox = zoho_time_sandbox::Sandbox::start().await.unwrap();
    let run = async |arguments: &[&str]| {
        let output = Command::new(env!("CARGO_BIN_EXE_zoho-time-sandbox"))
            .arg("faults")
            .args(arguments)
            .args(["--url", sandbox.base_url()])
            .output()
            .await
            .unwrap();
        let text = |bytes| String::from_utf8(bytes).unwrap();
        (
            output.status.success(),
            text(output.stdout),
            text(output.stderr),
        )
    };
    let rule = r#"{"operation":"list_users","times":2,"action":{"type":"html","status":502}}"#;
    assert_eq!(run(&["arm", rule]).await.1, "armed as 1\n");
    assert_eq!(sandbox.faults().list().len(), 1);
    let (_, listed, _) = run(&["list"]).await;
    assert!(listed.starts_with("1\t0 hits, 2 left\t{"), "{listed}");
    assert_eq!(run(&["disarm", "1"]).await.1, "disarmed 1\n");
    assert!(sandbox.faults().list().is_empty());
    let (ok, _, message) = run(&["disarm", "1"]).await;
    assert!(!ok);
    assert_eq!(message, "error: Fault does not exist.\n");
    let wrong = r#"{"operation":"list_user","action":{"type":"malformed_json"}}"#;
    let (_, _, message) = run(&["arm", wrong]).await;
    assert!(message.contains("did you mean `list_users`"), "{message}");
    assert!(run(&["clear"]).await.0);
}

#[tokio::test]
async fn a_response_without_end_is_an_error_that_names_the_limit() {
    let web = axum::Router::new().fallback(async || {
        let chunk = axum::body::Bytes::from(vec![b' '; 1 << 20]);
        let endless = futures::stream::repeat(Ok::<_, std::convert::Infallible>(chunk));
        axum::body::Body::from_stream(endless)
    });
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    tokio::spawn(async move { axum::serve(listener, web).await });
    for arguments in [
        &["reset"][..],
        &["snapshot", "list"],
        &["faults", "list"],
        &["env"],
    ] {
        let output = Command::new(env!("CARGO_BIN_EXE_zoho-time-sandbox"))
            .args(arguments)
            .args(["--url", &url])
            .output()
            .await
            .unwrap();
        assert_eq!(output.status.code(), Some(1), "{arguments:?}");
        let errors = String::from_utf8(output.stderr).unwrap();
        assert!(
            errors.contains("longer than 32 MiB"),
            "{arguments:?}: {errors}"
        );
    }
}

#[tokio::test]
async fn names_and_origins_can_be_allowed() {
    let mut running = program()
        .args(["--port", "0", "--host", "zoho-sandbox", "--host", "other"])
        .args(["--cors", "http://localhost:5173", "--max-connections", "50"])
        .spawn()
        .unwrap();
    let mut lines = BufReader::new(running.stdout.take().unwrap()).lines();
    let url = loop {
        let line = lines.next_line().await.unwrap().unwrap();
        if let Some(url) = line.strip_prefix("accounts") {
            break format!("{}/_sandbox/demo", url.trim());
        }
    };
    for (host, status) in [("zoho-sandbox", 200), ("other:1", 200), ("third", 403)] {
        let request = reqwest::Client::new().get(&url).header("Host", host);
        assert_eq!(request.send().await.unwrap().status(), status, "{host}");
    }
    let request = reqwest::Client::new().get(&url);
    let request = request.header("Origin", "http://localhost:5173");
    let allowed = &request.send().await.unwrap().headers()["access-control-allow-origin"].clone();
    assert_eq!(allowed, "http://localhost:5173");

    for option in [["--host", "a:1"], ["--cors", "*"]] {
        let refused = program().args(["--port", "0"]).args(option).output();
        let refused = refused.await.unwrap();
        let errors = String::from_utf8(refused.stderr).unwrap();
        assert_eq!(refused.status.code(), Some(1));
        assert!(errors.contains(option[1]), "{errors}");
    }
}
