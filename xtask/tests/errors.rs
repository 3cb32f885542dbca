//! Every mistake in a spec gets one message, which says where it is and what to do.

use crate::common::{NOTES, NOTES_SCALARS, notes_with};
use xtask::{regen, scalars::Scalar};

/// The message about `notes.yaml` with one passage replaced.
fn message(passage: &str, replacement: &str) -> String {
    message_of(&notes_with(passage, replacement), NOTES_SCALARS)
}

fn message_of(text: &str, scalars: &[Scalar]) -> String {
    match regen::generate("api.yaml", text, scalars) {
        Ok(_) => panic!("the mistake was not found"),
        Err(problems) => problems.to_string(),
    }
}

/// A test per mistake: the passage of `notes.yaml`, what it becomes, and the message.
macro_rules! mistakes {
    ($($name:ident: $passage:expr => $replacement:expr, $message:expr;)+) => {$(
        #[test]
        fn $name() {
            assert_eq!(message($passage, $replacement), concat!("api.yaml: ", $message));
        }
    )+};
}

#[test]
fn the_description_that_the_mistakes_are_made_in_is_good() {
    if let Err(problems) = regen::generate("api.yaml", NOTES, NOTES_SCALARS) {
        panic!("{problems}");
    }
}

#[test]
fn an_example_of_a_page_that_another_one_follows() {
    let paged = NOTES
        .replace(
            "operationId: list_notes",
            "operationId: list_notes\n      x-paging: { page: colour, items: notes, more: context.more }",
        )
        .replace(
            "        notes: { type: array,",
            "        context: { type: object, properties: { more: { type: boolean } } }\n        notes: { type: array,",
        );
    let with = |more: &str| {
        let example = format!("Notes: {{ value: {{ context: {{ more: {more} }}, notes:");
        paged.replace("Notes: { value: { notes:", &example)
    };
    if let Err(problems) = regen::generate("api.yaml", &with("false"), NOTES_SCALARS) {
        panic!("{problems}");
    }
    assert_eq!(
        message_of(&with("true"), NOTES_SCALARS),
        "api.yaml: components.examples.Notes.value: this example is answered to every page by mock \
         servers; set `context.more` to false, so that reading the pages ends"
    );
}

