//! The kinds of private files, and what uses them.

use std::path::{Path, PathBuf};

use zoho_time::auth::{FileTokenStore, TokenKey, TokenRecord, TokenStore};
use zoho_time::tracking::bulk::{Journal, JournalFile};
use zoho_time_sandbox::Sandbox;
use zoho_time_sandbox::intercept::Authority;

/// A kind of private file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    Tokens,
    TokenLock,
    Journal,
    Database,
    Snapshot,
    AuthorityKey,
    AuthorityCertificate,
}

pub(crate) fn key() -> TokenKey {
    TokenKey::named("https://accounts.zoho.eu", "1000.CLIENT", "work")
}

impl Kind {
    pub(crate) const ALL: [Self; 7] = [
        Self::Tokens,
        Self::TokenLock,
        Self::Journal,
        Self::Database,
        Self::Snapshot,
        Self::AuthorityKey,
        Self::AuthorityCertificate,
    ];

    /// Where the file is, for users of this folder.
    pub(crate) fn path(self, folder: &Path) -> PathBuf {
        folder.join(match self {
            Self::Tokens => "tokens.json",
            Self::TokenLock => "tokens.json.lock",
            Self::Journal => "journal",
            Self::Database => "sandbox.db",
            Self::Snapshot => "sandbox.db.snapshots/one.db",
            Self::AuthorityKey => "ca-key.pem",
            Self::AuthorityCertificate => "ca.pem",
        })
    }

    /// Whether others may read it.
    pub(crate) fn is_public(self) -> bool {
        self == Self::AuthorityCertificate
    }

    /// Whether a file that others may use is refused, and not closed to them.
    pub(crate) fn is_secret(self) -> bool {
        matches!(self, Self::Tokens | Self::AuthorityKey)
    }

    /// Whether it is replaced by a rename without being looked into, so that nothing in its place matters.
    pub(crate) fn is_replaced(self) -> bool {
        matches!(self, Self::Snapshot | Self::AuthorityCertificate)
    }

    /// Uses the file: makes it if it is not there.
    pub(crate) async fn run(self, folder: &Path) -> Result<(), String> {
        let text = |error: &dyn std::error::Error| error.to_string();
        match self {
            Self::Tokens | Self::TokenLock => {
                let store = FileTokenStore::new(Self::Tokens.path(folder));
                store.load(&key()).await.map_err(|error| text(&error))?;
                let locked = store.lock(&key()).await;
                let mut locked = locked.map_err(|error| text(&error))?;
                let saved = locked.save(&TokenRecord::default()).await;
                saved.map_err(|error| text(&error))
            }
            Self::Journal => {
                let path = self.path(folder);
                let opened = match JournalFile::open(&path) {
                    Err(_) if std::fs::symlink_metadata(&path).is_err() => {
                        JournalFile::create(&path, Journal::new([]).unwrap())
                    }
                    opened => opened,
                };
                opened.map(drop).map_err(|error| text(&error))
            }
            Self::Database | Self::Snapshot => {
                let sandbox = Sandbox::builder()
                    .database(Self::Database.path(folder))
                    .start()
                    .await
                    .map_err(|error| text(&error))?;
                let saved = sandbox.save_snapshot("one").await;
                saved.map_err(|error| text(&error))
            }
            Self::AuthorityKey | Self::AuthorityCertificate => Authority::load_or_create(folder)
                .map(drop)
                .map_err(|error| text(&error)),
        }
    }
}
