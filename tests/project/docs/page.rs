//! A page as a list of steps.

use crate::docs::markdown::{Kind, Markdown};

/// A page of the documentation that is run.
#[derive(Debug)]
pub(crate) struct Page {
    pub(crate) name: String,
    pub(crate) steps: Vec<Step>,
}

/// Something that a reader of the page does.
#[derive(Debug)]
pub(crate) struct Step {
    /// Where the page says so.
    pub(crate) line: usize,
    pub(crate) what: What,
}

#[derive(Debug)]
pub(crate) enum What {
    /// Commands, and their expected output, if the page has it.
    Run {
        commands: String,
        how: How,
        prints: Option<String>,
    },
    /// A change of files, as a diff.
    Change(String),
}

/// How commands are run.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum How {
    /// One after the other, each with success.
    Plainly,
    /// With an error in the end.
    Failing,
    /// In the background, from there to the end of the page.
    Staying,
    /// Not at all, for this reason.
    Not(String),
}

impl How {
    fn read(comment: &str) -> Option<Self> {
        let text = comment.trim().strip_prefix("<!--")?.strip_suffix("-->")?;
        match text.trim() {
            "fails" => Some(Self::Failing),
            "stays" => Some(Self::Staying),
            text => {
                let reason = text.strip_prefix("not run:")?.trim();
                (!reason.is_empty()).then(|| Self::Not(reason.to_owned()))
            }
        }
    }
}

impl Page {
    /// Reads a page. Refuses what would be neither run nor compared.
    pub(crate) fn parse(name: &str, text: &str) -> Result<Self, String> {
        let mut steps = Vec::<Step>::new();
        let mut how = None;
        // An expected output may follow.
        let mut after_commands = false;
        for block in Markdown::read(text).blocks {
            let line = block.line;
            let wrong = |what: &str| Err(format!("docs/{name}, line {line}: {what}"));
            let is_for_commands =
                matches!(&block.kind, Kind::Code(language, _) if language == "sh");
            if how.is_some() && !is_for_commands {
                return wrong("the comment before this is not right before commands");
            }
            let may_be_output = std::mem::replace(&mut after_commands, is_for_commands);
            let what = match block.kind {
                Kind::Prose => continue,
                Kind::Html(comment) => {
                    how = How::read(&comment);
                    if how.is_none() {
                        return wrong(
                            "a comment that means nothing to the test, or lacks a reason",
                        );
                    }
                    continue;
                }
                Kind::Code(language, body) => match (language.as_str(), steps.last_mut()) {
                    ("sh", _) => What::Run {
                        commands: body,
                        how: how.take().unwrap_or(How::Plainly),
                        prints: None,
                    },
                    ("diff", _) => What::Change(body),
                    (
                        "text",
                        Some(Step {
                            what: What::Run { prints, .. },
                            ..
                        }),
                    ) if may_be_output => {
                        *prints = Some(body);
                        continue;
                    }
                    ("text", _) => return wrong("text that is not right after commands"),
                    _ => return wrong("a block that is neither `sh`, `text` nor `diff`"),
                },
            };
            steps.push(Step { line, what });
        }
        if how.is_some() {
            return Err(format!("docs/{name}: the last comment is about nothing"));
        }
        let name = name.to_owned();
        Ok(Self { name, steps })
    }
}

/// How many commands there are: lines that go on from no other one, and are in no text that a command reads.
pub(crate) fn count(commands: &str) -> usize {
    let mut count = 0;
    let mut goes_on = false;
    let mut text_ends_with: Option<String> = None;
    for line in commands.lines() {
        if let Some(end) = &text_ends_with {
            if line == end {
                text_ends_with = None;
            }
            continue;
        }
        let is_command = !(goes_on || line.starts_with([' ', '#', '}', ')']) || line.is_empty());
        count += usize::from(is_command);
        goes_on = line.ends_with(['\\', '|']);
        text_ends_with = line
            .split_once("<<'")
            .and_then(|(_, rest)| Some(rest.split_once('\'')?.0.to_owned()));
    }
    count
}

#[test]
fn commands_are_counted() {
    let commands = "one \\\n  two\n# three\ncat <<'END' >file\nfour\nfive\nEND\nsix |\n  seven\n";
    assert_eq!(count(commands), 3);
}
