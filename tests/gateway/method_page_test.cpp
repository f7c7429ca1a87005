// docs/generated/methods.md is the page that the method table gives.
#include "gateway/method_table.hpp"
#include "tests/helpers/catch.hpp"
#include "tests/helpers/golden.hpp"

TEST_CASE("the page of methods is up to date") {
  const auto page = actord::gateway::method_reference();
  CHECK(actord::tests::golden_text("docs/generated/methods.md", page) == page);
}
