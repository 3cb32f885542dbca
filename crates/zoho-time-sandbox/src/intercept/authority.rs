//! The certificate authority of one machine, kept in a folder.

use std::fmt;
use std::io;
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

use rcgen::{Issuer, KeyPair, PKCS_ECDSA_P256_SHA256};
use tokio_rustls::rustls::sign::CertifiedKey;

use super::certificates;
use super::folder::Folder;
use super::hosts::Host;
use super::{node, php};

const KEY: &str = "ca-key.pem";
pub(super) const CERTIFICATE: &str = "ca.pem";

/// The certificate authority that programs must trust in order to use the interceptor.
///
/// Name constraints limit its certificate to the hosts of the interceptor: an attacker with the key can
/// impersonate only these, and only towards programs that trust it.
///
/// Only the key is permanent. The certificate, valid for a year, is created again each time the authority is
/// loaded, so it never expires soon, and older copies remain valid for their year.
pub struct Authority {
    issuer: Issuer<'static, KeyPair>,
    folder: Folder,
    loaded: Duration,
}

impl Authority {
    /// Loads the authority in `folder`; creates the folder and the authority if necessary.
    ///
    /// The folder then contains the key, `ca-key.pem`, which only its owner can read, the certificate,
    /// `ca.pem`, a script for older versions of Node, `node-proxy.cjs`, and PHP settings, `php-authority.ini`.
    /// Several programs may do this concurrently.
    ///
    /// # Errors
    ///
    /// Fails if the folder or its files cannot be read or written, if other users could read the key or replace
    /// the certificate, or if the key is damaged. A damaged key is never replaced.
    pub fn load_or_create(folder: &Path) -> Result<Self, AuthorityError> {
        let folder = Folder::open(folder)?;
        let key = match load(&folder)? {
            Some(key) => key,
            None => create(&folder)?,
        };
        let loaded = SystemTime::now()
            .duration_since(SystemTime::UNIX_EPOCH)
            .unwrap_or_default();
        let params = certificates::authority(loaded);
        let certificate = params.self_signed(&key).map_err(made)?;
        folder.publish(CERTIFICATE, &certificate.pem())?;
        node::publish(&folder)?;
        php::publish(&folder)?;
        let issuer = Issuer::new(params, key);
        Ok(Self {
            issuer,
            folder,
            loaded,
        })
    }

    /// The file with the certificate for programs to trust.
    #[must_use]
    pub fn certificate_path(&self) -> PathBuf {
        self.folder.path_of(CERTIFICATE)
    }

    /// The canonical path of the folder.
    #[must_use]
    pub fn folder(&self) -> &Path {
        self.folder.path()
    }

    /// Creates a key and a certificate for a host, valid as long as the authority's.
    pub(super) fn certify(&self, host: Host) -> Result<CertifiedKey, certificates::Uncertified> {
        certificates::certify(host, &self.issuer, self.loaded)
    }
}

/// Omits the key.
impl fmt::Debug for Authority {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Authority")
            .field("folder", &self.folder)
            .finish_non_exhaustive()
    }
}

fn load(folder: &Folder) -> Result<Option<KeyPair>, AuthorityError> {
    let Some(pem) = folder.secret(KEY)? else {
        return Ok(None);
    };
    KeyPair::from_pkcs8_pem_and_sign_algo(&pem, &PKCS_ECDSA_P256_SHA256)
        .map(Some)
        .map_err(|error| AuthorityError::Damaged {
            path: folder.path_of(KEY),
            reason: error.to_string(),
        })
}

fn create(folder: &Folder) -> Result<KeyPair, AuthorityError> {
    let key = KeyPair::generate_for(&PKCS_ECDSA_P256_SHA256).map_err(made)?;
    if folder.keep_secret(KEY, &key.serialize_pem())? {
        return Ok(key);
    }
    // Another program has created the key in the meantime; use that one.
    load(folder)?.ok_or_else(|| AuthorityError::Io {
        action: "read",
        path: folder.path_of(KEY),
        source: io::ErrorKind::NotFound.into(),
    })
}

fn made(error: rcgen::Error) -> AuthorityError {
    AuthorityError::NotMade(error.to_string())
}

/// Errors of the certificate authority.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum AuthorityError {
    /// The folder or a file in it cannot be read or written.
    #[error("cannot {action} `{}`: {source}", path.display())]
    Io {
        /// The attempted action.
        action: &'static str,
        /// The file.
        path: PathBuf,
        /// The cause.
        source: io::Error,
    },

    /// Other users can write to the folder.
    #[error(
        "others than you can write into the folder `{}` (its mode is {mode:o}) and so could replace \
         the authority your programs trust; choose another folder, or make it yours alone with \
         `chmod 700` after checking what is in it", path.display()
    )]
    FolderTooOpen {
        /// The folder.
        path: PathBuf,
        /// Its permissions.
        mode: u32,
    },

    /// Other users can use the key.
    #[error(
        "others than you can use the key `{}` (its mode is {mode:o}), so it may be known to them; \
         delete it to create a new authority", path.display()
    )]
    KeyTooOpen {
        /// The file.
        path: PathBuf,
        /// Its permissions.
        mode: u32,
    },

    /// The folder or a file in it is not private: it is a symbolic link, or belongs to another user.
    #[error("{reason}")]
    NotPrivate {
        /// The folder or file.
        path: PathBuf,
        /// The problem, and its solution.
        reason: String,
    },

    /// The key is invalid.
    #[error(
        "the key `{}` is damaged ({reason}); restore it, or delete it to create a new authority",
        path.display()
    )]
    Damaged {
        /// The file.
        path: PathBuf,
        /// The problem.
        reason: String,
    },

    /// A key or a certificate cannot be created.
    #[error("cannot create the certificate authority: {0}")]
    NotMade(String),
}
