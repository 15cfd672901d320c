// SPDX-License-Identifier: Apache-2.0
//! Prefixes of paths by whole components, for `pmatch`.

use super::glob;
use rustc_hash::FxHashMap;

/// A set of paths. It matches every path that begins with the components of one of them; components with
/// `*`, `?` or `[` are shell patterns. Empty components do not count, and `/` matches everything.
#[derive(Debug, Clone, Default)]
pub(super) struct PathSet {
    /// `None` until a path is added.
    root: Option<Node>,
}

#[derive(Debug, Clone)]
enum Node {
    /// A path ends here: whatever follows matches.
    End,
    Inner(Children),
}

#[derive(Debug, Clone, Default)]
struct Children {
    plain: FxHashMap<Box<[u8]>, Node>,
    patterns: Vec<(Box<[u8]>, Node)>,
}

fn components(path: &[u8]) -> impl Iterator<Item = &[u8]> + Clone {
    path.split(|byte| *byte == b'/').filter(|component| !component.is_empty())
}

impl PathSet {
    pub(super) fn add(&mut self, path: &[u8]) {
        let mut node = self.root.get_or_insert_with(|| Node::Inner(Children::default()));
        for component in components(path) {
            let Node::Inner(children) = node else { return };
            node = children.entry(component);
        }
        *node = Node::End;
    }

    pub(super) fn matches(&self, path: &[u8]) -> bool {
        self.root.as_ref().is_some_and(|root| root.matches(components(path)))
    }
}

impl Children {
    fn entry(&mut self, component: &[u8]) -> &mut Node {
        if !component.iter().any(|byte| matches!(byte, b'*' | b'?' | b'[')) {
            return self.plain.entry(component.into()).or_insert_with(|| Node::Inner(Children::default()));
        }
        let at = match self.patterns.iter().position(|(pattern, _)| **pattern == *component) {
            Some(at) => at,
            None => {
                self.patterns.push((component.into(), Node::Inner(Children::default())));
                self.patterns.len() - 1
            }
        };
        &mut self.patterns[at].1
    }
}

impl Node {
    fn matches<'p>(&self, mut rest: impl Iterator<Item = &'p [u8]> + Clone) -> bool {
        let mut node = self;
        loop {
            let Node::Inner(children) = node else { return true };
            let Some(component) = rest.next() else { return false };
            if children.patterns.is_empty() {
                match children.plain.get(component) {
                    Some(child) => node = child,
                    None => return false,
                }
                continue;
            }
            return children.matches(component, &rest);
        }
    }
}

impl Children {
    /// Tries each child that fits; the depth of the set bounds the recursion.
    fn matches<'p>(&self, component: &[u8], rest: &(impl Iterator<Item = &'p [u8]> + Clone)) -> bool {
        if self.plain.get(component).is_some_and(|child| child.matches(rest.clone())) {
            return true;
        }
        let mut fitting =
            self.patterns.iter().filter(|(pattern, _)| glob::matches(pattern, component, false));
        fitting.any(|(_, child)| child.matches(rest.clone()))
    }
}

#[cfg(test)]
mod tests {
    use super::PathSet;

    fn set(paths: &[&str]) -> PathSet {
        let mut set = PathSet::default();
        paths.iter().for_each(|path| set.add(path.as_bytes()));
        set
    }

    #[test]
    fn prefixes_are_whole_components() {
        let paths = set(&["/var/run", "/etc", "/usr/lib", "/usr"]);
        for (path, expected) in [
            ("/var/run/docker", true),
            ("/var/run", true),
            ("/var/running", false),
            ("/var", false),
            ("/boot", false),
            ("//etc//x/", true),
            ("etc", true),
            ("/usr/bin", true),
            ("", false),
        ] {
            assert_eq!(paths.matches(path.as_bytes()), expected, "{path}");
        }
        assert!(set(&["/"]).matches(b"/anything"));
        assert!(set(&[""]).matches(b""));
        assert!(!set(&[]).matches(b"/"));
    }

    #[test]
    fn components_may_be_patterns() {
        let paths = set(&["/home/*/.ssh", "/home/*d/x", "/proc/[0-9]*/fd"]);
        assert!(paths.matches(b"/home/bob/.ssh/id"));
        assert!(paths.matches(b"/home/bd/x"));
        assert!(paths.matches(b"/proc/12/fd/3"));
        assert!(!paths.matches(b"/proc/self/fd"));
        assert!(!paths.matches(b"/home/bob"));
    }
}
