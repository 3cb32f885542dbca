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
