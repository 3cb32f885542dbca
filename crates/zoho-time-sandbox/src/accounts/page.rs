//! HTML pages of the accounts server. They have no scripts and load nothing; all external text in them is
//! escaped.

use std::fmt::{self, Display, Write};

use axum::http::{HeaderName, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};

use super::error::OAuthError;
use crate::model::scope;
use crate::store::AccountNames;

const STYLE: &str = include_str!("page.css");
/// Loads nothing, forbids framing by other sites, and fixes the base of relative addresses.
const POLICY: HeaderValue = HeaderValue::from_static(
    "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; frame-ancestors 'none'",
);

/// Content of the consent page.
#[derive(Debug)]
pub(super) struct Question {
    /// Values that the form sends back.
    pub(super) ticket: String,
    pub(super) client_id: String,
    pub(super) client_name: String,
    pub(super) account: AccountNames,
    pub(super) scopes: String,
    pub(super) redirect_uri: String,
    pub(super) is_offline: bool,
}

/// The consent page.
pub(super) fn question(question: &Question) -> Response {
    let name = if question.client_name.is_empty() {
        &question.client_id
    } else {
        &question.client_name
    };
    let mut scopes = String::new();
    for single in scope::each(&question.scopes) {
        let description = scope::describe(single);
        // Writing to a string cannot fail.
        let _ = writeln!(
            scopes,
            "<li>{}<br><code>{}</code></li>",
            Text(&description),
            Text(single)
        );
    }
    let duration = if question.is_offline {
        "It keeps this access until you revoke it."
    } else {
        "It has this access for one hour."
    };
    let body = format!(
        "<h1>{name} asks for access</h1>\n\
         <dl>\n\
         <dt>Client</dt><dd><code>{client}</code></dd>\n\
         <dt>Organization</dt><dd>{organization}</dd>\n\
         <dt>User</dt><dd>{user} ({email})</dd>\n\
         <dt>Answer goes to</dt><dd><code>{redirect}</code></dd>\n\
         </dl>\n\
         <h2>It wants to</h2>\n<ul>\n{scopes}</ul>\n<p>{duration}</p>\n\
         <form method=\"post\" action=\"auth\">\n\
         <input type=\"hidden\" name=\"ticket\" value=\"{ticket}\">\n\
         <button name=\"decision\" value=\"accept\">Accept</button>\n\
         <button name=\"decision\" value=\"reject\">Reject</button>\n\
         </form>",
        name = Text(name),
        client = Text(&question.client_id),
        organization = Text(&question.account.organization),
        user = Text(&question.account.user),
        email = Text(&question.account.email),
        redirect = Text(&question.redirect_uri),
        ticket = Text(&question.ticket),
    );
    respond(StatusCode::OK, "Access", &body)
}

/// The error page.
pub(super) fn fault(fault: &OAuthError) -> Response {
    let body = format!(
        "<h1>This request for access does not work</h1>\n\
         <p>{}</p>\n<p><code>{}</code></p>",
        Text(&fault.to_string()),
        fault.error()
    );
    respond(fault.status(), "Error", &body)
}

fn respond(status: StatusCode, title: &str, body: &str) -> Response {
    let page = format!(
        "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
         <meta name=\"color-scheme\" content=\"light dark\">\n\
         <title>{title} – zoho-time sandbox</title>\n<style>\n{STYLE}</style>\n</head>\n\
         <body>\n<main>\n{body}\n</main>\n</body>\n</html>\n"
    );
    let headers: [(HeaderName, HeaderValue); 4] = [
        (
            header::CONTENT_TYPE,
            HeaderValue::from_static("text/html; charset=utf-8"),
        ),
        (header::CONTENT_SECURITY_POLICY, POLICY),
        (header::CACHE_CONTROL, HeaderValue::from_static("no-store")),
        // Do not reveal the address to other sites; the form, which stays here, sends its origin.
        (
            header::REFERRER_POLICY,
            HeaderValue::from_static("same-origin"),
        ),
    ];
    (status, headers, page).into_response()
}

/// Text escaped for HTML, including double-quoted attributes.
struct Text<'a>(&'a str);

impl Display for Text<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for character in self.0.chars() {
            match character {
                '&' => f.write_str("&amp;")?,
                '<' => f.write_str("&lt;")?,
                '>' => f.write_str("&gt;")?,
                '"' => f.write_str("&quot;")?,
                '\'' => f.write_str("&#39;")?,
                other => f.write_char(other)?,
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::Text;

    #[test]
    fn text_stays_text() {
        let text = "<a href=\"x\" id='y'>&amp;</a>";
        assert_eq!(
            Text(text).to_string(),
            "&lt;a href=&quot;x&quot; id=&#39;y&#39;&gt;&amp;amp;&lt;/a&gt;"
        );
    }
}
