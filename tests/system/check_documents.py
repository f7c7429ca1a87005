"""What the documents point at exists: links, the commands of their sh blocks, test names, presets.

usage: check_documents.py [repository]      (the README's transcript is run by main_job_cases.py)
"""
import json
import pathlib
import re
import sys

LINK = re.compile(r"\]\(([^)#\s]+)[^)]*\)")
BLOCK = re.compile(r"```sh\n(.*?)```", re.S)


def dead_links(page, text):
    for target in LINK.findall(text):
        if not re.match(r"[a-z]+:", target) and not (page.parent / target).exists():
            yield f"links to {target}, which does not exist"


def dead_commands(root, text, presets, labels):
    for line in "".join(BLOCK.findall(text)).splitlines():
        words = line.partition("#")[0].split()
        for word in words:
            if word.startswith("./") and not (root / word).exists():
                yield f"runs {word}, which does not exist"
        for option, known in (("--preset", presets), ("-L", labels)):
            for at, word in enumerate(words[:-1]):
                value = words[at + 1]
                if word == option and not value.startswith("<") and value not in known:
                    yield f"uses {option} {value}, which is not there"


def check(root):
    presets = {row["name"] for kind in json.loads((root / "CMakePresets.json").read_text()).values()
               if isinstance(kind, list) for row in kind}
    labels = {"check", *(path.name for path in (root / "tests").iterdir() if path.is_dir())}
    pages = [root / "README.md", root / "CHANGELOG.md", *sorted((root / "docs").rglob("*.md")),
             *sorted((root / "benchmarks").rglob("*.md"))]
    for page in pages:
        text = page.read_text(encoding="utf-8")
        for fault in (*dead_links(page, text), *dead_commands(root, text, presets, labels)):
            yield f"{page.relative_to(root)}: {fault}"
    print(f"{len(pages)} pages")


def main():
    root = pathlib.Path(sys.argv[1] if len(sys.argv) > 1 else pathlib.Path(__file__).parents[2])
    faults = list(check(root))
    print("\n".join(faults))
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
