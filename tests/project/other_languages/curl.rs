//! curl, as `docs/curl.md` has it.

use std::fs;
use std::path::Path;
use std::process::Command;

use zoho_time_harness::Program;
use zoho_time_sandbox::Product;

use crate::other_languages::lifecycle;
use crate::tools;

/// The preamble of the page: the program, which must use the test's sandbox, and a step that the page does not
/// have, a token that was never valid.
const BEFORE: &str = r#"
zoho-time-sandbox() { "$PROGRAM" "$@" --url "$ZOHO_TIME_BASE_URL"; }
ask() { curl -sS -o /dev/null -w '%{http_code}' -H "Authorization: Zoho-oauthtoken $1" "$2"; }
URL="$ZOHO_TIME_BASE_URL/books/v3/projects?organization_id=$ZOHO_TIME_ORGANIZATION_ID"
[ "$(ask 1000.never.valid "$URL")" = 401 ]
"#;

/// The shell commands of the page.
fn page() -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/curl.md");
    let text = fs::read_to_string(path).unwrap();
    let blocks = text.split("```sh\n").skip(1);
    let blocks: Vec<_> = blocks
        .map(|block| block.split_once("```").unwrap().0)
        .collect();
    assert!(blocks.len() > 8, "there is nothing to run");
    blocks.concat()
}

/// The page as a script, which ends when a command fails. In a pipe it is `jq` that decides, so that the page
/// can show a refusal; whether all else was done is seen in the sandbox.
fn script(program: &Program) -> Command {
    let mut command = Command::new("bash");
    command.env("PROGRAM", program.executable());
    let script = format!("set -eu\n{BEFORE}{}", page());
    command.args(["-c", &script]);
    command
}

#[tokio::test]
async fn curl_takes_a_project_through_its_life() {
    let tools = [
        &["bash", "--version"][..],
        &["curl", "--version"],
        &["jq", "--version"],
    ];
    if tools::are_here(&tools) {
        let program = Program::of_tests().unwrap();
        lifecycle::run("curl", &[Product::Books], || script(&program)).await;
    }
}
