//! A client of the controls of a sandbox.

use std::time::Duration;

use serde_json::Value;
use ureq::Agent;
use ureq::http::{Method, Request};

/// How long a sandbox may take to answer.
const PATIENCE: Duration = Duration::from_secs(10);

/// A sandbox that runs somewhere.
#[derive(Debug)]
pub(crate) struct Client {
    agent: Agent,
    url: String,
}

/// Why a sandbox did not do what it was asked for.
#[derive(Debug, thiserror::Error)]
pub(crate) enum ClientError {
    #[error(
        "no sandbox answers at {url}: {source}; start one with `zoho-time-sandbox serve`, or name another with --url"
    )]
    NoAnswer {
        url: String,
        #[source]
        source: Box<ureq::Error>,
    },
    #[error("{0}")]
    Refused(String),
    #[error("what answers at {0} is no sandbox")]
    NoSandbox(String),
}

impl Client {
    /// A client of the sandbox at this address.
    pub(crate) fn new(url: &str) -> Self {
        let config = Agent::config_builder()
            .http_status_as_error(false)
            .timeout_global(Some(PATIENCE))
            .build();
        Self {
            agent: Agent::new_with_config(config),
            url: url.trim_end_matches('/').to_owned(),
        }
    }

    /// What a control answers, if it is no refusal.
    pub(crate) fn ask(
        &self,
        method: Method,
        control: &str,
        body: &str,
    ) -> Result<Value, ClientError> {
        let no_sandbox = || ClientError::NoSandbox(self.url.clone());
        let request = Request::builder()
            .method(method)
            .uri(format!("{}/_sandbox/{control}", self.url))
            .header("content-type", "application/json")
            .body(body.to_owned())
            .map_err(|_| no_sandbox())?;
        let mut response = self
            .agent
            .run(request)
            .map_err(|error| ClientError::NoAnswer {
                url: self.url.clone(),
                source: Box::new(error),
            })?;
        let text = response.body_mut().read_to_string();
        let answer: Value = text
            .ok()
            .and_then(|text| serde_json::from_str(&text).ok())
            .ok_or_else(no_sandbox)?;
        if response.status().is_success() {
            return Ok(answer);
        }
        let message = answer["message"].as_str().ok_or_else(no_sandbox)?;
        Err(ClientError::Refused(message.to_owned()))
    }
}
