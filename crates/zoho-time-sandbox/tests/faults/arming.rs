//! Rejected rules, and their error messages.

use crate::faults::rule;
use zoho_time_sandbox::faults::{Faults, Rule};

fn refused(json: &str) -> String {
    let faults = Faults::new();
    let error = faults.arm(rule(json)).unwrap_err();
    assert!(faults.list().is_empty());
    error.to_string()
}

#[test]
fn an_unknown_operation_is_refused_with_those_that_may_be_meant() {
    let table = [
        ("log_time_entri", "; did you mean `log_time_entry`?"),
        (
            "createProject",
            "; did you mean `create_project` or `update_project`?",
        ),
        ("LIST-PROJECTS", "; did you mean `list_projects`?"),
        (
            "project",
            "; did you mean `get_project`, `clone_project` or `list_projects`?",
        ),
        (
            "timer",
            "; did you mean `stop_timer`, `start_timer` or `get_running_timer`?",
        ),
        ("xyzzy", ""),
        ("", ""),
    ];
    for (name, hint) in table {
        let json = format!(r#"{{"operation": "{name}", "action": {{"type": "malformed_json"}}}}"#);
        assert_eq!(
            refused(&json),
            format!("there is no operation `{name}`{hint}")
        );
    }
}

#[test]
fn a_rule_that_makes_no_sense_is_refused() {
    let table = [
        (
            r#""product": "crm", "action": {"type": "malformed_json"}"#,
            "there is no product `crm`; the products are books, billing, invoice",
        ),
        (
            r#""path": "books/v3", "action": {"type": "malformed_json"}"#,
            "no path is `books/v3`: a path starts with `/`, and `*` may only be at its end",
        ),
        (
            r#""path": "/books/*/projects", "action": {"type": "malformed_json"}"#,
            "no path is `/books/*/projects`: a path starts with `/`, and `*` may only be at its end",
        ),
        (
            r#""times": 0, "action": {"type": "malformed_json"}"#,
            "`times` is 0, so the rule would never fire; omit `times` for no limit",
        ),
        (
            r#""probability": 1.5, "action": {"type": "malformed_json"}"#,
            "`probability` is 1.5; it has to be more than 0 and at most 1",
        ),
        (
            r#""probability": 0, "action": {"type": "malformed_json"}"#,
            "`probability` is 0; it has to be more than 0 and at most 1",
        ),
        (
            r#""seed": 7, "action": {"type": "malformed_json"}"#,
            "`seed` does nothing without `probability`",
        ),
        (
            r#""action": {"type": "html", "status": 99}"#,
            "`status` is 99; it has to be from 200 to 599",
        ),
        (
            r#""action": {"type": "status", "status": 600, "code": 1, "message": ""}"#,
            "`status` is 600; it has to be from 200 to 599",
        ),
        (
            r#""action": {"type": "slow_drip", "bytes": 0, "every_ms": 1}"#,
            "`bytes` is 0, so the response would never end; use `stall_body` for that",
        ),
    ];
    for (fields, message) in table {
        assert_eq!(refused(&format!("{{{fields}}}")), message);
    }
    let mut rule = Rule::new(zoho_time_sandbox::faults::Action::MalformedJson);
    rule.probability = Some(f64::NAN);
    assert!(Faults::new().arm(rule).is_err());
}

#[test]
fn what_is_no_rule_says_what_is_wrong() {
    let table = [
        (
            r#"{"time": 1, "action": {"type": "malformed_json"}}"#,
            "unknown field `time`, expected one of",
        ),
        (r#"{"times": 1}"#, "missing field `action`"),
        (
            r#"{"action": {"type": "explode"}}"#,
            "unknown variant `explode`, expected one of `status`, `html`",
        ),
        (
            r#"{"action": {"type": "delay", "seconds": 1}}"#,
            "unknown field `seconds`, expected `ms`",
        ),
        (r#"{"action": {"type": "delay"}}"#, "missing field `ms`"),
        (
            r#"{"action": {"type": "truncate", "bytes": -1}}"#,
            "invalid value: integer `-1`, expected usize",
        ),
        (
            r#"{"action": {"type": "rate_limited", "code": 46}}"#,
            "no rate limit has the code 46; they are",
        ),
        (
            r#"{"method": "FETCH", "action": {"type": "malformed_json"}}"#,
            "unknown variant `FETCH`, expected one of `GET`, `POST`",
        ),
        (
            r#"{"after": -1, "action": {"type": "malformed_json"}}"#,
            "invalid value: integer `-1`, expected u32",
        ),
    ];
    for (json, message) in table {
        let error = serde_json::from_str::<Rule>(json).unwrap_err().to_string();
        assert!(error.starts_with(message), "{json}: {error}");
        assert!(error.contains("at line 1 column "), "{error}");
    }
}

#[test]
fn a_rule_round_trips() {
    for json in [
        r#"{"action":{"type":"malformed_json"}}"#,
        r#"{"operation":"log_time_entry","product":"books","method":"POST","path":"/books/*","after":2,"times":3,"probability":0.5,"seed":9,"action":{"type":"delay","ms":5}}"#,
    ] {
        assert_eq!(serde_json::to_string(&rule(json)).unwrap(), json);
    }
}
