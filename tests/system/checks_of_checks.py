"""The checks find what they are there to find (on a small repository made for it)."""
import pathlib
import shutil
import tempfile
import unittest

import check_documents
import check_layers

RULES = "core:\nio: core/ posix boost\nactors: core/ caf\ncli/actord: *  # all\n"


class SmallRepository(unittest.TestCase):
    def setUp(self):
        self.root = pathlib.Path(tempfile.mkdtemp(prefix="layers-"))
        self.addCleanup(shutil.rmtree, self.root)
        self.put("docs/layers.txt", RULES)
        self.put("core/value.hpp", "#include <string>\n")
        self.put("actors/role.hpp", '#include <caf/all.hpp>\n#include "core/value.hpp"\n')

    def put(self, path, text):
        (self.root / path).parent.mkdir(parents=True, exist_ok=True)
        (self.root / path).write_text(text, encoding="utf-8")


class LayerCheck(SmallRepository):
    def faults(self):
        return check_layers.check(self.root)[0]

    def test_a_clean_tree_has_no_fault(self):
        self.put("io/file.hpp", '#include <unistd.h>\n#include <boost/asio.hpp>\n'
                                '#include "core/value.hpp"\n')
        self.put("cli/actord/main.cpp", '#include "actors/role.hpp"\n#include <caf/io/all.hpp>\n'
                                        '#include "io/file.hpp"\n')
        self.assertEqual(self.faults(), [])

    def one_fault(self, path, text, words):
        self.put(path, text)
        self.assertEqual(len(self.faults()), 1, self.faults())
        self.assertIn(words, self.faults()[0])

    def test_core_may_not_see_the_system(self):
        self.one_fault("core/bad.hpp", "#include <unistd.h>\n",
                       "core/bad.hpp:1: <unistd.h> (posix)")

    def test_core_may_not_see_caf_even_in_quotes(self):
        self.one_fault("core/bad.hpp", '#include "caf/all.hpp"\n', "<caf/all.hpp> (caf)")

    def test_io_may_not_see_actors(self):
        self.one_fault("io/bad.cpp", '#include "actors/role.hpp"\n', "is not for io/")

    def test_core_may_not_see_a_higher_folder(self):
        self.one_fault("core/bad.cpp", '#include "actors/role.hpp"\n', "is not for core/")

    def test_an_include_relative_to_its_file_is_a_fault(self):
        self.one_fault("core/bad.cpp", '#include "value.hpp"\n', "no file of the repository")

    def test_a_folder_without_a_rule_is_a_fault(self):
        self.one_fault("cluster/new.hpp", "#include <string>\n", "no line in docs/layers.txt")

    def test_core_may_not_read_a_clock(self):
        self.one_fault("core/bad.cpp", "auto t = std::chrono::steady_clock::now();\n", "no clock")

    def test_a_clock_in_a_comment_is_none(self):
        self.put("core/fine.cpp", "// not steady_clock::now() here\n")
        self.assertEqual(self.faults(), [])

    def test_caf_must_be_included_by_who_names_it(self):
        self.one_fault("actors/bad.hpp", "using handle = caf::actor;\n", "names caf::")


class DocumentCheck(SmallRepository):
    def faults(self, text):
        self.put("CMakePresets.json", '{"configurePresets": [{"name": "dev"}]}')
        self.put("tests/unit/some_test.cpp", "")
        self.put("CHANGELOG.md", "")
        self.put("docs/page.md", "[up](../README.md)\n")
        self.put("README.md", text)
        return list(check_documents.check(self.root))

    def test_a_sound_page_has_no_fault(self):
        self.assertEqual(self.faults("[a](docs/page.md#part) [b](https://example.org)\n```sh\n"
                                     "ctest --preset dev -L unit  # -L nope\n```\n"), [])

    def test_what_is_not_there_is_a_fault(self):
        for text, words in (("[a](docs/gone.md)", "docs/gone.md"),
                            ("```sh\n./scripts/gone\n```\n", "./scripts/gone"),
                            ("```sh\ncmake --preset gone\n```\n", "--preset gone"),
                            ("```sh\nctest -L gone\n```\n", "-L gone")):
            found = self.faults(text)
            self.assertEqual(len(found), 1, found)
            self.assertIn(words, found[0])


if __name__ == "__main__":
    unittest.main()
