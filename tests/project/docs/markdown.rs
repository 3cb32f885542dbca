//! The relevant parts of a Markdown file: blocks, headings and links.

use std::ops::Range;

use pulldown_cmark::{CodeBlockKind, Event, Options, Parser, Tag, TagEnd};

/// A file of Markdown, taken apart.
#[derive(Debug, Default)]
pub(crate) struct Markdown {
    /// From top to bottom: top-level blocks, and all code, at any level.
    pub(crate) blocks: Vec<Block>,
    /// The targets of links and images.
    pub(crate) links: Vec<String>,
    /// Inline code.
    pub(crate) codes: Vec<String>,
    /// The names under which headings can be linked to.
    pub(crate) anchors: Vec<String>,
}

/// A block, with the number of its first line.
#[derive(Debug)]
pub(crate) struct Block {
    pub(crate) line: usize,
    pub(crate) kind: Kind,
}

/// The kind of a block.
#[derive(Debug)]
pub(crate) enum Kind {
    /// A fenced block: its language, and what is in it.
    Code(String, String),
    /// A comment, or other HTML.
    Html(String),
    /// A paragraph, a heading and the like.
    Prose,
}

impl Markdown {
    pub(crate) fn read(text: &str) -> Self {
        let mut read = Self::default();
        let mut depth = 0;
        // The text that is being read, if it is of interest.
        let mut heading: Option<String> = None;
        let mut is_in_body = false;
        for (event, range) in Parser::new_ext(text, Options::ENABLE_TABLES).into_offset_iter() {
            match event {
                Event::Start(tag) => {
                    is_in_body = matches!(tag, Tag::CodeBlock(_) | Tag::HtmlBlock);
                    if depth == 0 || is_in_body {
                        read.blocks.push(Block::new(text, &range, &tag));
                    }
                    depth += 1;
                    match tag {
                        Tag::Link { dest_url, .. } | Tag::Image { dest_url, .. } => {
                            read.links.push(dest_url.into_string());
                        }
                        Tag::Heading { .. } => heading = Some(String::new()),
                        _ => {}
                    }
                }
                Event::End(tag) => {
                    depth -= 1;
                    is_in_body = false;
                    if matches!(tag, TagEnd::Heading(_))
                        && let Some(title) = heading.take()
                    {
                        read.anchor(&title);
                    }
                }
                Event::Text(words) | Event::Code(words) if heading.is_some() => {
                    heading.get_or_insert_default().push_str(&words);
                }
                Event::Code(words) => read.codes.push(words.into_string()),
                Event::Text(words) | Event::Html(words) if is_in_body => {
                    if let Some(Kind::Code(_, body) | Kind::Html(body)) =
                        read.blocks.last_mut().map(|block| &mut block.kind)
                    {
                        body.push_str(&words);
                    }
                }
                _ => {}
            }
        }
        read
    }

    /// The name that GitHub gives to a heading: small letters, hyphens for blanks, and no other signs. The
    /// second heading of a name has a number, too.
    fn anchor(&mut self, title: &str) {
        let kept = title.chars().filter_map(|sign| match sign {
            ' ' => Some('-'),
            sign if sign.is_alphanumeric() || "-_".contains(sign) => Some(sign),
            _ => None,
        });
        let name: String = kept.flat_map(char::to_lowercase).collect();
        let numbered = (1..).map(|number| format!("{name}-{number}"));
        let mut names = std::iter::once(name.clone()).chain(numbered);
        let free = names.find(|name| !self.anchors.contains(name));
        self.anchors.extend(free);
    }
}

impl Block {
    fn new(text: &str, range: &Range<usize>, tag: &Tag<'_>) -> Self {
        let line = text[..range.start].matches('\n').count() + 1;
        let kind = match tag {
            Tag::CodeBlock(CodeBlockKind::Fenced(language)) => {
                Kind::Code(language.to_string(), String::new())
            }
            Tag::CodeBlock(CodeBlockKind::Indented) => Kind::Code(String::new(), String::new()),
            Tag::HtmlBlock => Kind::Html(String::new()),
            _ => Kind::Prose,
        };
        Self { line, kind }
    }
}

#[test]
fn code_is_found_wherever_it_stands() {
    let read =
        Markdown::read("* one\n\n  ```sh\n  true\n  ```\n\n  two `three`\n\n<!-- four -->\n");
    let [list, code, comment] = &read.blocks[..] else {
        panic!("{read:?}");
    };
    assert!(matches!(list.kind, Kind::Prose));
    let Kind::Code(language, body) = &code.kind else {
        panic!("{code:?}");
    };
    assert_eq!(
        (language.as_str(), body.as_str(), code.line),
        ("sh", "true\n", 3)
    );
    assert!(matches!(&comment.kind, Kind::Html(comment) if comment == "<!-- four -->\n"));
    assert_eq!(read.codes, ["three"]);
}

#[test]
fn headings_are_named_as_on_github() {
    let read = Markdown::read("# Instead of `hosts`: a *test*\n\n## Why\n\n## Why\n");
    let expected = ["instead-of-hosts-a-test", "why", "why-1"];
    assert_eq!(read.anchors, expected);
}
