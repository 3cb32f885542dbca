//! The page of the sandbox, in a real browser.
//!
//! Needs `chromium` and `chromedriver` (Debian: `chromium`, `chromium-driver`). Where they are
//! missing the tests pass with a note, unless `CI` is `true`.

mod browser;
mod controls;
mod data;
mod devtools;
mod driver;
mod fixture;
mod guard;
mod keyboard;
mod looks;
mod reference;
mod requests;
mod safety;
