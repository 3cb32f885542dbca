//! The accounts server: it gives tokens for a refresh token or a code, and takes them back.

use std::collections::BTreeMap;
use std::time::Duration;

use bytes::Bytes;
use http::header::CONTENT_TYPE;
use http::response::Parts;
use http::{HeaderMap, HeaderValue, Method, StatusCode};
use secrecy::{ExposeSecret, SecretString};
use serde::de::DeserializeOwned;
use serde_json::value::RawValue;
use url::{Url, form_urlencoded};

use super::ApiHosts;
use super::credentials::OAuthClient;
use super::oauth_error::{OAuthError, OAuthErrorKind};
use crate::address::below;
use crate::limit_headers::retry_after;
use crate::sender::{Bounds, OutgoingRequest, Sender};
use crate::server_text;

/// How long an access token lives, as documented: at most, and when the response does not say.
pub(super) const LIFETIME: Duration = Duration::from_secs(3600);

/// How long the accounts server may take to response. Other calls wait for the same token meanwhile.
const TIMEOUT: Duration = Duration::from_secs(30);

/// The largest response of the accounts server that is read, in bytes. One with tokens has about 500.
const LARGEST: usize = 64 * 1024;

/// How the error begins that the accounts server throttles with.
const THROTTLED: &str = "access denied";

/// What a client has to be given tokens for.
pub(super) enum Grant<'a> {
    /// A refresh token.
    RefreshToken(&'a SecretString),
    /// A code that a redirect has brought, or that was copied from the console.
    Code {
        code: &'a SecretString,
        redirect_uri: Option<&'a str>,
        verifier: Option<&'a SecretString>,
    },
}

/// Tokens as the accounts server issued them.
pub(super) struct IssuedTokens {
    pub(super) access_token: SecretString,
    pub(super) refresh_token: Option<SecretString>,
    pub(super) lifetime: Duration,
    pub(super) api_domain: Option<Url>,
    pub(super) scope: Option<String>,
}

/// The accounts server of a data centre, and the API servers that its tokens may be sent to.
#[derive(Clone, Debug)]
pub(crate) struct AccountsServer {
    base: Url,
    api_hosts: ApiHosts,
}

impl AccountsServer {
    /// The server at this address.
    pub(crate) fn new(base: Url, api_hosts: ApiHosts) -> Self {
        Self { base, api_hosts }
    }

    /// Its address, without a slash at the end.
    pub(crate) fn address(&self) -> &str {
        self.base.as_str().trim_end_matches('/')
    }

    pub(super) fn base(&self) -> &Url {
        &self.base
    }

    /// The same settings for the server at another address.
    pub(super) fn moved_to(&self, base: Url) -> Self {
        Self {
            base,
            api_hosts: self.api_hosts.clone(),
        }
    }

    pub(super) fn api_hosts_mut(&mut self) -> &mut ApiHosts {
        &mut self.api_hosts
    }

    /// The address of a path below it.
    pub(super) fn at(&self, path: &str) -> Url {
        below(&self.base, path)
    }

    /// The API server that a token names, if the token may be sent there. Any other name is ignored, with a
    /// warning.
    pub(super) fn admit(&self, api_domain: Option<Url>) -> Option<Url> {
        let api_domain = api_domain?;
        if self.api_hosts.admit(&self.base, &api_domain) {
            return Some(api_domain);
        }
        tracing::warn!(
            accounts_server = self.address(),
            "ignored the `api_domain` of a token, because the host does not belong to the accounts \
             server; `allow_api_host` allows it"
        );
        None
    }

