//! Enumerations that keep what they do not know.

use std::collections::HashSet;

use zoho_time_types::{OpenEnum, wire};

/// Nothing the macro makes may depend on the names in scope where it is used.
mod bare {
    #![no_implicit_prelude]

    ::zoho_time_types::open_enum! {
        /// How a project is billed.
        pub enum BillingType {
            /// One price for the whole project.
            FixedCostForProject = "fixed_cost_for_project",
            /// The hours logged, at the rate of the project.
            BasedOnProjectHours = "based_on_project_hours",
        }

        /// Whether a project is worked on.
        pub(super) enum Activity {
            /// It is.
            Active = "active"
        }
    }
}

use bare::{Activity, BillingType};

#[test]
fn known_values() {
    assert_eq!(
        BillingType::VALUES,
        ["fixed_cost_for_project", "based_on_project_hours"]
    );
    assert_eq!(
        BillingType::KNOWN,
        [
            BillingType::FixedCostForProject,
            BillingType::BasedOnProjectHours
        ]
    );
    for (known, text) in BillingType::KNOWN.iter().zip(BillingType::VALUES) {
        assert!(known.is_known());
        assert_eq!(known.as_str(), *text);
        assert_eq!(known.as_ref(), *text);
        assert_eq!(known.to_string(), *text);
        assert_eq!(&BillingType::from(*text), known);
        assert_eq!(&BillingType::from((*text).to_owned()), known);
        assert_eq!(text.parse().as_ref(), Ok(known));
        let json = serde_json::to_string(known).unwrap();
        assert_eq!(json, format!("{text:?}"));
        assert_eq!(&serde_json::from_str::<BillingType>(&json).unwrap(), known);
    }
}

#[test]
fn unknown_values_keep_their_text() {
    for text in ["by_the_weather", "Fixed_Cost_For_Project", " x ", "é"] {
        let json = serde_json::to_string(text).unwrap();
        let value: BillingType = serde_json::from_str(&json).unwrap();
        assert!(!value.is_known());
        assert_eq!(value.as_str(), text);
        assert_eq!(serde_json::to_string(&value).unwrap(), json);
        assert_eq!(value, BillingType::from(text));
        let BillingType::Unknown(unknown) = &value else {
            panic!("{text} is unknown");
        };
        assert_eq!(unknown.as_str(), text);
        assert_eq!(unknown.to_string(), text);
        assert_eq!(unknown.clone().as_ref(), text);
    }
    assert_eq!(format!("{:?}", BillingType::from("x")), r#"Unknown("x")"#);
}

#[test]
fn values_differ_by_their_text() {
    let set = HashSet::from(["a", "b", "a", "fixed_cost_for_project"].map(BillingType::from));
    assert_eq!(set.len(), 3);
}

#[test]
fn absent_values() {
    for json in ["null", r#""""#, r#""  ""#] {
        let mut absent = serde_json::Deserializer::from_str(json);
        assert_eq!(wire::option::<_, BillingType>(&mut absent).unwrap(), None);
        let error = serde_json::from_str::<BillingType>(json).unwrap_err();
        assert_eq!(
            error.to_string(),
            "expected the text of a value of BillingType, found nothing"
        );
    }
    let mut number = serde_json::Deserializer::from_str("3");
    assert_eq!(
        wire::option::<_, BillingType>(&mut number).unwrap(),
        Some(BillingType::from("3"))
    );
    assert!(serde_json::from_str::<BillingType>("[]").is_err());
}

#[test]
fn generic_code() {
    fn texts<E: OpenEnum>() -> Vec<String> {
        E::KNOWN.iter().map(ToString::to_string).collect()
    }
    assert_eq!(texts::<BillingType>(), BillingType::VALUES);
    assert_eq!(texts::<Activity>(), ["active"]);
}
