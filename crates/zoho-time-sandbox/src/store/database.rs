//! Opening of a database: connection settings, and rejected files.

use std::path::PathBuf;

use rusqlite::config::DbConfig;
use rusqlite::{Connection, ErrorCode, OpenFlags};
use zoho_time_files::PrivateFile;

use super::Location;
use super::flusher::Flusher;
use super::integrity::{Depth, find_damage};
use super::writer::Commits;

/// Identifies a file of the sandbox; `PRAGMA application_id`.
const APPLICATION_ID: i32 = i32::from_be_bytes(*b"ZTsb");
/// The version of the schema; `PRAGMA user_version`.
const SCHEMA_VERSION: i32 = 3;
pub(super) const SCHEMA: &str = include_str!("schema.sql");
/// Number of cached prepared statements per connection.
const STATEMENTS: usize = 128;
/// Page cache per connection, in KiB.
const CACHE: i32 = 8 << 10;
/// Pages in the write-ahead log that trigger a checkpoint. More pages mean fewer pauses for checkpoints, and
/// more to read after a crash.
const LOGGED_PAGES: i32 = 8000;

/// The path of an in-memory database.
const IN_MEMORY: &str = ":memory:";

/// Durability of commits to a file.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Durability {
    /// Survives a crash of the program. Power loss may lose the last commits, but never corrupts the file.
    #[default]
    Normal,
    /// Survives power loss as well, but waits for the disk at each commit.
    Full,
}

/// Errors of opening a database.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum OpenError {
    /// The file is not a database.
    #[error("{} is not a database; name another file, or delete this one to start again", .0.display())]
    NotADatabase(PathBuf),
    /// The file is a database of another program.
    #[error("{} is a database of another program, which the sandbox does not change", .0.display())]
    Foreign(PathBuf),
    /// The file was written by a newer version of the sandbox.
    #[error("{} was written by a newer version of the sandbox (schema {found}, this one knows {SCHEMA_VERSION})", .path.display())]
    Newer {
        /// The file.
        path: PathBuf,
        /// The version of its schema.
        found: i32,
    },
    /// The file was written by an older version of the sandbox, and cannot be upgraded.
    #[error("{} was written by an older version of the sandbox (schema {found}, this one needs {SCHEMA_VERSION}); delete it to start again, or use that version", .path.display())]
    Older {
        /// The file.
        path: PathBuf,
        /// The version of its schema.
        found: i32,
    },
    /// The database is damaged.
    #[error("{} is damaged: {detail}; restore it from a copy, or delete it to start again", .path.display())]
    Damaged {
        /// The file.
        path: PathBuf,
        /// The first error.
        detail: String,
    },
    /// The database could not be opened for another reason.
    #[error("cannot open the database {}: {source}", .path.display())]
    Database {
        /// The file, or `:memory:`.
        path: PathBuf,
        /// The error of the database.
        source: Box<dyn std::error::Error + Send + Sync>,
    },
    /// A thread could not be started.
    #[error("cannot start a thread for the database: {0}")]
    Thread(#[source] std::io::Error),
}

/// Checks whether a file is an intact database of this version. Changes nothing, and a sandbox may be using it.
///
/// # Errors
///
/// Fails with the first problem otherwise.
pub fn check_database(file: impl Into<PathBuf>) -> Result<(), OpenError> {
    let database = Database::at(file.into());
    database.open_existing(Depth::Thorough).map(drop)
}

/// A database for which several connections can be opened.
#[derive(Debug, Clone)]
pub(super) struct Database {
    path: PathBuf,
    durability: Durability,
}

impl Database {
    /// The one in this file.
    pub(super) fn at(path: PathBuf) -> Self {
        Self {
            path,
            durability: Durability::default(),
        }
    }

    pub(super) fn new(location: &Location, durability: Durability) -> Self {
        let path = match location {
            Location::Memory => PathBuf::from(IN_MEMORY),
            Location::File(path) => path.clone(),
        };
        Self { path, durability }
    }

    /// The write connection: checks the file, and creates the schema if necessary.
    pub(super) fn open_writer(&self) -> Result<Connection, OpenError> {
        let connection = self.connect(OpenFlags::SQLITE_OPEN_CREATE)?;
        self.check(&connection, Depth::Quick)?;
        self.prepare(&connection)
            .map_err(|error| self.refuse(error))?;
        Ok(connection)
    }

    /// Sets the cost of commits: with full durability, each waits for the disk.
    pub(super) fn commits(&self) -> Result<Commits, OpenError> {
        if self.path.as_os_str() == IN_MEMORY {
            return Ok(Commits::Quick(None));
        }
        match self.durability {
            Durability::Full => Ok(Commits::Slow),
            Durability::Normal => Flusher::start(&self.path)
                .map(|flusher| Commits::Quick(Some(flusher)))
                .map_err(OpenError::Thread),
        }
    }

