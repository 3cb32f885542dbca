//! The ids without a type in `zoho-time-types`. These are calls of a macro, inside of which only text keeps its form.

use heck::ToSnakeCase;

use super::enums::docs;
use crate::{ir::Ir, names};

/// The text of the file.
pub(super) fn ids(ir: &Ir) -> String {
    let mut text = "//! Ids of records that `zoho-time-types` has no type for.\n".to_owned();
    if ir.ids.is_empty() {
        return text;
    }
    text += "\n::zoho_time_types::ids! {\n";
    for (schema, description) in &ir.ids {
        for line in docs(description, "    ") {
            text += &format!("{line}\n");
        }
        let name = names::type_name(schema);
        let kind = name.to_snake_case().replace('_', " ");
        let article = if kind.starts_with(['a', 'e', 'i', 'o', 'u']) {
            "an"
        } else {
            "a"
        };
        text += &format!("    {name}, {article:?}, {kind:?};\n");
    }
    text + "}\n"
}
