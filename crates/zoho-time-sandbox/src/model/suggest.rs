//! Suggestions for misspelt names.

/// Maximum number of suggestions.
const MOST: usize = 3;

/// The names similar to a given one, the best match first.
pub(crate) fn matches(wanted: &str, names: &[&str]) -> Vec<String> {
    let wanted = plain(wanted);
    let mut near: Vec<(usize, &str)> = names
        .iter()
        .filter_map(|&name| Some((likeness(&wanted, &plain(name))?, name)))
        .collect();
    near.sort_unstable();
    near.into_iter()
        .take(MOST)
        .map(|(_, name)| name.to_owned())
        .collect()
}

/// The end of an error message, with these suggestions.
pub(crate) fn hint(near: &[String]) -> String {
    let quoted: Vec<String> = near.iter().map(|name| format!("`{name}`")).collect();
    match quoted.as_slice() {
        [] => String::new(),
        [only] => format!("; did you mean {only}?"),
        [others @ .., last] => format!("; did you mean {} or {last}?", others.join(", ")),
    }
}

/// The distance of two names, if it is small enough: up to one wrong letter in four, or one name is a part of
/// the other.
fn likeness(wanted: &[char], name: &[char]) -> Option<usize> {
    let apart = distance(wanted, name);
    let few = wanted.len().max(name.len()) / 4;
    let part = |of: &[char], all: &[char]| {
        of.len() >= 3 && all.windows(of.len()).any(|window| window == of)
    };
    (apart <= few || part(wanted, name) || part(name, wanted)).then_some(apart)
}

/// The letters and digits of a name, so that `createProject` is `create_project`.
fn plain(name: &str) -> Vec<char> {
    name.chars()
        .filter(|letter| letter.is_alphanumeric())
        .flat_map(char::to_lowercase)
        .collect()
}

/// The number of insertions, deletions and replacements that turn one name into the other.
fn distance(one: &[char], other: &[char]) -> usize {
    let mut above: Vec<usize> = (0..=other.len()).collect();
    for (nth, letter) in one.iter().enumerate() {
        let mut row = vec![nth + 1];
        for (place, theirs) in other.iter().enumerate() {
            let changed = above[place] + usize::from(letter != theirs);
            let more = row[place].min(above[place + 1]) + 1;
            row.push(changed.min(more));
        }
        above = row;
    }
    above.last().copied().unwrap_or_default()
}