    /// A read-only connection. The write connection must have been opened before.
    pub(super) fn open_reader(&self) -> Result<Connection, OpenError> {
        let connection = self.connect(OpenFlags::empty())?;
        connection
            .pragma_update(None, "query_only", true)
            .map_err(|error| self.refuse(error))?;
        Ok(connection)
    }

    /// A read-only connection to an existing file.
    pub(super) fn open_existing(&self, depth: Depth) -> Result<Connection, OpenError> {
        let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let connection =
            Connection::open_with_flags(&self.path, flags).map_err(|error| self.refuse(error))?;
        self.check(&connection, depth)?;
        let version: i32 = connection
            .pragma_query_value(None, "user_version", |row| row.get(0))
            .map_err(|error| self.refuse(error))?;
        if version == 0 {
            return Err(OpenError::NotADatabase(self.path.clone()));
        }
        Ok(connection)
    }

    fn connect(&self, create: OpenFlags) -> Result<Connection, OpenError> {
        let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX | create;
        let path = self.private()?;
        let open = || {
            let connection = Connection::open_with_flags(&path, flags)?;
            connection.busy_timeout(std::time::Duration::from_secs(5))?;
            connection.set_prepared_statement_cache_capacity(STATEMENTS);
            // Otherwise a statement may be planned again for each value bound to it, which takes longer than
            // running it.
            connection.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true)?;
            connection.pragma_update(None, "foreign_keys", true)?;
            connection.pragma_update(None, "cache_size", -CACHE)?;
            // Write to no file other than the requested one.
            connection.pragma_update(None, "temp_store", "memory")?;
            Ok(connection)
        };
        open().map_err(|error| self.refuse(error))
    }

    /// The private file, created if necessary. The database gives the files next to it the same mode.
    fn private(&self) -> Result<PathBuf, OpenError> {
        if self.path.as_os_str() == IN_MEMORY {
            return Ok(self.path.clone());
        }
        let file = PrivateFile::at(&self.path);
        let file = file.and_then(|file| file.ensure().map(|()| file));
        let file = file.map_err(|error| OpenError::Database {
            path: self.path.clone(),
            source: Box::new(error),
        })?;
        Ok(file.path().to_owned())
    }

    fn check(&self, connection: &Connection, depth: Depth) -> Result<(), OpenError> {
        let number = |name: &str| -> Result<i32, OpenError> {
            connection
                .pragma_query_value(None, name, |row| row.get(0))
                .map_err(|error| self.refuse(error))
        };
        let (application, version) = (number("application_id")?, number("user_version")?);
        if number("schema_version")? == 0 {
            // It is empty.
            return Ok(());
        }
        if application != APPLICATION_ID {
            return Err(OpenError::Foreign(self.path.clone()));
        }
        if version > SCHEMA_VERSION {
            return Err(OpenError::Newer {
                path: self.path.clone(),
                found: version,
            });
        }
        if version <= 0 {
            return Err(self.damaged("it is missing its version"));
        }
        if version < SCHEMA_VERSION {
            return Err(OpenError::Older {
                path: self.path.clone(),
                found: version,
            });
        }
        match find_damage(connection, depth).map_err(|error| self.refuse(error))? {
            None => Ok(()),
            Some(detail) => Err(self.damaged(&detail)),
        }
    }

    fn damaged(&self, detail: &str) -> OpenError {
        OpenError::Damaged {
            path: self.path.clone(),
            detail: detail.to_owned(),
        }
    }

    fn prepare(&self, connection: &Connection) -> rusqlite::Result<()> {
        connection.pragma_update_and_check(None, "journal_mode", "wal", |_| Ok(()))?;
        connection.pragma_update(
            None,
            "synchronous",
            match self.durability {
                Durability::Normal => "NORMAL",
                Durability::Full => "FULL",
            },
        )?;
        connection.pragma_update_and_check(None, "wal_autocheckpoint", LOGGED_PAGES, |_| Ok(()))?;
        let version: i32 = connection.pragma_query_value(None, "user_version", |row| row.get(0))?;
        if version == 0 {
            connection.execute_batch(&format!(
                "BEGIN IMMEDIATE;\n{SCHEMA}\n\
                 PRAGMA application_id = {APPLICATION_ID};\n\
                 PRAGMA user_version = {SCHEMA_VERSION};\nCOMMIT;"
            ))?;
        }
        Ok(())
    }

    fn refuse(&self, error: rusqlite::Error) -> OpenError {
        let path = self.path.clone();
        match error.sqlite_error_code() {
            Some(ErrorCode::NotADatabase) => OpenError::NotADatabase(path),
            Some(ErrorCode::DatabaseCorrupt) => OpenError::Damaged {
                path,
                detail: error.to_string(),
            },
            _ => OpenError::Database {
                path,
                source: Box::new(error),
            },
        }
    }
}
