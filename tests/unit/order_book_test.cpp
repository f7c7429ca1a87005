// Open orders and who still owes an answer.
#include "core/order_book.hpp"

#include "tests/helpers/catch.hpp"

namespace actord::core {
namespace {

constexpr process_key a{1};
constexpr process_key b{2};
constexpr process_key c{3};

const steady_time soon{std::chrono::seconds{5}};
const steady_time later{soon + order_book::same_moment + std::chrono::milliseconds{1}};
const fault ok{};
const fault failed{fault_code::failed, "why"};

}  // namespace

TEST_CASE("an order is complete when the last outcome has come") {
  order_book book;
  book.open(7, {a, b});
  CHECK_FALSE(book.take_if_complete(7));
  book.note(7, b, ok, soon);
  CHECK_FALSE(book.take_if_complete(7));
  CHECK(book.owing(7) == std::vector<process_key>{a});
  book.note(7, a, failed, soon);
  const auto outcomes = book.take_if_complete(7);
  REQUIRE(outcomes);
  CHECK(*outcomes == order_book::outcome_list{{a, failed}, {b, ok}});
}

TEST_CASE("what was known at once is listed first, the rest as it came") {
  order_book book;
  book.open(7, {c, a, b});
  book.note(7, b, ok, soon, true);
  book.note(7, a, failed, later);
  book.note(7, c, ok, later + order_book::same_moment);
  CHECK(*book.take_if_complete(7) == order_book::outcome_list{{c, ok}, {a, failed}, {b, ok}});
}

TEST_CASE("what comes in the same moment is listed as it was named") {
  order_book book;
  book.open(7, {c, a, b});
  book.note(7, b, ok, soon, true);
  book.note(7, c, ok, soon + order_book::same_moment, true);
  book.note(7, a, ok, later, true);
  CHECK(*book.take_if_complete(7) == order_book::outcome_list{{c, ok}, {b, ok}, {a, ok}});
  book.open(8, {c, a, b});
  book.note(8, b, ok, soon, true);
  book.note(8, a, ok, later, true);
  book.note(8, c, ok, later + order_book::same_moment, true);
  CHECK(*book.take_if_complete(8) == order_book::outcome_list{{b, ok}, {c, ok}, {a, ok}});
}

TEST_CASE("an order is taken once and then forgotten") {
  order_book book;
  book.open(7, {a});
  book.note(7, a, ok, soon);
  CHECK(book.take_if_complete(7));
  CHECK_FALSE(book.take_if_complete(7));
  CHECK(book.size() == 0);
}

TEST_CASE("an order for nobody is complete at once") {
  order_book book;
  book.open(7, {});
  const auto outcomes = book.take_if_complete(7);
  REQUIRE(outcomes);
  CHECK(outcomes->empty());
}

TEST_CASE("an unknown order is never complete, and nobody owes it anything") {
  order_book book;
  CHECK_FALSE(book.take_if_complete(7));
  CHECK(book.owing(7).empty());
}

TEST_CASE("a process that is passed over owes nothing and is no outcome") {
  order_book book;
  book.open(7, {a, b});
  book.pass_over(7, a);
  book.note(7, b, ok, soon);
  const auto outcomes = book.take_if_complete(7);
  REQUIRE(outcomes);
  CHECK(*outcomes == order_book::outcome_list{{b, ok}});
}

TEST_CASE("the first outcome of a process counts") {
  order_book book;
  book.open(7, {a, b});
  book.note(7, a, ok, soon);
  book.note(7, a, failed, soon);
  book.pass_over(7, a);
  book.note(7, b, ok, soon);
  CHECK(*book.take_if_complete(7) == order_book::outcome_list{{a, ok}, {b, ok}});
}

TEST_CASE("outcomes of strangers and of unknown orders are dropped") {
  order_book book;
  book.open(7, {a});
  book.note(7, b, failed, soon);
  book.note(8, a, failed, soon);
  CHECK(book.owing(7) == std::vector<process_key>{a});
  CHECK(book.size() == 1);
}

TEST_CASE("giving up a process answers all that it owes, and only that") {
  order_book book;
  book.open(1, {a, b});
  book.open(2, {b});
  book.open(3, {a, c});
  book.note(3, a, ok, soon);
  CHECK(book.give_up(a, failed, soon) == std::vector<order_book::id>{1});
  CHECK_FALSE(book.take_if_complete(1));
  CHECK(book.give_up(b, failed, soon) == std::vector<order_book::id>{1, 2});
  CHECK(*book.take_if_complete(1) == order_book::outcome_list{{a, failed}, {b, failed}});
  CHECK(*book.take_if_complete(2) == order_book::outcome_list{{b, failed}});
  CHECK(book.owing(3) == std::vector<process_key>{c});
  CHECK(book.size() == 1);
}

}  // namespace actord::core
