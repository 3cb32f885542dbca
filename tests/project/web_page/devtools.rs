//! Commands to the browser that WebDriver itself does not have.

use fantoccini::Client;
use fantoccini::wd::WebDriverCompatibleCommand;
use http::Method;
use serde_json::{Value, json};
use url::{ParseError, Url};

#[derive(Debug)]
struct Command {
    path: &'static str,
    body: Value,
}

impl WebDriverCompatibleCommand for Command {
    fn endpoint(&self, base: &Url, session: Option<&str>) -> Result<Url, ParseError> {
        base.join(&format!(
            "session/{}/{}",
            session.unwrap_or_default(),
            self.path
        ))
    }

    fn method_and_body(&self, _: &Url) -> (Method, Option<String>) {
        (Method::POST, Some(self.body.to_string()))
    }
}

/// Sends a command of the DevTools protocol.
pub(crate) async fn devtools(client: &Client, command: &str, parameters: Value) {
    let command = Command {
        path: "goog/cdp/execute",
        body: json!({ "cmd": command, "params": parameters }),
    };
    client.issue_cmd(command).await.unwrap();
}

/// Takes what has been written to the console: also what the policy of the page forbade.
pub(crate) async fn console(client: &Client) -> Vec<String> {
    let command = Command {
        path: "se/log",
        body: json!({ "type": "browser" }),
    };
    let lines = client.issue_cmd(command).await.unwrap();
    let lines = lines.as_array().unwrap().iter();
    lines
        .map(|line| format!("{} {}", line["level"], line["message"]))
        .collect()
}
