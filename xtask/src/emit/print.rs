//! Printing generated code so that a person can read it.

use proc_macro2::TokenStream;

/// The text of a file.
pub(super) fn file(file: syn::File) -> String {
    space_out(&prettyplease::unparse(&file))
}

/// The text of a file, from tokens.
pub(super) fn tokens(tokens: TokenStream) -> syn::Result<String> {
    Ok(file(syn::parse2(tokens)?))
}

/// Puts an empty line after every item and every method, where prettyplease puts none. Imports
/// stay together.
fn space_out(text: &str) -> String {
    let mut spaced = String::with_capacity(text.len() + text.len() / 32);
    let mut lines = text.lines().peekable();
    while let Some(line) = lines.next() {
        spaced.push_str(line);
        spaced.push('\n');
        let next = lines.peek().copied().unwrap_or("}");
        if ends_item(line) && !next.is_empty() && !next.trim_start().starts_with('}')
            || ends_head(line, next)
        {
            spaced.push('\n');
        }
    }
    spaced
}

/// Whether an item, or a method, ends here.
fn ends_item(line: &str) -> bool {
    matches!(line, "}" | "    }" | "};" | "    };" | "];")
}

/// Whether the docs of the file, or its imports, end with `line`.
fn ends_head(line: &str, next: &str) -> bool {
    ["//!", "use "]
        .into_iter()
        .any(|start| line.starts_with(start) && !next.starts_with(start))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn items_are_apart_and_bodies_are_not() {
        let file = syn::parse_file("struct A { a: u8 } impl A { fn a() { { 1; } 2; } fn b() {} }");
        let text = super::file(file.unwrap());
        assert_eq!(
            text,
            "struct A {\n    a: u8,\n}\n\nimpl A {\n    fn a() {\n        {\n            1;\n        \
             }\n        2;\n    }\n\n    fn b() {}\n}\n"
        );
        assert_eq!(space_out(&text), text);
    }
}
