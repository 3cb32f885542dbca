//! A small spec without a mistake, for tests to make some.

use xtask::scalars::Scalar;

/// A small spec without a mistake.
pub(crate) const NOTES: &str = include_str!("notes.yaml");

/// The scalars of [`NOTES`].
pub(crate) const NOTES_SCALARS: &[Scalar] =
    &[Scalar::new("NoteId", "::zoho_time_types::ProjectId")];

/// [`NOTES`] with one passage replaced.
pub(crate) fn notes_with(passage: &str, replacement: &str) -> String {
    assert!(NOTES.contains(passage), "there is no `{passage}`");
    NOTES.replacen(passage, replacement, 1)
}
