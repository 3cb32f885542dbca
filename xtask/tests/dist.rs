//! `cargo xtask dist`: reproducible, correct and complete output.
//!
//! Making the folder needs Node.js with npm. Where they are missing that test passes with a note, unless `CI` is
//! `true`.

use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
    process::{Command, Stdio},
};

use serde_json::Value;
use sha2::{Digest as _, Sha256};
use xtask::{
    dist::{self, CHECKSUMS, DistError, Options},
    scalars::SCALARS,
};
use zoho_time_harness::run::skip_without_tool;

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

/// The files of a folder and of those in it, by their path.
fn read(folder: &Path, prefix: &str, files: &mut BTreeMap<String, String>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let name = format!("{prefix}{}", path.file_name().unwrap().to_string_lossy());
        if path.is_dir() {
            read(&path, &format!("{name}/"), files);
        } else {
            files.insert(name, fs::read_to_string(path).unwrap());
        }
    }
}

fn made(to: &Path) -> BTreeMap<String, String> {
    let report = dist::run(&root(), &Options::to(to), SCALARS).unwrap_or_else(|e| panic!("{e}"));
    let mut files = BTreeMap::new();
    read(&report.folder, "", &mut files);
    let sizes = files.iter().map(|(name, text)| (name.clone(), text.len()));
    assert_eq!(report.files, sizes.collect(), "the report lists the files");
    files
}

fn npm_is_here() -> bool {
    let status = Command::new("npm")
        .arg("--version")
        .stdout(Stdio::null())
        .status();
    let here = status.is_ok_and(|status| status.success());
    if !here {
        skip_without_tool("npm is missing");
    }
    here
}

#[test]
fn the_same_input_gives_the_same_bytes_and_they_are_true() {
    if !npm_is_here() {
        return;
    }
    let target = tempfile::tempdir().unwrap();
    let first = made(target.path());
    let second = made(target.path());
    for (name, text) in &first {
        assert!(Some(text) == second.get(name), "{name} is another one");
    }
    assert_eq!(first.len(), second.len());

    checksums(&first);
    let parse = |name: &str| serde_json::from_str::<Value>(&first[name]).unwrap();
    let old = parse("openapi.json");
    let new = parse("openapi-3.1.json");
    for (name, json) in [("openapi.yaml", &old), ("openapi-3.1.yaml", &new)] {
        let yaml: Value = serde_saphyr::from_str(&first[name]).unwrap();
        assert_eq!(&yaml, json, "{name}");
    }
    let operations = operations(&old);
    let spec = include_str!("../../spec/openapi.yaml").lines();
    // Links in `components` also name operations.
    let paths = spec.take_while(|line| *line != "components:");
    let ids = paths.filter(|line| line.starts_with("      operationId: "));
    assert_eq!(operations.len(), ids.count());
    let examples = examples(&operations, &first);
    collection(&parse("postman_collection.json"), operations.len());
    page(&first["reference.html"], &old);
    browser(target.path(), &operations);
    println!(
        "{} files, {} operations, {examples} examples that fit their JSON Schema",
        first.len(),
        operations.len()
    );
}

/// Each file but that of the checksums has its line.
fn checksums(files: &BTreeMap<String, String>) {
    let mut lines = files[CHECKSUMS].lines();
    for (name, text) in files.iter().filter(|(name, _)| *name != CHECKSUMS) {
        let digest = Sha256::digest(text);
        let digest: String = digest.iter().map(|byte| format!("{byte:02x}")).collect();
        assert_eq!(lines.next(), Some(format!("{digest}  {name}").as_str()));
    }
    assert_eq!(lines.next(), None);
}

fn operations(document: &Value) -> Vec<&Value> {
    let paths = document["paths"].as_object().unwrap().values();
    let items = paths.flat_map(|item| item.as_object().unwrap().values());
    items
        .filter(|value| value.get("operationId").is_some())
        .collect()
}