    /// Asks for tokens. The secrets travel in the body, where no log of addresses sees them.
    pub(super) async fn issue(
        &self,
        sender: &Sender,
        client: &OAuthClient,
        grant: &Grant<'_>,
    ) -> Result<IssuedTokens, OAuthError> {
        let mut form = vec![
            ("client_id", client.client_id.as_str()),
            ("client_secret", client.client_secret.expose_secret()),
        ];
        match grant {
            Grant::RefreshToken(token) => form.extend([
                ("grant_type", "refresh_token"),
                ("refresh_token", token.expose_secret()),
            ]),
            Grant::Code {
                code,
                redirect_uri,
                verifier,
            } => {
                form.extend([
                    ("grant_type", "authorization_code"),
                    ("code", code.expose_secret()),
                ]);
                form.extend(redirect_uri.map(|uri| ("redirect_uri", uri)));
                form.extend(verifier.map(|proof| ("code_verifier", proof.expose_secret())));
            }
        }
        let (head, body) = self.post(sender, "/oauth/v2/token", &form).await?;
        let mut issued = read(&head, &body, &form)?.issued(head.status)?;
        issued.api_domain = self.admit(issued.api_domain);
        Ok(issued)
    }

    /// Takes a token back. One that is not known, or was taken back already, is an error.
    pub(super) async fn revoke(
        &self,
        sender: &Sender,
        token: &SecretString,
    ) -> Result<(), OAuthError> {
        let form = [("token", token.expose_secret())];
        let (head, body) = self.post(sender, "/oauth/v2/token/revoke", &form).await?;
        read(&head, &body, &form)?;
        if head.status.is_success() {
            Ok(())
        } else {
            Err(unreadable(head.status))
        }
    }

    async fn post(
        &self,
        sender: &Sender,
        path: &str,
        form: &[(&str, &str)],
    ) -> Result<(Parts, Bytes), OAuthError> {
        let kind = HeaderValue::from_static("application/x-www-form-urlencoded");
        let body = form_urlencoded::Serializer::new(String::new())
            .extend_pairs(form)
            .finish();
        let request = OutgoingRequest {
            method: Method::POST,
            url: self.at(path),
            headers: HeaderMap::from_iter([(CONTENT_TYPE, kind)]),
            body: body.into(),
        };
        let bounds = Bounds {
            time: TIMEOUT,
            bytes: LARGEST,
            secrets: &secrets(form),
        };
        Ok(sender.send(request, bounds).await?.into_parts())
    }
}

/// The values of a form that are not public.
fn secrets<'a>(form: &[(&str, &'a str)]) -> Vec<&'a str> {
    const PUBLIC: [&str; 3] = ["client_id", "grant_type", "redirect_uri"];
    let secrets = form.iter().filter(|(name, _)| !PUBLIC.contains(name));
    secrets.map(|(_, value)| *value).collect()
}

/// An response of the accounts server. Each field is read on its own, so that one of an unknown form does not
/// cost the others.
#[derive(Default)]
struct TokenResponse(BTreeMap<String, Box<RawValue>>);

fn unreadable(status: StatusCode) -> OAuthError {
    let status = status.as_u16();
    OAuthErrorKind::Unreadable { status }.into()
}

/// Reads a response: errors come with HTTP 200 too, and throttling with HTTP 400 "Access Denied". What
/// was sent is not shown, even if it comes back.
fn read(head: &Parts, body: &[u8], sent: &[(&str, &str)]) -> Result<TokenResponse, OAuthError> {
    let (status, wait) = (head.status, retry_after(&head.headers));
    let refusal = |cause| OAuthError {
        cause,
        retry_after: wait,
    };
    if status == StatusCode::TOO_MANY_REQUESTS {
        return Err(refusal(OAuthErrorKind::Throttled));
    }
    if status.is_server_error() {
        let status = status.as_u16();
        return Err(refusal(OAuthErrorKind::Unavailable { status }));
    }
    let body = server_text::without_bom(body);
    let response = match serde_json::from_slice(body) {
        Ok(response) => TokenResponse(response),
        Err(_) if status == StatusCode::UNAUTHORIZED => TokenResponse::default(),
        Err(_) => return Err(unreadable(status)),
    };
    match response.error() {
        None if status == StatusCode::UNAUTHORIZED => Err(refusal(OAuthErrorKind::Refused {
            error: "HTTP 401".to_owned(),
        })),
        None => Ok(response),
        Some(error) if error.trim().eq_ignore_ascii_case(THROTTLED) => {
            Err(refusal(OAuthErrorKind::Throttled))
        }
        Some(error) => {
            let error = server_text::shown(&error, &secrets(sent));
            Err(refusal(OAuthErrorKind::Refused { error }))
        }
    }
}

