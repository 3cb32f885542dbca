use std::fmt;
use std::hash::{Hash, Hasher};
use std::marker::PhantomData;

/// An enumeration of the API, which may get new values at any time.
///
/// Defined by [`open_enum!`](crate::open_enum); the trait is for code that is generic over them.
pub trait OpenEnum: Clone + fmt::Display + Sized + 'static {
    /// The texts of the known values, in the order of the definition.
    const VALUES: &'static [&'static str];

    /// The known values, in the order of the definition.
    const KNOWN: &'static [Self];

    /// The text of the value in JSON.
    fn as_str(&self) -> &str;

    /// The value for a text that is not known.
    fn from_unknown(value: UnknownValue<Self>) -> Self;

    /// The value for a text: the known one, or else an unknown one.
    #[must_use]
    fn from_wire<T: AsRef<str> + Into<Box<str>>>(text: T) -> Self {
        let known = Self::KNOWN
            .iter()
            .find(|known| known.as_str() == text.as_ref());
        match known {
            Some(known) => known.clone(),
            None => Self::from_unknown(UnknownValue::new(text.into())),
        }
    }
}

/// The text of an unknown value of the enumeration `E`.
///
/// It is only created when a text is converted into an `E`, so it never has the text of a known value.
pub struct UnknownValue<E> {
    text: Box<str>,
    owner: PhantomData<fn() -> E>,
}

impl<E> UnknownValue<E> {
    fn new(text: Box<str>) -> Self {
        Self {
            text,
            owner: PhantomData,
        }
    }

    /// The text, verbatim.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.text
    }
}

// Implemented by hand, because a derive would require the same trait of `E`.

impl<E> Clone for UnknownValue<E> {
    fn clone(&self) -> Self {
        Self::new(self.text.clone())
    }
}

impl<E> PartialEq for UnknownValue<E> {
    fn eq(&self, other: &Self) -> bool {
        self.text == other.text
    }
}

impl<E> Eq for UnknownValue<E> {}

impl<E> Hash for UnknownValue<E> {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.text.hash(state);
    }
}

impl<E> fmt::Debug for UnknownValue<E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.text.fmt(f)
    }
}

impl<E> fmt::Display for UnknownValue<E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.text)
    }
}

impl<E> AsRef<str> for UnknownValue<E> {
    fn as_ref(&self) -> &str {
        &self.text
    }
}

/// Defines enumerations that preserve unknown values.
///
/// Each has the variants listed and one more, `Unknown`, with the text of any other value in an
/// [`UnknownValue`]. That has no public constructor: a known text always becomes its own variant.
///
/// Besides the enumeration, which is `#[non_exhaustive]`, there are
///
/// - `VALUES`, the known texts, and `KNOWN`, the known values;
/// - `as_str()` and `is_known()`;
/// - `Clone`, `Debug`, `PartialEq`, `Eq`, `Hash`, `Display`, `AsRef<str>`, [`FromStr`]
///   (which never fails), `From<&str>` and `From<String>`;
/// - serde's `Serialize` and `Deserialize`, as a text;
/// - [`OpenEnum`] and [`wire::Scalar`](crate::wire::Scalar).
///
/// [`FromStr`]: std::str::FromStr
///
/// ```
/// zoho_time_types::open_enum! {
///     /// How a project is billed.
///     pub enum BillingType {
///         /// One price for the whole project.
///         FixedCostForProject = "fixed_cost_for_project",
///         /// The hours logged, at the rate of the project.
///         BasedOnProjectHours = "based_on_project_hours",
///     }
/// }
///
/// let known = BillingType::from("fixed_cost_for_project");
/// assert_eq!(known, BillingType::FixedCostForProject);
///
/// let new: BillingType = serde_json::from_str(r#""by_the_weather""#)?;
/// assert!(!new.is_known());
/// assert_eq!(new.as_str(), "by_the_weather");
/// assert_eq!(serde_json::to_string(&new)?, r#""by_the_weather""#);
/// # Ok::<(), serde_json::Error>(())
/// ```
#[macro_export]
macro_rules! open_enum {
    ($(
        $(#[$meta:meta])*
        $vis:vis enum $name:ident {
            $($(#[$variant_meta:meta])* $variant:ident = $text:literal),+ $(,)?
        }
    )+) => {$(
        $(#[$meta])*
        #[derive(Debug, Clone, PartialEq, Eq, Hash)]
        #[non_exhaustive]
        $vis enum $name {
            $($(#[$variant_meta])* $variant,)+
            /// Any other value, with its text.
            Unknown($crate::UnknownValue<$name>),
        }

        impl $name {
            /// The texts of the known values, in the order of the variants.
            $vis const VALUES: &'static [&'static str] = &[$($text),+];

            /// The known values, in the order of the variants.
            $vis const KNOWN: &'static [Self] = &[$(Self::$variant),+];

            /// The text of the value in JSON.
            #[must_use]
            $vis fn as_str(&self) -> &str {
                match self {
                    $(Self::$variant => $text,)+
                    Self::Unknown(value) => value.as_str(),
                }
            }

            /// Whether this is one of the known values.
            #[must_use]
            $vis const fn is_known(&self) -> bool {
                !::core::matches!(self, Self::Unknown(_))
            }
        }

        impl $crate::OpenEnum for $name {
            const VALUES: &'static [&'static str] = Self::VALUES;
            const KNOWN: &'static [Self] = Self::KNOWN;

            fn as_str(&self) -> &str {
                self.as_str()
            }

            fn from_unknown(value: $crate::UnknownValue<Self>) -> Self {
                Self::Unknown(value)
            }
        }

        impl ::core::fmt::Display for $name {
            fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
                f.pad(self.as_str())
            }
        }

        impl ::core::convert::AsRef<str> for $name {
            fn as_ref(&self) -> &str {
                self.as_str()
            }
        }

        impl ::core::convert::From<&str> for $name {
            fn from(text: &str) -> Self {
                $crate::OpenEnum::from_wire(text)
            }
        }

        impl ::core::convert::From<::std::string::String> for $name {
            fn from(text: ::std::string::String) -> Self {
                $crate::OpenEnum::from_wire(text)
            }
        }

        impl ::core::str::FromStr for $name {
            type Err = ::core::convert::Infallible;

            fn from_str(text: &str) -> ::core::result::Result<Self, Self::Err> {
                ::core::result::Result::Ok(::core::convert::From::from(text))
            }
        }

        impl $crate::wire::Scalar for $name {
            const EXPECTED: &'static str =
                ::core::concat!("the text of a value of ", ::core::stringify!($name));
            const EXACT_NUMBERS: bool = false;
            type Error = ::core::convert::Infallible;

            fn from_text(text: &str) -> ::core::result::Result<Self, Self::Error> {
                ::core::result::Result::Ok(::core::convert::From::from(text))
            }

            fn from_string(
                text: ::std::string::String,
            ) -> ::core::result::Result<Self, Self::Error> {
                ::core::result::Result::Ok(::core::convert::From::from(text))
            }
        }

        impl $crate::__private::serde::Serialize for $name {
            fn serialize<S>(&self, serializer: S) -> ::core::result::Result<S::Ok, S::Error>
            where
                S: $crate::__private::serde::Serializer,
            {
                serializer.serialize_str(self.as_str())
            }
        }

        impl<'de> $crate::__private::serde::Deserialize<'de> for $name {
            fn deserialize<D>(deserializer: D) -> ::core::result::Result<Self, D::Error>
            where
                D: $crate::__private::serde::Deserializer<'de>,
            {
                $crate::wire::required(deserializer)
            }
        }
    )+};
}