/// Every example of a body fits the JSON Schema that is published for it. Returns how many there are.
fn examples(operations: &[&Value], files: &BTreeMap<String, String>) -> usize {
    let mut count = 0;
    for operation in operations {
        let responses = operation["responses"].as_object().unwrap().values();
        for body in responses.chain([&operation["requestBody"]]) {
            let content = &body["content"]["application/json"];
            let named = content["examples"].as_object().into_iter().flatten();
            let values = named.map(|(_, example)| &example["value"]);
            for example in values.chain(content.get("example")) {
                let reference = content["schema"]["$ref"].as_str().unwrap();
                let name = reference.rsplit('/').next().unwrap();
                let schema = &files[&format!("schemas/{name}.json")];
                let schema: Value = serde_json::from_str(schema).unwrap();
                let validator = jsonschema::draft202012::new(&schema).unwrap();
                let misfit = validator.iter_errors(example).next();
                assert!(misfit.is_none(), "{name}: {}", misfit.unwrap());
                count += 1;
            }
        }
    }
    assert!(count >= operations.len(), "there are only {count} examples");
    count
}

/// Every operation is in the collection, with its responses, and nothing was invented for it.
fn collection(collection: &Value, operations: usize) {
    let folders = collection["item"].as_array().unwrap();
    let requests = folders.iter().flat_map(|folder| folder["item"].as_array());
    let requests: Vec<_> = requests.flatten().collect();
    assert_eq!(requests.len(), operations);
    for request in requests {
        let name = &request["name"];
        let answers = request["response"].as_array().unwrap();
        assert!(answers.len() > 3, "{name}");
        assert!(answers.iter().all(|answer| answer["body"] != ""), "{name}");
        let body = request["request"]["body"]["raw"].as_str();
        assert!(!body.is_some_and(|body| body.contains("\"<")), "{name}");
    }
}

/// The page loads nothing, and has all operations in it.
fn page(page: &str, document: &Value) {
    assert!(page.contains("default-src 'none'"));
    for loading in [
        "src:\"http",
        "src=\"http",
        "//cdn.",
        "url(http",
        "@import",
        "importScripts(\"http",
    ] {
        assert!(!page.contains(loading), "{loading}");
    }
    for loading in ["<script src", "<link ", "<img "] {
        let head = page.split_once("<script>").unwrap().0;
        assert!(!head.contains(loading), "{loading}");
    }
    // Those of operations and of links.
    let ids = |text: &str, between: &str| {
        let pattern = format!("\"operationId\":{between}\"");
        text.matches(&pattern).count()
    };
    assert_eq!(ids(page, " "), ids(&document.to_string(), ""));
}

/// A browser shows all operations, from the file alone: the page forbids it to load anything else.
fn browser(target: &Path, operations: &[&Value]) {
    let is_here = Command::new("chromium").arg("--version").output().is_ok();
    if !is_here {
        skip_without_tool("chromium is missing");
        return;
    }
    let version = env!("CARGO_PKG_VERSION");
    let page = target.join(format!("zoho-time-openapi-{version}/reference.html"));
    let output = Command::new("chromium")
        .args(["--headless", "--no-sandbox", "--disable-gpu"])
        // Until scripts have run for so long, in milliseconds by the clock of the page.
        .args(["--virtual-time-budget=20000", "--dump-dom"])
        .arg(format!(
            "--user-data-dir={}",
            target.join("browser").display()
        ))
        .arg(format!("file://{}", page.display()))
        .output()
        .unwrap();
    let page = String::from_utf8_lossy(&output.stdout);
    // The scripts have added no element that loads a file.
    for loading in [" src=\"http", "<link", "<iframe"] {
        assert!(!page.contains(loading), "{loading}");
    }
    for operation in operations {
        let id = operation["operationId"].as_str().unwrap();
        assert!(
            page.contains(&format!("operation/{id}\"")),
            "{id} is missing"
        );
    }
}

#[test]
fn a_version_without_a_changelog_is_not_published() {
    let workspace = tempfile::tempdir().unwrap();
    let spec = workspace.path().join("spec");
    fs::create_dir(&spec).unwrap();
    fs::copy(root().join("spec/openapi.yaml"), spec.join("openapi.yaml")).unwrap();
    fs::write(spec.join("CHANGELOG.md"), "## 0.0.1\n").unwrap();
    let error = dist::run(workspace.path(), &Options::to(workspace.path()), SCALARS).unwrap_err();
    assert!(matches!(error, DistError::NoChangelog(_)), "{error}");
    let message = error.to_string();
    let version = env!("CARGO_PKG_VERSION");
    assert!(message.contains(&format!("`## {version}`")), "{message}");
}
