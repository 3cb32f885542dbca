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

/// The certificate authority that programs have to trust in order to talk to the interceptor.
///
/// Its certificate is limited to the hosts the interceptor answers for: whoever gets hold of the key
/// can pretend to be these towards programs that trust it, and nobody else.
///
/// What lasts is the key. The certificate, valid for a year, is made anew from it every time the
/// authority is loaded, so it is never about to expire, and copies of older ones stay good until
/// their year is over.
pub struct Authority {
    issuer: Issuer<'static, KeyPair>,
    folder: Folder,
    loaded: Duration,
}

impl Authority {
    /// Loads the authority in `folder`; makes the folder and the authority if there is none.
    ///
    /// The folder then holds the key, `ca-key.pem`, which only its owner can read, the
    /// certificate, `ca.pem`, a script for older versions of Node, `node-proxy.cjs`, and a file of
    /// settings for PHP, `php-authority.ini`. Several programs may do this at the same time.
    ///
    /// # Errors
    ///
    /// When the folder or its files cannot be read or written, when others could read the key or
    /// replace the certificate, and when the key is damaged. A damaged key is never replaced.
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

    /// The file with the certificate that programs have to trust.
    #[must_use]
    pub fn certificate_path(&self) -> PathBuf {
        self.folder.path_of(CERTIFICATE)
    }

    /// The folder it is kept in, without symbolic links.
    #[must_use]
    pub fn folder(&self) -> &Path {
        self.folder.path()
    }

    /// Makes a key and a certificate for a host, valid as long as the authority's.
    pub(super) fn certify(&self, host: Host) -> Result<CertifiedKey, certificates::Uncertified> {
        certificates::certify(host, &self.issuer, self.loaded)
    }
}

/// Without the key.
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
    // Another program was faster, and its key counts.
    load(folder)?.ok_or_else(|| AuthorityError::Io {
        action: "read",
        path: folder.path_of(KEY),
        source: io::ErrorKind::NotFound.into(),
    })
}

fn made(error: rcgen::Error) -> AuthorityError {
    AuthorityError::NotMade(error.to_string())
}

/// Why there is no certificate authority.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum AuthorityError {
    /// The folder or a file in it cannot be read or written.
    #[error("cannot {action} `{}`: {source}", path.display())]
    Io {
        /// What was tried.
        action: &'static str,
        /// With which file.
        path: PathBuf,
        /// Why it failed.
        source: io::Error,
    },

    /// Others than the owner can write into the folder.
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

    /// Others than the owner can use the key.
    #[error(
        "others than you can use the key `{}` (its mode is {mode:o}), so it may be known to them; \
         delete it, and a new authority is made", path.display()
    )]
    KeyTooOpen {
        /// The file.
        path: PathBuf,
        /// Its permissions.
        mode: u32,
    },

    /// The folder or a file in it is not for its owner alone: it is a symbolic link, or belongs to another
    /// user.
    #[error("{reason}")]
    NotPrivate {
        /// The folder or file.
        path: PathBuf,
        /// What is wrong with it, and what to do.
        reason: String,
    },

    /// The key cannot be understood.
    #[error(
        "the key `{}` is damaged ({reason}); restore it, or delete it, and a new authority is made",
        path.display()
    )]
    Damaged {
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        reason: String,
    },

    /// A key or a certificate cannot be made.
    #[error("cannot make the certificate authority: {0}")]
    NotMade(String),
}
