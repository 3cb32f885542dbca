//! Rust names for names of the API, by the same rules as progenitor.

use heck::{ToPascalCase, ToShoutySnakeCase, ToSnakeCase};
use proc_macro2::{Ident, Span};

/// The name of a type: `list_projects` becomes `ListProjects`.
#[must_use]
pub fn type_name(name: &str) -> String {
    identifier(separated(name).to_pascal_case())
}

/// The name of a field or an argument, with the rest of the API's name as words.
/// A keyword gets an underscore: `type` becomes `type_`.
#[must_use]
pub fn field_name(name: &str) -> String {
    identifier(separated(name).to_snake_case())
}

/// The name of a static.
#[must_use]
pub fn static_name(name: &str) -> String {
    identifier(separated(name).to_shouty_snake_case())
}

/// The name of an enum's variant: `Date.ThisWeek` becomes `DateThisWeek`.
#[must_use]
pub fn variant_name(value: &str) -> String {
    type_name(value)
}

/// The name of a setter: the API's name, as a raw identifier where it is a keyword.
/// `reserved` are the methods that the type has besides.
#[must_use]
pub fn setter_name(name: &str, reserved: &[&str]) -> Ident {
    let plain = separated(name).to_snake_case();
    if reserved.contains(&plain.as_str()) {
        ident(&format!("{plain}_"))
    } else if is_identifier(&plain) {
        ident(&plain)
    } else if let Ok(raw) = syn::parse_str::<Ident>(&format!("r#{plain}")) {
        raw
    } else {
        ident(&field_name(name))
    }
}

/// An identifier in generated code, from a name that one of these functions made.
#[must_use]
pub fn ident(name: &str) -> Ident {
    Ident::new(name, Span::call_site())
}

fn separated(name: &str) -> String {
    name.replace('\'', "")
        .replace(|c: char| !(c.is_alphanumeric() || c == '_'), "-")
}

fn identifier(name: String) -> String {
    let name = match name.chars().next() {
        None => "x".to_owned(),
        Some(first) if first.is_alphabetic() => name,
        Some(_) => format!("_{name}"),
    };
    if is_identifier(&name) {
        name
    } else {
        format!("{name}_")
    }
}

fn is_identifier(name: &str) -> bool {
    syn::parse_str::<Ident>(name).is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_follow_rust_and_keywords_stay_usable() {
        assert_eq!(type_name("list_time_entries"), "ListTimeEntries");
        assert_eq!(field_name("type"), "type_");
        assert_eq!(field_name("X-Rate-Limit"), "x_rate_limit");
        assert_eq!(static_name("list_projects"), "LIST_PROJECTS");
        assert_eq!(variant_name("Date.ThisWeek"), "DateThisWeek");
        assert_eq!(
            variant_name("fixed_cost_for_project"),
            "FixedCostForProject"
        );
        assert_eq!(variant_name("2nd"), "_2nd");
        assert_eq!(setter_name("type", &[]).to_string(), "r#type");
        assert_eq!(setter_name("self", &[]).to_string(), "self_");
        assert_eq!(setter_name("send", &["send"]).to_string(), "send_");
    }
}
