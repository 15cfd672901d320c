// SPDX-License-Identifier: Apache-2.0
//! Holds the public Rust API to docs/public-api.txt: whoever changes it sees so, and changes the list with it
//! (`SYSCAP_WRITE_API=1 cargo test --test public_api`).

use quote::ToTokens;
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use syn::{Fields, ImplItem, Item, TraitItem, UseTree, Visibility};

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

fn is_public(visibility: &Visibility) -> bool {
    matches!(visibility, Visibility::Public(_))
}

fn is_hidden(attributes: &[syn::Attribute]) -> bool {
    attributes.iter().any(|attribute| {
        let text = attribute.meta.to_token_stream().to_string();
        text == "doc (hidden)" || text == "cfg (test)" || text == "cfg (doctest)"
    })
}

/// Tokens as a line of source.
fn line(tokens: impl ToTokens) -> String {
    let mut text = tokens.to_token_stream().to_string();
    for (spaced, tight) in [
        (" :: ", "::"),
        (" < ", "<"),
        (" >", ">"),
        ("< ", "<"),
        ("& ", "&"),
        (" ,", ","),
        (" (", "("),
        ("( ", "("),
        (" )", ")"),
        (" ;", ";"),
        (" : ", ": "),
        ("[ ", "["),
        (" ]", "]"),
        ("* ", "*"),
        ("' ", "'"),
        (" ?", "?"),
        ("->", " -> "),
        ("  ", " "),
        ("- >", "->"),
        ("impl<", "impl <"),
        (" - > ", " -> "),
    ] {
        text = text.replace(spaced, tight);
    }
    text
}

/// The items of one top-level module, of all its files.
#[derive(Default)]
struct Module {
    /// Items by the path of their file's module, below the top one.
    items: BTreeMap<Vec<String>, Vec<Item>>,
}

fn load(file: &Path, path: Vec<String>, into: &mut Module) {
    let source = fs::read_to_string(file).unwrap_or_else(|error| panic!("{}: {error}", file.display()));
    let parsed = syn::parse_file(&source).unwrap_or_else(|error| panic!("{}: {error}", file.display()));
    let folder = match file.file_name().and_then(|name| name.to_str()) {
        Some("mod.rs") => file.with_file_name(""),
        _ => file.with_extension(""),
    };
    for item in &parsed.items {
        if let Item::Mod(module) = item
            && module.content.is_none()
            && !is_hidden(&module.attrs)
        {
            let name = module.ident.to_string();
            let (flat, deep) = (folder.join(format!("{name}.rs")), folder.join(&name).join("mod.rs"));
            let below = [path.clone(), vec![name]].concat();
            load(if flat.is_file() { &flat } else { &deep }, below, into);
        }
    }
    into.items.insert(path, parsed.items);
}

/// Names that a `pub use` brings in, with the path that each comes from.
fn uses(tree: &UseTree, path: &mut Vec<String>, found: &mut Vec<(String, Vec<String>)>) {
    match tree {
        UseTree::Path(step) => {
            path.push(step.ident.to_string());
            uses(&step.tree, path, found);
            path.pop();
        }
        UseTree::Group(group) => group.items.iter().for_each(|tree| uses(tree, path, found)),
        UseTree::Name(name) => {
            found.push((name.ident.to_string(), [&path[..], &[name.ident.to_string()]].concat()))
        }
        UseTree::Rename(name) => {
            found.push((name.rename.to_string(), [&path[..], &[name.ident.to_string()]].concat()))
        }
        UseTree::Glob(_) => found.push(("*".into(), path.clone())),
    }
}

fn fields(name: &str, fields: &Fields, of_enum: bool, out: &mut BTreeSet<String>) {
    for (index, field) in fields.iter().enumerate() {
        if (of_enum || is_public(&field.vis)) && !is_hidden(&field.attrs) {
            let field_name = field.ident.as_ref().map_or(index.to_string(), ToString::to_string);
            out.insert(format!("{name}.{field_name}: {}", line(&field.ty)));
        }
    }
}

/// What an item offers under a name.
fn describe(item: &Item, name: &str, out: &mut BTreeSet<String>) {
    match item {
        Item::Struct(item) => {
            out.insert(format!("struct {name}{}", line(&item.generics)));
            fields(name, &item.fields, false, out);
        }
        Item::Enum(item) => {
            out.insert(format!("enum {name}{}", line(&item.generics)));
            for variant in &item.variants {
                let name = format!("{name}::{}", variant.ident);
                out.insert(format!("variant {name}"));
                fields(&name, &variant.fields, true, out);
            }
        }
        Item::Trait(item) => {
            out.insert(format!("trait {name}{}", line(&item.generics)));
            for member in &item.items {
                if let TraitItem::Fn(function) = member {
                    out.insert(format!("{name}::{}", line(&function.sig)));
                }
            }
        }
        Item::Fn(item) => {
            out.insert(format!("{name}: {}", line(&item.sig)));
        }
        Item::Const(item) => {
            out.insert(format!("const {name}: {}", line(&item.ty)));
        }
        Item::Static(item) => {
            out.insert(format!("static {name}: {}", line(&item.ty)));
        }
        Item::Type(item) => {
            out.insert(format!("type {name}{} = {}", line(&item.generics), line(&item.ty)));
        }
        _ => {}
    }
}

