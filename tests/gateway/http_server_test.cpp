// The HTTP server as clients of all ages use it (contract §6.1).
#include <string>

#include "tests/gateway/http_stage.hpp"

using namespace actord;
using namespace actord::test;
using gateway::http_limits;

TEST_CASE("a call is answered with Supervisor's head, and the connection stays") {
  http_stage stage;
  auto client = stage.client();
  for (int i = 0; i < 3; ++i) {
    client.send(rpc("supervisor.getAPIVersion"));
    const auto answer = client.response();
    CHECK(has(answer, "HTTP/1.1 200 OK\r\nServer: Medusa/1.12\r\nDate: "));
    CHECK(has(answer, " GMT\r\nContent-Type: text/xml\r\nContent-Length: 129\r\n\r\n"));
    CHECK(has(answer, "<value><string>3.0</string></value>"));
  }
}

TEST_CASE("HTTP/1.0 connections end after the answer unless they are to be kept") {
  http_stage stage;
  auto client = stage.client();
  client.send("GET /ok.html HTTP/1.0\r\n\r\n");
  const auto answer = client.rest();
  CHECK(has(answer, "HTTP/1.0 200 OK\r\n"));
  CHECK(has(answer, "Connection: close\r\n"));
  CHECK(answer.ends_with("\r\n\r\nOK"));

  auto keeper = stage.client();
  for (int i = 0; i < 2; ++i) {
    keeper.send("GET /ok.html HTTP/1.0\r\nConnection: Keep-Alive\r\n\r\n");
    CHECK(has(keeper.response(), "Connection: Keep-Alive\r\n"));
  }
}

TEST_CASE("Connection: close is honoured") {
  http_stage stage;
  auto client = stage.client();
  client.send(get("/ok.html", "Connection: close\r\n"));
  CHECK(client.rest().ends_with("OK"));
  CHECK(client.ended());
}

TEST_CASE("pipelined requests are answered in order, also behind a deferred one") {
  http_stage stage;
  stage.daemon->hold = true;
  auto client = stage.client();
  client.send(rpc("supervisor.stopProcess", "<param><value>cat</value></param>") +
              rpc("supervisor.getAPIVersion") + get("/ok.html"));
  REQUIRE(eventually([&] { return stage.daemon->holding() == 1; }));
  stage.daemon->release();
  CHECK(has(client.response(), "<boolean>1</boolean>"));
  CHECK(has(client.response(), "<string>3.0</string>"));
  CHECK(client.response().ends_with("OK"));
}

TEST_CASE("others are served while one call is deferred") {
  http_stage stage;
  stage.daemon->hold = true;
  auto waiting = stage.client();
  waiting.send(rpc("supervisor.stopProcess", "<param><value>cat</value></param>"));
  REQUIRE(eventually([&] { return stage.daemon->holding() == 1; }));
  auto other = stage.client();
  other.send(get("/ok.html"));
  CHECK(other.response().ends_with("OK"));
  stage.daemon->release();
  CHECK(has(waiting.response(), "<boolean>1</boolean>"));
}

TEST_CASE("a request may come in any pieces") {
  http_stage stage;
  auto client = stage.client();
  for (const char c : rpc("supervisor.getAPIVersion"))
    client.send(std::string(1, c));
  CHECK(has(client.response(), "<string>3.0</string>"));
}

TEST_CASE("chunked bodies and 100-continue are understood") {
  http_stage stage;
  auto client = stage.client();
  const std::string body = "<methodCall><methodName>supervisor.getPID</methodName></methodCall>";
  client.send("POST /RPC2 HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n43\r\n" + body +
              "\r\n0\r\n\r\n");
  CHECK(has(client.response(), "<int>4711</int>"));
  client.send("POST /RPC2 HTTP/1.1\r\nExpect: 100-continue\r\nContent-Length: 67\r\n\r\n");
  const auto go_on =
      client.read_until([](const std::string& seen) { return has(seen, "\r\n\r\n"); });
  CHECK(go_on == "HTTP/1.1 100 Continue\r\n\r\n");
  client.send(body);
  CHECK(has(client.response(), "<int>4711</int>"));
}

TEST_CASE("any Host header will do on a UNIX socket, or none") {
  http_stage stage;
  auto client = stage.client();
  for (const auto* host :
       {"Host: /var/run/supervisor.sock\r\n", "Host: \r\n", "", "Host: a b?\r\n"}) {
    client.send("GET /ok.html HTTP/1.1\r\n" + std::string{host} + "\r\n");
    CHECK(client.response().ends_with("OK"));
  }
}

