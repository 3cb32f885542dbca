//! Lengths of time: the forms on the wire, and arithmetic that never overflows.

use std::time::Duration;

use chrono::TimeDelta;
use zoho_time_types::{ConvertHoursError, Hours, HoursErrorKind};

#[test]
fn forms_of_the_wire() {
    for (text, minutes, printed) in [
        ("12:26", 746, "12:26"),
        ("132:05", 7925, "132:05"),
        ("0:07", 7, "00:07"),
        ("00:00", 0, "00:00"),
        ("0.00", 0, "00:00"),
        ("0", 0, "00:00"),
        ("8", 480, "08:00"),
        ("1.5", 90, "01:30"),
        ("1.50000000000000000000000", 90, "01:30"),
        ("0.05", 3, "00:03"),
        ("-1:30", -90, "-01:30"),
        ("-0.25", -15, "-00:15"),
        ("-0:00", 0, "00:00"),
        ("153722867280912930:07", i64::MAX, "153722867280912930:07"),
        ("-153722867280912930:08", i64::MIN, "-153722867280912930:08"),
    ] {
        let hours: Hours = text.parse().unwrap();
        assert_eq!(hours.minutes(), minutes, "{text}");
        assert_eq!(hours.to_string(), printed, "{text}");
    }
}

#[test]
fn json_forms() {
    for (json, minutes) in [
        (r#""12:26""#, 746),
        ("0", 0),
        ("0.0", 0),
        ("1.5", 90),
        ("-2", -120),
        (r#""12\u003a26""#, 746),
    ] {
        assert_eq!(
            serde_json::from_str::<Hours>(json).unwrap(),
            Hours::from_minutes(minutes),
            "{json}"
        );
    }
    assert_eq!(
        serde_json::to_string(&Hours::from_minutes(-90)).unwrap(),
        r#""-01:30""#
    );
}

#[test]
fn other_texts_are_refused() {
    use HoursErrorKind::{
        DecimalComma, HasSeconds, Malformed, NotWholeMinutes, OutOfRange, TooManyMinutes,
    };
    for (text, kind) in [
        ("", Malformed),
        ("abc", Malformed),
        ("12:", Malformed),
        (":30", Malformed),
        ("12:5", Malformed),
        ("12:60", TooManyMinutes),
        ("12:005", Malformed),
        ("12:+5", Malformed),
        ("+12:05", Malformed),
        ("--1:00", Malformed),
        ("12:26:00", HasSeconds),
        ("1.5:00", Malformed),
        (" 12:26", Malformed),
        ("8.", Malformed),
        (".5", Malformed),
        ("1,5", DecimalComma),
        ("1e1", Malformed),
        ("١:00", Malformed),
        ("0.33", NotWholeMinutes),
        ("0.01", NotWholeMinutes),
        ("1.505", NotWholeMinutes),
        ("153722867280912930:08", OutOfRange),
        ("-153722867280912930:09", OutOfRange),
        ("99999999999999999999", OutOfRange),
    ] {
        let error = text.parse::<Hours>().unwrap_err();
        assert_eq!(error.kind(), kind, "{text}");
        assert_eq!(error.found(), text);
    }
}

#[test]
fn messages_say_what_was_found() {
    let error = serde_json::from_str::<Hours>(r#""abc""#).unwrap_err();
    assert_eq!(
        error.to_string(),
        r#"expected hours such as "12:26" or "1.5", found "abc" at line 1 column 5"#
    );
    for (text, expected) in [
        (
            "12:26:00",
            r#"expected hours such as "12:26" (no seconds), found "12:26:00""#,
        ),
        (
            "12:60",
            r#"expected hours such as "12:26" (minutes go up to 59), found "12:60""#,
        ),
        (
            "1,5",
            r#"expected hours such as "1.5" (use a point), found "1,5""#,
        ),
        (
            "-1,50",
            r#"expected hours such as "1.5" (use a point), found "-1,50""#,
        ),
    ] {
        assert_eq!(text.parse::<Hours>().unwrap_err().to_string(), expected);
    }
}

#[test]
fn arithmetic_stops_at_the_ends() {
    let (least, most) = (Hours::from_minutes(i64::MIN), Hours::from_minutes(i64::MAX));
    let minute = Hours::from_minutes(1);
    assert_eq!(most + minute, most);
    assert_eq!(least - minute, least);
    assert_eq!(-least, most);
    assert_eq!(most.checked_add(minute), None);
    assert_eq!(least.checked_sub(minute), None);
    assert_eq!(minute.checked_add(minute), Some(Hours::from_minutes(2)));
    assert_eq!(minute.checked_sub(minute), Some(Hours::ZERO));

    let mut total = Hours::from_hours(2);
    total += minute;
    total -= Hours::from_hours(3);
    assert_eq!(total, Hours::from_minutes(-59));
    assert!(total.is_negative() && !total.is_zero());
    assert_eq!([minute, minute].iter().sum::<Hours>().minutes(), 2);
    assert_eq!(
        Hours::from_hours(i32::MIN).minutes(),
        i64::from(i32::MIN) * 60
    );
}

#[test]
fn decimals() {
    for (minutes, decimal) in [
        (0, "0"),
        (90, "1.5"),
        (-15, "-0.25"),
        (20, "0.3333333333333333333333333333"),
    ] {
        assert_eq!(
            Hours::from_minutes(minutes).as_decimal().to_string(),
            decimal
        );
    }
    let most = Hours::from_minutes(i64::MAX).as_decimal();
    assert_eq!(most.to_string(), "153722867280912930.11666666667");
    assert!(Hours::from_minutes(i64::MIN).as_decimal() < -most);
}

#[test]
fn conversions() {
    let hours = Hours::from_minutes(90);
    assert_eq!(TimeDelta::try_from(hours), Ok(TimeDelta::minutes(90)));
    assert_eq!(Hours::try_from(TimeDelta::minutes(90)), Ok(hours));
    assert_eq!(Duration::try_from(hours), Ok(Duration::from_secs(5400)));
    assert_eq!(Hours::try_from(Duration::from_secs(5400)), Ok(hours));
    assert_eq!(Hours::try_from(TimeDelta::minutes(-90)), Ok(-hours));

    for seconds in [TimeDelta::seconds(59), TimeDelta::milliseconds(-1)] {
        assert_eq!(
            Hours::try_from(seconds),
            Err(ConvertHoursError::NotWholeMinutes)
        );
    }
    assert_eq!(
        Hours::try_from(Duration::from_nanos(1)),
        Err(ConvertHoursError::NotWholeMinutes)
    );
    assert_eq!(
        Duration::try_from(-hours),
        Err(ConvertHoursError::OutOfRange)
    );
    assert_eq!(
        TimeDelta::try_from(Hours::from_minutes(i64::MAX)),
        Err(ConvertHoursError::OutOfRange)
    );
    assert!(Hours::try_from(TimeDelta::MAX).is_err());
    assert!(Hours::try_from(Duration::MAX).is_err());
}
