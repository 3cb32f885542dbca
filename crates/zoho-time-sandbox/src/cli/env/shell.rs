//! Syntax of shells for setting a variable.

use clap::ValueEnum;

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, ValueEnum)]
pub(crate) enum Shell {
    /// sh, bash, zsh and the like: eval "$(zoho-time-sandbox env)"
    #[default]
    Posix,
    /// zoho-time-sandbox env --shell fish | source
    Fish,
    /// zoho-time-sandbox env --shell powershell | Out-String | Invoke-Expression
    Powershell,
}

impl Shell {
    /// The line that sets an environment variable.
    pub(crate) fn export(self, name: &str, value: &str) -> String {
        let value = self.quote(value);
        match self {
            Self::Posix => format!("export {name}={value}\n"),
            Self::Fish => format!("set -gx {name} {value}\n"),
            Self::Powershell => format!("$env:{name} = {value}\n"),
        }
    }

    /// The text as a single, quoted word.
    pub(crate) fn quote(self, text: &str) -> String {
        let escaped = match self {
            Self::Posix => text.replace('\'', r"'\''"),
            Self::Fish => text.replace('\\', r"\\").replace('\'', r"\'"),
            // Typographic quotes also end a string there.
            Self::Powershell => text
                .chars()
                .flat_map(|c| {
                    let twice = matches!(c, '\'' | '\u{2018}'..='\u{201b}');
                    std::iter::repeat_n(c, if twice { 2 } else { 1 })
                })
                .collect(),
        };
        format!("'{escaped}'")
    }
}

#[cfg(test)]
mod tests {
    use super::Shell;

    #[test]
    fn every_shell_has_its_own_way() {
        let value = r"it's \ $HOME";
        assert_eq!(
            Shell::Posix.export("A", value),
            "export A='it'\\''s \\ $HOME'\n"
        );
        assert_eq!(
            Shell::Fish.export("A", value),
            "set -gx A 'it\\'s \\\\ $HOME'\n"
        );
        assert_eq!(
            Shell::Powershell.export("A", value),
            "$env:A = 'it''s \\ $HOME'\n"
        );
    }
}
