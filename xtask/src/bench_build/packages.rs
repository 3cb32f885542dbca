//! What is built and compared.

/// The generated crate.
pub(super) const OURS: &str = "zoho-time-client";
/// The crate that is one call of `progenitor::generate_api!`.
pub(super) const ALONE: &str = "progenitor-alone";
/// The crate that OpenAPI Generator writes.
pub(super) const OPENAPI: &str = "openapi-client";

/// A package to build.
#[derive(Clone, Copy, Debug)]
pub(super) struct Package {
    pub(super) name: &'static str,
    /// Its folder in the workspace.
    pub(super) folder: &'static str,
    /// The file that is changed before an incremental build.
    pub(super) file: &'static str,
    pub(super) arguments: &'static [&'static str],
}

impl Package {
    const fn new(name: &'static str, folder: &'static str, file: &'static str) -> Self {
        Self {
            name,
            folder,
            file,
            arguments: &[],
        }
    }
}

/// The libraries: ours first.
pub(super) const LIBRARIES: [Package; 3] = [
    Package::new(OURS, "crates/zoho-time-client", "src/lib.rs"),
    Package::new(ALONE, ALONE, "src/lib.rs"),
    Package {
        // With the cryptography of the others, so that all are built on the same.
        arguments: &["--no-default-features", "--features", "rustls"],
        ..Package::new(OPENAPI, OPENAPI, "src/lib.rs")
    },
];

/// Programs that use one operation: ours through the facade and through the client alone, and that of progenitor.
pub(super) const PROGRAMS: [Package; 3] = [
    Package::new(
        "program-of-zoho-time",
        "program-of-zoho-time",
        "src/main.rs",
    ),
    Package::new(
        "program-of-zoho-time-client",
        "program-of-zoho-time-client",
        "src/main.rs",
    ),
    Package::new(
        "program-of-progenitor",
        "program-of-progenitor",
        "src/main.rs",
    ),
];

/// What the macro's code needs besides progenitor; those of our own generated crate, and what the checks of texts and
/// the dates in it need.
pub(super) const ALONE_DEPENDENCIES: &str = "\
chrono.workspace = true
futures.workspace = true
progenitor = \"0.15.1\"
progenitor-client = \"0.15.1\"
regress = \"0.12\"
reqwest.workspace = true
serde.workspace = true
serde_json.workspace = true
";

/// What every program needs besides its client.
pub(super) const PROGRAM_DEPENDENCIES: &str =
    "tokio = { workspace = true, features = [\"macros\", \"rt\"] }\n";

/// The only text of the macro's crate.
pub(super) const ALONE_TEXT: &str = "progenitor::generate_api!(\"openapi.json\");\n";

const FACADE_PROGRAM: &str = r#"//! Tells which timer runs.

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let zoho = zoho_time::Client::builder()
        .organization("10234695".parse()?)
        .credentials(Credentials { client_id: "client".to_owned(), client_secret: "secret".into(), refresh_token: "token".into() })
        .build()?;
    println!("{:?}", zoho.timer().running().await?);
    Ok(())
}
"#;

const CLIENT_PROGRAM: &str = r#"//! Tells which timer runs.

use zoho_time_client::{Client, Envelope, InvalidRequest, Request, Transport};

struct Direct(reqwest::Client);

type Failed = Box<dyn std::error::Error + Send + Sync>;

#[derive(Debug)]
struct Error(Failed);

impl From<InvalidRequest> for Error {
    fn from(error: InvalidRequest) -> Self {
        Self(error.into())
    }
}

impl Direct {
    async fn body<R: Envelope>(&self, request: Request) -> Result<R, Failed> {
        let sent = self.0.request(request.method(), request.url("http://localhost"));
        let sent = sent.headers(request.headers()).body(request.body().clone());
        Ok(R::from_json(&sent.send().await?.bytes().await?)?)
    }
}

impl Transport for Direct {
    type Error = Error;

    async fn call<R: Envelope>(&self, request: Request) -> Result<R, Error> {
        self.body(request).await.map_err(Error)
    }
}

#[tokio::main(flavor = "current_thread")]
async fn main() {
    let client = Client::new(Direct(reqwest::Client::new()));
    println!("{:?}", client.get_running_timer().await);
}
"#;

const ALONE_PROGRAM: &str = r#"//! Tells which timer runs.

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let client = progenitor_alone::Client::new("http://localhost");
    println!("{:?}", client.get_running_timer().await?);
    Ok(())
}
"#;

/// What is in a program.
#[derive(Debug)]
pub(super) struct Source {
    pub(super) name: &'static str,
    pub(super) dependencies: &'static str,
    pub(super) text: &'static str,
}

/// What is in each of the programs.
pub(super) const SOURCES: [Source; 3] = [
    Source {
        name: "program-of-zoho-time",
        dependencies: "zoho-time.workspace = true\n",
        text: FACADE_PROGRAM,
    },
    Source {
        name: "program-of-zoho-time-client",
        dependencies: "reqwest.workspace = true\nzoho-time-client.workspace = true\n",
        text: CLIENT_PROGRAM,
    },
    Source {
        name: "program-of-progenitor",
        dependencies: "progenitor-alone = { path = \"../progenitor-alone\" }\n",
        text: ALONE_PROGRAM,
    },
];