fn ident_of(item: &Item) -> Option<(String, bool)> {
    let (ident, visibility, attributes) = match item {
        Item::Struct(item) => (&item.ident, &item.vis, &item.attrs),
        Item::Enum(item) => (&item.ident, &item.vis, &item.attrs),
        Item::Trait(item) => (&item.ident, &item.vis, &item.attrs),
        Item::Fn(item) => (&item.sig.ident, &item.vis, &item.attrs),
        Item::Const(item) => (&item.ident, &item.vis, &item.attrs),
        Item::Static(item) => (&item.ident, &item.vis, &item.attrs),
        Item::Type(item) => (&item.ident, &item.vis, &item.attrs),
        _ => return None,
    };
    Some((ident.to_string(), is_public(visibility) && !is_hidden(attributes)))
}

/// The public items of a module's file: its own, and those that it passes on from other files of the module.
fn list(
    module: &Module,
    at: &[String],
    shown: &str,
    out: &mut BTreeSet<String>,
    names: &mut BTreeMap<String, String>,
) {
    let Some(items) = module.items.get(at) else { return };
    for item in items {
        if let Some((name, true)) = ident_of(item) {
            let full = format!("{shown}::{name}");
            describe(item, &full, out);
            names.insert(name, full);
        }
        match item {
            Item::Mod(inner) if is_public(&inner.vis) && !is_hidden(&inner.attrs) => {
                let name = inner.ident.to_string();
                let below = [at, std::slice::from_ref(&name)].concat();
                list(module, &below, &format!("{shown}::{name}"), out, names);
            }
            Item::Use(passed) if is_public(&passed.vis) && !is_hidden(&passed.attrs) => {
                let mut found = Vec::new();
                uses(&passed.tree, &mut Vec::new(), &mut found);
                for (name, from) in found {
                    let (last, folder) = from.split_last().expect("a path");
                    let local: Vec<String> = folder.iter().filter(|step| *step != "self").cloned().collect();
                    let there = module.items.get(&[at, &local[..]].concat());
                    let defined = there
                        .into_iter()
                        .flatten()
                        .find(|item| ident_of(item).is_some_and(|(ident, _)| ident == *last));
                    let full = format!("{shown}::{name}");
                    match defined {
                        Some(item) => {
                            describe(item, &full, out);
                            names.insert(last.clone(), full);
                        }
                        None => {
                            out.insert(format!("use {full} = {}", from.join("::")));
                        }
                    }
                }
            }
            _ => {}
        }
    }
}

fn public_api() -> String {
    let library =
        syn::parse_file(&fs::read_to_string(root().join("src/lib.rs")).expect("lib.rs")).expect("parses");
    let mut out = BTreeSet::new();
    let mut names = BTreeMap::new();
    let mut modules = Vec::new();
    for item in &library.items {
        match item {
            Item::Mod(module) => {
                let name = module.ident.to_string();
                let folder = root().join("src").join(&name).join("mod.rs");
                let mut loaded = Module::default();
                if folder.is_file() || root().join(format!("src/{name}.rs")).is_file() {
                    let file = if folder.is_file() { folder } else { root().join(format!("src/{name}.rs")) };
                    load(&file, Vec::new(), &mut loaded);
                }
                if is_public(&module.vis) && !is_hidden(&module.attrs) {
                    list(&loaded, &[], &name, &mut out, &mut names);
                }
                modules.push(loaded);
            }
            Item::Use(passed) if is_public(&passed.vis) => {
                let mut found = Vec::new();
                uses(&passed.tree, &mut Vec::new(), &mut found);
                for (name, from) in found {
                    out.insert(format!("use {name} = {}", from.join("::")));
                }
            }
            _ => {}
        }
    }
    // Methods stand in any file: `Event` has some in three modules.
    for item in modules.iter().flat_map(|module| module.items.values()).flatten() {
        let Item::Impl(implementation) = item else { continue };
        if implementation.trait_.is_some() {
            continue;
        }
        let syn::Type::Path(of) = &*implementation.self_ty else { continue };
        let Some(full) = of.path.segments.last().and_then(|last| names.get(&last.ident.to_string())) else {
            continue;
        };
        for member in &implementation.items {
            match member {
                ImplItem::Fn(function) if is_public(&function.vis) && !is_hidden(&function.attrs) => {
                    out.insert(format!("{full}::{}", line(&function.sig)));
                }
                ImplItem::Const(constant) if is_public(&constant.vis) && !is_hidden(&constant.attrs) => {
                    out.insert(format!("const {full}::{}: {}", constant.ident, line(&constant.ty)));
                }
                _ => {}
            }
        }
    }
    out.into_iter().map(|line| line + "\n").collect()
}

#[test]
fn the_list_of_the_public_api_is_current() {
    let file = root().join("docs/public-api.txt");
    let now = public_api();
    if std::env::var_os("SYSCAP_WRITE_API").is_some() {
        fs::write(&file, &now).expect("written");
    }
    let listed = fs::read_to_string(&file).unwrap_or_default();
    let (now, listed): (BTreeSet<&str>, BTreeSet<&str>) = (now.lines().collect(), listed.lines().collect());
    assert!(now.len() > 500, "only {} items were found", now.len());
    let added: Vec<_> = now.difference(&listed).collect();
    let gone: Vec<_> = listed.difference(&now).collect();
    assert!(
        added.is_empty() && gone.is_empty(),
        "the public API has changed; if that is meant, run with SYSCAP_WRITE_API=1\nnew: {added:#?}\ngone: {gone:#?}"
    );
}
