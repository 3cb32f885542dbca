//! The program, with as few open files as some systems allow.

use std::net::SocketAddr;
use std::process::Stdio;

use tokio::io::{AsyncBufReadExt as _, BufReader};
use tokio::process::{Child, Command};

use super::{HALF, is_reachable, open};

const PROGRAM: &str = env!("CARGO_BIN_EXE_zoho-time-sandbox");

/// The program with 256 open files, its address and that of its interceptor.
async fn serve(folder: &std::path::Path) -> (Child, SocketAddr, SocketAddr) {
    let mut program = Command::new("sh");
    program
        .args(["-c", "ulimit -n 256 && exec \"$0\" \"$@\"", PROGRAM])
        .args([
            "serve",
            "--port",
            "0",
            "--intercept",
            "--intercept-port",
            "0",
        ])
        .arg("--data-folder")
        .arg(folder)
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .kill_on_drop(true);
    let mut running = program.spawn().unwrap();
    let mut lines = BufReader::new(running.stdout.take().unwrap()).lines();
    let (mut address, mut interceptor) = (None, None);
    while address.is_none() || interceptor.is_none() {
        let line = lines.next_line().await.unwrap().unwrap();
        let url = |name| {
            let url = line.strip_prefix(name)?.trim().strip_prefix("http://")?;
            url.parse().ok()
        };
        address = address.or_else(|| url("accounts"));
        interceptor = interceptor.or_else(|| url("interceptor"));
    }
    // What it says later has to be read as well.
    tokio::spawn(async move { while let Ok(Some(_)) = lines.next_line().await {} });
    (running, address.unwrap(), interceptor.unwrap())
}

#[tokio::test]
async fn hundreds_of_half_sent_heads_do_not_make_it_unreachable() {
    let folder = tempfile::tempdir().unwrap();
    let (_program, address, interceptor) = serve(folder.path()).await;
    for target in [address, interceptor] {
        let mut half = Vec::new();
        for _ in 0..250 {
            half.push(open(target, HALF).await);
        }
        for reached in [address, address, address] {
            assert!(is_reachable(reached).await);
        }
        // All at once, and while those are still open.
        for _ in 0..250 {
            half.push(open(target, HALF).await);
        }
        assert!(is_reachable(address).await);
    }
}
