//! `run`: a program with a sandbox of its own, and nothing else if it is isolated.

use std::path::Path;
use std::process::{Output, Stdio};

use tempfile::TempDir;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpListener;
use tokio::process::Command;
use zoho_time_harness::run::{report_skipped, skip_without_tool};

const PROGRAM: &str = env!("CARGO_BIN_EXE_zoho-time-sandbox");

/// Runs a script of the shell through `run` with these options.
async fn run(options: &[&str], script: &str) -> Output {
    let home = TempDir::with_prefix("it's a home ").unwrap();
    run_in(home.path(), options, &["sh", "-uc", script]).await
}

async fn run_in(home: &Path, options: &[&str], command: &[&str]) -> Output {
    Command::new(PROGRAM)
        .env_clear()
        .env("HOME", home)
        .env("PATH", std::env::var("PATH").unwrap_or_default())
        .arg("run")
        .args(options)
        .arg("--")
        .args(command)
        .stdin(Stdio::null())
        .kill_on_drop(true)
        .output()
        .await
        .unwrap()
}

fn text(output: &Output) -> (String, String) {
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    (text(&output.stdout), text(&output.stderr))
}

async fn succeeds(command: &[&str]) -> bool {
    let command = Command::new(command[0])
        .args(&command[1..])
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status();
    command.await.is_ok_and(|status| status.success())
}

/// Whether this system can isolate a program. If not, the calling test is reported as skipped.
async fn can_isolate() -> bool {
    let output = run(&["--isolated"], "true").await;
    let (_, errors) = text(&output);
    let can = output.status.success();
    // Whatever the reason is, it is reported.
    assert!(can || errors.starts_with("error: "), "{errors}");
    if !can {
        report_skipped(format_args!("no isolation here: {}", errors.trim()));
    }
    can
}

/// Calls the API as a program does that has Zoho's address built in.
const CALL: &str = "curl -sS -H \"Authorization: Zoho-oauthtoken $ZOHO_TIME_ACCESS_TOKEN\" \
                    \"https://www.zohoapis.com/books/v3/projects?organization_id=$ZOHO_TIME_ORGANIZATION_ID\"";

#[tokio::test]
async fn a_program_gets_a_sandbox_and_its_exit_code_comes_back() {
    let output = run(&[], CALL).await;
    let (body, errors) = text(&output);
    assert!(output.status.success(), "{errors}");
    assert!(body.contains("\"projects\""), "{body}");
    assert!(errors.contains("1 request reached the sandbox"), "{errors}");

    for (script, code) in [("exit 0", 0), ("exit 7", 7), ("kill -KILL $$", 137)] {
        let output = run(&[], script).await;
        assert_eq!(output.status.code(), Some(code), "{script}");
        let (_, errors) = text(&output);
        assert!(
            errors.contains("no request reached the sandbox"),
            "{errors}"
        );
        assert!(errors.contains("--isolated"), "{errors}");
    }
    let home = tempfile::tempdir().unwrap();
    let output = run_in(home.path(), &[], &["/no/such/program"]).await;
    assert_eq!(output.status.code(), Some(1));
    assert!(text(&output).1.contains("/no/such/program"));
}

#[tokio::test]
async fn an_isolated_program_reaches_the_sandbox_and_nothing_else() {
    if !can_isolate().await {
        return;
    }
    // What listens here is to the program what Zoho is: something outside.
    let outside = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = outside.local_addr().unwrap();
    let reached = tokio::spawn(async move {
        let mut reached = 0;
        loop {
            let (mut stream, _) = outside.accept().await.unwrap();
            reached += 1;
            let _ = stream.read(&mut [0; 1024]).await;
            let answer = b"HTTP/1.1 200 OK\r\nContent-Length: 3\r\nConnection: close\r\n\r\nout";
            stream.write_all(answer).await.unwrap();
            if reached == 1 {
                // Only the program that is not isolated gets here; another one would be the second.
                break;
            }
        }
    });
    let leak = format!("curl -sS --max-time 5 --noproxy '*' http://{address}");
    let output = run(&["--isolated"], &leak).await;
    assert!(!output.status.success(), "{:?}", text(&output));
    assert!(!reached.is_finished());
    let output = run(&[], &leak).await;
    assert_eq!(text(&output).0, "out");
    reached.await.unwrap();

    let script = format!(
        "{CALL} && ! curl -s --max-time 5 --noproxy '*' https://www.zohoapis.com/ \
         && ! curl -s --max-time 5 --noproxy '*' http://203.0.113.7/ && grep CapAmb /proc/self/status"
    );
    let output = run(&["--isolated"], &script).await;
    let (body, errors) = text(&output);
    assert!(output.status.success(), "{body} {errors}");
    assert!(body.contains("\"projects\""), "{body}");
    let privileges = body
        .lines()
        .last()
        .and_then(|line| line.split_whitespace().last());
    assert_eq!(privileges, Some("0000000000000000"));
    assert!(errors.contains("1 request reached the sandbox"), "{errors}");

    let output = run(&["--isolated"], "exit 9").await;
    assert_eq!(output.status.code(), Some(9));
    assert!(text(&output).1.contains("could reach nothing else"));
}

/// Runs a program in another language, which trusts the interceptor because of the environment alone.
/// Returns false if it is not installed.
async fn is_served(name: &str, probe: &[&str], command: &[&str]) -> bool {
    if !succeeds(probe).await {
        return false;
    }
    let home = TempDir::with_prefix("it's a home ").unwrap();
    let output = run_in(home.path(), &[], command).await;
    let (body, errors) = text(&output);
    assert!(output.status.success(), "{name}: {body} {errors}");
    assert!(body.contains("\"code\":5"), "{name}: {body} {errors}");
    assert!(errors.contains("1 request reached"), "{name}: {errors}");
    true
}

#[tokio::test]
async fn php_trusts_the_interceptor() {
    let script = "$c = curl_init('https://www.zohoapis.eu/books/v3/nothing'); \
                  curl_setopt($c, CURLOPT_RETURNTRANSFER, true); \
                  $r = curl_exec($c); echo $r === false ? curl_error($c) : $r; \
                  exit(is_file(ini_get('openssl.cafile')) ? 0 : 1);";
    let probe = ["php", "-r", "exit(function_exists('curl_init') ? 0 : 1);"];
    let name = "PHP with curl";
    if !is_served(name, &probe, &["php", "-r", script]).await {
        skip_without_tool(format_args!("{name} is not installed"));
    }
}

#[tokio::test]
async fn httplib2_trusts_the_interceptor() {
    let script = "import httplib2\n\
                  print(httplib2.Http().request('https://www.zohoapis.eu/books/v3/nothing')[1].decode())";
    let name = "httplib2 with PySocks";
    let mut served = 0;
    for python in ["python3", "/usr/bin/python3"] {
        let probe = [python, "-c", "import httplib2, httplib2.socks"];
        served += usize::from(is_served(name, &probe, &[python, "-c", script]).await);
    }
    if served == 0 {
        skip_without_tool(format_args!("{name} is not installed"));
    }
}
