//! Properties of all values and all texts.

#![expect(clippy::unwrap_used, reason = "helpers of tests may panic")]

use chrono::{DateTime, FixedOffset, NaiveDate, Utc};
use proptest::prelude::*;
use rust_decimal::Decimal;
use serde::Deserialize;
use serde::de::DeserializeOwned;
use zoho_time_types::wire::{self, Scalar};
use zoho_time_types::{
    Amount, Count, DisplayDate, Hours, IdList, ProjectId, TaskId, TimeEntryIds, TimeOfDay,
    Timestamp, open_enum,
};

open_enum! {
    /// A status.
    enum Status {
        /// Worked on.
        Active = "active",
        /// Put away.
        Inactive = "inactive",
    }
}

/// Printing and reading again, as text and as JSON, gives the same value.
fn comes_back<T>(value: &T)
where
    T: ToString + std::str::FromStr + PartialEq + std::fmt::Debug,
    T: serde::Serialize + DeserializeOwned,
{
    let read = value.to_string().parse().ok();
    assert_eq!(read.as_ref(), Some(value));
    let json = serde_json::to_string(value).unwrap();
    assert_eq!(&serde_json::from_str::<T>(&json).unwrap(), value);
    assert_eq!(
        &serde_json::from_reader::<_, T>(json.as_bytes()).unwrap(),
        value
    );
    let tree = serde_json::to_value(value).unwrap();
    assert_eq!(&serde_json::from_value::<T>(tree).unwrap(), value);
}

/// Reads an optional `T` in every way there is; a value must be the same each time.
fn read_all_ways<T: Scalar + PartialEq + std::fmt::Debug>(json: &str) {
    let text = wire::option::<_, T>(&mut serde_json::Deserializer::from_str(json));
    let bytes = wire::option::<_, T>(&mut serde_json::Deserializer::from_reader(json.as_bytes()));
    assert_eq!(text.as_ref().ok(), bytes.as_ref().ok());
    if let Ok(tree) = serde_json::from_str::<serde_json::Value>(json) {
        drop(wire::option::<_, T>(tree));
    }
}

fn read_every_type(json: &str) {
    read_all_ways::<ProjectId>(json);
    read_all_ways::<TimeEntryIds>(json);
    read_all_ways::<Hours>(json);
    read_all_ways::<Amount>(json);
    read_all_ways::<TimeOfDay>(json);
    read_all_ways::<Timestamp>(json);
    read_all_ways::<NaiveDate>(json);
    read_all_ways::<DisplayDate>(json);
    read_all_ways::<Count>(json);
    read_all_ways::<i64>(json);
    read_all_ways::<bool>(json);
    read_all_ways::<String>(json);
    read_all_ways::<Status>(json);
}

/// Texts that are close to the forms the parsers take.
fn nearly() -> impl Strategy<Value = String> {
    prop_oneof![
        ".*",
        "[-+0-9.:eETZ, ]{0,40}",
        "-?[0-9]{1,30}(\\.[0-9]{1,30})?([eE][-+]?[0-9]{1,12})?",
        "-?[0-9]{1,25}:[0-9]{1,3}",
        "[-+]?[0-9]{1,7}-[0-9]{2}-[0-9]{2}(T[0-9]{2}:[0-9]{2}:[0-9]{2}(\\.[0-9]{1,10})?(Z|[-+][0-9]{2}:?[0-9]{2}))?",
    ]
}

fn decimals() -> impl Strategy<Value = Decimal> {
    const MOST: i128 = (1 << 96) - 1;
    (-MOST..=MOST, 0..128_u32, 0..=28_u32).prop_map(|(mantissa, shift, scale)| {
        Decimal::from_i128_with_scale(mantissa >> shift.min(127), scale)
    })
}

fn moments() -> impl Strategy<Value = DateTime<FixedOffset>> {
    (
        -62_167_219_200..253_402_300_800_i64,
        prop_oneof![Just(0), Just(500_000_000), 0..1_000_000_000_u32],
        -86_399..=86_399_i32,
    )
        .prop_map(|(seconds, nanoseconds, offset)| {
            DateTime::<Utc>::from_timestamp(seconds, nanoseconds)
                .unwrap()
                .with_timezone(&FixedOffset::east_opt(offset).unwrap())
        })
}

