"""clang-format leaves our C++ as it is.

usage: check_format.py [--fix] [repository]
Exit 77 (skipped) if the clang-format here is not the one the repository is formatted with: other
versions format a little differently, and one must decide.
"""
import pathlib
import re
import subprocess
import sys

DECIDES = 14  # Debian 12's


def sources(root):
    """Our C++ files; what git does not know yet is still being written."""
    listed = subprocess.run(["git", "-C", root, "ls-files", "*.cpp", "*.hpp"],
                            capture_output=True, text=True, check=False)
    if listed.returncode == 0:
        return [root / name for name in listed.stdout.splitlines() if (root / name).is_file()]
    return [path for path in root.rglob("*.[ch]pp") if "build" not in path.relative_to(root).parts]


def main():
    words = [word for word in sys.argv[1:] if word != "--fix"]
    root = pathlib.Path(words[0] if words else pathlib.Path(__file__).parents[2]).resolve()
    version = subprocess.run(["clang-format", "--version"], capture_output=True, text=True,
                             check=True).stdout
    if int(re.search(r"version (\d+)", version).group(1)) != DECIDES:
        print(f"skipped: this is {version.strip()}, version {DECIDES} decides")
        return 77
    files = sources(root)
    action = ["-i"] if "--fix" in sys.argv else ["--dry-run", "-Werror"]
    print(f"{len(files)} files", flush=True)
    return subprocess.run(["clang-format", *action, *files], check=False).returncode


if __name__ == "__main__":
    sys.exit(main())
