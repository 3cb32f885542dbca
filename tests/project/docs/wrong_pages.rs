//! The test itself, on small pages: one that is right, and those that have to be found out.

use std::fs;

use crate::docs::links;
use crate::docs::page::Page;
use crate::docs::script::{Ran, Shell};

/// Reads and runs a page in a folder that has nothing in it but `lamp.txt`.
fn run(text: &str) -> Result<Ran, String> {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("lamp.txt"), "oil\nwick\nglass\n").unwrap();
    Page::parse("small.md", text)?.run(|script| Shell::new(script, folder.path()))
}

const CHANGE: &str = "```diff
--- a/lamp.txt
+++ b/lamp.txt
@@ -1,3 +1,3 @@
 oil
-wick
+mantle
 glass
```
";

#[test]
fn a_page_that_is_right_passes() {
    let page = format!(
        "# Lamp

{CHANGE}
```sh
LAMP=$(cat lamp.txt)
echo \"$LAMP\"
```

```text
oil
mantle
…
```

<!-- fails -->

```sh
cat lens.txt
```

```text
cat: …
```

<!-- stays -->
```sh
tail -f lamp.txt
```
```text
oil
mantle
glass
```

<!-- not run: there is no sea here -->
```sh
sail
```
"
    );
    let ran = run(&page).unwrap();
    assert_eq!((ran.commands, ran.changes), (4, 1));
    let lines: Vec<_> = ran.marked.iter().map(|marked| marked.0).collect();
    assert_eq!(lines, [45]);
    assert_eq!(ran.marked[0].1, "there is no sea here");
}

#[test]
fn pages_that_are_wrong_are_found_out() {
    let twice = [CHANGE, CHANGE].concat();
    let cases = [
        (
            "```sh\ncat lamp.txt\n```\n```text\noil\nwick\n```\n",
            "line 1: what is printed is not",
        ),
        (
            "Words.\n\n```sh\necho 1\n```\n```text\n2\n```\n",
            "line 3: what is printed is not",
        ),
        ("```sh\ncat lens.txt\n```\n", "line 1: exit status: 1"),
        ("```sh\ncat lens.txt\necho on\n```\n", "No such file"),
        (
            "```sh\ncat lens.txt | sort\n```\n",
            "line 1: exit status: 1",
        ),
        ("```sh\necho $LENS\n```\n", "LENS: unbound variable"),
        (
            "```sh\ntrue\n```\n\n```sh\nfalse\n```\n```text\nyes\n```\n",
            "line 5: exit status: 1",
        ),
        (
            "<!-- fails -->\n```sh\ntrue\n```\n",
            "the page says that this fails",
        ),
        (
            "<!-- stays -->\n```sh\necho 1\n```\n```text\n2\n```\n",
            "what is printed is not",
        ),
        ("<!-- not run: -->\n```sh\nsail\n```\n", "lacks a reason"),
        (
            "<!-- failing -->\n```sh\nfalse\n```\n",
            "means nothing to the test",
        ),
        (
            "<!-- fails -->\n\nWords.\n\n```sh\nfalse\n```\n",
            "not right before commands",
        ),
        ("<!-- fails -->\n", "about nothing"),
        ("```text\n1\n```\n", "text that is not right after commands"),
        (
            "```sh\necho 1\n```\n\nWords.\n\n```text\n1\n```\n",
            "not right after commands",
        ),
        ("```bash\necho 1\n```\n", "neither `sh`, `text` nor `diff`"),
        (
            "1. Do:\n\n   ```bash\n   true\n   ```\n",
            "neither `sh`, `text` nor `diff`",
        ),
        (twice.as_str(), "patch does not apply"),
    ];
    for (page, expected) in cases {
        let wrong = run(page).unwrap_err();
        assert!(wrong.contains(expected), "{page}{wrong}");
    }
    println!("{} wrong pages found out", cases.len());
}

#[test]
fn links_that_lead_nowhere_are_found_out() {
    let folder = tempfile::tempdir().unwrap();
    let page = "# Lamp\n[1](#lamp) [2](lens.md#its-glass) [3](https://a.example/x) [4](sub) ![5](sub/no.png)\n\
                [6](#lens) [7](lens.md#glass) [8](https://github.com/zoho-time/zoho-time/blob/main/no.md)\n\
                `docs/lamp.md` `spec/lens.md`\n";
    fs::create_dir(folder.path().join("sub")).unwrap();
    fs::write(folder.path().join("lens.md"), "## Its glass\n").unwrap();
    fs::create_dir(folder.path().join("docs")).unwrap();
    fs::write(folder.path().join("docs/lamp.md"), "").unwrap();
    fs::write(folder.path().join("lamp.md"), page).unwrap();
    let found = links::check(folder.path(), &["lamp.md".into()]);
    assert_eq!((found.files, found.links, found.names), (1, 7, 2));
    let broken: Vec<_> = found
        .broken
        .iter()
        .map(|line| line.split('`').nth(1))
        .collect();
    let published = "https://github.com/zoho-time/zoho-time/blob/main/no.md";
    let expected = [
        "sub/no.png",
        "#lens",
        "lens.md#glass",
        published,
        "spec/lens.md",
    ]
    .map(Some);
    assert_eq!(broken, expected);
}
