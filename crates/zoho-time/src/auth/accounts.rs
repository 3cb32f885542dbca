//! The accounts server: it gives tokens for a refresh token or a code, and takes them back.

use std::fmt;
use std::time::Duration;

use bytes::Bytes;
use http::header::CONTENT_TYPE;
use http::response::Parts;
use http::{HeaderValue, Method, StatusCode};
use secrecy::{ExposeSecret, SecretString};
use serde::Deserialize;
use url::{Url, form_urlencoded};

use super::refusal::{Cause, Refusal};
use crate::limits::retry_after;
use crate::redact;
use crate::transport::Sender;

/// How long an access token lives when the answer does not say: an hour, as documented.
const DEFAULT_LIFETIME: Duration = Duration::from_secs(3600);

/// How long the accounts server may take to answer. Other calls wait for the same token meanwhile.
const TIMEOUT: Duration = Duration::from_secs(30);

/// How the error begins that the accounts server throttles with.
const THROTTLED: &str = "access denied";

/// A registered OAuth client.
#[derive(Clone)]
pub(crate) struct OAuthClient {
    pub(crate) client_id: String,
    pub(crate) client_secret: SecretString,
}

impl fmt::Debug for OAuthClient {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("OAuthClient")
            .field("client_id", &self.client_id)
            .finish_non_exhaustive()
    }
}

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

/// The accounts server of a data centre.
#[derive(Clone, Debug)]
pub(crate) struct AccountsServer {
    base: Url,
}

impl AccountsServer {
    /// The server at this address, whose path does not matter.
    pub(crate) fn new(mut base: Url) -> Self {
        base.set_path("");
        base.set_query(None);
        base.set_fragment(None);
        Self { base }
    }

    /// Its address, without a slash at the end.
    pub(crate) fn address(&self) -> &str {
        self.base.as_str().trim_end_matches('/')
    }

    /// The address of something below it.
    pub(super) fn at(&self, path: &str) -> Url {
        let mut url = self.base.clone();
        url.set_path(path);
        url
    }

    /// Asks for tokens. The secrets travel in the body, where no log of addresses sees them.
    pub(super) async fn issue(
        &self,
        sender: &Sender,
        client: &OAuthClient,
        grant: &Grant<'_>,
    ) -> Result<IssuedTokens, Refusal> {
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
        let answer = read(&head, &body, &form)?;
        answer.issued(self.base.scheme(), head.status)
    }

    /// Takes a token back. One that is not known, or was taken back already, is an error.
    pub(super) async fn revoke(
        &self,
        sender: &Sender,
        token: &SecretString,
    ) -> Result<(), Refusal> {
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
    ) -> Result<(Parts, Bytes), Refusal> {
        let mut request = reqwest::Request::new(Method::POST, self.at(path));
        let kind = HeaderValue::from_static("application/x-www-form-urlencoded");
        request.headers_mut().insert(CONTENT_TYPE, kind);
        let body = form_urlencoded::Serializer::new(String::new())
            .extend_pairs(form)
            .finish();
        *request.body_mut() = Some(body.into());
        Ok(sender.send(request, TIMEOUT).await?.into_parts())
    }
}

#[derive(Default, Deserialize)]
struct Answer {
    access_token: Option<SecretString>,
    refresh_token: Option<SecretString>,
    expires_in: Option<u64>,
    api_domain: Option<String>,
    scope: Option<String>,
    error: Option<String>,
}

fn unreadable(status: StatusCode) -> Refusal {
    let status = status.as_u16();
    Cause::Unreadable { status }.into()
}

