//! Proof key for code exchange (RFC 7636): only the client that requested a code can exchange it.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use sha2::{Digest, Sha256};

/// The only supported method: the challenge is the SHA-256 of the verifier.
pub(super) const METHOD: &str = "S256";

/// Whether a text has the format of a challenge.
pub(super) fn is_challenge(text: &str) -> bool {
    let digest = URL_SAFE_NO_PAD.decode(text);
    digest.is_ok_and(|digest| digest.len() == Sha256::output_size())
}

/// Whether the challenge was derived from this verifier.
pub(super) fn proves(verifier: &str, challenge: &str) -> bool {
    let well_formed = (43..=128).contains(&verifier.len())
        && verifier
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || b"-._~".contains(&byte));
    well_formed && URL_SAFE_NO_PAD.encode(Sha256::digest(verifier)) == challenge
}

#[cfg(test)]
mod tests {
    use super::{is_challenge, proves};

    const VERIFIER: &str = "harbour-crane-refit_harbour-crane-refit~2026";
    const CHALLENGE: &str = "8fUYTy2kYNnCs99ZOLcI7DUzNgwSBZOVXrqp8ZX7lpQ";

    #[test]
    fn only_the_verifier_proves_its_challenge() {
        assert!(is_challenge(CHALLENGE));
        assert!(proves(VERIFIER, CHALLENGE));
        assert!(!proves(&VERIFIER.replace("2026", "2027"), CHALLENGE));
        assert!(!proves(CHALLENGE, CHALLENGE));
        assert!(!proves("", CHALLENGE));
    }

    #[test]
    fn only_a_digest_is_a_challenge() {
        for text in ["", "short", VERIFIER, &format!("{CHALLENGE}=")] {
            assert!(!is_challenge(text), "{text}");
        }
    }
}
