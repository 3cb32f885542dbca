//! X.509 certificates of the authority and of the hosts.

use std::time::Duration;

use rcgen::{
    BasicConstraints, CertificateParams, CidrSubnet, DnType, ExtendedKeyUsagePurpose,
    GeneralSubtree, IsCa, Issuer, KeyPair, KeyUsagePurpose, NameConstraints,
    PKCS_ECDSA_P256_SHA256, SerialNumber, date_time_ymd,
};
use tokio_rustls::rustls::crypto::aws_lc_rs;
use tokio_rustls::rustls::pki_types::PrivatePkcs8KeyDer;
use tokio_rustls::rustls::sign::CertifiedKey;

use super::hosts::Host;

const DAY: Duration = Duration::from_secs(24 * 60 * 60);

/// Validity of a certificate.
const VALID: Duration = DAY.saturating_mul(365);

/// Tolerance for a program's clock that is behind.
const TOLERANCE: Duration = DAY;

/// Errors of a host certificate.
#[derive(Debug, thiserror::Error)]
#[error(transparent)]
pub(super) enum Uncertified {
    Made(#[from] rcgen::Error),
    Used(#[from] tokio_rustls::rustls::Error),
}

/// The certificate of the authority: valid for signing those of the known hosts only.
pub(super) fn authority(now: Duration) -> CertificateParams {
    let mut params = valid_from(now);
    params
        .distinguished_name
        .push(DnType::CommonName, "zoho-time-sandbox interceptor");
    params
        .distinguished_name
        .push(DnType::OrganizationName, "This machine only, never Zoho");
    params.is_ca = IsCa::Ca(BasicConstraints::Constrained(0));
    params.key_usages = vec![KeyUsagePurpose::KeyCertSign];
    params.name_constraints = Some(NameConstraints {
        permitted_subtrees: Host::all()
            .map(|host| GeneralSubtree::DnsName(host.name()))
            .collect(),
        // Otherwise addresses would be unrestricted, because the list has names only.
        excluded_subtrees: vec![
            GeneralSubtree::IpAddress(CidrSubnet::V4([0; 4], [0; 4])),
            GeneralSubtree::IpAddress(CidrSubnet::V6([0; 16], [0; 16])),
        ],
    });
    // Distinguishes certificates of the same authority.
    params.serial_number = Some(SerialNumber::from(now.as_secs()));
    params
}

/// A new key with a certificate for `host`.
pub(super) fn certify(
    host: Host,
    issuer: &Issuer<'_, KeyPair>,
    now: Duration,
) -> Result<CertifiedKey, Uncertified> {
    let mut params = valid_from(now);
    params
        .distinguished_name
        .push(DnType::CommonName, host.name());
    params.subject_alt_names = vec![rcgen::SanType::DnsName(host.name().try_into()?)];
    params.key_usages = vec![KeyUsagePurpose::DigitalSignature];
    params.use_authority_key_identifier_extension = true;

    let key = KeyPair::generate_for(&PKCS_ECDSA_P256_SHA256)?;
    let certificate = params.signed_by(&key, issuer)?;
    let key = PrivatePkcs8KeyDer::from(key.serialize_der()).into();
    let provider = aws_lc_rs::default_provider();
    Ok(CertifiedKey::from_der(
        vec![certificate.into()],
        key,
        &provider,
    )?)
}

/// For servers, and valid from now, in seconds since 1970.
fn valid_from(now: Duration) -> CertificateParams {
    let day = |since_1970: Duration| {
        date_time_ymd(1970, 1, 1).saturating_add(since_1970.try_into().unwrap_or_default())
    };
    let mut params = CertificateParams::default();
    params.distinguished_name = rcgen::DistinguishedName::new();
    params.extended_key_usages = vec![ExtendedKeyUsagePurpose::ServerAuth];
    params.not_before = day(now.saturating_sub(TOLERANCE));
    params.not_after = day(now.saturating_add(VALID));
    params
}
