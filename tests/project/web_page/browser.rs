//! A headless browser that shows the page.

use std::time::Duration;

use fantoccini::actions::{InputSource, KeyAction, KeyActions};
use fantoccini::elements::Element;
use fantoccini::key::Key;
use fantoccini::wd::TimeoutConfiguration;
use fantoccini::{Client, ClientBuilder, Locator};
use hyper_util::client::legacy::connect::HttpConnector;
use serde_json::{Value, json};
use tempfile::TempDir;
use tokio::sync::{Mutex, MutexGuard};

use crate::web_page::devtools::{console, devtools};
use crate::web_page::driver::Driver;

/// How long a condition may take to come true: far longer than it ever does.
const PATIENCE: Duration = Duration::from_secs(30);

/// One browser at a time: together they would only wait for each other.
static TURN: Mutex<()> = Mutex::const_new(());

/// A browser with one window.
pub(crate) struct Browser {
    client: Client,
    // In the order in which to end.
    _driver: Driver,
    _profile: TempDir,
    _turn: MutexGuard<'static, ()>,
}

impl Browser {
    /// Opens an address; `None` if this machine has no browser.
    pub(crate) async fn open(url: &str) -> Option<Self> {
        let turn = TURN.lock().await;
        let driver = Driver::start()?;
        let profile = TempDir::new().unwrap();
        let arguments = [
            "--headless",
            "--no-sandbox",
            "--disable-gpu",
            "--disable-quic",
            "--no-first-run",
            "--disable-background-networking",
            "--disable-component-update",
            "--disable-sync",
            "--disable-dev-shm-usage",
            "--window-size=1280,900",
            &format!("--user-data-dir={}", profile.path().display()),
        ];
        let capabilities = json!({
            "goog:chromeOptions": { "args": arguments },
            "goog:loggingPrefs": { "browser": "ALL" },
        });
        let client = ClientBuilder::new(HttpConnector::new())
            .capabilities(capabilities.as_object().unwrap().clone())
            .connect(&driver.url())
            .await
            .unwrap();
        let timeouts = TimeoutConfiguration::new(Some(PATIENCE), Some(PATIENCE), None);
        client.update_timeouts(timeouts).await.unwrap();
        client.goto(url).await.unwrap();
        Some(Self {
            client,
            _driver: driver,
            _profile: profile,
            _turn: turn,
        })
    }

    /// Waits until an expression in the page is truthy, and returns its value.
    #[track_caller]
    pub(crate) fn until(&self, expression: &str) -> impl Future<Output = Value> {
        let script = format!(
            "const done = arguments[arguments.length - 1];\
             const look = () => {{\
               const found = ({expression});\
               if (found) {{ done(found); }} else {{ requestAnimationFrame(look); }}\
             }};\
             look();"
        );
        let place = std::panic::Location::caller();
        async move {
            match self.client.execute_async(&script, Vec::new()).await {
                Ok(value) => value,
                Err(error) => {
                    let console = console(&self.client).await;
                    panic!(
                        "{place}: {expression} did not come true: {error}; console: {console:#?}"
                    )
                }
            }
        }
    }

    /// The value of an expression in the page.
    pub(crate) async fn value(&self, expression: &str) -> Value {
        let script = format!("return ({expression});");
        self.client.execute(&script, Vec::new()).await.unwrap()
    }

    /// Waits for an element.
    pub(crate) async fn element(&self, selector: &str) -> Element {
        let wait = self.client.wait().at_most(PATIENCE);
        wait.for_element(Locator::Css(selector)).await.unwrap()
    }

    pub(crate) async fn click(&self, selector: &str) {
        self.element(selector).await.click().await.unwrap();
    }

    /// Types into a field, replacing its content.
    pub(crate) async fn type_into(&self, selector: &str, text: &str) {
        let field = self.element(selector).await;
        field.clear().await.unwrap();
        field.send_keys(text).await.unwrap();
    }

    pub(crate) async fn choose(&self, selector: &str, value: &str) {
        let field = self.element(selector).await;
        field.select_by_value(value).await.unwrap();
    }

    /// Shows one of the four panels.
    pub(crate) async fn show(&self, panel: &str) {
        self.click(&format!("#tab-{panel}")).await;
        self.until(&format!("!document.getElementById('{panel}').hidden"))
            .await;
    }

    /// Presses a key on the keyboard, whatever has the focus.
    pub(crate) async fn press(&self, key: Key) {
        self.press_char(char::from(key)).await;
    }

    pub(crate) async fn press_char(&self, value: char) {
        let keys = KeyActions::new("keyboard".into())
            .then(KeyAction::Down { value })
            .then(KeyAction::Up { value });
        self.client.perform_actions(keys).await.unwrap();
    }

    pub(crate) async fn reload(&self) {
        self.client.refresh().await.unwrap();
    }

    /// Takes what was written to the console.
    pub(crate) async fn console(&self) -> Vec<String> {
        console(&self.client).await
    }

    /// Overrides a preference of the system, such as `prefers-color-scheme`: `dark`.
    pub(crate) async fn prefer(&self, feature: &str, value: &str) {
        let features = json!({ "features": [{ "name": feature, "value": value }] });
        devtools(&self.client, "Emulation.setEmulatedMedia", features).await;
    }

    /// How wide the window is, in CSS pixels.
    pub(crate) async fn width(&self, pixels: u32) {
        let metrics =
            json!({ "width": pixels, "height": 800, "deviceScaleFactor": 1, "mobile": false });
        devtools(&self.client, "Emulation.setDeviceMetricsOverride", metrics).await;
    }

    /// Puts a picture of the page into the folder that `WEB_PAGE_PICTURES` names, if it names one.
    pub(crate) async fn picture(&self, name: &str) {
        if let Some(folder) = std::env::var_os("WEB_PAGE_PICTURES") {
            let picture = self.client.screenshot().await.unwrap();
            std::fs::write(std::path::Path::new(&folder).join(name), picture).unwrap();
        }
    }
}
