//! The fields of a record, in both wire styles.
//!
//! A record names each of its fields once, with the kind of its value. The kind decides what the two
//! styles make of it:
//!
//! | kind | documented | observed | absent |
//! |---|---|---|---|
//! | [`id`](Fields::id), [`text`](Fields::text), [`choice`](Fields::choice), [`hours`](Fields::hours), [`date`](Fields::date), [`time`](Fields::time), [`moment`](Fields::moment) | text | text | `""` |
//! | [`flag`](Fields::flag) | boolean | boolean | |
//! | [`count`](Fields::count) | number | number | `""` |
//! | [`amount`](Fields::amount) | text with two digits after the point | float | `""` |
//! | [`rate`](Fields::rate) | number | float | `0` |
//!
//! Whatever differs in another way is a [`value`](Fields::value) or has its two [`forms`](Fields::forms), and
//! [`when`](Fields::when) leaves fields out.

use std::fmt;

use chrono::NaiveDate;
use serde::Serialize;
use zoho_time_types::{Amount, Hours, TimeOfDay, Timestamp};

use super::RenderContext;
use super::json::{Fixed, Float, NONE, Number, Object, OrEmpty};
use crate::model::product::WireStyle;

/// A record of a response, which writes its own fields.
pub(crate) trait Record: fmt::Debug + Send {
    /// Writes the fields in the style of the context.
    fn write(&self, fields: &mut Fields<'_, '_>);
}

/// Writes the fields of one record.
pub(crate) struct Fields<'f, 'o> {
    object: &'f mut Object<'o>,
    pub(crate) context: &'f RenderContext,
    is_shown: bool,
}

impl<'o> Fields<'_, 'o> {
    /// Whether the style is that of live servers.
    pub(crate) fn is_observed(&self) -> bool {
        self.context.style == WireStyle::Observed
    }

    /// The fields that follow are written only if the condition holds, too.
    pub(crate) fn when(&mut self, condition: bool) -> Fields<'_, 'o> {
        Fields {
            object: &mut *self.object,
            context: self.context,
            is_shown: self.is_shown && condition,
        }
    }

    /// The fields that follow are written in the observed style only.
    pub(crate) fn observed(&mut self) -> Fields<'_, 'o> {
        let condition = self.is_observed();
        self.when(condition)
    }

    /// The fields that follow are written for Zoho Books only.
    pub(crate) fn books(&mut self) -> Fields<'_, 'o> {
        let condition = self.context.is_books();
        self.when(condition)
    }

    /// A field with the same value in both styles.
    pub(crate) fn value(&mut self, name: &str, value: impl Serialize) -> &mut Self {
        if self.is_shown {
            self.object.field(name, value);
        }
        self
    }

    /// A field whose value differs between the styles.
    pub(crate) fn forms(
        &mut self,
        name: &str,
        documented: impl Serialize,
        observed: impl Serialize,
    ) -> &mut Self {
        match self.context.style {
            WireStyle::Documented => self.value(name, documented),
            WireStyle::Observed => self.value(name, observed),
        }
    }

    pub(crate) fn id<K: Serialize>(&mut self, name: &str, id: impl Into<Option<K>>) -> &mut Self {
        self.value(name, OrEmpty(id.into()))
    }

    pub(crate) fn text(&mut self, name: &str, text: impl AsRef<str>) -> &mut Self {
        self.value(name, text.as_ref())
    }

    pub(crate) fn flag(&mut self, name: &str, flag: bool) -> &mut Self {
        self.value(name, flag)
    }

    /// A value of an enumeration.
    pub(crate) fn choice<C: Serialize>(
        &mut self,
        name: &str,
        choice: impl Into<Option<C>>,
    ) -> &mut Self {
        self.value(name, OrEmpty(choice.into()))
    }

    /// A span of time.
    pub(crate) fn hours(&mut self, name: &str, hours: impl Into<Option<Hours>>) -> &mut Self {
        self.value(name, OrEmpty(hours.into()))
    }

    pub(crate) fn date(&mut self, name: &str, date: impl Into<Option<NaiveDate>>) -> &mut Self {
        self.value(name, OrEmpty(date.into()))
    }

    /// A time of day.
    pub(crate) fn time(&mut self, name: &str, time: impl Into<Option<TimeOfDay>>) -> &mut Self {
        self.value(name, OrEmpty(time.into()))
    }

    pub(crate) fn moment(&mut self, name: &str, moment: impl Into<Option<Timestamp>>) -> &mut Self {
        self.value(name, OrEmpty(moment.into()))
    }

    pub(crate) fn count(&mut self, name: &str, count: impl Into<Option<i64>>) -> &mut Self {
        self.value(name, OrEmpty(count.into()))
    }

    /// Money that may be absent.
    pub(crate) fn amount(&mut self, name: &str, amount: impl Into<Option<Amount>>) -> &mut Self {
        let amount = amount.into();
        let documented = OrEmpty(amount.map(|amount| Fixed(amount, 2)));
        self.forms(name, documented, OrEmpty(amount.map(Float)))
    }

    /// An hourly rate or a price, which is 0 if it is absent.
    pub(crate) fn rate(&mut self, name: &str, rate: impl Into<Option<Amount>>) -> &mut Self {
        let rate = rate.into().unwrap_or_default();
        self.forms(name, Number(rate), Float(rate))
    }

    /// An empty list.
    pub(crate) fn none(&mut self, name: &str) -> &mut Self {
        self.value(name, NONE)
    }

    /// An object with fields of its own.
    pub(crate) fn object(
        &mut self,
        name: &str,
        fill: impl FnOnce(&mut Fields<'_, '_>),
    ) -> &mut Self {
        if self.is_shown {
            let context = self.context;
            self.object
                .object(name, |object| fill_object(object, context, fill));
        }
        self
    }

    /// A list of objects.
    pub(crate) fn list<T>(
        &mut self,
        name: &str,
        items: &[T],
        fill: impl Fn(&mut Fields<'_, '_>, &T),
    ) -> &mut Self {
        if self.is_shown {
            let context = self.context;
            self.object.list(name, items, |object, item| {
                fill_object(object, context, |fields| fill(fields, item));
            });
        }
        self
    }
}

/// Fills an object with fields.
pub(super) fn fill_object(
    object: &mut Object<'_>,
    context: &RenderContext,
    fill: impl FnOnce(&mut Fields<'_, '_>),
) {
    fill(&mut Fields {
        object,
        context,
        is_shown: true,
    });
}
