// Following logs over HTTP (contract §6.7).
#include "tests/gateway/http_stage.hpp"

using namespace actord;
using namespace actord::test;

namespace {

auto seeing(std::string part) {
  return [part = std::move(part)](const std::string& seen) { return has(seen, part); };
}

}  // namespace

TEST_CASE("a log is followed in chunks, from its last kilobyte") {
  http_stage stage;
  stage.daemon->logs["cat:cat:out"] = std::string(2000, 'a') + "end\n";
  auto client = stage.client();
  client.send(get("/logtail/cat"));
  const auto seen = client.read_until(seeing("end\n\r\n"));
  CHECK(has(seen, "HTTP/1.1 200 OK\r\n"));
  CHECK(has(seen, "\r\nLast-Modified: "));
  CHECK(has(seen,
            "\r\nContent-Type: text/plain;charset=utf-8\r\nX-Accel-Buffering: no\r\n"
            "Transfer-Encoding: chunked\r\n\r\n400\r\naaa"));
  REQUIRE(eventually([&] { return stage.daemon->holding() == 1; }));
  stage.daemon->logs["cat:cat:out"] += "more\n";
  stage.daemon->release();
  CHECK(client.read_until(seeing("more")) == "5\r\nmore\n\r\n");
}

TEST_CASE("HTTP/1.0 gets the bytes alone") {
  http_stage stage;
  auto client = stage.client();
  client.send("GET /mainlogtail HTTP/1.0\r\n\r\n");
  const auto seen = client.read_until(seeing("main log\n"));
  CHECK(has(seen, "Connection: close\r\n\r\nmain log\n"));
  CHECK_FALSE(has(seen, "chunked"));
}

TEST_CASE("the head comes at once even if the log is empty") {
  http_stage stage;
  stage.daemon->logs["cat:cat:out"].clear();
  auto client = stage.client();
  client.send(get("/logtail/cat/stdout"));
  CHECK(has(client.read_until(seeing("\r\n\r\n")), "HTTP/1.1 200 OK\r\n"));
}

TEST_CASE("whoever stops following is noticed, and asked about no more") {
  http_stage stage;
  auto client = stage.client();
  client.send(get("/logtail/cat"));
  (void)client.read_until(seeing("hello"));
  REQUIRE(eventually([&] { return stage.daemon->holding() == 1; }));
  client.close();
  // The answer that was under way finds nobody: no further question is asked.
  auto other = stage.client();
  other.send(get("/ok.html"));
  CHECK(other.response().ends_with("OK"));
  stage.daemon->logs["cat:cat:out"] += "more\n";
  stage.daemon->release();
  other.send(get("/ok.html"));
  CHECK(other.response().ends_with("OK"));
  CHECK(stage.daemon->holding() == 0);
}
