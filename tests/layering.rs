// SPDX-License-Identifier: Apache-2.0
//! Holds the source to ARCHITECTURE.md: which module may use which, and which files inside a module use each other in a
//! circle. Names are followed through `use`, `pub use`, `super::` and `self::` to the file that defines them.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use syn::visit::{self, Visit};

/// A module's path below the crate: `["inspector", "purge"]`.
type ModulePath = Vec<String>;

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

fn architecture() -> String {
    fs::read_to_string(root().join("ARCHITECTURE.md")).expect("ARCHITECTURE.md is there")
}

/// The cells of the rows of the table whose header begins with `title`.
fn table(title: &str) -> Vec<Vec<String>> {
    let text = architecture();
    let start = format!("| {title} |");
    let rows = text.lines().skip_while(|line| !line.starts_with(&start)).skip(2);
    rows.take_while(|line| line.starts_with('|'))
        .map(|line| line.trim_matches('|').split('|').map(|cell| cell.trim().to_owned()).collect())
        .collect()
}

/// The rows of the table of modules: name, sentence, modules that it may use.
fn modules() -> Vec<(String, String, BTreeSet<String>)> {
    let mut rows: Vec<(String, String, BTreeSet<String>)> = Vec::new();
    for cells in table("module") {
        let [name, sentence, uses] = &cells[..] else { panic!("not three cells: {cells:?}") };
        let uses = match uses.as_str() {
            "all above" => rows.iter().map(|(name, ..)| name.clone()).collect(),
            uses => uses.split_whitespace().filter(|word| *word != "–").map(str::to_owned).collect(),
        };
        rows.push((name.trim_matches('`').to_owned(), sentence.clone(), uses));
    }
    assert!(rows.len() >= 15, "the table of modules was not understood: {rows:?}");
    rows
}

/// Files of one module that are known to use each other, below `src/`.
fn known_circles() -> Vec<BTreeSet<String>> {
    let rows = table("circle");
    rows.iter()
        .map(|cells| cells[0].split_whitespace().map(|file| file.trim_matches('`').to_owned()).collect())
        .collect()
}

/// What one file defines and names.
#[derive(Default)]
struct Source {
    /// Below `src/`.
    file: String,
    /// Items that it defines.
    defines: BTreeSet<String>,
    /// Names that it brings in: the name here, the path there.
    imports: BTreeMap<String, ModulePath>,
    /// Modules of which it brings in every name.
    globs: Vec<ModulePath>,
    /// Every path that it names, `use` or not.
    paths: Vec<ModulePath>,
    /// Nothing but `mod` and `use`.
    is_list: bool,
}

fn is_test(attributes: &[syn::Attribute]) -> bool {
    attributes.iter().any(|attribute| {
        attribute.path().is_ident("test")
            || attribute.path().is_ident("cfg")
                && attribute.parse_args::<syn::Path>().is_ok_and(|path| path.is_ident("test"))
    })
}

fn attributes_of(item: &syn::Item) -> &[syn::Attribute] {
    use syn::Item::*;
    match item {
        Const(item) => &item.attrs,
        Enum(item) => &item.attrs,
        Fn(item) => &item.attrs,
        Impl(item) => &item.attrs,
        Macro(item) => &item.attrs,
        Mod(item) => &item.attrs,
        Static(item) => &item.attrs,
        Struct(item) => &item.attrs,
        Trait(item) => &item.attrs,
        Type(item) => &item.attrs,
        Use(item) => &item.attrs,
        _ => &[],
    }
}

impl Source {
    fn flatten(&mut self, tree: &syn::UseTree, mut prefix: ModulePath) {
        match tree {
            syn::UseTree::Path(path) => {
                prefix.push(path.ident.to_string());
                self.flatten(&path.tree, prefix);
            }
            syn::UseTree::Group(group) => {
                for tree in &group.items {
                    self.flatten(tree, prefix.clone());
                }
            }
            syn::UseTree::Glob(_) => {
                self.paths.push(prefix.clone());
                self.globs.push(prefix);
            }
            syn::UseTree::Name(name) if name.ident == "self" => {
                let last = prefix.last().expect("self stands in a group").clone();
                self.import(last, prefix);
            }
            syn::UseTree::Name(name) => {
                prefix.push(name.ident.to_string());
                self.import(name.ident.to_string(), prefix);
            }
            syn::UseTree::Rename(rename) => {
                if rename.ident != "self" {
                    prefix.push(rename.ident.to_string());
                }
                self.import(rename.rename.to_string(), prefix);
            }
        }
    }