TEST_CASE("what cannot be served is told with the right status") {
  http_stage stage;
  const auto status_of = [&](const std::string& request) {
    auto client = stage.client();
    client.send(request);
    return client.response().substr(9, 3);
  };
  CHECK(status_of(get("/RPC2")) == "400");
  CHECK(status_of("POST /RPC2 HTTP/1.1\r\n\r\n") == "411");
  CHECK(status_of("POST /RPC2 HTTP/1.1\r\nContent-Length: 3\r\n\r\nabc") == "400");
  CHECK(status_of(get("/nope")) == "404");
  CHECK(status_of("DELETE /nope HTTP/1.1\r\n\r\n") == "400");
  CHECK(status_of("garbage\r\n\r\n") == "400");
  CHECK(status_of("GET / HTTP/9.9\r\n\r\n") == "400");
  CHECK(status_of("POST /RPC2 HTTP/1.1\r\nContent-Length: -1\r\n\r\n") == "400");
  CHECK(status_of("POST /RPC2 HTTP/1.1\r\nContent-Length: 99999999\r\n\r\n") == "413");
  CHECK(status_of("GET / HTTP/1.1\r\nX: " + std::string(20'000, 'x') + "\r\n\r\n") == "431");
  CHECK(status_of(get("/logtail/nope")) == "404");
  CHECK(status_of(get("/logtail/cat/stdnope")) == "404");
  CHECK(status_of(get("/logtail")) == "404");
  CHECK(status_of("POST /logtail/cat HTTP/1.1\r\nContent-Length: 0\r\n\r\n") == "400");
}

TEST_CASE("the error page is Supervisor's") {
  http_stage stage;
  auto client = stage.client();
  client.send(get("/nope"));
  CHECK(has(client.response(),
            "Content-Length: 134\r\nContent-Type: text/html\r\n\r\n<head>\r\n<title>Error "
            "response</title>\r\n</head>\r\n<body>\r\n<h1>Error response</h1>\r\n<p>Error code "
            "404.\r\n<p>Message: Not Found.\r\n</body>\r\n"));
}

TEST_CASE("a body over the limit is not read, its sender learns why") {
  http_limits limits;
  limits.body_bytes = 1000;
  http_stage stage{limits};
  auto client = stage.client();
  client.send("POST /RPC2 HTTP/1.1\r\nContent-Length: 5000\r\n\r\n" + std::string(5000, 'x'));
  CHECK(has(client.rest(), "HTTP/1.1 413 "));
  auto sneaky = stage.client();
  std::string chunks = "POST /RPC2 HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n";
  for (int i = 0; i < 30; ++i)
    chunks += "40\r\n" + std::string(64, 'x') + "\r\n";
  sneaky.send(chunks);
  CHECK(has(sneaky.rest(), "HTTP/1.1 413 "));
}

TEST_CASE("without the password nothing is served on any path, and no body is waited for") {
  http_stage stage{{}, {"u", "p"}};
  for (const auto* path : {"/", "/RPC2", "/ok.html", "/logtail/cat", "/nope"}) {
    auto client = stage.client();
    client.send("POST " + std::string{path} + " HTTP/1.1\r\nContent-Length: 100\r\n\r\n");
    const auto answer = client.rest();
    CHECK(has(answer, "HTTP/1.1 401 Unauthorized\r\n"));
    CHECK(has(answer, "Connection: close\r\nWWW-Authenticate: Basic realm=\"default\"\r\n"));
  }
  auto client = stage.client();
  client.send(rpc("supervisor.getAPIVersion", {}, "Authorization: Basic dTpw\r\n"));
  CHECK(has(client.response(), "<string>3.0</string>"));
}

TEST_CASE("a client that has ended its sending gets its answer") {
  http_stage stage;
  auto client = stage.client();
  client.send(get("/ok.html"));
  client.end_sending();
  CHECK(client.rest().ends_with("OK"));
}

TEST_CASE("a client that has ended its sending gets a deferred answer, too") {
  http_stage stage;
  stage.daemon->hold = true;
  auto client = stage.client();
  client.send(rpc("supervisor.stopProcess", "<param><value>cat</value></param>"));
  client.end_sending();
  REQUIRE(eventually([&] { return stage.daemon->holding() == 1; }));
  stage.daemon->release();
  CHECK(has(client.rest(), "<boolean>1</boolean>"));
}

TEST_CASE("HEAD gives the head alone") {
  http_stage stage;
  auto client = stage.client();
  client.send("HEAD /ok.html HTTP/1.0\r\n\r\n");
  CHECK(client.rest().ends_with("Content-Length: 2\r\nConnection: close\r\n\r\n"));
}