/// Reads a response: errors come with HTTP 200 too, and throttling with HTTP 400 "Access Denied". What
/// was sent is not shown, even if it comes back.
fn read(head: &Parts, body: &[u8], sent: &[(&str, &str)]) -> Result<Answer, Refusal> {
    let (status, told) = (head.status, retry_after(&head.headers));
    let refusal = |cause| Refusal { cause, told };
    if status == StatusCode::TOO_MANY_REQUESTS {
        return Err(refusal(Cause::Throttled));
    }
    if status.is_server_error() {
        let status = status.as_u16();
        return Err(refusal(Cause::Unavailable { status }));
    }
    let answer: Answer = match serde_json::from_slice(body) {
        Ok(answer) => answer,
        Err(_) if status == StatusCode::UNAUTHORIZED => Answer::default(),
        Err(_) => return Err(unreadable(status)),
    };
    match answer.error {
        None if status == StatusCode::UNAUTHORIZED => Err(refusal(Cause::Refused {
            error: "HTTP 401".to_owned(),
        })),
        None => Ok(answer),
        Some(error) if error.trim().eq_ignore_ascii_case(THROTTLED) => {
            Err(refusal(Cause::Throttled))
        }
        Some(error) => {
            let public = ["client_id", "grant_type", "redirect_uri"];
            let secrets = sent.iter().filter(|(name, _)| !public.contains(name));
            let secrets: Vec<_> = secrets.map(|(_, value)| *value).collect();
            let error = redact::text(error, &secrets);
            Err(refusal(Cause::Refused { error }))
        }
    }
}

impl Answer {
    /// The tokens in it. The scheme is that of the accounts server.
    fn issued(self, scheme: &str, status: StatusCode) -> Result<IssuedTokens, Refusal> {
        let api_domain = self.api_domain.and_then(|text| Url::parse(&text).ok());
        Ok(IssuedTokens {
            access_token: self.access_token.ok_or_else(|| unreadable(status))?,
            refresh_token: self.refresh_token,
            lifetime: self
                .expires_in
                .map_or(DEFAULT_LIFETIME, Duration::from_secs),
            // A token that came encrypted does not leave unencrypted.
            api_domain: api_domain.filter(|url| {
                url.has_host() && (url.scheme() == "https" || url.scheme() == scheme)
            }),
            scope: self.scope,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn issued(status: u16, body: &str) -> Result<IssuedTokens, Refusal> {
        let (mut head, ()) = http::Response::new(()).into_parts();
        head.status = StatusCode::from_u16(status).unwrap();
        let sent = [("client_id", "1000.CLIENT"), ("client_secret", "hidden")];
        read(&head, body.as_bytes(), &sent)?.issued("https", head.status)
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
    fn a_missing_lifetime_is_an_hour() {
        let token = issued(200, r#"{"access_token":"t"}"#).ok().unwrap();
        assert_eq!(token.lifetime, DEFAULT_LIFETIME);
    }

    #[test]
    fn a_domain_without_encryption_or_host_is_not_followed() {
        for domain in [
            "http://www.zohoapis.eu",
            "mailto:a@b",
            "www.zohoapis.eu",
            "",
        ] {
            let body = format!(r#"{{"access_token":"t","api_domain":"{domain}"}}"#);
            assert!(
                issued(200, &body).ok().unwrap().api_domain.is_none(),
                "{domain}"
            );
        }
    }

    #[test]
    fn errors_are_told_apart() {
        let cases = [
            (200, r#"{"error":"invalid_code"}"#, "refused: invalid_code"),
            (200, r#"{"error":"invalid_client"}"#, "another data centre"),
            (
                400,
                r#"{"error":"Access Denied","status":"failure"}"#,
                "too many token requests",
            ),
            (429, "", "too many token requests"),
            (401, r#"{"error":"invalid_client"}"#, "another data centre"),
            (401, "<html>", "refused: HTTP 401 (wrong client id"),
            (503, r#"{"error":"invalid_client"}"#, "HTTP 503 without"),
            (400, r#"{"error":"no hidden"}"#, "refused: no [redacted]"),
            (502, "<html>", "HTTP 502 without a token"),
            (200, "{}", "HTTP 200 without a token"),
            (200, r#"{"access_token":7}"#, "HTTP 200 without a token"),
        ];
        for (status, body, expected) in cases {
            let refusal = issued(status, body).err().unwrap();
            let error = refusal.at(chrono::Utc::now()).to_string();
            assert!(error.contains(expected), "{body}: {error}");
        }
    }
}