impl TokenResponse {
    /// A field, if it has this form.
    fn field<T: DeserializeOwned>(&self, name: &str) -> Option<T> {
        serde_json::from_str(self.0.get(name)?.get()).ok()
    }

    /// A field with a text in it.
    fn text(&self, name: &str) -> Option<String> {
        self.field(name).filter(|text: &String| !text.is_empty())
    }

    /// The error, whatever its form.
    fn error(&self) -> Option<String> {
        match self.0.get("error")?.get() {
            "null" | "false" | "\"\"" => None,
            other => Some(self.text("error").unwrap_or_else(|| other.to_owned())),
        }
    }

    /// How long the access token lives. `expires_in` is in milliseconds where `expires_in_sec` is beside it.
    fn lifetime(&self) -> Duration {
        let mut seconds = ["expires_in_sec", "expires_in"]
            .into_iter()
            .filter_map(|name| {
                let text = self.text(name);
                let seconds = match text {
                    Some(text) => text.trim().parse().ok(),
                    None => self.field::<f64>(name),
                };
                seconds.filter(|seconds| seconds.is_finite() && *seconds > 0.0)
            });
        let seconds = seconds
            .next()
            .map(|seconds| seconds.min(LIFETIME.as_secs_f64()));
        seconds
            .and_then(|seconds| Duration::try_from_secs_f64(seconds).ok())
            .unwrap_or(LIFETIME)
    }

