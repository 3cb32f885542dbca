//! `/_sandbox/tokens` and `/_sandbox/codes`.

use chrono::TimeDelta;
use serde_json::{Value, json};

use super::Control;
use crate::auth::{ACCESS_LIFETIME, NewCode, mint_access_token, mint_code};
use crate::http::refusal::{Kind, Refusal};
use crate::model::data_center::DataCenter;
use crate::model::keys::UserKey;
use crate::model::scope::all_scopes;
use crate::seed::demo::CLIENT_ID;
use crate::store::Grant;

/// Creates an access token. The body may have `organization_id`, `user_id`, `scopes` (a list or a text),
/// `data_center` (the only one in which it is valid, such as `eu` or `au`) and `expires_in` (seconds, may be
/// negative). By default, the token gives the first user full access in every data center.
pub(super) fn token(control: &Control<'_>) -> Result<Value, Refusal> {
    const EXPIRES_IN: &str = "expires_in";
    let grant = grant(control)?;
    let seconds = control.body.integer(EXPIRES_IN)?;
    let seconds = seconds.unwrap_or(ACCESS_LIFETIME.num_seconds());
    let lifetime = control
        .body
        .need(EXPIRES_IN, TimeDelta::try_seconds(seconds))?;
    let token = mint_access_token(control.transaction, &grant, None, control.now(), lifetime)?;
    Ok(json!({
        "access_token": token,
        "expires_in": seconds,
        "scope": grant.scopes,
        "token_type": "Bearer",
        "organization_id": grant.organization,
        "user_id": grant.user,
    }))
}

/// Creates a code as for a self client, which `/oauth/v2/token` exchanges for tokens once. The body may have
/// the same fields as for a token, and `client_id`.
pub(super) fn code(control: &Control<'_>) -> Result<Value, Refusal> {
    const CLIENT: &str = "client_id";
    let grant = grant(control)?;
    let client = control.body.text(CLIENT, 200)?;
    let client = client.unwrap_or_else(|| CLIENT_ID.to_owned());
    control
        .body
        .need(CLIENT, control.transaction.client(&client)?)?;
    let new = NewCode {
        grant: &grant,
        client: &client,
        redirect_uri: None,
        is_offline: true,
        challenge: None,
    };
    let code = mint_code(control.transaction, &new, control.now())?;
    Ok(json!({ "code": code, "client_id": client, "scope": grant.scopes }))
}

fn data_center(control: &Control<'_>) -> Result<Option<DataCenter>, Refusal> {
    const FIELD: &str = "data_center";
    match control.body.text(FIELD, 20)? {
        None => Ok(None),
        Some(name) => control.body.need(FIELD, DataCenter::named(&name)).map(Some),
    }
}

fn grant(control: &Control<'_>) -> Result<Grant, Refusal> {
    let ledger = control.ledger()?;
    let user = match control.body.key::<UserKey>("user_id")? {
        Some(id) => ledger.user(id)?,
        None => ledger.first_user()?,
    };
    let scopes = control.body.texts("scopes")?;
    let named = control.body.has("scopes");
    Ok(Grant {
        organization: ledger.organization().id,
        user: user.ok_or(Refusal::NotFound(Kind::User))?.id,
        scopes: if named {
            scopes.join(",")
        } else {
            all_scopes()
        },
        center: data_center(control)?,
    })
}
