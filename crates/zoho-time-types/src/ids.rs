use std::cmp::Ordering;

use thiserror::Error;

use crate::error::excerpt;

/// A text that is not an id: ids are one or more ASCII digits.
///
/// ```
/// use zoho_time_types::ProjectId;
///
/// let error = "46000-1".parse::<ProjectId>().unwrap_err();
/// assert_eq!(error.to_string(), r#"expected a project id (digits only), found "46000-1""#);
/// assert_eq!(error.kind(), "project id");
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("expected {article} {kind} (digits only), found {found:?}")]
pub struct ParseIdError {
    article: &'static str,
    kind: &'static str,
    found: String,
}

impl ParseIdError {
    fn new(article: &'static str, kind: &'static str, found: &str) -> Self {
        Self {
            article,
            kind,
            found: excerpt(found),
        }
    }

    /// The kind of id that was wanted, such as `"project id"`.
    #[must_use]
    pub fn kind(&self) -> &'static str {
        self.kind
    }

    /// What was found instead; a long text is cut and ends in `…`.
    #[must_use]
    pub fn found(&self) -> &str {
        &self.found
    }
}

/// The error of a text that is not an id of this kind.
#[must_use]
pub fn error(article: &'static str, kind: &'static str, found: &str) -> ParseIdError {
    ParseIdError::new(article, kind, found)
}

/// Orders two digit texts by number; equal numbers by their leading zeros,
/// so that only equal texts compare as equal.
#[must_use]
pub fn compare(left: &str, right: &str) -> Ordering {
    let (left_number, right_number) = (left.trim_start_matches('0'), right.trim_start_matches('0'));
    left_number
        .len()
        .cmp(&right_number.len())
        .then_with(|| left_number.cmp(right_number))
        .then_with(|| left.len().cmp(&right.len()))
}

/// Defines types of ids, each with an article and the name of its kind for error messages.
///
/// ```
/// zoho_time_types::ids! {
///     /// The id of an expense.
///     ExpenseId, "an", "expense id";
/// }
///
/// let error = "12-1".parse::<ExpenseId>().unwrap_err();
/// assert_eq!(error.to_string(), r#"expected an expense id (digits only), found "12-1""#);
/// assert_eq!(serde_json::from_str::<ExpenseId>("7")?, ExpenseId::from(7));
/// # Ok::<(), serde_json::Error>(())
/// ```
#[macro_export]
macro_rules! ids {
    ($($(#[$meta:meta])* $name:ident, $article:literal, $kind:literal;)+) => {$(
        $(#[$meta])*
        ///
        /// The text is kept digit for digit, so an id of any length survives. On the wire it is
        /// a string of digits; a JSON integer is read as well. Ids are ordered by number.
        #[derive(Clone, PartialEq, Eq, Hash)]
        pub struct $name(Box<str>);

        impl $name {
            /// The digits of the id.
            #[must_use]
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl std::str::FromStr for $name {
            type Err = $crate::ParseIdError;

            fn from_str(text: &str) -> Result<Self, $crate::ParseIdError> {
                if $crate::__private::is_digits(text) {
                    Ok(Self(text.into()))
                } else {
                    Err($crate::__private::id_error($article, $kind, text))
                }
            }
        }

        impl TryFrom<&str> for $name {
            type Error = $crate::ParseIdError;

            fn try_from(text: &str) -> Result<Self, $crate::ParseIdError> {
                text.parse()
            }
        }

        impl TryFrom<String> for $name {
            type Error = $crate::ParseIdError;

            fn try_from(text: String) -> Result<Self, $crate::ParseIdError> {
                if $crate::__private::is_digits(&text) {
                    Ok(Self(text.into_boxed_str()))
                } else {
                    Err($crate::__private::id_error($article, $kind, &text))
                }
            }
        }

        impl From<u64> for $name {
            fn from(number: u64) -> Self {
                Self(number.to_string().into_boxed_str())
            }
        }

        /// A copy, so that a method that takes `impl Into` of an id takes a reference too.
        impl From<&Self> for $name {
            fn from(id: &Self) -> Self {
                id.clone()
            }
        }

        impl From<$name> for String {
            fn from(id: $name) -> Self {
                id.0.into_string()
            }
        }

        impl AsRef<str> for $name {
            fn as_ref(&self) -> &str {
                self.as_str()
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.pad(self.as_str())
            }
        }

        impl std::fmt::Debug for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                write!(f, "{}({})", stringify!($name), self.as_str())
            }
        }

        impl Ord for $name {
            fn cmp(&self, other: &Self) -> std::cmp::Ordering {
                $crate::__private::compare_ids(self.as_str(), other.as_str())
            }
        }

        impl PartialOrd for $name {
            fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
                Some(self.cmp(other))
            }
        }

        impl $crate::wire::Scalar for $name {
            const EXPECTED: &'static str = concat!($article, " ", $kind, " (digits only)");
            type Error = $crate::ParseIdError;

            fn from_text(text: &str) -> Result<Self, $crate::ParseIdError> {
                text.parse()
            }

            fn from_string(text: String) -> Result<Self, $crate::ParseIdError> {
                text.try_into()
            }
        }

        impl $crate::__private::serde::Serialize for $name {
            fn serialize<S: $crate::__private::serde::Serializer>(
                &self,
                serializer: S,
            ) -> Result<S::Ok, S::Error> {
                serializer.collect_str(self)
            }
        }

        impl<'de> $crate::__private::serde::Deserialize<'de> for $name {
            fn deserialize<D: $crate::__private::serde::Deserializer<'de>>(
                deserializer: D,
            ) -> Result<Self, D::Error> {
                $crate::wire::required(deserializer)
            }
        }
    )+};
}

ids! {
    /// The id of a project.
    ///
    /// ```
    /// use zoho_time_types::ProjectId;
    ///
    /// let id: ProjectId = "460000000000044001".parse()?;
    /// assert_eq!(id.as_str(), "460000000000044001");
    /// assert_eq!(id, ProjectId::from(460_000_000_000_044_001));
    ///
    /// let same: ProjectId = serde_json::from_str("460000000000044001")?;
    /// assert_eq!(same, id);
    /// assert_eq!(serde_json::to_string(&id)?, r#""460000000000044001""#);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ProjectId, "a", "project id";
    /// The id of a task of a project.
    TaskId, "a", "task id";
    /// The id of a time entry.
    TimeEntryId, "a", "time entry id";
    /// The id of a user of an organization.
    UserId, "a", "user id";
    /// The id of a customer (a contact that is billed).
    CustomerId, "a", "customer id";
    /// The id of a currency of an organization.
    CurrencyId, "a", "currency id";
    /// The id of a comment on a project.
    CommentId, "a", "comment id";
    /// The id of an invoice.
    InvoiceId, "an", "invoice id";
    /// The id of an organization, the tenant that every request names.
    OrganizationId, "an", "organization id";
}
