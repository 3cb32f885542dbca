//! The kinds of requests that a client sends, each with a secret or a body that must not go astray.

use std::time::Duration;

use zoho_time::models::{ListProjectsQuery, PostCommentRequest, UpdateProjectRequest};
use zoho_time::{Client, ClientBuilder, Credentials, Error, ProjectId, RetryPolicy};

pub(crate) const ACCESS_TOKEN: &str = "1000.access-token-of-the-test";
pub(crate) const CLIENT_SECRET: &str = "client-secret-of-the-test";
pub(crate) const REFRESH_TOKEN: &str = "1000.refresh-token-of-the-test";
/// Part of the body of each write.
pub(crate) const BODY: &str = "text-of-the-write";

/// Everything that only the configured servers may see.
pub(crate) const SECRETS: [&str; 4] = [ACCESS_TOKEN, CLIENT_SECRET, REFRESH_TOKEN, BODY];

/// The response to each kind of request from a server that works.
pub(crate) const DONE: &str = r#"{"code":0,"message":"success","projects":[],"access_token":"other","comment":{"comment_id":"5"},"project":{"project_id":"17","project_name":"Pumps"}}"#;

/// A kind of request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    Token,
    Get,
    Post,
    Put,
    Delete,
}

impl Kind {
    pub(crate) const ALL: [Self; 5] = [Self::Token, Self::Get, Self::Post, Self::Put, Self::Delete];

    pub(crate) const API: [Self; 4] = [Self::Get, Self::Post, Self::Put, Self::Delete];

    /// A client that sends this kind of request to a server first.
    pub(crate) fn client(self, url: &str) -> ClientBuilder {
        match self {
            Self::Token => signed_in(url),
            _ => client().access_token(ACCESS_TOKEN).base_url(url),
        }
    }

    /// Sends a request of this kind, or one that needs a token.
    pub(crate) async fn send(self, zoho: &Client) -> Result<(), Error> {
        let project = ProjectId::from(17);
        match self {
            Self::Token | Self::Get => {
                let list = zoho.projects().list(ListProjectsQuery::new());
                list.page(1).await.map(drop)
            }
            Self::Post => {
                let comment = PostCommentRequest::new(BODY);
                zoho.project(&project)
                    .comments()
                    .post(&comment)
                    .await
                    .map(drop)
            }
            Self::Put => {
                let change = UpdateProjectRequest::new().project_name(BODY);
                zoho.projects().update(&project, &change).await.map(drop)
            }
            Self::Delete => zoho.projects().delete(&project).await,
        }
    }
}

/// A client without an address, which does not wait before it sends a request again.
pub(crate) fn client() -> ClientBuilder {
    configured(Client::builder())
}

fn configured(builder: ClientBuilder) -> ClientBuilder {
    let retry = RetryPolicy::default().first_wait(Duration::ZERO);
    builder
        .organization(10_234_695.into())
        .options(|options| options.retry(retry))
}

/// A client with a refresh token, for a server that is API and accounts server.
pub(crate) fn signed_in(url: &str) -> ClientBuilder {
    with_refresh_token().base_url(url).accounts_url(url)
}

/// A client with a refresh token and without an address.
pub(crate) fn with_refresh_token() -> ClientBuilder {
    signed_in_from(Client::builder())
}

/// The same, with the addresses of a builder.
pub(crate) fn signed_in_from(builder: ClientBuilder) -> ClientBuilder {
    configured(builder).credentials(Credentials {
        client_id: "1000.CLIENT".to_owned(),
        client_secret: CLIENT_SECRET.into(),
        refresh_token: REFRESH_TOKEN.into(),
    })
}

/// Asserts that an error shows no secret.
#[track_caller]
pub(crate) fn assert_silent(error: &dyn std::error::Error) {
    let shown = format!("{error} {error:?}").to_lowercase();
    for secret in SECRETS {
        assert!(!shown.contains(secret), "{secret} in {shown}");
    }
}
