#include "core/start_plan.hpp"

#include "tests/helpers/catch.hpp"

using namespace actord::core;

namespace {

const std::vector<plan_item> some{{0, 999}, {1, -1}, {2, 5}, {3, 999}, {4, 5}};

}  // namespace

TEST_CASE("lower priorities start first, equal ones together and in the order given") {
  CHECK(start_waves(some) == std::vector<wave>{{1}, {2, 4}, {0, 3}});
}

TEST_CASE("what was started last is stopped first") {
  CHECK(stop_waves(some) == std::vector<wave>{{3, 0}, {4, 2}, {1}});
}

TEST_CASE("nothing to start is no wave") {
  CHECK(start_waves({}).empty());
  CHECK(stop_waves({}).empty());
}
