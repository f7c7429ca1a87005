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

namespace {

start_item item(std::uint32_t index, std::uint32_t group, int group_priority, int priority,
                bool waits) {
  return {index, group, group_priority, priority, waits};
}

}  // namespace

TEST_CASE("nobody waits: one course of one wave, in launch order") {
  const std::vector<start_item> items{item(0, 0, 1, 9, false), item(1, 0, 1, 5, false),
                                      item(2, 1, 2, 1, false)};
  CHECK(start_courses(items, false) == std::vector<course>{{{0, 1, 2}}});
}

TEST_CASE("a group that waits has a course of its own, in its place") {
  const std::vector<start_item> items{item(0, 0, 1, 1, false), item(1, 1, 2, 1, true),
                                      item(2, 1, 2, 1, true),  item(3, 1, 2, 3, true),
                                      item(4, 2, 3, 1, false), item(5, 3, 3, 1, false)};
  CHECK(start_courses(items, false) == std::vector<course>{{{0}}, {{1, 2}, {3}}, {{4, 5}}});
}

TEST_CASE("two groups that wait do not wait for each other") {
  const std::vector<start_item> items{item(0, 0, 1, 1, true), item(1, 0, 1, 2, true),
                                      item(2, 1, 2, 1, true), item(3, 1, 2, 2, true)};
  CHECK(start_courses(items, false) == std::vector<course>{{{0}, {1}}, {{2}, {3}}});
}

TEST_CASE("all wait: groups by priority, those of one priority side by side") {
  const std::vector<start_item> items{item(0, 0, 1, 1, true),  item(1, 0, 1, 2, true),
                                      item(2, 1, 1, 7, true),  item(3, 2, 1, 1, false),
                                      item(4, 2, 1, 2, false), item(5, 3, 2, 1, true)};
  CHECK(start_courses(items, true) == std::vector<course>{{{0, 2, 3, 4}, {1}, {5}}});
  CHECK(start_courses({}, true).empty());
}
