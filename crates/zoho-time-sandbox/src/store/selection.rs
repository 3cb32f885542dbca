//! Query builder for lists: conditions, order and page.

use rusqlite::ToSql;

/// A page of a list.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Page {
    /// Counted from 1.
    pub(crate) number: i64,
    /// Maximum number of rows.
    pub(crate) size: i64,
}

impl Page {
    /// Removes the row that was read beyond the page, and returns whether there was one.
    pub(super) fn cut<T>(self, mut rows: Vec<T>) -> (Vec<T>, bool) {
        let size = usize::try_from(self.size).unwrap_or(usize::MAX);
        let has_more = rows.len() > size;
        rows.truncate(size);
        (rows, has_more)
    }
}

/// A sort column.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Sort<C> {
    pub(crate) column: C,
    pub(crate) descending: bool,
}

/// A page of a sorted list.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Selection<C> {
    pub(crate) page: Page,
    pub(crate) sort: Sort<C>,
}

/// A query under construction.
pub(super) struct Query {
    sql: String,
    values: Vec<Box<dyn ToSql>>,
}

impl Query {
    /// Starts with a query that ends in a condition.
    pub(super) fn new(sql: &str) -> Self {
        Self {
            sql: sql.to_owned(),
            values: Vec::new(),
        }
    }

    /// Binds the next parameter of the query.
    pub(super) fn bind(&mut self, value: impl ToSql + 'static) -> &mut Self {
        self.values.push(Box::new(value));
        self
    }

    /// Adds a condition with one `?`, if there is a value for it.
    pub(super) fn narrow(
        &mut self,
        condition: &str,
        value: Option<impl ToSql + 'static>,
    ) -> &mut Self {
        if let Some(value) = value {
            self.sql.push_str(" AND ");
            self.sql.push_str(condition);
            self.bind(value);
        }
        self
    }

    /// Sorts by the column, then by the id; then selects the page with one more row, which shows whether there
    /// is another page.
    pub(super) fn select(
        &mut self,
        column: &str,
        descending: bool,
        id: &str,
        page: Page,
    ) -> &mut Self {
        self.sort(column, descending, id);
        self.sql.push_str(" LIMIT ? OFFSET ?");
        let skipped = page.number.saturating_sub(1).saturating_mul(page.size);
        self.bind(page.size.saturating_add(1)).bind(skipped)
    }

    /// Ends a subquery that selected a page, and repeats its order outside.
    pub(super) fn sort_again(&mut self, column: &str, descending: bool, id: &str) {
        self.sql.push(')');
        self.sort(column, descending, id);
    }

    fn sort(&mut self, column: &str, descending: bool, id: &str) {
        let direction = if descending { "DESC" } else { "ASC" };
        self.sql
            .push_str(&format!(" ORDER BY {column} {direction}, {id} {direction}"));
    }

    pub(super) fn sql(&self) -> &str {
        &self.sql
    }

    pub(super) fn values(&self) -> impl rusqlite::Params + '_ {
        rusqlite::params_from_iter(self.values.iter())
    }
}
