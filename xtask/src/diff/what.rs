//! The kinds of things that can change in an API.

/// The kind of thing that changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[non_exhaustive]
pub enum What {
    /// A server, or the variables of one.
    Server,
    /// A server that a variable may choose.
    ServerChoice,
    /// The definition of a security scheme.
    SecurityScheme,
    /// One alternative of `security`.
    Security,
    /// A scope that an alternative requires.
    Scope,
    /// An operation.
    Operation,
    /// The `operationId`.
    OperationId,
    /// The value of an extension.
    Extension,
    /// A parameter.
    Parameter,
    /// The name of a parameter in the path.
    ParameterName,
    /// The style of a parameter.
    Style,
    /// The body of a request or of a response.
    Body,
    /// A media type of a body.
    MediaType,
    /// The status of a success.
    Success,
    /// The status of an error.
    Error,
    /// A header of a response.
    Header,
    /// A field.
    Field,
    /// Whether it must be there.
    Required,
    /// Which of several sets of fields must be there.
    Choice,
    /// The type.
    Type,
    /// Whether values are listed.
    List,
    /// A value of a list that is complete.
    Value,
    /// A value of a list that may grow.
    KnownValue,
    /// Whether a list may grow.
    Growth,
    /// A limit.
    Limit,
    /// The pattern of text.
    Pattern,
    /// The format.
    Format,
    /// Whether fields that are not listed may be there.
    MoreFields,
    /// The field that this is another name of.
    Alias,
    /// The default value.
    Default,
    /// Whether it should no longer be used.
    Deprecated,
    /// Descriptions, summaries, examples, links.
    Wording,
}

impl What {
    /// The name in lists and in JSON.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Server => "server",
            Self::ServerChoice => "choice of server",
            Self::SecurityScheme => "security scheme",
            Self::Security => "way to be let in",
            Self::Scope => "scope",
            Self::Operation => "operation",
            Self::OperationId => "operationId",
            Self::Extension => "extension",
            Self::Parameter => "parameter",
            Self::ParameterName => "name of a path parameter",
            Self::Style => "style of a parameter",
            Self::Body => "body",
            Self::MediaType => "media type",
            Self::Success => "status of success",
            Self::Error => "status of error",
            Self::Header => "header",
            Self::Field => "field",
            Self::Required => "required",
            Self::Choice => "one of several required",
            Self::Type => "type",
            Self::List => "list of values",
            Self::Value => "value",
            Self::KnownValue => "known value",
            Self::Growth => "further values",
            Self::Limit => "limit",
            Self::Pattern => "pattern",
            Self::Format => "format",
            Self::MoreFields => "further fields",
            Self::Alias => "other name",
            Self::Default => "default",
            Self::Deprecated => "deprecated",
            Self::Wording => "wording",
        }
    }
}
