use std::fmt;
use std::str::FromStr;

use thiserror::Error;

use crate::wire::Scalar;
use crate::{ParseIdError, TimeEntryId};

/// The ids of one or more time entries. [`IdList`] has an example.
pub type TimeEntryIds = IdList<TimeEntryId>;

/// Ids that travel as one text, separated by commas; never empty.
///
/// ```
/// use zoho_time_types::{TimeEntryId, TimeEntryIds};
///
/// let ids: TimeEntryIds = "460000000000044001,460000000000044002".parse()?;
/// assert_eq!(ids.len(), 2);
///
/// let ids = TimeEntryIds::new(1.into(), [2.into(), 3.into()]);
/// assert_eq!(ids.to_string(), "1,2,3");
/// assert_eq!(ids.first(), &TimeEntryId::from(1));
/// # Ok::<(), zoho_time_types::ParseIdListError>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct IdList<Id> {
    first: Id,
    rest: Vec<Id>,
}

impl<Id> IdList<Id> {
    /// A list of `first` and then `rest`, in that order.
    pub fn new(first: Id, rest: impl IntoIterator<Item = Id>) -> Self {
        Self {
            first,
            rest: rest.into_iter().collect(),
        }
    }

    /// The first id; there always is one.
    #[must_use]
    pub fn first(&self) -> &Id {
        &self.first
    }

    /// How many ids there are; at least one.
    #[must_use]
    #[expect(
        clippy::len_without_is_empty,
        reason = "the list is never empty, so the question does not arise"
    )]
    pub fn len(&self) -> usize {
        self.rest.len().saturating_add(1)
    }

    /// The ids in order.
    pub fn iter(&self) -> impl DoubleEndedIterator<Item = &Id> + Clone {
        std::iter::once(&self.first).chain(&self.rest)
    }
}

impl<Id> IntoIterator for IdList<Id> {
    type Item = Id;
    type IntoIter = std::iter::Chain<std::iter::Once<Id>, std::vec::IntoIter<Id>>;

    fn into_iter(self) -> Self::IntoIter {
        std::iter::once(self.first).chain(self.rest)
    }
}

impl<'a, Id> IntoIterator for &'a IdList<Id> {
    type Item = &'a Id;
    type IntoIter = std::iter::Chain<std::iter::Once<&'a Id>, std::slice::Iter<'a, Id>>;

    fn into_iter(self) -> Self::IntoIter {
        std::iter::once(&self.first).chain(&self.rest)
    }
}

impl<Id> From<Id> for IdList<Id> {
    fn from(id: Id) -> Self {
        Self::new(id, [])
    }
}

impl<Id> TryFrom<Vec<Id>> for IdList<Id> {
    type Error = EmptyIdListError;

    fn try_from(ids: Vec<Id>) -> Result<Self, EmptyIdListError> {
        let mut ids = ids.into_iter();
        match ids.next() {
            Some(first) => Ok(Self::new(first, ids)),
            None => Err(EmptyIdListError),
        }
    }
}

impl<Id> From<IdList<Id>> for Vec<Id> {
    fn from(ids: IdList<Id>) -> Self {
        ids.into_iter().collect()
    }
}

impl<Id: fmt::Display> fmt::Display for IdList<Id> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.first)?;
        self.rest.iter().try_for_each(|id| write!(f, ",{id}"))
    }
}

/// Reads ids separated by commas; spaces around an id are ignored.
impl<Id: FromStr<Err = ParseIdError>> FromStr for IdList<Id> {
    type Err = ParseIdListError;

    fn from_str(text: &str) -> Result<Self, ParseIdListError> {
        if text.trim().is_empty() {
            return Err(EmptyIdListError.into());
        }
        let ids = text
            .split(',')
            .map(|id| id.trim().parse())
            .collect::<Result<Vec<Id>, _>>()?;
        Ok(Self::try_from(ids)?)
    }
}

/// A list of ids was empty, but at least one is needed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[error("expected at least one id, found none")]
pub struct EmptyIdListError;

/// A text is not a list of ids separated by commas.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum ParseIdListError {
    /// There is no id in the text.
    #[error(transparent)]
    Empty(#[from] EmptyIdListError),
    /// One part of the text is not an id.
    #[error(transparent)]
    Id(#[from] ParseIdError),
}

impl<Id: FromStr<Err = ParseIdError>> Scalar for IdList<Id> {
    const EXPECTED: &'static str = r#"ids separated by commas such as "1,2,3""#;
    type Error = ParseIdListError;

    fn from_text(text: &str) -> Result<Self, ParseIdListError> {
        text.parse()
    }
}

impl<Id: fmt::Display> serde::Serialize for IdList<Id> {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de, Id: FromStr<Err = ParseIdError>> serde::Deserialize<'de> for IdList<Id> {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        crate::wire::required(deserializer)
    }
}
