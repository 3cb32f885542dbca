//! The published spec in other languages: clients by well-known generators, from the unchanged spec, in
//! TypeScript and Python, and curl. Each takes a project from its creation to its deletion, in both wire
//! styles, with a sandbox that rejects violations of the spec.
//!
//! Needs Node.js with npm, Python 3 with `venv`, and curl with jq. The first run installs the generators,
//! in the releases that are written down beside each program, below the target folder. Where a tool is
//! missing the test passes with a note, unless `CI` is `true`.

mod curl;
mod lifecycle;
mod python;
mod typescript;
