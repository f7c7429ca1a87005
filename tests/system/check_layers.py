"""Every #include respects docs/layers.txt; prints how many files see CAF.

usage: check_layers.py [repository]      exit 1 and one line per fault if there are any
"""
import pathlib
import re
import sys

INCLUDE = re.compile(r'^\s*#\s*include\s*([<"])([^>"]+)[>"]')
LIBRARIES = (("caf/", "caf"), ("boost/", "boost"), ("yaml-cpp/", "yaml"), ("spdlog/", "spdlog"),
             ("fmt/", "spdlog"), ("histedit.h", "edit"), ("editline/", "edit"),
             ("openssl/", "openssl"), ("catch2/", "catch2"), ("pugixml.hpp", "pugixml"))
PREFIXES = tuple(prefix for prefix, _ in LIBRARIES)
# core reads no clock: time comes in with its inputs.
CLOCK_READ = re.compile(
    r"_clock::now\s*\(|\b(?:std::)?time\s*\(\s*(?:nullptr|NULL|0|&)|\bclock_gettime\b")
COMMENT = re.compile(r"//[^\n]*|/\*.*?\*/", re.S)
LAYERED = ("core", "config", "io", "actors", "supervisors", "cluster", "gateway", "cli")


def read_rules(root):
    """{folder: what its files may include}."""
    rules = {}
    for line in (root / "docs/layers.txt").read_text(encoding="utf-8").splitlines():
        line = line.partition("#")[0].strip()
        if line:
            folder, _, allowed = line.partition(":")
            rules[folder.strip()] = allowed.split()
    return rules


def layer_of(path, rules):
    """The folder of the rules that `path` (relative, with /) belongs to: the longest that fits."""
    fitting = [folder for folder in rules if path.startswith(folder + "/")]
    return max(fitting, key=len, default=None)


def library_of(header):
    """What a <header> belongs to: a library, "posix", or "std"."""
    for prefix, library in LIBRARIES:
        if header.startswith(prefix):
            return library
    return "posix" if header.endswith(".h") or "/" in header else "std"


def includes_of(text):
    """(line number, "<" or '"', header) of each include."""
    for number, line in enumerate(text.splitlines(), 1):
        found = INCLUDE.match(line)
        if found:
            kind, header = found.groups()
            # A library in quotes is still the library.
            yield number, "<" if header.startswith(PREFIXES) else kind, header


def fault_of(root, layer, allowed, kind, header, rules):
    """Why this include is wrong, or None."""
    if kind == "<":
        library = library_of(header)
        if library == "std" or library in allowed or "*" in allowed:
            return None
        return f"<{header}> ({library}) is not for {layer}/"
    if not (root / header).is_file():
        return f'"{header}" is no file of the repository (includes are relative to its root)'
    target = layer_of(header, rules)
    fits = target == layer or any(header.startswith(item) for item in allowed if item.endswith("/"))
    return None if fits or "*" in allowed else f'"{header}" is not for {layer}/'


def reaches_caf(path, graph, seen=None):
    """True if the file includes CAF itself or through headers of ours."""
    seen = seen if seen is not None else set()
    if path in seen or path not in graph:
        return False
    seen.add(path)
    return any(kind == "<" and header.startswith("caf/")
               or kind == '"' and reaches_caf(header, graph, seen)
               for _, kind, header in graph[path])


def check(root):
    """(faults, files by path with their includes)."""
    rules, faults, graph = read_rules(root), [], {}
    files = sorted(path for folder in LAYERED for path in (root / folder).rglob("*.[ch]pp"))
    texts = {path.relative_to(root).as_posix(): path.read_text(encoding="utf-8") for path in files}
    for path, text in texts.items():
        graph[path] = list(includes_of(text))
        layer = layer_of(path, rules)
        if layer is None:
            faults.append(f"{path}: its folder has no line in docs/layers.txt")
            continue
        for number, kind, header in graph[path]:
            fault = fault_of(root, layer, rules[layer], kind, header, rules)
            if fault:
                faults.append(f"{path}:{number}: {fault}")
        if layer == "core" and CLOCK_READ.search(COMMENT.sub("", text)):
            faults.append(f"{path}: core reads no clock")
    for path, text in texts.items():
        # The precompiled header would hide it if a file used CAF without including it.
        if "caf::" in COMMENT.sub("", text) and not reaches_caf(path, graph):
            faults.append(f"{path}: names caf:: but no include of its own leads to CAF")
    return faults, graph


def main():
    root = pathlib.Path(sys.argv[1] if len(sys.argv) > 1 else pathlib.Path(__file__).parents[2])
    faults, graph = check(root)
    direct = [path for path, found in graph.items()
              if any(kind == "<" and header.startswith("caf/") for _, kind, header in found)]
    units = [path for path in graph if path.endswith(".cpp") and reaches_caf(path, graph)]
    print(f"{len(graph)} files; {len(direct)} include CAF themselves; "
          f"{len(units)} of {sum(path.endswith('.cpp') for path in graph)} .cpp see it")
    print("\n".join(faults))
    return 1 if faults or not graph else 0


if __name__ == "__main__":
    sys.exit(main())
