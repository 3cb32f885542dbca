//! Custom fields of projects and their values.

use rusqlite::params;

use super::rows::Columns;
use super::{Ledger, StoreError};
use crate::model::keys::{FieldKey, ProjectKey};
use crate::model::{CustomField, CustomValue};

impl Ledger<'_> {
    /// The custom field of this API name.
    pub(crate) fn custom_field(&self, api_name: &str) -> Result<Option<CustomField>, StoreError> {
        self.transaction.one(
            "SELECT field_id, api_name, label, data_type, is_unique FROM custom_fields \
             WHERE organization_id = ?1 AND api_name = ?2",
            params![self.org(), api_name],
            |row| field(&mut Columns::of(row)),
        )
    }

    /// Adds a custom field.
    pub(crate) fn add_custom_field(&self, field: &CustomField) -> Result<(), StoreError> {
        self.transaction.run(
            "INSERT INTO custom_fields \
             (field_id, organization_id, api_name, label, data_type, is_unique) \
             VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
            params![
                field.id,
                self.org(),
                field.api_name,
                field.label,
                field.data_type,
                field.is_unique,
            ],
        )?;
        Ok(())
    }

    /// The values of the custom fields of a project.
    pub(crate) fn custom_values(
        &self,
        project: ProjectKey,
    ) -> Result<Vec<CustomValue>, StoreError> {
        self.transaction.all(
            "SELECT f.field_id, f.api_name, f.label, f.data_type, f.is_unique, v.value \
             FROM custom_values v JOIN custom_fields f ON f.field_id = v.field_id \
             WHERE v.organization_id = ?1 AND v.project_id = ?2 ORDER BY f.field_id",
            params![self.org(), project],
            |row| {
                let mut columns = Columns::of(row);
                Ok(CustomValue {
                    field: field(&mut columns)?,
                    value: columns.take()?,
                })
            },
        )
    }

    /// Sets the value of a custom field of a project.
    pub(crate) fn put_custom_value(
        &self,
        project: ProjectKey,
        field: FieldKey,
        value: &str,
    ) -> Result<(), StoreError> {
        self.transaction.run(
            "INSERT INTO custom_values (project_id, field_id, organization_id, value) \
             VALUES (?1, ?2, ?3, ?4) \
             ON CONFLICT (project_id, field_id) DO UPDATE SET value = excluded.value",
            params![project, field, self.org(), value],
        )?;
        Ok(())
    }
}

/// Reads `field_id, api_name, label, data_type, is_unique`.
pub(super) fn field(columns: &mut Columns<'_>) -> rusqlite::Result<CustomField> {
    Ok(CustomField {
        id: columns.take()?,
        api_name: columns.take()?,
        label: columns.take()?,
        data_type: columns.take()?,
        is_unique: columns.take()?,
    })
}
