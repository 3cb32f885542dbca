//! The check that every API request passes: token, organization, scope.

use axum::http::{HeaderMap, header};
use chrono::{DateTime, Utc};

use crate::http::parameters::Parameters;
use crate::http::refusal::Refusal;
use crate::model::Organization;
use crate::model::data_center::DataCenter;
use crate::model::keys::{Key, OrganizationKey, UserKey};
use crate::model::product::Product;
use crate::model::scope::Scope;
use crate::store::Transaction;

/// The authenticated caller, and the organization of the request.
#[derive(Debug, Clone)]
pub(crate) struct Caller {
    pub(crate) user: UserKey,
    pub(crate) organization: Organization,
    /// Whether the request names no organization and uses the user's default one.
    pub(crate) is_default: bool,
}

/// The credentials in a request.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Credentials<'r> {
    pub(crate) headers: &'r HeaderMap,
    /// Organizations named in the query and in a form.
    pub(crate) parameters: &'r Parameters,
    /// The data center whose host the request used, if any.
    pub(crate) center: Option<DataCenter>,
}

/// Authenticates and authorizes a request. A token of a data center other than that of the request is unknown
/// there. A request without an organization is refused, unless it may use the user's default one.
pub(crate) fn admit(
    transaction: Transaction<'_>,
    product: Product,
    scope: Scope,
    request: Credentials<'_>,
    may_be_default: bool,
    now: DateTime<Utc>,
) -> Result<Caller, Refusal> {
    let token = bearer(request.headers)
        .filter(|token| has_form(token))
        .ok_or(Refusal::NoToken)?;
    let (grant, expires) = transaction
        .access_grant(token)?
        .ok_or(Refusal::NotAuthorized)?;
    if grant.is_elsewhere(request.center) || expires <= now {
        return Err(Refusal::NotAuthorized);
    }
    let named = organization_named(product, request);
    match named {
        Some(named) if OrganizationKey::parse(named) != Some(grant.organization) => {
            return Err(Refusal::wrong_organization(named));
        }
        None if !may_be_default => {
            return Err(Refusal::NoOrganization(product.organization_place()));
        }
        Some(_) | None => {}
    }
    if !scope.is_in(&grant.scopes, product) {
        return Err(Refusal::NotAuthorized);
    }
    let organization = transaction
        .organization(grant.organization)?
        .ok_or(Refusal::NotAuthorized)?;
    Ok(Caller {
        user: grant.user,
        organization,
        is_default: named.is_none(),
    })
}

/// The token in `Authorization: Zoho-oauthtoken …`, or in the standard OAuth form.
fn bearer(headers: &HeaderMap) -> Option<&str> {
    let value = headers.get(header::AUTHORIZATION)?.to_str().ok()?;
    let (scheme, token) = value.trim().split_once(' ')?;
    let known = ["zoho-oauthtoken", "bearer"]
        .iter()
        .any(|known| scheme.eq_ignore_ascii_case(known));
    known.then_some(token.trim())
}

/// Whether a text has the format of Zoho's tokens: a number and two more parts, separated by dots.
fn has_form(token: &str) -> bool {
    let is_part = |part: &str| {
        let mut bytes = part.bytes();
        !part.is_empty() && bytes.all(|byte| byte.is_ascii_alphanumeric() || b"-_".contains(&byte))
    };
    match token.split('.').collect::<Vec<_>>().as_slice() {
        [number, first, second] => {
            let is_number = number.bytes().all(|byte| byte.is_ascii_digit());
            is_number
                && [number, first, second]
                    .into_iter()
                    .all(|part| is_part(part))
        }
        _ => false,
    }
}

fn organization_named<'r>(product: Product, request: Credentials<'r>) -> Option<&'r str> {
    let in_header = product
        .organization_header()
        .and_then(|name| request.headers.get(name)?.to_str().ok())
        .map(str::trim)
        .filter(|id| !id.is_empty());
    let in_parameters = || {
        product
            .organization_in_query()
            .then(|| request.parameters.text("organization_id"))
            .flatten()
    };
    in_header.or_else(in_parameters)
}

#[cfg(test)]
mod tests {
    use super::has_form;

    #[test]
    fn a_token_has_three_parts() {
        for token in ["1000.ab12.cd34", "1000.sandbox-demo.access_token", "1.a.b"] {
            assert!(has_form(token), "{token}");
        }
        for token in [
            "",
            "bogus",
            "1000.a",
            "1000.a.",
            "1000.a.b.c",
            "x.a.b",
            ".a.b",
            "1000.a.b c",
        ] {
            assert!(!has_form(token), "{token}");
        }
    }
}
