//! Token exchange: what `/oauth/v2/token` issues for a code or a refresh token.

use chrono::{DateTime, TimeDelta, Utc};
use serde_json::{Value, json};

use super::addresses::Addresses;
use super::token::TokenError;
use super::{pkce, token_limits};
use crate::auth::{ACCESS_LIFETIME, mint_access_token, mint_refresh_token};
use crate::http::parameters::Parameters;
use crate::http::remarks::Remarks;
use crate::store::{Grant, RedeemedCode, StoreError, Transaction};

/// Tokens that were given out, or why none were.
type Outcome = Result<Issued, TokenError>;

/// Issued tokens.
pub(super) struct Issued {
    access_token: String,
    refresh_token: Option<String>,
    scopes: String,
}

impl Issued {
    pub(super) fn json(self, addresses: &Addresses) -> Value {
        let mut body = json!({
            "access_token": self.access_token,
            "scope": self.scopes,
            "api_domain": addresses.api_domain(),
            "token_type": "Bearer",
            "expires_in": ACCESS_LIFETIME.num_seconds(),
        });
        if let (Some(token), Some(fields)) = (self.refresh_token, body.as_object_mut()) {
            fields.insert("refresh_token".into(), token.into());
        }
        body
    }
}

/// A pending exchange.
pub(super) struct Exchange<'a> {
    pub(super) transaction: Transaction<'a>,
    pub(super) parameters: &'a Parameters,
    pub(super) addresses: &'a Addresses,
    /// Whether token limits apply.
    pub(super) limits: bool,
    /// Receiver of warnings about requests that work here but may fail at Zoho.
    pub(super) remarks: &'a Remarks,
    pub(super) now: DateTime<Utc>,
}

impl Exchange<'_> {
    /// Issues the requested tokens.
    pub(super) fn run(&self) -> Result<Outcome, StoreError> {
        let client = match self.client()? {
            Ok(client) => client,
            Err(denial) => return Ok(Err(denial)),
        };
        match self.parameters.text("grant_type") {
            Some("refresh_token") => self.refresh(client),
            Some("authorization_code") => self.redeem(client),
            Some(_) => Ok(Err(TokenError::UnsupportedGrantType)),
            None => Ok(Err(TokenError::InvalidRequest)),
        }
    }

    fn client(&self) -> Result<Result<&str, TokenError>, StoreError> {
        let Some(id) = self.parameters.text("client_id") else {
            return Ok(Err(TokenError::InvalidClient));
        };
        Ok(match self.transaction.client(id)? {
            None => Err(TokenError::InvalidClient),
            Some(client) if self.parameters.text("client_secret") != Some(&client.secret) => {
                Err(TokenError::InvalidClientSecret)
            }
            Some(_) => Ok(id),
        })
    }

    /// Issues an access token for a refresh token.
    fn refresh(&self, client: &str) -> Result<Outcome, StoreError> {
        let token = self.parameters.text("refresh_token").unwrap_or_default();
        let Some(grant) = self.transaction.refresh_grant(token, client)? else {
            return Ok(Err(TokenError::InvalidCode));
        };
        if grant.is_elsewhere(self.addresses.center()) {
            return Ok(Err(TokenError::InvalidCode));
        }
        if self.limits && !token_limits::may_refresh(self.transaction, token, self.now)? {
            return Ok(Err(TokenError::TooManyRequests));
        }
        self.warn_of_living_token(token)?;
        Ok(Ok(Issued {
            access_token: self.access_token(&grant, Some(token))?,
            refresh_token: None,
            scopes: grant.scopes,
        }))
    }

    /// Warns if the last access token of a refresh token is still valid.
    fn warn_of_living_token(&self, refresh_token: &str) -> Result<(), StoreError> {
        /// Clients commonly fetch the next token shortly before the current one expires.
        const EARLY: TimeDelta = TimeDelta::minutes(5);
        let expires = self
            .transaction
            .newest_access_token_expires(refresh_token)?;
        let left = expires.map_or_else(TimeDelta::zero, |expires| expires - self.now);
        if left > EARLY {
            self.remarks.warn(format!(
                "the last access token is valid for another {} minutes: reuse it, because Zoho \
                 issues ten in ten minutes and then blocks the refresh token",
                left.num_minutes()
            ));
        }
        Ok(())
    }

    /// Issues an access token for a code, and a refresh token if the code allows one. The code is used up
    /// whatever the result, unless there were too many requests.
    fn redeem(&self, client: &str) -> Result<Outcome, StoreError> {
        let code = self.parameters.text("code").unwrap_or_default();
        let Some(redeemed) = self.transaction.code(code, client)? else {
            return Ok(Err(TokenError::InvalidCode));
        };
        if let Err(denial) = self.check(&redeemed) {
            if let Some(token) = &redeemed.issued {
                // The code has been used twice, so one of the two clients should not have it.
                self.transaction.revoke(token)?;
            }
            self.transaction.use_code(code, None)?;
            return Ok(Err(denial));
        }
        let grant = redeemed.grant;
        let refresh_token = if redeemed.is_offline {
            if self.limits
                && !token_limits::may_get_refresh_token(self.transaction, &grant, client, self.now)?
            {
                return Ok(Err(TokenError::TooManyRequests));
            }
            Some(self.refresh_token(&grant, client)?)
        } else {
            None
        };
        let access_token = self.access_token(&grant, refresh_token.as_deref())?;
        let issued = refresh_token.as_deref().unwrap_or(&access_token);
        self.transaction.use_code(code, Some(issued))?;
        Ok(Ok(Issued {
            access_token,
            refresh_token,
            scopes: grant.scopes,
        }))
    }

    fn check(&self, redeemed: &RedeemedCode) -> Result<(), TokenError> {
        if redeemed.is_used
            || redeemed.expires <= self.now
            || redeemed.grant.is_elsewhere(self.addresses.center())
        {
            return Err(TokenError::InvalidCode);
        }
        let sent_to = redeemed.redirect_uri.as_deref();
        if sent_to.is_some() && sent_to != self.parameters.text("redirect_uri") {
            return Err(TokenError::InvalidRedirectUri);
        }
        let verifier = self.parameters.text("code_verifier");
        let proven = match (redeemed.challenge.as_deref(), verifier) {
            (None, None) => true,
            (Some(challenge), Some(verifier)) => pkce::proves(verifier, challenge),
            // A proof without a challenge means that the challenge was lost on the way.
            (Some(_), None) | (None, Some(_)) => false,
        };
        if proven {
            Ok(())
        } else {
            Err(TokenError::InvalidCode)
        }
    }

    fn access_token(
        &self,
        grant: &Grant,
        refresh_token: Option<&str>,
    ) -> Result<String, StoreError> {
        let transaction = self.transaction;
        let token =
            mint_access_token(transaction, grant, refresh_token, self.now, ACCESS_LIFETIME)?;
        if let (true, Some(refresh_token)) = (self.limits, refresh_token) {
            token_limits::end_surplus_access_tokens(transaction, refresh_token, self.now)?;
        }
        Ok(token)
    }

    fn refresh_token(&self, grant: &Grant, client: &str) -> Result<String, StoreError> {
        let token = mint_refresh_token(self.transaction, grant, client)?;
        if self.limits {
            token_limits::end_surplus_refresh_tokens(self.transaction, grant, client)?;
        }
        Ok(token)
    }
}
