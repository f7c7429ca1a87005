// How waits grow.
#include "core/backoff.hpp"

#include <limits>
#include <set>

#include "tests/helpers/catch.hpp"

using namespace actord::core;
using namespace std::chrono_literals;

TEST_CASE("linear waits grow by the first one, up to their end") {
  const backoff_spec how{.initial = 500ms, .max = 1200ms};
  CHECK(plain_delay(0, how) == 0ms);
  CHECK(plain_delay(1, how) == 500ms);
  CHECK(plain_delay(2, how) == 1000ms);
  CHECK(plain_delay(3, how) == 1200ms);
}

TEST_CASE("constant waits do not grow") {
  const backoff_spec how{.kind = backoff_kind::constant, .initial = 3s};
  CHECK(plain_delay(1, how) == 3s);
  CHECK(plain_delay(1000, how) == 3s);
}

TEST_CASE("exponential waits double, up to a minute unless configured otherwise") {
  backoff_spec how{.kind = backoff_kind::exponential};
  CHECK(plain_delay(1, how) == 1s);
  CHECK(plain_delay(2, how) == 2s);
  CHECK(plain_delay(6, how) == 32s);
  CHECK(plain_delay(7, how) == 60s);
  how.max = 5s;
  CHECK(plain_delay(7, how) == 5s);
}

TEST_CASE("no wait overflows, whatever is configured") {
  constexpr int most = std::numeric_limits<int>::max();
  for (const auto kind :
       {backoff_kind::linear, backoff_kind::constant, backoff_kind::exponential}) {
    const backoff_spec how{.kind = kind, .initial = longest_wait, .max = longest_wait};
    CHECK(plain_delay(most, how) == longest_wait);
    const backoff_spec none{.kind = kind, .initial = 0ms};
    CHECK(plain_delay(most, none) == 0ms);
  }
}

TEST_CASE("the random part follows from seed and run, and stays within its bounds") {
  policy how;
  how.backoff = {.kind = backoff_kind::constant, .initial = 1s, .jitter = 9ms};
  how.jitter_seed = 42;
  std::set<std::chrono::milliseconds> seen;
  for (std::uint64_t run = 1; run <= 200; ++run) {
    const auto wait = retry_delay(1, run_id{run}, how);
    CHECK(wait == retry_delay(1, run_id{run}, how));
    CHECK(wait >= 1s);
    CHECK(wait <= 1009ms);
    seen.insert(wait);
  }
  CHECK(seen.size() == 10);
  const auto wait = retry_delay(1, run_id{1}, how);
  how.jitter_seed = 43;
  CHECK((retry_delay(1, run_id{1}, how) != wait || retry_delay(1, run_id{2}, how) != wait));
  CHECK(retry_delay(0, run_id{1}, how) == 0ms);
}
