#include "tests/helpers/catch.hpp"
#include "tests/helpers/golden.hpp"
#include "tests/helpers/machine_print.hpp"

using namespace actord;

TEST_CASE("the transition table is the one that was reviewed") {
  const auto printed = tests::table_as_text(core::standard_table);
  CHECK(printed == tests::golden_text("tests/golden/state-machine.txt", printed));
}

TEST_CASE("the document of the state machine is up to date") {
  const auto printed = tests::table_as_document(core::standard_table);
  CHECK(printed == tests::golden_text("docs/generated/state-machine.md", printed));
}
