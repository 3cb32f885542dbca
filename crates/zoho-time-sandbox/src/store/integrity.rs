//! Integrity check of a database.

use rusqlite::{Connection, OptionalExtension};

use super::database::SCHEMA;

/// Depth of the check.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Depth {
    /// Fast enough for every opening of a file.
    Quick,
    /// Also whether every index agrees with its table.
    Thorough,
}

/// The first problem of a database, if any.
pub(super) fn find_damage(
    connection: &Connection,
    depth: Depth,
) -> rusqlite::Result<Option<String>> {
    let pages = match depth {
        Depth::Quick => "PRAGMA quick_check(1)",
        Depth::Thorough => "PRAGMA integrity_check(1)",
    };
    let verdict: String = connection.query_row(pages, [], |row| row.get(0))?;
    if verdict != "ok" {
        return Ok(Some(verdict));
    }
    if let Some(part) = find_alien_part(connection)? {
        return Ok(Some(part));
    }
    find_dangling_row(connection)
}

/// A table or index that differs from this version's schema.
fn find_alien_part(connection: &Connection) -> rusqlite::Result<Option<String>> {
    let expected = Connection::open_in_memory()?;
    expected.execute_batch(SCHEMA)?;
    let (expected, found) = (parts(&expected)?, parts(connection)?);
    let missing = expected.iter().find(|part| !found.contains(part));
    let added = found.iter().find(|part| !expected.contains(part));
    Ok(match (missing, added) {
        (None, None) => None,
        (Some((name, _)), _) => Some(format!("{name} is missing, or differs from the schema")),
        (None, Some((name, _))) => Some(format!("{name} does not belong in it")),
    })
}

/// The schema of a database: names and definitions.
fn parts(connection: &Connection) -> rusqlite::Result<Vec<(String, String)>> {
    // Tables created by ANALYZE are irrelevant.
    let mut statement = connection.prepare(
        "SELECT name, coalesce(sql, '') FROM sqlite_schema \
         WHERE name NOT LIKE 'sqlite\\_stat%' ESCAPE '\\'",
    )?;
    let parts =
        statement.query_map([], |row| Ok((row.get(0)?, bare(&row.get::<_, String>(1)?))))?;
    parts.collect()
}

/// A definition without comments and line breaks, which SQLite stores with it.
fn bare(sql: &str) -> String {
    let lines = sql.lines();
    let code = lines.map(|line| line.split_once("--").map_or(line, |(code, _)| code));
    let words: Vec<_> = code.flat_map(str::split_whitespace).collect();
    words.join(" ")
}

/// A row with a dangling reference.
fn find_dangling_row(connection: &Connection) -> rusqlite::Result<Option<String>> {
    let mut statement = connection.prepare("PRAGMA foreign_key_check")?;
    let row = statement.query_row([], |row| {
        let (from, to): (String, String) = (row.get(0)?, row.get(2)?);
        Ok(format!(
            "a row of {from} refers to one of {to} that does not exist"
        ))
    });
    row.optional()
}
