//! Deserialization of the types of bodies. Like that of the enumerations, it consists of calls of a macro: a derived
//! implementation has several functions for each field, which are compiled again with each change of the crate.

use crate::{
    ir::{Ir, Struct},
    names,
};

/// The text of the file.
pub(super) fn records(ir: &Ir) -> String {
    let mut text =
        "//! How the bodies are read, field by field.\n\nuse crate::types::*;\n".to_owned();
    for (name, object) in &ir.structs {
        text.push('\n');
        text += &one(name, object);
    }
    text
}

fn one(name: &str, object: &Struct) -> String {
    let mut text = format!("::zoho_time_types::record!({name} {{\n");
    for (wire_name, field) in &object.fields {
        let mut names = format!("{wire_name:?}");
        for alias in &field.aliases {
            names += &format!(" | {alias:?}");
        }
        let rust = names::field_name(wire_name);
        let how = field.read_as(object.role);
        text += &format!("    {rust} = {names}: {how},\n");
    }
    text + "});\n"
}
