//! Operations: one JSON body, one kind of success.

use serde_json::Value;

use super::{Lowering, schema::Use};
use crate::{
    ir::{Operation, Role, Type},
    names,
    problem::{Location, Problem},
    spec::{OperationItem, entries, text},
};

const JSON: &str = "application/json";

impl Lowering<'_> {
    /// One operation of the view.
    pub(super) fn operation(&mut self, item: &OperationItem<'_>) -> Result<Operation, Problem> {
        let id = text(item.value, "operationId")
            .unwrap_or_default()
            .to_owned();
        let field = |key| text(item.value, key).unwrap_or_default().to_owned();
        let (statuses, response) = self.success(item, &id)?;
        Ok(Operation {
            method: item.method.to_uppercase(),
            path: item.path.to_owned(),
            summary: field("summary"),
            docs: field("description"),
            parameters: self.parameters(item, &id)?,
            body: self.body(item, &id)?,
            statuses,
            response,
            scopes: self.scopes(item)?,
            idempotent: Self::idempotent(item)?,
            paged: item.value.get("x-paging").is_some(),
            id,
        })
    }

    fn body(&mut self, item: &OperationItem<'_>, id: &str) -> Result<Option<String>, Problem> {
        let Some(body) = item.value.get("requestBody") else {
            return Ok(None);
        };
        let (body, location) = self
            .spec
            .resolve(body, &item.location.child("requestBody"))?;
        let location = location.child("content");
        let name = names::type_name(&format!("{id}_request"));
        let docs = format!("The body of `{id}`.");
        let usage = Use {
            role: Role::Request,
            name: &name,
            docs: &docs,
        };
        match self.content(body, &location, usage)? {
            Some(Type::Struct(name)) => Ok(Some(name)),
            Some(_) => Err(location.problem("the body must be an object")),
            None => Err(location.problem("the body must be JSON")),
        }
    }

    fn success(
        &mut self,
        item: &OperationItem<'_>,
        id: &str,
    ) -> Result<(Vec<u16>, Option<Type>), Problem> {
        let location = item.location.child("responses");
        let name = names::type_name(&format!("{id}_response"));
        let docs = format!("The answer to `{id}`.");
        let usage = Use {
            role: Role::Response,
            name: &name,
            docs: &docs,
        };
        let mut statuses = Vec::new();
        let mut bodies = Vec::new();
        for (status, response) in entries(item.value, "responses") {
            let location = location.child(status);
            if !status.starts_with('2') {
                continue;
            }
            let code = status.parse().map_err(|_| {
                location.problem("name the statuses of a success one by one, such as 200 and 201")
            })?;
            let (response, location) = self.spec.resolve(response, &location)?;
            statuses.push(code);
            bodies.push(self.content(response, &location.child("content"), usage)?);
        }
        let Some(first) = bodies.first().cloned() else {
            return Err(location.problem("there is no success: no response with a status of 2xx"));
        };
        if bodies.iter().any(|body| *body != first) {
            return Err(location.problem(
                "the responses with a status of 2xx have different bodies; the generator takes one",
            ));
        }
        if !matches!(first, None | Some(Type::Struct(_))) {
            return Err(location.problem("the schema of a response must be an object"));
        }
        Ok((statuses, first))
    }

    /// The type of a message's JSON content, none when it has no content.
    fn content(
        &mut self,
        message: &Value,
        location: &Location,
        usage: Use<'_>,
    ) -> Result<Option<Type>, Problem> {
        let mut media = entries(message, "content");
        let (Some((kind, media_type)), other) = (media.next(), media.next()) else {
            return Ok(None);
        };
        if let Some((other, _)) = other {
            return Err(location.problem(format!(
                "there are several media types, `{kind}` and `{other}`; the generator takes one"
            )));
        }
        if kind != JSON {
            return Err(
                location.problem(format!("the generator takes `{JSON}` here, not `{kind}`"))
            );
        }
        let location = location.child(kind);
        let schema = media_type
            .get("schema")
            .ok_or_else(|| location.problem("the schema is missing"))?;
        let shape = self.schema(schema, &location.child("schema"), usage)?;
        if shape.absent || shape.one_or_many {
            return Err(location
                .child("schema")
                .problem("a body must have one form"));
        }
        Ok(Some(shape.ty))
    }
}