mistakes! {
    version_of_openapi: "openapi: 3.0.3" => "openapi: 3.1.0",
        "openapi: the version is `3.1.0`, but the generator takes OpenAPI 3.0.x only";

    no_openapi: "openapi: 3.0.3" => "swagger: 2.0.0",
        "this is not an OpenAPI document: `openapi: 3.0.3` is missing at the top";

    dangling_reference: "examples/Notes'" => "examples/Note'",
        "paths./notes.get.responses.200.content.application/json.examples.some: \
         $ref `#/components/examples/Note` points at nothing";

    reference_to_another_file: "'#/components/schemas/NoteList'" => "'other.yaml#/NoteList'",
        "paths./notes.get.responses.200.content.application/json.schema: $ref \
         `other.yaml#/NoteList` must have the form `#/components/<section>/<name>`";

    link_to_an_unknown_operation: "example: { note_id: '7', text: Buy milk }" =>
        "example: { note_id: '7' }\n          links: { gone: { operationId: drop_note } }",
        "paths./notes.post.responses.200.links.gone: there is no operation `drop_note` to lead to";

    link_to_an_unknown_parameter: "example: { note_id: '7', text: Buy milk }" =>
        "example: { note_id: '7' }\n          links: { gone: { operationId: delete_note, parameters: { id: $response.body#/note_id } } }",
        "paths./notes.post.responses.200.links.gone: `delete_note` has no parameter `id`";

    link_from_an_unknown_property: "example: { note_id: '7', text: Buy milk }" =>
        "example: { note_id: '7' }\n          links: { gone: { operationId: delete_note, parameters: { note_id: $response.body#/id } } }",
        "paths./notes.post.responses.200.links.gone: `$response.body#/id` is nothing that this answer has";

    pages_without_a_word: "name: colour" => "name: page",
        "paths./notes.get: this has a parameter `page`; say with x-paging how its pages are read";

    paging_by_nothing: "operationId: list_notes" => "operationId: list_notes\n      x-paging: { page: page }",
        "paths./notes.get.x-paging.page: there is no parameter `page`";

    paging_of_nothing: "operationId: list_notes" =>
        "operationId: list_notes\n      x-paging: { page: colour, items: notes, more: page_context.more }",
        "paths./notes.get.x-paging.more: the answer has no `page_context.more`";

    missing_operation_id: "operationId: add_note" => "deprecated: true",
        "paths./notes.post: operationId is missing; give every operation one";

    missing_summary: "summary: Add a note" => "deprecated: true",
        "paths./notes.post: summary is missing; say in a few words what the operation does";

    duplicate_operation_id: "operationId: delete_note" => "operationId: add_note",
        "paths./notes/{note_id}.delete.operationId: `add_note` is already the operationId of \
         paths./notes.post; each may be used once";

    operation_id_in_another_case: "operationId: add_note" => "operationId: addNote",
        "paths./notes.post.operationId: `addNote` must be a name in snake_case, such as `add_note`";

    request_example: "{ text: Buy milk, day: '2026-03-02' }" => "{ day: '2026-02-30' }",
        "paths./notes.post.requestBody.content.application/json.example: this example does not fit \
         its schema: \"text\" is a required property; /day: \"2026-02-30\" is not a \"date\"";

    response_example: "example: { note_id: '7', text: Buy milk }" => "example: { note_id: 7 }",
        "paths./notes.post.responses.200.content.application/json.example: this example does not \
         fit its schema: /note_id: 7 is not of type \"string\"";

    example_of_a_component: "[{ note_id: '7' }]" => "[{}]",
        "components.examples.Notes.value: this example does not fit its schema: /notes/0: \
         \"note_id\" is a required property";

    property_example: "example: Buy milk }" => "example: 3 }",
        "components.schemas.Note.properties.text.example: this example does not fit its schema: 3 \
         is not of type \"string\"";

    schema_example: "description: A note." => "example: { note_id: null }",
        "components.schemas.Note.example: this example does not fit its schema: /note_id: null is \
         not of type \"string\"";

    parameter_example: "example: red" => "example: green",
        "paths./notes.get.parameters.0.example: this example does not fit its schema: \"green\" is \
         not one of \"red\" or \"blue\"";

    default_of_an_enum: "default: red" => "default: green",
        "components.schemas.Colour.default: \"green\" is not one of the values: \"red\", \"blue\"";

    alias_of_nothing: "x-alias-of: text" => "x-alias-of: txt",
        "components.schemas.Note.properties.body.x-alias-of: \"txt\" is not a property of the same \
         schema";

    alias_of_an_alias: "x-alias-of: text" => "x-alias-of: body",
        "components.schemas.Note.properties.body.x-alias-of: \"body\" is itself an alias; name the \
         property that stays";

    names_of_variants: "default: red" => "x-enum-varnames: [Red]",
        "components.schemas.Colour.x-enum-varnames: there are 1 names for 2 values";

    variants_of_one_name: "enum: [red, blue]" => "enum: [red, Red]",
        "components.schemas.Colour.enum.1: a second value becomes `Red`; give them different names with \
         x-enum-varnames";

    descriptions_of_variants: "default: red" => "x-enumDescriptions: { green: Grass. }",
        "components.schemas.Colour.x-enumDescriptions.green: this is not one of the values of the \
         enum";

    multipart: "application/json:\n            schema: { $ref: '#/components/schemas/AddNote' }" =>
        "multipart/form-data:\n            schema: { $ref: '#/components/schemas/AddNote' }",
        "paths./notes.post.requestBody.content: the generator takes `application/json` here, not \
         `multipart/form-data`";

    two_media_types: "        content:\n          application/json:\n            schema: { $ref: '#/components/schemas/AddNote' }" =>
        "        content:\n          text/plain: {}\n          application/json:\n            schema: { $ref: '#/components/schemas/AddNote' }",
        "paths./notes.post.requestBody.content: there are several media types, `application/json` \
         and `text/plain`; the generator takes one";

    deep_object: "in: query" => "in: query\n          style: deepObject",
        "paths./notes.get.parameters.0: the generator does not take the style `deepObject`";

    cookie: "in: query" => "in: cookie",
        "paths./notes.get.parameters.0: the generator takes no parameters in cookies";

    inline_list_to_join: "schema: { $ref: '#/components/schemas/Colour' }\n          example: red" =>
        "explode: false\n          schema: { type: array, items: { type: string } }",
        "paths./notes.get.parameters.0.schema: the generator cannot join a list; make a component of \
         it and give that a type that prints the joined form in xtask/src/scalars.rs";

    different_successes: "'204': { description: It is gone. }" =>
        "'204': { description: It is gone. }\n        '200': { description: '', content: { application/json: { schema: { $ref: '#/components/schemas/Note' } } } }",
        "paths./notes/{note_id}.delete.responses: the responses with a status of 2xx have different \
         bodies; the generator takes one";

    no_success: "'204': { description: It is gone. }" => "'404': { description: Where is it? }",
        "paths./notes/{note_id}.delete.responses: there is no success: no response with a status of \
         2xx";

    path_parameter_missing: "/notes/{note_id}:" => "/notes/{note_id}/{page}:",
        "paths./notes/{note_id}/{page}.delete: the path parameter `page` is missing";

    path_parameter_nowhere: "/notes/{note_id}:" => "/notes/all:",
        "paths./notes/all.delete: the path has no `{note_id}`";

    scalar_without_a_type: "{ type: string, enum: [red, blue], default: red }" => "{ type: string }",
        "components.schemas.Colour: this is one value, but xtask/src/scalars.rs has no Rust type for \
         `Colour`";

    inline_enum: "text: { type: string, minLength: 1 }" => "text: { type: string, enum: [a, Buy milk] }",
        "components.schemas.AddNote.properties.text: this enum is written inline; move it to \
         components.schemas, so that it has a name";

    alternatives: "day: { type: string, format: date }" => "day: { oneOf: [{ type: string }, { type: number }] }",
        "components.schemas.AddNote.properties.day.oneOf: these alternatives have no Rust form. Those \
         that have: a value or an empty text; one value or a list of the same; an enum or any text; a \
         boolean or its text. For a value with several forms, make a component and give it a type in \
         xtask/src/scalars.rs";

    number_in_a_response: "body: { type: string, x-alias-of: text }" => "size: { type: number }",
        "components.schemas.Note.properties.size: a number in a response would become a binary \
         fraction; make a component of it and give that a type in xtask/src/scalars.rs";

    object_without_properties: "body: { type: string, x-alias-of: text }" => "size: { type: object }",
        "components.schemas.Note.properties.size: an object without properties has no form here; \
         leave the schema empty to take any JSON";

    fields_of_one_name: "body: { type: string, x-alias-of: text }" => "Text: { type: string }",
        "components.schemas.Note.properties.text: this and `Text` both become the field `text` in Rust";

    map_of_values: "description: A note." => "additionalProperties: { type: string }",
        "components.schemas.Note.additionalProperties: a map of values has no form here; name the \
         properties, or leave the schema empty to take any JSON";

    used_both_ways: "day: { type: string, format: date }" => "note: { $ref: '#/components/schemas/Note' }",
        "components.schemas.Note: this is used in requests and in responses; the first are exact and \
         the second tolerant, so make two components of it";

    security_missing: "security: [{ east_oauth: [East.notes.CREATE] }]" => "deprecated: true",
        "paths./notes.post: security is missing; name the scope that the operation needs, per product";

    security_unknown: "east_oauth: [East.notes.CREATE]" => "west_oauth: [West.notes.CREATE]",
        "paths./notes.post.security.0: there is no security scheme `west_oauth`";

    security_without_a_scope: "east_oauth: [East.notes.CREATE]" => "east_oauth: []",
        "paths./notes.post.security.0: an alternative must ask for exactly one scope";

    security_of_two_kinds: "[{ east_oauth: [East.notes.CREATE] }]" =>
        "[{ east_oauth: [East.notes.CREATE] }, { east_oauth: [East.notes.UPDATE] }]",
        "paths./notes.post.security.1: `East.notes.UPDATE` and `East.notes.CREATE` end differently";

    idempotent_or_not: "operationId: add_note" => "operationId: add_note\n      x-idempotent: maybe",
        "paths./notes.post.x-idempotent: this is true or false";

    arguments_of_one_name: "- name: colour" => "- { name: Colour, in: header, schema: { type: string } }\n        - name: colour",
        "paths./notes.get: `colour` and `Colour` both become the argument `colour` in Rust";

    version_that_is_no_header: "version: 1.0.0" => "version: 1.0\u{e9}",
        "info.version: the generator sends this as a header, so it must be printable ASCII";

    not_the_structure_of_openapi: "parameters:\n        - name: colour" => "tags: Notes\n      parameters:\n        - name: colour",
        "paths: this is not as OpenAPI 3.0 has it: invalid type: string \"Notes\", expected a sequence";
}

