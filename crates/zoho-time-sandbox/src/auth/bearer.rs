//! The check every request of the API passes: token, organisation, scope.

use axum::http::{HeaderMap, header};
use chrono::{DateTime, Utc};

use super::Scope;
use crate::data_center::DataCenter;
use crate::keys::{Key, OrganizationKey, UserKey};
use crate::model::Organization;
use crate::product::Product;
use crate::query::Parameters;
use crate::refusal::Refusal;
use crate::store::Transaction;

/// Who sends a request, and for which organisation.
#[derive(Debug, Clone)]
pub(crate) struct Caller {
    pub(crate) user: UserKey,
    pub(crate) organization: Organization,
}

/// Finds out who sends a request, and whether they may do this. A token of another data centre
/// than the one that the request came by is not known there.
pub(crate) fn admit(
    transaction: Transaction<'_>,
    product: Product,
    scope: Scope,
    headers: &HeaderMap,
    query: &Parameters,
    center: Option<DataCenter>,
    now: DateTime<Utc>,
) -> Result<Caller, Refusal> {
    let token = bearer(headers).ok_or(Refusal::UnknownToken)?;
    let (grant, expires) = transaction
        .access_grant(token)?
        .ok_or(Refusal::UnknownToken)?;
    if matches!((grant.center, center), (Some(own), Some(asked)) if own != asked) {
        return Err(Refusal::UnknownToken);
    }
    if expires <= now {
        return Err(Refusal::NotAuthorized);
    }
    let named = organization_named(product, headers, query)
        .ok_or_else(|| Refusal::NoOrganization(product.organization_place()))?;
    if OrganizationKey::parse(named) != Some(grant.organization)
        || !scope.is_in(&grant.scopes, product)
    {
        return Err(Refusal::NotAuthorized);
    }
    let organization = transaction
        .organization(grant.organization)?
        .ok_or(Refusal::NotAuthorized)?;
    Ok(Caller {
        user: grant.user,
        organization,
    })
}

/// The token in `Authorization: Zoho-oauthtoken …`, or in the form that OAuth prescribes.
fn bearer(headers: &HeaderMap) -> Option<&str> {
    let value = headers.get(header::AUTHORIZATION)?.to_str().ok()?;
    let (scheme, token) = value.trim().split_once(' ')?;
    let known = ["zoho-oauthtoken", "bearer"]
        .iter()
        .any(|known| scheme.eq_ignore_ascii_case(known));
    let token = token.trim();
    (known && !token.is_empty()).then_some(token)
}

fn organization_named<'a>(
    product: Product,
    headers: &'a HeaderMap,
    query: &'a Parameters,
) -> Option<&'a str> {
    let in_header = product
        .organization_header()
        .and_then(|name| headers.get(name)?.to_str().ok())
        .map(str::trim)
        .filter(|id| !id.is_empty());
    let in_query = || {
        product
            .organization_in_query()
            .then(|| query.text("organization_id"))
            .flatten()
    };
    in_header.or_else(in_query)
}