proptest! {
    #[test]
    fn ids_come_back(text in "[0-9]{1,60}", number: u64) {
        let id: ProjectId = text.parse().unwrap();
        prop_assert_eq!(id.as_str(), &text);
        comes_back(&id);
        comes_back(&TaskId::from(number));
    }

    #[test]
    fn ids_are_ordered_by_number(left: u64, right: u64) {
        prop_assert_eq!(TaskId::from(left).cmp(&TaskId::from(right)), left.cmp(&right));
    }

    #[test]
    fn orders_of_ids_agree_with_equality(left in "0{0,2}[0-9]{1,2}", right in "0{0,2}[0-9]{1,2}") {
        let (left, right): (TaskId, TaskId) = (left.parse().unwrap(), right.parse().unwrap());
        prop_assert_eq!(left == right, left.cmp(&right).is_eq());
        prop_assert_eq!(left.cmp(&right), right.cmp(&left).reverse());
    }

    #[test]
    fn lists_come_back(first: u64, rest: Vec<u64>) {
        let ids = IdList::new(TaskId::from(first), rest.into_iter().map(TaskId::from));
        comes_back(&ids);
    }

    #[test]
    fn hours_come_back(minutes: i64) {
        comes_back(&Hours::from_minutes(minutes));
    }

    #[test]
    fn decimal_hours_are_exact(hours in 0_i64..100_000, steps in 0_i64..20) {
        let expected = Hours::from_minutes(hours * 60 + steps * 3);
        prop_assert_eq!(expected.as_decimal().to_string().parse(), Ok(expected));
    }

    #[test]
    fn amounts_come_back_with_their_scale(decimal in decimals()) {
        let amount = Amount::new(decimal);
        comes_back(&amount);
        let text = amount.to_string();
        let read: Amount = text.parse().unwrap();
        prop_assert_eq!(read.to_string(), text.as_str());
        // The same digits as a JSON number.
        let read: Amount = serde_json::from_str(&text).unwrap();
        prop_assert_eq!(read.to_string(), text.as_str());
    }

    #[test]
    fn texts_of_amounts_come_back(text in "-?(0|[1-9][0-9]{0,17})(\\.[0-9]{1,10})?") {
        let amount: Amount = text.parse().unwrap();
        let expected = if amount.is_zero() { text.trim_start_matches('-') } else { &text };
        prop_assert_eq!(amount.to_string(), expected);
    }

    #[test]
    fn buffered_amounts_are_exact_up_to_15_digits(units in -999_999_999_999_999_i64..=999_999_999_999_999, scale in 0..12_u32) {
        #[derive(Deserialize)]
        #[serde(untagged)]
        enum Buffered {
            Amount(Amount),
        }
        let amount = Amount::new(Decimal::new(units, scale));
        let Buffered::Amount(read) = serde_json::from_str(&amount.to_string()).unwrap();
        prop_assert_eq!(read, amount);
    }

    #[test]
    fn times_of_day_come_back(hour in 0..24_u8, minute in 0..60_u8) {
        comes_back(&TimeOfDay::new(hour, minute).unwrap());
    }

    #[test]
    fn timestamps_come_back(moment in moments()) {
        let timestamp = Timestamp::from(moment);
        comes_back(&timestamp);
        let read: Timestamp = timestamp.to_string().parse().unwrap();
        let offset = |timestamp: Timestamp| timestamp.datetime().offset().local_minus_utc();
        prop_assert_eq!(offset(read), offset(timestamp));
        prop_assert_eq!(timestamp.datetime().to_rfc3339().parse(), Ok(timestamp));
    }

    #[test]
    fn dates_come_back(days in -3_000_000..3_000_000_i32) {
        let date = NaiveDate::from_num_days_from_ce_opt(days).unwrap();
        prop_assert_eq!(NaiveDate::from_text(&date.to_string()), Ok(date));
        prop_assert_eq!(DisplayDate::from(date).date(), Some(date));
    }

    #[test]
    fn counts_come_back(number: i64) {
        comes_back(&Count::from(number));
    }

    #[test]
    fn display_dates_and_statuses_keep_any_text(text in ".*\\S.*") {
        comes_back(&DisplayDate::from(text.as_str()));
        let status = Status::from(text.as_str());
        prop_assert_eq!(status.as_str(), &text);
        comes_back(&status);
    }

    #[test]
    fn no_text_makes_a_parser_panic(text in nearly()) {
        drop(text.parse::<ProjectId>());
        drop(text.parse::<TimeEntryIds>());
        drop(text.parse::<Hours>());
        drop(text.parse::<Amount>());
        drop(text.parse::<TimeOfDay>());
        drop(text.parse::<Timestamp>());
        drop(NaiveDate::from_text(&text));
        drop(text.parse::<Count>());
    }

    #[test]
    fn no_json_makes_a_reader_panic(text in nearly()) {
        read_every_type(&text);
        read_every_type(&serde_json::to_string(&text).unwrap());
    }

    #[test]
    fn whatever_is_read_prints_to_what_reads_the_same(text in nearly()) {
        if let Ok(hours) = text.parse::<Hours>() { comes_back(&hours); }
        if let Ok(amount) = text.parse::<Amount>() { comes_back(&amount); }
        if let Ok(time) = text.parse::<TimeOfDay>() { comes_back(&time); }
        if let Ok(timestamp) = text.parse::<Timestamp>() { comes_back(&timestamp); }
        if let Ok(count) = text.parse::<Count>() { comes_back(&count); }
        if let Ok(ids) = text.parse::<TimeEntryIds>() { comes_back(&ids); }
    }
}