#[test]
fn not_yaml() {
    let message = message("info: {", "info: [");
    assert!(
        message.starts_with("api.yaml: this is not valid YAML: "),
        "{message}"
    );
    assert!(message.contains("line 2, column 7"), "{message}");
}

#[test]
fn a_key_that_is_there_twice() {
    let message = message(
        "operationId: add_note",
        "operationId: add_note\n      operationId: b",
    );
    assert!(
        message.contains("duplicate mapping key: operationId"),
        "{message}"
    );
    assert!(message.contains("line 24, column 7"), "{message}");
}

#[test]
fn two_components_of_one_name() {
    let text = notes_with("    NoteList:", "    note_list:\n      type: object\n      properties: { a: { type: string } }\n    NoteList:")
        .replace("body: { type: string, x-alias-of: text }", "list: { $ref: '#/components/schemas/note_list' }");
    assert_eq!(
        message_of(&text, NOTES_SCALARS),
        "api.yaml: components.schemas.note_list: this becomes `NoteList` in Rust, which \
         components.schemas.NoteList is already; rename one of them"
    );
}

#[test]
fn a_line_of_the_table_of_scalars_without_its_schema() {
    let table = [
        NOTES_SCALARS[0],
        Scalar::new("Fine", "::zoho_time_types::Amount"),
    ];
    assert_eq!(
        message_of(NOTES, &table),
        "api.yaml: components.schemas.Fine: xtask/src/scalars.rs replaces this by \
         `::zoho_time_types::Amount`, but there is no such schema"
    );
}

