//! Cycles among imports.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use super::Import;

type Graph<'i> = BTreeMap<&'i str, BTreeMap<&'i str, &'i Import>>;

/// A shortest cycle through each folder that is in one, with the imports that make it.
pub(super) fn report(imports: &[Import]) -> Vec<String> {
    let mut graph = Graph::new();
    for import in imports {
        let targets = graph.entry(&import.from_folder).or_default();
        targets.entry(&import.to_folder).or_insert(import);
    }
    let mut seen = BTreeSet::new();
    let mut cycles: Vec<Vec<&Import>> = Vec::new();
    for start in graph.keys() {
        let Some(cycle) = shortest(&graph, start) else {
            continue;
        };
        let folders: BTreeSet<&str> = cycle.iter().map(|import| &*import.from_folder).collect();
        if seen.insert(folders) {
            cycles.push(cycle);
        }
    }
    cycles.sort_by_key(Vec::len);
    cycles.iter().map(|cycle| describe(cycle)).collect()
}

/// The imports of a shortest way from a folder back to itself.
fn shortest<'i>(graph: &Graph<'i>, start: &str) -> Option<Vec<&'i Import>> {
    let mut reached: BTreeMap<&str, &'i Import> = BTreeMap::new();
    let mut next: VecDeque<&str> = VecDeque::from([start]);
    while let Some(folder) = next.pop_front() {
        for (&target, &import) in graph.get(folder).into_iter().flatten() {
            if target == start {
                let mut cycle = vec![import];
                let mut at = folder;
                while at != start {
                    let import = *reached.get(at)?;
                    cycle.push(import);
                    at = &import.from_folder;
                }
                cycle.reverse();
                return Some(cycle);
            }
            if !reached.contains_key(target) {
                reached.insert(target, import);
                next.push_back(target);
            }
        }
    }
    None
}

fn describe(cycle: &[&Import]) -> String {
    let mut folders: Vec<&str> = cycle.iter().map(|import| &*import.from_folder).collect();
    folders.extend(folders.first().copied());
    let mut text = format!("import cycle {}", folders.join(" -> "));
    for import in cycle {
        text.push_str(&format!("\n  {import}"));
    }
    text
}
