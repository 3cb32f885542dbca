//! The authority's files, and what its certificates are good for.

use std::collections::BTreeSet;
use std::ffi::OsString;
use std::fs;
use std::path::Path;
use std::time::{Duration, SystemTime};

use rcgen::{CertificateParams, DistinguishedName, DnType, Issuer, KeyPair, SanType};
use tokio_rustls::rustls::client::danger::ServerCertVerifier as _;
use tokio_rustls::rustls::crypto::aws_lc_rs;
use tokio_rustls::rustls::pki_types::pem::PemObject as _;
use tokio_rustls::rustls::pki_types::{CertificateDer, UnixTime};
use tokio_rustls::rustls::{RootCertStore, client::WebPkiServerVerifier};

use zoho_time_sandbox::intercept::{Authority, AuthorityError, Host, Interceptor};

use super::echo;
use super::tunnel::tunnel;

/// An interceptor with the authority in `folder`.
async fn interceptor(folder: &Path) -> Interceptor {
    let authority = Authority::load_or_create(folder).unwrap();
    Interceptor::start(([127, 0, 0, 1], 0).into(), authority, echo())
        .await
        .unwrap()
}

/// The certificate that an interceptor shows for a host.
async fn shown(interceptor: &Interceptor, host: &str) -> CertificateDer<'static> {
    let stream = tunnel(interceptor, host, host).await.unwrap();
    let (_, connection) = stream.get_ref();
    connection.peer_certificates().unwrap()[0].clone()
}

fn since_1970() -> Duration {
    SystemTime::now()
        .duration_since(SystemTime::UNIX_EPOCH)
        .unwrap()
}

/// Whether a program that trusts the authority in `folder` believes `certificate` to be `name`'s.
fn believed(folder: &Path, certificate: &CertificateDer<'_>, name: &str, after: Duration) -> bool {
    let mut roots = RootCertStore::empty();
    roots
        .add(CertificateDer::from_pem_file(folder.join("ca.pem")).unwrap())
        .unwrap();
    let provider = aws_lc_rs::default_provider().into();
    WebPkiServerVerifier::builder_with_provider(std::sync::Arc::new(roots), provider)
        .build()
        .unwrap()
        .verify_server_cert(
            certificate,
            &[],
            &name.to_owned().try_into().unwrap(),
            &[],
            UnixTime::since_unix_epoch(since_1970() + after),
        )
        .is_ok()
}

#[tokio::test]
async fn the_authority_stays_the_same() {
    let folder = tempfile::tempdir().unwrap();
    let first = interceptor(folder.path()).await;
    let key = fs::read(folder.path().join("ca-key.pem")).unwrap();
    let leaf = shown(&first, "www.zohoapis.com").await;

    let again = Authority::load_or_create(folder.path()).unwrap();
    let whole = folder.path().canonicalize().unwrap();
    assert_eq!(again.folder(), whole);
    assert_eq!(again.certificate_path(), whole.join("ca.pem"));
    assert_eq!(fs::read(folder.path().join("ca-key.pem")).unwrap(), key);
    // Programs that know today's certificate believe those of an earlier run.
    let found = believed(folder.path(), &leaf, "www.zohoapis.com", Duration::ZERO);
    assert!(found);
}

#[tokio::test]
async fn certificates_are_good_for_one_host_and_one_year() {
    const DAY: Duration = Duration::from_secs(86_400);
    let folder = tempfile::tempdir().unwrap();
    let interceptor = interceptor(folder.path()).await;
    for host in Host::all() {
        let leaf = shown(&interceptor, &host.name()).await;
        let believed = |name: &str, after| believed(folder.path(), &leaf, name, after);
        assert!(believed(&host.name(), Duration::ZERO));
        assert!(believed(&host.name(), 364 * DAY));
        assert!(!believed(&host.name(), 366 * DAY));
        assert!(!believed("mail.zoho.com", DAY));
    }
}

#[test]
fn the_authority_cannot_sign_for_other_hosts() {
    let folder = tempfile::tempdir().unwrap();
    Authority::load_or_create(folder.path()).unwrap();
    let key = fs::read_to_string(folder.path().join("ca-key.pem")).unwrap();
    let mut params = CertificateParams::default();
    params.distinguished_name = DistinguishedName::new();
    for (kind, value) in [
        (DnType::CommonName, "zoho-time-sandbox interceptor"),
        (DnType::OrganizationName, "This machine only, never Zoho"),
    ] {
        params.distinguished_name.push(kind, value);
    }
    let issuer = Issuer::new(params, KeyPair::from_pem(&key).unwrap());
    let names = [
        ("www.zohoapis.com", true),
        ("www.example.com", false),
        ("mail.zoho.com", false),
        ("zoho.com", false),
        ("127.0.0.1", false),
        ("::1", false),
    ];
    for (name, good) in names {
        let params = CertificateParams::new([name.to_owned()]).unwrap();
        let leaf = params
            .signed_by(&KeyPair::generate().unwrap(), &issuer)
            .unwrap();
        let found = believed(folder.path(), leaf.der(), name, Duration::ZERO);
        assert_eq!(found, good, "{name}");
    }
    // A second name does not come in with a good one.
    let mut params = CertificateParams::new(["www.zohoapis.com".to_owned()]).unwrap();
    params
        .subject_alt_names
        .push(SanType::DnsName("www.example.com".try_into().unwrap()));
    let leaf = params
        .signed_by(&KeyPair::generate().unwrap(), &issuer)
        .unwrap();
    let found = believed(
        folder.path(),
        leaf.der(),
        "www.zohoapis.com",
        Duration::ZERO,
    );
    assert!(!found);
}

