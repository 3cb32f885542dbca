//! TypeScript, with openapi-typescript and openapi-fetch.

use std::process::Command;
use std::time::Instant;

use zoho_time_sandbox::Product;

use crate::other_languages::lifecycle;
use crate::tools;

fn command(program: &str, arguments: &[&str]) -> Command {
    let mut command = Command::new(program);
    command
        .args(arguments)
        .current_dir(tools::workshop("typescript"));
    command
}

/// A program of the packages that were installed.
fn package(path: &str, arguments: &[&str]) -> Command {
    let path = format!("node_modules/{path}");
    command("node", &[&[path.as_str()], arguments].concat())
}

#[tokio::test]
async fn a_typescript_client_takes_a_project_through_its_life() {
    if !tools::are_here(&[&["node", "--version"], &["npm", "--version"]]) {
        return;
    }
    let folder = tools::workshop("typescript");
    let start = Instant::now();
    tools::copy(&tools::source("typescript"), &folder);
    let npm = ["ci", "--no-audit", "--no-fund", "--ignore-scripts"];
    tools::install(&folder, "package-lock.json", &mut [command("npm", &npm)]);
    println!("typescript  installed in {:.1?}", start.elapsed());

    let start = Instant::now();
    let spec = tools::spec().display().to_string();
    tools::finish(&mut package(
        "openapi-typescript/bin/cli.js",
        &[&spec, "--output", "schema.d.ts"],
    ));
    println!("typescript  generated in {:.1?}", start.elapsed());

    let start = Instant::now();
    tools::finish(&mut package("typescript/bin/tsc", &[]));
    println!("typescript  checked in {:.1?}", start.elapsed());

    let program = || command("node", &["out/lifecycle.js"]);
    lifecycle::run("typescript", &Product::ALL, program).await;
}
