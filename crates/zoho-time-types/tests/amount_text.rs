//! Amounts and their text: exact, or refused.

#![expect(clippy::unwrap_used, reason = "helpers of tests may panic")]

use std::collections::HashSet;

use rust_decimal::Decimal;
use zoho_time_types::{Amount, AmountErrorKind};

fn amount(text: &str) -> Amount {
    text.parse().unwrap()
}

#[test]
fn digits_and_scale_are_kept() {
    for text in [
        "0",
        "0.00",
        "500",
        "500.0",
        "1000.00",
        "100.000",
        "-12.50",
        "12345678901234567.89",
        "0.0000000000000000000000000001",
        "9999999999999999999999999999",
        "79228162514264337593543950335",
    ] {
        assert_eq!(amount(text).to_string(), text);
    }
}

#[test]
fn other_spellings_of_a_number() {
    for (text, printed) in [
        ("1e3", "1000"),
        ("1E+3", "1000"),
        ("1.50e1", "15.0"),
        ("1.5e-3", "0.0015"),
        ("0e20", "0"),
        ("0e99999", "0"),
        (
            "0.0000000000000000000000000000000001e10",
            "0.000000000000000000000001",
        ),
        ("007.50", "7.50"),
        ("-0.00", "0.00"),
    ] {
        assert_eq!(amount(text).to_string(), printed, "{text}");
    }
}

#[test]
fn other_texts_are_refused() {
    use AmountErrorKind::{HasComma, Malformed, TooManyDigits};
    for (text, kind) in [
        ("", Malformed),
        (" 1", Malformed),
        ("-", Malformed),
        ("+1", Malformed),
        ("1.", Malformed),
        (".5", Malformed),
        ("1_000", Malformed),
        ("1,000.00", HasComma),
        ("1,5", HasComma),
        ("1.000,50", HasComma),
        (",", Malformed),
        ("$5", Malformed),
        ("1.2.3", Malformed),
        ("1e", Malformed),
        ("1e-", Malformed),
        ("1e1.5", Malformed),
        ("e5", Malformed),
        ("NaN", Malformed),
        ("true", Malformed),
        ("٣", Malformed),
        ("123456789012345678901234567890", TooManyDigits),
        ("1.23456789012345678901234567890", TooManyDigits),
        ("79228162514264337593543950336", TooManyDigits),
        ("0.00000000000000000000000000001", TooManyDigits),
        ("1e29", TooManyDigits),
        ("1e-29", TooManyDigits),
        ("1e99999999999999999999", TooManyDigits),
        ("1e-99999999999999999999", TooManyDigits),
        ("1e2147483647", TooManyDigits),
        ("1e-2147483647", TooManyDigits),
    ] {
        let error = text.parse::<Amount>().unwrap_err();
        assert_eq!(error.kind(), kind, "{text}");
        assert_eq!(error.found(), text);
    }
}

#[test]
fn comparison_goes_by_the_number() {
    assert_eq!(amount("1.5"), amount("1.50"));
    assert!(amount("1.5") < amount("1.51"));
    let set = HashSet::from([amount("1.5"), amount("1.50"), amount("15e-1")]);
    assert_eq!(set.len(), 1);
    assert!(amount("0.00").is_zero());
    assert_eq!(amount("0.00"), Amount::ZERO);
    assert_eq!(Amount::default(), Amount::ZERO);
}

#[test]
fn arithmetic_is_checked() {
    let most = Amount::new(Decimal::MAX);
    assert_eq!(most.checked_add(Amount::from(1)), None);
    assert_eq!((-most).checked_sub(Amount::from(1)), None);
    assert_eq!(most.checked_mul(Decimal::TWO), None);
    assert_eq!(Amount::checked_sum([most, most]), None);
    assert_eq!(Amount::checked_sum([]), Some(Amount::ZERO));

    let sum = amount("0.10").checked_add(amount("0.2")).unwrap();
    assert_eq!(sum.to_string(), "0.30");
    assert_eq!(sum.checked_sub(amount("0.30")), Some(Amount::ZERO));
    assert_eq!(
        amount("80.50").checked_mul(Decimal::new(15, 1)),
        Some(amount("120.75"))
    );
}

#[test]
fn conversions() {
    assert_eq!(Amount::from(-7_i64).to_string(), "-7");
    assert_eq!(Amount::from(u64::MAX).to_string(), u64::MAX.to_string());
    let decimal = Decimal::new(5000, 2);
    assert_eq!(Decimal::from(Amount::from(decimal)), decimal);
    assert_eq!(Amount::new(decimal).decimal().scale(), 2);
    assert_eq!(format!("{:?}", Amount::new(decimal)), "Amount(50.00)");
}