#[tokio::test]
async fn many_at_once_agree_on_one_authority() {
    let folder = tempfile::tempdir().unwrap();
    std::thread::scope(|scope| {
        for _ in 0..8 {
            scope.spawn(|| Authority::load_or_create(folder.path()).unwrap());
        }
    });
    let left: BTreeSet<_> = fs::read_dir(folder.path())
        .unwrap()
        .map(|entry| entry.unwrap().file_name())
        .collect();
    let expected = [
        "ca-key.pem",
        "ca.pem",
        "node-proxy.cjs",
        "php-authority.ini",
    ]
    .map(OsString::from);
    assert_eq!(left, BTreeSet::from(expected));
    let interceptor = interceptor(folder.path()).await;
    let leaf = shown(&interceptor, "accounts.zoho.eu").await;
    let found = believed(folder.path(), &leaf, "accounts.zoho.eu", Duration::ZERO);
    assert!(found);
}

#[test]
fn a_damaged_key_is_refused_and_kept() {
    let folder = tempfile::tempdir().unwrap();
    Authority::load_or_create(folder.path()).unwrap();
    let path = folder.path().join("ca-key.pem");
    let whole = fs::read(&path).unwrap();
    let half = &whole[..whole.len() / 2];
    for damaged in [half, b"", b"\xff\xfe", b"-----BEGIN PRIVATE KEY-----"] {
        fs::write(&path, damaged).unwrap();
        let error = Authority::load_or_create(folder.path()).unwrap_err();
        assert!(matches!(error, AuthorityError::Damaged { .. }), "{error:?}");
        assert!(error.to_string().contains("ca-key.pem"), "{error}");
        assert!(error.to_string().contains("delete it"), "{error}");
        assert_eq!(fs::read(&path).unwrap(), damaged);
    }
    fs::remove_file(&path).unwrap();
    Authority::load_or_create(folder.path()).unwrap();
}

#[test]
fn a_damaged_or_missing_certificate_is_created_again() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("ca.pem");
    Authority::load_or_create(folder.path()).unwrap();
    fs::write(&path, "nonsense").unwrap();
    Authority::load_or_create(folder.path()).unwrap();
    assert!(CertificateDer::from_pem_file(&path).is_ok());
    fs::remove_file(&path).unwrap();
    Authority::load_or_create(folder.path()).unwrap();
    assert!(CertificateDer::from_pem_file(&path).is_ok());
}

#[test]
fn a_folder_that_cannot_be_is_an_error_with_its_path() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("file");
    fs::write(&file, "").unwrap();
    let error = Authority::load_or_create(&file.join("below")).unwrap_err();
    assert!(matches!(error, AuthorityError::Io { .. }), "{error:?}");
    assert!(
        error
            .to_string()
            .contains(&file.join("below").display().to_string())
    );
}

#[cfg(unix)]
mod permissions {
    use std::os::unix::fs::PermissionsExt as _;

    use super::*;

    fn mode(path: &Path) -> u32 {
        fs::metadata(path).unwrap().permissions().mode() & 0o777
    }

    fn set_mode(path: &Path, mode: u32) {
        fs::set_permissions(path, fs::Permissions::from_mode(mode)).unwrap();
    }

    #[test]
    fn only_the_owner_has_the_key() {
        let parent = tempfile::tempdir().unwrap();
        let folder = parent.path().join("a/b");
        Authority::load_or_create(&folder).unwrap();
        assert_eq!(mode(&folder), 0o700);
        assert_eq!(mode(&folder.join("ca-key.pem")), 0o600);
        assert_eq!(mode(&folder.join("ca.pem")), 0o644);
    }

    #[test]
    fn a_key_others_can_use_is_refused() {
        let folder = tempfile::tempdir().unwrap();
        Authority::load_or_create(folder.path()).unwrap();
        for open in [0o640, 0o604, 0o622] {
            set_mode(&folder.path().join("ca-key.pem"), open);
            let error = Authority::load_or_create(folder.path()).unwrap_err();
            assert!(
                matches!(error, AuthorityError::KeyTooOpen { .. }),
                "{error:?}"
            );
            assert!(error.to_string().contains("delete it"), "{error}");
        }
    }

    #[test]
    fn a_folder_others_can_write_into_is_refused() {
        let folder = tempfile::tempdir().unwrap();
        set_mode(folder.path(), 0o777);
        let error = Authority::load_or_create(folder.path()).unwrap_err();
        assert!(
            matches!(error, AuthorityError::FolderTooOpen { mode: 0o777, .. }),
            "{error:?}"
        );
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 0);
    }
}

#[tokio::test]
async fn the_key_is_not_in_what_is_shown() {
    let folder = tempfile::tempdir().unwrap();
    let mut text = format!("{:?}", Authority::load_or_create(folder.path()).unwrap());
    let key = fs::read_to_string(folder.path().join("ca-key.pem")).unwrap();
    let interceptor = interceptor(folder.path()).await;
    shown(&interceptor, "www.zohoapis.com").await;
    text += &format!("{interceptor:#?}");
    let name = folder.path().file_name().unwrap().to_str().unwrap();
    assert!(text.contains(name), "{text}");
    assert!(!text.contains("PRIVATE"), "{text}");
    for line in key.lines().filter(|line| !line.starts_with('-')) {
        assert!(!text.contains(line), "{text}");
    }
}
