//! The accounts server: it turns a refresh token into an access token.

use std::fmt;
use std::time::Duration;

use http::StatusCode;
use secrecy::{ExposeSecret, SecretString};
use serde::Deserialize;
use url::Url;

use super::AuthError;

/// How long an access token lives when the answer does not say: an hour, as documented.
const DEFAULT_LIFETIME: Duration = Duration::from_secs(3600);

/// How long the accounts server may take to answer. Other calls wait for the same token meanwhile.
const TIMEOUT: Duration = Duration::from_secs(30);

/// The registered OAuth client and the refresh token it was given.
pub(crate) struct OAuthClient {
    pub(crate) client_id: String,
    pub(crate) client_secret: SecretString,
    pub(crate) refresh_token: SecretString,
}

impl fmt::Debug for OAuthClient {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("OAuthClient")
            .field("client_id", &self.client_id)
            .finish_non_exhaustive()
    }
}

/// An access token as the accounts server issued it.
pub(crate) struct IssuedToken {
    pub(crate) secret: SecretString,
    pub(crate) lifetime: Duration,
    pub(crate) api_domain: Option<Url>,
}

/// The accounts server of a data centre.
#[derive(Clone, Debug)]
pub(crate) struct AccountsServer {
    token_url: Url,
}

impl AccountsServer {
    /// The server at this address, which has no path.
    pub(crate) fn new(mut base: Url) -> Self {
        base.set_path("/oauth/v2/token");
        Self { token_url: base }
    }

    /// Asks for an access token. The secrets travel in the body, where no log of addresses sees them.
    pub(crate) async fn refresh(
        &self,
        http: &reqwest::Client,
        client: &OAuthClient,
    ) -> Result<IssuedToken, AuthError> {
        let unreachable = |error: reqwest::Error| AuthError::Unreachable(error.without_url());
        let response = http
            .post(self.token_url.clone())
            .timeout(TIMEOUT)
            .form(&[
                ("grant_type", "refresh_token"),
                ("client_id", &client.client_id),
                ("client_secret", client.client_secret.expose_secret()),
                ("refresh_token", client.refresh_token.expose_secret()),
            ])
            .send()
            .await
            .map_err(unreachable)?;
        let status = response.status();
        let body = response.bytes().await.map_err(unreachable)?;
        read_answer(status, &body)
    }
}

#[derive(Deserialize)]
struct Answer {
    access_token: Option<SecretString>,
    expires_in: Option<u64>,
    api_domain: Option<String>,
    error: Option<String>,
}

/// Reads an answer: errors come with HTTP 200 too, and throttling with HTTP 400 "Access Denied".
fn read_answer(status: StatusCode, body: &[u8]) -> Result<IssuedToken, AuthError> {
    let unreadable = || AuthError::Unreadable {
        status: status.as_u16(),
    };
    let answer: Answer = serde_json::from_slice(body).map_err(|_| unreadable())?;
    if let Some(error) = answer.error {
        return Err(if error.eq_ignore_ascii_case("access denied") {
            AuthError::Throttled
        } else {
            AuthError::Refused { error }
        });
    }
    Ok(IssuedToken {
        secret: answer.access_token.ok_or_else(unreadable)?,
        lifetime: answer
            .expires_in
            .map_or(DEFAULT_LIFETIME, Duration::from_secs),
        api_domain: answer
            .api_domain
            .and_then(|domain| Url::parse(&domain).ok()),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(status: u16, body: &str) -> Result<IssuedToken, AuthError> {
        read_answer(StatusCode::from_u16(status).unwrap(), body.as_bytes())
    }

    #[test]
    fn a_token_comes_with_its_lifetime_and_domain() {
        let token = read(
            200,
            r#"{"access_token":"t","expires_in":1800,"api_domain":"https://www.zohoapis.eu"}"#,
        )
        .ok()
        .unwrap();
        assert_eq!(token.secret.expose_secret(), "t");
        assert_eq!(token.lifetime, Duration::from_secs(1800));
        assert_eq!(
            token.api_domain.unwrap().as_str(),
            "https://www.zohoapis.eu/"
        );
    }

    #[test]
    fn a_missing_lifetime_is_an_hour() {
        let token = read(200, r#"{"access_token":"t"}"#).ok().unwrap();
        assert_eq!(token.lifetime, DEFAULT_LIFETIME);
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
            (502, "<html>", "HTTP 502 without a token"),
            (200, "{}", "HTTP 200 without a token"),
        ];
        for (status, body, expected) in cases {
            let error = read(status, body).err().unwrap().to_string();
            assert!(error.contains(expected), "{body}: {error}");
        }
    }
}
