//! Python, with openapi-python-client and mypy.

use std::process::Command;
use std::time::Instant;

use zoho_time_sandbox::Product;

use crate::other_languages::lifecycle;
use crate::tools;

/// A program of the environment that packages are installed into, with what it needs to find others there.
fn program(name: &str, arguments: &[&str]) -> Command {
    let folder = tools::workshop("python");
    let programs = folder.join("environment/bin");
    let path = std::env::var_os("PATH").unwrap_or_default();
    let path = std::iter::once(programs.clone()).chain(std::env::split_paths(&path));
    let mut command = Command::new(programs.join(name));
    command
        .args(arguments)
        .current_dir(folder)
        .env("PATH", std::env::join_paths(path).unwrap());
    command
}

#[tokio::test]
async fn a_python_client_takes_a_project_through_its_life() {
    if !tools::are_here(&[&["python3", "-c", "import ensurepip, venv"]]) {
        return;
    }
    let folder = tools::workshop("python");
    let start = Instant::now();
    tools::copy(&tools::source("python"), &folder);
    let mut create = Command::new("python3");
    create
        .args(["-m", "venv", "--clear", "environment"])
        .current_dir(&folder);
    let pip = [
        "install",
        "--quiet",
        "--disable-pip-version-check",
        "--requirement",
        "requirements.txt",
    ];
    tools::install(
        &folder,
        "requirements.txt",
        &mut [create, program("pip", &pip)],
    );
    println!("python      installed in {:.1?}", start.elapsed());

    let start = Instant::now();
    let spec = tools::spec().display().to_string();
    let generate = ["generate", "--meta", "none", "--overwrite", "--path"];
    let output = ["--output-path", "zoho_time_tracking_client"];
    let arguments = [&generate[..], &[&spec], &output].concat();
    let output = tools::finish(&mut program("openapi-python-client", &arguments));
    // It goes on without what it cannot make, and only says so.
    assert!(!output.to_lowercase().contains("warning"), "{output}");
    println!("python      generated in {:.1?}", start.elapsed());

    let start = Instant::now();
    let strict = ["--strict", "--follow-imports", "silent"];
    let arguments = [&strict[..], &["lifecycle.py", "api.py"]].concat();
    tools::finish(&mut program("mypy", &arguments));
    println!("python      checked in {:.1?}", start.elapsed());

    let lifecycle = || program("python", &["lifecycle.py"]);
    lifecycle::run("python", &Product::ALL, lifecycle).await;
}