    fn import(&mut self, name: String, path: ModulePath) {
        self.paths.push(path.clone());
        self.imports.insert(name, path);
    }

    fn define(&mut self, item: &syn::Item) {
        use syn::Item::*;
        let name = match item {
            Const(item) => &item.ident,
            Enum(item) => &item.ident,
            Fn(item) => &item.sig.ident,
            Static(item) => &item.ident,
            Struct(item) => &item.ident,
            Trait(item) => &item.ident,
            Type(item) => &item.ident,
            Union(item) => &item.ident,
            Macro(item) => match &item.ident {
                Some(name) => name,
                None => return,
            },
            _ => return,
        };
        self.defines.insert(name.to_string());
    }
}

impl<'ast> Visit<'ast> for Source {
    fn visit_item(&mut self, item: &'ast syn::Item) {
        if is_test(attributes_of(item)) {
            return;
        }
        self.define(item);
        self.is_list &= matches!(item, syn::Item::Use(_) | syn::Item::Mod(_));
        visit::visit_item(self, item);
    }

    fn visit_item_use(&mut self, item: &'ast syn::ItemUse) {
        self.flatten(&item.tree, Vec::new());
    }

    fn visit_path(&mut self, path: &'ast syn::Path) {
        if path.segments.len() > 1 {
            self.paths.push(path.segments.iter().map(|segment| segment.ident.to_string()).collect());
        }
        visit::visit_path(self, path);
    }
}

/// Every module of the library that is compiled without tests, with its source.
struct Tree {
    sources: BTreeMap<ModulePath, Source>,
}

impl Tree {
    fn read() -> Self {
        let mut tree = Tree { sources: BTreeMap::new() };
        tree.add(&root().join("src/lib.rs"), Vec::new());
        assert!(tree.sources.len() > 100, "only {} modules were found", tree.sources.len());
        tree
    }

    fn add(&mut self, file: &Path, path: ModulePath) {
        let text = fs::read_to_string(file).unwrap_or_else(|error| panic!("{}: {error}", file.display()));
        let parsed = syn::parse_file(&text).unwrap_or_else(|error| panic!("{}: {error}", file.display()));
        let below = file.strip_prefix(root().join("src")).expect("below src");
        let mut source =
            Source { file: below.to_string_lossy().into_owned(), is_list: true, ..Source::default() };
        source.visit_file(&parsed);
        let folder = match file.file_name().and_then(|name| name.to_str()) {
            Some("mod.rs" | "lib.rs") => file.with_file_name(""),
            _ => file.with_extension(""),
        };
        for item in &parsed.items {
            let syn::Item::Mod(module) = item else { continue };
            if module.content.is_some() || is_test(&module.attrs) {
                continue;
            }
            let name = module.ident.to_string();
            let single = folder.join(format!("{name}.rs"));
            let file = if single.is_file() { single } else { folder.join(&name).join("mod.rs") };
            let mut child = path.clone();
            child.push(name);
            self.add(&file, child);
        }
        self.sources.insert(path, source);
    }

    /// The module that defines what `path` names in `from`; `None` for names of other crates.
    fn definer(&self, from: &ModulePath, path: &[String], depth: usize) -> Option<ModulePath> {
        if depth > 12 {
            return None;
        }
        let (first, rest) = path.split_first()?;
        let mut at = match first.as_str() {
            "crate" => Vec::new(),
            "self" => from.clone(),
            "super" => from[..from.len().checked_sub(1)?].to_vec(),
            _ => return self.name(from, path, depth),
        };
        let mut rest = rest;
        while let [first, more @ ..] = rest
            && first == "super"
        {
            at.pop()?;
            rest = more;
        }
        if rest.is_empty() { Some(at) } else { self.name(&at, rest, depth) }
    }

    /// The module that defines a name that is known in `at`, and what follows the name.
    fn name(&self, at: &ModulePath, path: &[String], depth: usize) -> Option<ModulePath> {
        let (first, rest) = path.split_first()?;
        let mut child = at.clone();
        child.push(first.clone());
        if self.sources.contains_key(&child) {
            return if rest.is_empty() { Some(child) } else { self.name(&child, rest, depth + 1) };
        }
        let source = self.sources.get(at)?;
        if source.defines.contains(first) {
            return Some(at.clone());
        }
        if let Some(target) = source.imports.get(first) {
            let whole: Vec<String> = target.iter().chain(rest).cloned().collect();
            // `use clap;` and the like name another crate.
            return if whole == path { None } else { self.definer(at, &whole, depth + 1) };
        }
        source.globs.iter().find_map(|glob| {
            let whole: Vec<String> = glob.iter().chain(path).cloned().collect();
            self.definer(at, &whole, depth + 1)
        })
    }

