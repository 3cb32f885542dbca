//! Parsing of authorization requests.

use super::error::OAuthError;
use super::pkce;
use crate::http::parameters::Parameters;
use crate::model::keys::{Key, OrganizationKey, UserKey};
use crate::model::scope;

/// The parameters of an authorization request, before the client has been looked up.
#[derive(Debug)]
pub(super) struct AuthorizeRequest {
    pub(super) client: String,
    pub(super) redirect_uri: String,
    /// Separated by commas.
    pub(super) scopes: String,
    pub(super) state: Option<String>,
    /// Whether the client wants a refresh token.
    pub(super) is_offline: bool,
    /// Whether to ask the user even if they have consented before.
    pub(super) prompts: bool,
    pub(super) challenge: Option<String>,
    /// The organization, if it is not the first one.
    pub(super) organization: Option<OrganizationKey>,
    /// The user, if it is not the first one.
    pub(super) user: Option<UserKey>,
}

impl AuthorizeRequest {
    pub(super) fn read(parameters: &Parameters) -> Result<Self, OAuthError> {
        let one = |name: &'static str| match parameters.all(name).count() {
            0 | 1 => Ok(parameters.text(name)),
            _ => Err(OAuthError::Repeated(name)),
        };
        let need = |name| one(name)?.ok_or(OAuthError::Missing(name));
        let client = need("client_id")?.to_owned();
        let redirect_uri = need("redirect_uri")?.to_owned();
        if need("response_type")? != "code" {
            return Err(OAuthError::ResponseType);
        }
        let scopes = scopes(need("scope")?)?;
        let is_offline = match one("access_type")? {
            None | Some("online") => false,
            Some("offline") => true,
            Some(_) => {
                return Err(OAuthError::NotAllowed {
                    name: "access_type",
                    allowed: "“online” or “offline”",
                });
            }
        };
        Ok(Self {
            client,
            redirect_uri,
            scopes,
            state: one("state")?.map(str::to_owned),
            is_offline,
            prompts: one("prompt")?.is_some_and(|prompt| prompt.eq_ignore_ascii_case("consent")),
            challenge: challenge(one("code_challenge")?, one("code_challenge_method")?)?,
            organization: key(one("organization_id")?)?,
            user: key(one("user_id")?)?,
        })
    }
}

fn scopes(list: &str) -> Result<String, OAuthError> {
    let mut scopes: Vec<&str> = Vec::new();
    for single in scope::each(list) {
        if !scope::exists(single) {
            return Err(OAuthError::UnknownScope(single.to_owned()));
        }
        if !scopes.contains(&single) {
            scopes.push(single);
        }
    }
    if scopes.is_empty() {
        return Err(OAuthError::Missing("scope"));
    }
    Ok(scopes.join(","))
}

/// The PKCE challenge, if there is one. The method must be present: without it, OAuth takes the challenge for
/// the verifier itself, which would prove nothing.
fn challenge(challenge: Option<&str>, method: Option<&str>) -> Result<Option<String>, OAuthError> {
    match (challenge, method) {
        (None, None) => Ok(None),
        (None, Some(_)) => Err(OAuthError::Missing("code_challenge")),
        (Some(text), Some(pkce::METHOD)) if pkce::is_challenge(text) => Ok(Some(text.to_owned())),
        (Some(_), Some(pkce::METHOD)) => Err(OAuthError::NotAllowed {
            name: "code_challenge",
            allowed: "a SHA-256 in Base64url without padding",
        }),
        (Some(_), _) => Err(OAuthError::NotAllowed {
            name: "code_challenge_method",
            allowed: "“S256”",
        }),
    }
}

fn key<K: Key>(text: Option<&str>) -> Result<Option<K>, OAuthError> {
    match text {
        None => Ok(None),
        Some(text) => K::parse(text).map(Some).ok_or(OAuthError::UnknownAccount),
    }
}
