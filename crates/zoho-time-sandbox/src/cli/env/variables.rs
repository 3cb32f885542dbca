//! Names of the environment variables. They are fixed here: a sandbox provides values only.

use std::net::SocketAddr;
use std::path::Path;

use zoho_time_sandbox::Sandbox;
use zoho_time_sandbox::intercept::exports;

use super::Failure;
use super::demo_info::{DemoInfo, Interceptor};

type Variables = Vec<(String, String)>;

/// The variables that this project's client and examples read.
pub(super) fn account(url: &str, found: &DemoInfo) -> Variables {
    let named = [
        ("BASE_URL", Some(url)),
        ("ACCOUNTS_URL", Some(url)),
        ("ORGANIZATION_ID", Some(found.organization_id.as_str())),
        ("CLIENT_ID", Some(found.client_id.as_str())),
        ("CLIENT_SECRET", Some(found.client_secret.as_str())),
        ("REFRESH_TOKEN", Some(found.refresh_token.as_str())),
        ("ACCESS_TOKEN", Some(found.access_token.as_str())),
        ("USER_ID", found.users.first().map(String::as_str)),
        ("CUSTOMER_ID", found.customers.first().map(String::as_str)),
    ];
    named
        .into_iter()
        .filter_map(|(name, value)| Some((format!("ZOHO_TIME_{name}"), value?.to_owned())))
        .collect()
}

/// The variables that make programs use the interceptor, whose authority must be the one in the folder `own`.
///
/// A server must not be able to choose the trusted authority just because it responds at an address: programs
/// would then trust it for any host.
pub(super) fn interceptor(
    url: &str,
    found: &Interceptor,
    own: &Path,
) -> Result<Variables, Failure> {
    let named = &found.data_folder;
    let same = own.canonicalize().is_ok_and(|own| own == *named);
    if !same {
        return Err(format!(
            "the sandbox at {url} has its authority in `{}`, and not in `{}`; \
             if that folder is yours, say --data-folder",
            named.display(),
            own.display()
        )
        .into());
    }
    let address: Option<SocketAddr> = found
        .url
        .strip_prefix("http://")
        .and_then(|address| address.parse().ok());
    if !address.is_some_and(|address| address.ip().is_loopback()) {
        let place = &found.url;
        return Err(
            format!("the interceptor of {url} is at {place}, which is not this machine").into(),
        );
    }
    Ok(inheriting(exports(&found.url, named)))
}

/// The variables for a program that uses a sandbox in this process.
pub(crate) fn of(sandbox: &Sandbox) -> Variables {
    let mut variables = sandbox.variables();
    if let Some(interceptor) = sandbox.interceptor() {
        variables.extend(inheriting(interceptor.exports()));
    }
    variables
}

/// Appends to inherited values where a variable is a list.
fn inheriting(mut variables: Variables) -> Variables {
    for (name, value) in &mut variables {
        let inherited = std::env::var(&*name).unwrap_or_default();
        match name.as_str() {
            "NODE_OPTIONS" => *value = with_inherited(inherited, value),
            "PHP_INI_SCAN_DIR" if inherited.contains(value.as_str()) => *value = inherited,
            // The value starts with a separator; before it, there is the default folder.
            "PHP_INI_SCAN_DIR" => *value = format!("{inherited}{value}"),
            _ => {}
        }
    }
    variables
}

/// Appends an option unless it is present already.
fn with_inherited(inherited: String, option: &str) -> String {
    if inherited.is_empty() {
        option.to_owned()
    } else if inherited.contains(option) {
        inherited
    } else {
        format!("{inherited} {option}")
    }
}
