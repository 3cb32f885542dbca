//! `/_sandbox/clients`.

use serde_json::{Value, json};
use url::Url;

use super::Control;
use crate::auth::secret;
use crate::http::refusal::Refusal;

/// How many characters a text may have here.
const LIMIT: usize = 2000;

/// Registers a client: `name`, `redirect_uris` (a list or one text), `client_id`, `client_secret`.
/// Without the last two it gets new ones. A client that has the id already gets what is new, and
/// keeps its secret unless that is named.
pub(super) fn client(control: &Control<'_>) -> Result<Value, Refusal> {
    const URIS: &str = "redirect_uris";
    let (body, transaction) = (&control.body, control.transaction);
    let id = match body.title("client_id", LIMIT)? {
        Some(id) => id,
        None => secret(transaction)?,
    };
    let known = transaction.client(&id)?;
    let secret = match (body.title("client_secret", LIMIT)?, &known) {
        (Some(secret), _) => secret,
        (None, Some(known)) => known.secret.clone(),
        (None, None) => secret(transaction)?,
    };
    let name = body.title("name", LIMIT)?;
    let name = name.or(known.map(|known| known.name)).unwrap_or_default();
    let uris = body.texts(URIS)?;
    for uri in &uris {
        body.need(URIS, is_redirect_uri(uri).then_some(()))?;
    }
    transaction.put_client(&id, &secret)?;
    transaction.describe_client(&id, &name, &uris)?;
    Ok(json!({
        "client_id": id,
        "client_secret": secret,
        "name": name,
        "redirect_uris": uris,
    }))
}

/// Whether a browser can be sent to an address without harm: it is absolute, has no fragment, and
/// is nothing that a browser would run.
fn is_redirect_uri(uri: &str) -> bool {
    Url::parse(uri).is_ok_and(|url| {
        let runs = ["javascript", "data", "vbscript", "blob", "file", "about"];
        url.fragment().is_none() && !runs.contains(&url.scheme())
    })
}

#[cfg(test)]
mod tests {
    use super::is_redirect_uri;

    #[test]
    fn a_redirect_uri_is_absolute_and_harmless() {
        for uri in [
            "http://localhost:8000/callback",
            "https://app.example/callback?from=zoho",
            "com.example.app:/callback",
        ] {
            assert!(is_redirect_uri(uri), "{uri}");
        }
        for uri in [
            "",
            "/callback",
            "//app.example/callback",
            "https://app.example/#callback",
            "javascript:alert(1)",
            "JavaScript:alert(1)",
            "data:text/html,x",
            "http://",
        ] {
            assert!(!is_redirect_uri(uri), "{uri}");
        }
    }
}