    /// For each module, the modules that define what it names. A list of modules defines nothing and is left out.
    fn arrows(&self) -> BTreeMap<&ModulePath, BTreeSet<ModulePath>> {
        let mut arrows = BTreeMap::new();
        for (path, source) in &self.sources {
            let mut targets: BTreeSet<ModulePath> =
                source.paths.iter().filter_map(|named| self.definer(path, named, 0)).collect();
            targets.remove(path);
            targets.retain(|target| !self.sources[target].is_list);
            arrows.insert(path, targets);
        }
        arrows
    }
}

#[test]
fn no_module_uses_another_that_the_table_lacks() {
    let allowed: BTreeMap<String, BTreeSet<String>> =
        modules().into_iter().map(|(name, _, uses)| (name, uses)).collect();
    let tree = Tree::read();
    let mut wrong = BTreeSet::new();
    for (path, source) in &tree.sources {
        let Some(module) = path.first() else { continue };
        let Some(uses) = allowed.get(module) else {
            wrong.insert(format!("{}: `{module}` is not in the table of ARCHITECTURE.md", source.file));
            continue;
        };
        for named in &source.paths {
            // Where the name is written counts, not only where it is defined: a re-export hides no arrow.
            let written = if named[0] == "crate" { named.get(1).cloned() } else { None };
            let defined = tree.definer(path, named, 0).and_then(|target| target.first().cloned());
            for used in [written, defined].into_iter().flatten() {
                if used != *module && allowed.contains_key(&used) && !uses.contains(&used) {
                    wrong.insert(format!("{}: `{module}` may not use `{used}`", source.file));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.into_iter().collect::<Vec<_>>().join("\n"));
}

/// Sets of files that reach each other by the arrows inside their module.
fn circles(tree: &Tree) -> Vec<BTreeSet<String>> {
    let arrows = tree.arrows();
    let reachable = |from: &ModulePath| {
        let mut seen = BTreeSet::new();
        let mut open = vec![from.clone()];
        while let Some(at) = open.pop() {
            for target in &arrows[&at] {
                if target.first() == from.first() && seen.insert(target.clone()) {
                    open.push(target.clone());
                }
            }
        }
        seen
    };
    let reach: BTreeMap<&ModulePath, BTreeSet<ModulePath>> =
        tree.sources.keys().map(|path| (path, reachable(path))).collect();
    let mut found = BTreeSet::new();
    for (path, targets) in &reach {
        if targets.contains(*path) {
            let circle: BTreeSet<String> = targets
                .iter()
                .filter(|target| reach[target].contains(*path))
                .map(|target| tree.sources[target].file.clone())
                .collect();
            found.insert(circle);
        }
    }
    found.into_iter().collect()
}

#[test]
fn no_circle_inside_a_module_but_the_known_ones() {
    let found = circles(&Tree::read());
    let known = known_circles();
    let new: Vec<String> = found
        .iter()
        .filter(|circle| !known.contains(circle))
        .map(|circle| circle.iter().map(String::as_str).collect::<Vec<_>>().join(" "))
        .collect();
    assert!(
        new.is_empty(),
        "files that use each other in a circle, which ARCHITECTURE.md does not list:\n{}",
        new.join("\n")
    );
    for circle in &known {
        assert!(found.contains(circle), "ARCHITECTURE.md lists a circle that is gone: {circle:?}");
    }
}

#[test]
fn unsafe_code_is_forbidden_outside_the_modules_that_need_it() {
    let needs = ["ffi", "capture", "plugin"];
    for (module, ..) in modules() {
        if needs.contains(&module.as_str()) {
            continue;
        }
        let source = module_file(&module);
        assert!(source.contains("#![forbid(unsafe_code)]"), "`{module}` does not forbid unsafe code");
    }
}

#[test]
fn each_module_begins_with_its_sentence() {
    let lib = fs::read_to_string(root().join("src/lib.rs")).expect("lib.rs is there");
    for (module, sentence, _) in modules() {
        assert!(lib.contains(&format!("mod {module};")), "lib.rs does not list `{module}`");
        let source = module_file(&module).replace("\n//! ", " ");
        assert!(
            source.contains(&format!("Apache-2.0 {sentence}")),
            "`{module}` does not begin with: {sentence}"
        );
    }
}

fn module_file(module: &str) -> String {
    let folder = root().join("src").join(module);
    let file = if folder.is_dir() { folder.join("mod.rs") } else { folder.with_extension("rs") };
    fs::read_to_string(&file).unwrap_or_else(|error| panic!("{}: {error}", file.display()))
}
