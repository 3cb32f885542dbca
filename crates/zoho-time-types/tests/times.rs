//! Times of day, dates, timestamps and counts.

use chrono::{DateTime, FixedOffset, NaiveDate, NaiveTime, TimeZone, Utc};
use zoho_time_types::wire::Scalar;
use zoho_time_types::{Count, DisplayDate, Hours, TimeOfDay, TimeOfDayError, Timestamp};

#[test]
fn times_of_day() {
    for (text, hour, minute, printed) in [
        ("03:00", 3, 0, "03:00"),
        ("3:00", 3, 0, "03:00"),
        ("00:00", 0, 0, "00:00"),
        ("23:59", 23, 59, "23:59"),
    ] {
        let time: TimeOfDay = text.parse().unwrap();
        assert_eq!(Ok(time), TimeOfDay::new(hour, minute));
        assert_eq!((time.hour(), time.minute()), (hour, minute));
        assert_eq!(time.to_string(), printed);
    }
    for text in [
        "", "3", "24:00", "12:60", "003:00", "3:0", "3:000", "12:00:00", "-1:00", "+1:00",
        "6:52 PM", ":", "٣:00",
    ] {
        assert!(text.parse::<TimeOfDay>().is_err(), "{text}");
    }
    assert_eq!(
        TimeOfDay::new(24, 0),
        Err(TimeOfDayError::OutOfRange {
            hour: 24,
            minute: 0
        })
    );
}

#[test]
fn the_duration_from_start_to_end() {
    let time = |text: &str| text.parse::<TimeOfDay>().unwrap();
    assert_eq!(
        time("9:15").until(time("17:00")),
        Some(Hours::from_minutes(465))
    );
    assert_eq!(time("9:15").until(time("9:15")), None);
    assert_eq!(time("22:00").until(time("2:00")), None);
    assert_eq!(time("23:59").minutes_from_midnight(), 1439);
}

#[test]
fn times_of_day_of_chrono() {
    let time = TimeOfDay::new(13, 5).unwrap();
    let naive = NaiveTime::from_hms_opt(13, 5, 0).unwrap();
    assert_eq!(NaiveTime::from(time), naive);
    assert_eq!(TimeOfDay::try_from(naive), Ok(time));
    for (second, nanosecond) in [(1, 0), (0, 1), (59, 1_000_000_000)] {
        let odd = NaiveTime::from_hms_nano_opt(13, 5, second, nanosecond).unwrap();
        assert_eq!(
            TimeOfDay::try_from(odd),
            Err(TimeOfDayError::NotWholeMinute(odd))
        );
    }
}

#[test]
fn timestamps() {
    for (text, printed) in [
        ("2013-09-18T18:05:27+0530", "2013-09-18T18:05:27+0530"),
        ("2013-09-18T18:05:27+05:30", "2013-09-18T18:05:27+0530"),
        ("2013-09-18T18:05:27-08:00", "2013-09-18T18:05:27-0800"),
        ("2013-09-18T18:05:27Z", "2013-09-18T18:05:27+0000"),
        ("2013-09-18T18:05:27-0000", "2013-09-18T18:05:27+0000"),
        ("2013-09-18T18:05:27.5Z", "2013-09-18T18:05:27.500+0000"),
        ("2013-09-18T18:05:27.000+0530", "2013-09-18T18:05:27+0530"),
        (
            "2013-09-18T18:05:27.123456789Z",
            "2013-09-18T18:05:27.123456789+0000",
        ),
        ("2016-12-31T23:59:60Z", "2016-12-31T23:59:60+0000"),
        ("2016-12-31T23:59:60.25Z", "2016-12-31T23:59:60.250+0000"),
        ("+12013-09-18T18:05:27Z", "+12013-09-18T18:05:27+0000"),
    ] {
        let timestamp: Timestamp = text.parse().unwrap();
        assert_eq!(timestamp.to_string(), printed);
        assert_eq!(printed.parse::<Timestamp>().unwrap(), timestamp);
    }
    for text in [
        "",
        "T",
        "2013-09-18",
        "2013-09-18T18:05:27",
        "2013-09-18 18:05:27+0530",
        "2013-09-18T18:05+0530",
        "2013-09-18T18:05:27+05",
        "2013-09-18T18:05:27+05300",
        "2013-09-18T18:05:27+5:30",
        "2013-09-18T18:05:27+0560",
        "2013-09-18T18:05:27+2400",
        "2013-09-18T18:05:27+é30",
        "2013-09-18T18:05:27ZZ",
        "2013-09-18T18:05:27.Z",
        "2013-09-18T18:05:27.1234567890Z",
        "2013-09-18T18:05:61Z",
        "2013-09-18T24:05:27Z",
        "2013-02-30T18:05:27Z",
        "2013-9-18T18:05:27Z",
        "13-09-18T18:05:27Z",
        "+999999-12-31T23:59:59Z",
    ] {
        assert!(text.parse::<Timestamp>().is_err(), "{text}");
    }
}