    /// The tokens in it. The API server that it names is not checked yet.
    fn issued(self, status: StatusCode) -> Result<IssuedTokens, OAuthError> {
        let access_token = self.text("access_token");
        Ok(IssuedTokens {
            access_token: access_token.ok_or_else(|| unreadable(status))?.into(),
            refresh_token: self.text("refresh_token").map(SecretString::from),
            lifetime: self.lifetime(),
            api_domain: self
                .text("api_domain")
                .and_then(|text| Url::parse(&text).ok()),
            scope: self.text("scope"),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn issued(status: u16, body: &str) -> Result<IssuedTokens, OAuthError> {
        let (mut head, ()) = http::Response::new(()).into_parts();
        head.status = StatusCode::from_u16(status).unwrap();
        let sent = [("client_id", "1000.CLIENT"), ("client_secret", "hidden")];
        read(&head, body.as_bytes(), &sent)?.issued(head.status)
    }

    #[test]
    fn a_token_comes_with_its_lifetime_and_domain() {
        let token = issued(
            200,
            r#"{"access_token":"t","expires_in":1800,"api_domain":"https://www.zohoapis.eu"}"#,
        )
        .ok()
        .unwrap();
        assert_eq!(token.access_token.expose_secret(), "t");
        assert_eq!(token.lifetime, Duration::from_secs(1800));
        assert_eq!(
            token.api_domain.unwrap().as_str(),
            "https://www.zohoapis.eu/"
        );
    }

    #[test]
    fn a_lifetime_is_read_in_every_form_and_never_above_an_hour() {
        for (fields, seconds) in [
            ("", 3600.0),
            (r#","expires_in":1800"#, 1800.0),
            (r#","expires_in":3600000,"expires_in_sec":3600"#, 3600.0),
            (r#","expires_in_sec":1200,"expires_in":1200000"#, 1200.0),
            (r#","expires_in":3600000"#, 3600.0),
            (r#","expires_in":"1800""#, 1800.0),
            (r#","expires_in":" 1800 ""#, 1800.0),
            (r#","expires_in":1800.0"#, 1800.0),
            (r#","expires_in":1800.5"#, 1800.5),
            (r#","expires_in":"1.8e3""#, 1800.0),
            (r#","expires_in_sec":"soon","expires_in":1800"#, 1800.0),
            (r#","expires_in_sec":-1,"expires_in":1800"#, 1800.0),
            (r#","expires_in":-1"#, 3600.0),
            (r#","expires_in":0"#, 3600.0),
            (r#","expires_in":null"#, 3600.0),
            (r#","expires_in":true"#, 3600.0),
            (r#","expires_in":[60]"#, 3600.0),
            (r#","expires_in":{"seconds":60}"#, 3600.0),
            (r#","expires_in":"""#, 3600.0),
            (r#","expires_in":"nan""#, 3600.0),
            (r#","expires_in":"inf""#, 3600.0),
            (r#","expires_in":1e308"#, 3600.0),
            (r#","expires_in":1e999"#, 3600.0),
            (r#","expires_in":18446744073709551616"#, 3600.0),
        ] {
            let body = format!(r#"{{"access_token":"t"{fields}}}"#);
            let Ok(token) = issued(200, &body) else {
                panic!("{body} was refused");
            };
            assert_eq!(token.lifetime.as_secs_f64(), seconds, "{body}");
        }
    }

    #[test]
    fn a_field_of_another_form_does_not_cost_the_token() {
        for fields in [
            r#","api_domain":7"#,
            r#","api_domain":null"#,
            r#","api_domain":"www.zohoapis.eu""#,
            r#","api_domain":"""#,
            r#","refresh_token":null"#,
            r#","refresh_token":"""#,
            r#","scope":["a","b"]"#,
            r#","scope":"\ud83d""#,
            r#","error":null"#,
            r#","error":"""#,
            r#","access_token":"t""#,
        ] {
            let body = format!(r#"{{"access_token":"t"{fields}}}"#);
            let Ok(token) = issued(200, &body) else {
                panic!("{body} was refused");
            };
            assert_eq!(token.access_token.expose_secret(), "t");
            assert!(token.refresh_token.is_none() && token.api_domain.is_none());
            assert_eq!(token.scope, None);
        }
    }

    #[test]
    fn a_host_that_is_not_of_the_accounts_server_is_ignored() {
        let server = AccountsServer::new(
            Url::parse("https://accounts.zoho.eu").unwrap(),
            ApiHosts::default(),
        );
        let admitted = |text: &str| server.admit(Url::parse(text).ok());
        assert!(admitted("https://www.zohoapis.in").is_some());
        for other in ["https://evil.example", "http://localhost", "mailto:a@b"] {
            assert_eq!(admitted(other), None);
        }
    }

    #[test]
    fn errors_are_told_apart() {
        let cases = [
            (200, r#"{"error":"invalid_code"}"#, "refused: invalid_code"),
            (
                200,
                r#"{"error":"invalid_client"}"#,
                "https://accounts.zoho.eu refused: invalid_client (wrong client id or secret, or the client is registered in another data center)",
            ),
            (
                400,
                r#"{"error":"Access Denied","status":"failure"}"#,
                "too many token requests",
            ),
            (429, "", "too many token requests"),
            (
                401,
                r#"{"error":"invalid_client"}"#,
                "https://accounts.zoho.eu refused: invalid_client (wrong client id or secret, or the client is registered in another data center)",
            ),
            (401, "<html>", "refused: HTTP 401 (wrong client id"),
            (503, r#"{"error":"invalid_client"}"#, "HTTP 503 without"),
            (400, r#"{"error":"no hidden"}"#, "refused: no [redacted]"),
            (
                400,
                "{\"error\":\"no\\n\\u001b[2J\"}",
                "refused: no\\n\\u{1b}[2J",
            ),
            (400, "\u{feff}{\"error\":\"no\"}", "refused: no"),
            (502, "<html>", "HTTP 502 without a token"),
            (200, "{}", "HTTP 200 without a token"),
            (200, r#"{"access_token":7}"#, "HTTP 200 without a token"),
            (200, r#"{"access_token":""}"#, "HTTP 200 without a token"),
            (200, "[]", "HTTP 200 without a token"),
            (200, "null", "HTTP 200 without a token"),
            (400, r#"{"error":{"code":"x"}}"#, r#"refused: {"code":"x"}"#),
        ];
        for (status, body, expected) in cases {
            let refusal = issued(status, body).err().unwrap();
            let error = refusal
                .at("https://accounts.zoho.eu", chrono::Utc::now())
                .to_string();
            assert!(error.contains(expected), "{body}: {error}");
        }
    }
}
