//! The enumerations. These are calls of a macro, inside of which only text keeps its form.

use crate::ir::{Enum, Ir};

/// The text of the file.
pub(super) fn enums(ir: &Ir) -> String {
    let mut text =
        "//! The enumerations of the API; each keeps the values it does not know.\n".to_owned();
    for (name, item) in &ir.enums {
        text.push('\n');
        text += &one(name, item);
    }
    text
}

fn one(name: &str, item: &Enum) -> String {
    let mut lines = vec!["::zoho_time_types::open_enum! {".to_owned()];
    lines.extend(docs(&item.docs, "    "));
    lines.push(format!("    pub enum {name} {{"));
    for variant in &item.variants {
        lines.extend(docs(&variant.docs, "        "));
        lines.push(format!("        {} = {:?},", variant.name, variant.value));
    }
    lines.push("    }\n}\n".to_owned());
    lines.join("\n")
}

pub(super) fn docs(text: &str, indent: &str) -> Vec<String> {
    text.trim()
        .lines()
        .map(|line| format!("{indent}/// {line}").trim_end().to_owned())
        .collect()
}