#[test]
fn timestamps_compare_by_the_moment() {
    let there: Timestamp = "2013-09-18T18:05:27+0530".parse().unwrap();
    let here: Timestamp = "2013-09-18T12:35:27Z".parse().unwrap();
    assert_eq!(there, here);
    assert!(there < "2013-09-18T12:35:28Z".parse().unwrap());
    assert_eq!(there.datetime().offset().local_minus_utc(), 19_800);
    assert_eq!(DateTime::<Utc>::from(there), here.datetime());
    assert_eq!(Timestamp::from(DateTime::<Utc>::from(there)), there);
    assert_eq!(Timestamp::from(DateTime::<FixedOffset>::from(there)), there);
}

#[test]
fn offsets_with_seconds_become_utc() {
    let offset = FixedOffset::east_opt(19_801).unwrap();
    let datetime = offset.with_ymd_and_hms(2013, 9, 18, 18, 5, 27).unwrap();
    let timestamp = Timestamp::from(datetime);
    assert_eq!(timestamp.datetime(), datetime);
    assert_eq!(timestamp.to_string(), "2013-09-18T12:35:26+0000");
}

#[test]
fn the_ends_of_time_do_not_panic() {
    for moment in [DateTime::<Utc>::MIN_UTC, DateTime::<Utc>::MAX_UTC] {
        for seconds in [86_399, -86_399, 86_340, -86_340] {
            let offset = FixedOffset::east_opt(seconds).unwrap();
            let printed = Timestamp::from(moment.with_timezone(&offset)).to_string();
            drop(printed.parse::<Timestamp>());
        }
    }
}

#[test]
fn dates() {
    let date = NaiveDate::from_ymd_opt(2013, 9, 17).unwrap();
    assert_eq!(NaiveDate::from_text("2013-09-17"), Ok(date));
    for text in [
        "",
        "2013-9-17",
        "2013-09-31",
        "13-09-17",
        "2013/09/17",
        "17-09-2013",
        " 2013-09-17",
        "20130917",
        "2013-09-17T00:00",
        "2013-+9-17",
        "--09-17",
        "+13-09-17",
    ] {
        let error = NaiveDate::from_text(text).unwrap_err();
        assert_eq!(error.expected(), r#"a date such as "2013-09-17""#);
        assert_eq!(error.found(), text);
    }
}

#[test]
fn display_dates_keep_their_text() {
    for (json, text) in [
        (r#""6:52 PM""#, "6:52 PM"),
        (r#"" 2013-09-17""#, " 2013-09-17"),
        ("20130917", "20130917"),
    ] {
        let date: DisplayDate = serde_json::from_str(json).unwrap();
        assert_eq!(date.as_str(), text);
        assert_eq!(date.date(), None);
    }
    let date = NaiveDate::from_ymd_opt(2013, 9, 17).unwrap();
    assert_eq!(DisplayDate::from("2013-09-17").date(), Some(date));
    assert_eq!(DisplayDate::from(date).to_string(), "2013-09-17");
    assert_eq!(
        serde_json::to_string(&DisplayDate::from("6:52 PM")).unwrap(),
        r#""6:52 PM""#
    );
}

#[test]
fn counts() {
    for json in ["3", r#""3""#, "3.0", r#""3.00""#, "3e0"] {
        let count: Count = serde_json::from_str(json).unwrap();
        assert_eq!(count.get(), 3, "{json}");
        assert_eq!(serde_json::to_string(&count).unwrap(), "3");
    }
    for text in ["-3", "-9223372036854775808", "9223372036854775807"] {
        assert_eq!(text.parse::<Count>().unwrap().to_string(), text);
    }
    for text in [
        "",
        "3.5",
        "3.",
        ".0",
        "+3",
        "three",
        "9223372036854775808",
        "3e0",
        "--3",
    ] {
        assert!(text.parse::<Count>().is_err(), "{text}");
    }
    assert!(serde_json::from_str::<Count>("18446744073709551615").is_err());
    assert!(serde_json::from_str::<Count>("1e300").is_err());
}