#[test]
fn a_required_property_that_is_not_there() {
    let text = notes_with("required: [text]", "required: [text, title]").replace(
        "{ text: Buy milk, day",
        "{ text: Buy milk, title: Milk, day",
    );
    assert_eq!(
        message_of(&text, NOTES_SCALARS),
        "api.yaml: components.schemas.AddNote.required: there is no property `title`"
    );
}

#[test]
fn several_mistakes_are_reported_at_once() {
    let text = notes_with("operationId: add_note", "deprecated: true")
        .replace("example: red", "example: green");
    let message = message_of(&text, NOTES_SCALARS);
    let places: Vec<&str> = message
        .lines()
        .filter_map(|line| line.split(": ").nth(1))
        .collect();
    assert_eq!(
        places,
        ["paths./notes.get.parameters.0.example", "paths./notes.post"]
    );
}

/// Whatever is missing or of another kind, there are files or messages, and never a panic.
#[test]
fn any_line_may_be_wrong() {
    let lines: Vec<&str> = NOTES.lines().collect();
    for (index, line) in lines.iter().enumerate() {
        let key = line.split_inclusive(':').next().unwrap_or(line);
        for replacement in [
            String::new(),
            format!("{key} 7"),
            format!("{key} []"),
            format!("{key} {{}}"),
        ] {
            let mut changed = lines.clone();
            changed[index] = &replacement;
            if let Err(problems) = regen::generate("api.yaml", &changed.join("\n"), NOTES_SCALARS) {
                let message = problems.to_string();
                assert!(message.starts_with("api.yaml: "), "{message}");
                assert!(
                    !message.contains("the generator failed"),
                    "{replacement}: {message}"
                );
                assert!(
                    !message.contains("not what was expected"),
                    "{replacement}: {message}"
                );
            }
        }
    }
}
