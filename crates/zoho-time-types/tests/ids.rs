//! Ids: every digit survives, order is by number, and what is no id says so.

use std::cmp::Ordering;
use std::collections::BTreeSet;

use zoho_time_types::{
    CommentId, CurrencyId, CustomerId, EmptyIdListError, IdList, InvoiceId, OrganizationId,
    ParseIdListError, ProjectId, TaskId, TimeEntryId, TimeEntryIds, UserId,
};

const LONG: &str = "9999999999999999999999999999999999999999";

#[test]
fn all_digits_survive() {
    for text in [
        "0",
        "007",
        "460000000000044001",
        "18446744073709551615",
        LONG,
    ] {
        let id: ProjectId = text.parse().unwrap();
        assert_eq!(id.as_str(), text);
        assert_eq!(id.to_string(), text);
        assert_eq!(id.as_ref(), text);
        assert_eq!(String::from(id.clone()), text);
        assert_eq!(ProjectId::try_from(text), Ok(id.clone()));
        assert_eq!(ProjectId::try_from(text.to_owned()), Ok(id));
    }
}

#[test]
fn json_strings_and_integers_are_ids() {
    let from_text: TaskId = serde_json::from_str(r#""18446744073709551615""#).unwrap();
    let from_number: TaskId = serde_json::from_str("18446744073709551615").unwrap();
    assert_eq!(from_text, from_number);
    assert_eq!(from_number, TaskId::from(u64::MAX));
    assert_eq!(
        serde_json::to_string(&from_number).unwrap(),
        r#""18446744073709551615""#
    );
}

#[test]
fn other_json_is_refused() {
    for (json, message) in [
        ("1.0", r#"expected a user id (digits only), found "1.0""#),
        ("-1", r#"expected a user id (digits only), found "-1""#),
        ("1e3", r#"expected a user id (digits only), found "1000.0""#),
        (
            r#""12a""#,
            r#"expected a user id (digits only), found "12a""#,
        ),
        (
            r#""+12""#,
            r#"expected a user id (digits only), found "+12""#,
        ),
        (r#""١٢""#, r#"expected a user id (digits only), found "١٢""#),
        (r#""""#, "expected a user id (digits only), found nothing"),
        ("null", "expected a user id (digits only), found nothing"),
        ("true", r#"expected a user id (digits only), found "true""#),
        ("{}", "expected a user id (digits only), found an object"),
        (
            "[]",
            "invalid type: sequence, expected a user id (digits only)",
        ),
    ] {
        let error = serde_json::from_str::<UserId>(json).unwrap_err();
        assert!(error.to_string().starts_with(message), "{json}: {error}");
    }
}

#[test]
fn errors_name_the_kind_of_id() {
    macro_rules! kinds {
        ($($id:ty => $kind:literal),+) => {$(
            let error = "x".parse::<$id>().unwrap_err();
            assert_eq!(error.kind(), $kind);
            assert_eq!(error.found(), "x");
            assert!("".parse::<$id>().is_err());
        )+};
    }
    kinds!(
        ProjectId => "project id",
        TaskId => "task id",
        TimeEntryId => "time entry id",
        UserId => "user id",
        CustomerId => "customer id",
        CurrencyId => "currency id",
        CommentId => "comment id",
        InvoiceId => "invoice id",
        OrganizationId => "organization id"
    );
}

#[test]
fn order_is_by_number_and_agrees_with_equality() {
    let ids: BTreeSet<ProjectId> = ["10", "9", "007", "7", "0", "00", LONG]
        .into_iter()
        .map(|text| text.parse().unwrap())
        .collect();
    let texts: Vec<&str> = ids.iter().map(ProjectId::as_str).collect();
    assert_eq!(texts, ["0", "00", "7", "007", "9", "10", LONG]);

    let (seven, padded): (ProjectId, ProjectId) = ("7".parse().unwrap(), "07".parse().unwrap());
    assert_ne!(seven, padded);
    assert_ne!(seven.cmp(&padded), Ordering::Equal);
}

#[test]
fn lists_print_and_read_as_one_text() {
    let ids: TimeEntryIds = " 1, 2,3 ".parse().unwrap();
    assert_eq!(ids.to_string(), "1,2,3");
    assert_eq!(ids.len(), 3);
    assert_eq!(ids.first(), &TimeEntryId::from(1));
    assert_eq!(ids.iter().next_back(), Some(&TimeEntryId::from(3)));
    assert_eq!((&ids).into_iter().count(), 3);
    assert_eq!(serde_json::to_string(&ids).unwrap(), r#""1,2,3""#);
    assert_eq!(
        serde_json::from_str::<TimeEntryIds>(r#""1,2,3""#).unwrap(),
        ids
    );
    assert_eq!(Vec::from(ids), [1, 2, 3].map(TimeEntryId::from), "in order");
    assert_eq!(
        serde_json::from_str::<TimeEntryIds>("460000000044001").unwrap(),
        IdList::from(TimeEntryId::from(460_000_000_044_001))
    );
}

#[test]
fn lists_are_never_empty() {
    assert_eq!(
        IdList::<TaskId>::try_from(Vec::new()),
        Err(EmptyIdListError)
    );
    for text in ["", " "] {
        assert_eq!(
            text.parse::<TimeEntryIds>(),
            Err(ParseIdListError::Empty(EmptyIdListError))
        );
    }
    for text in [",", "1,", ",1", "1,,2", "1;2", "1 2"] {
        assert!(
            matches!(text.parse::<TimeEntryIds>(), Err(ParseIdListError::Id(_))),
            "{text}"
        );
    }
}
