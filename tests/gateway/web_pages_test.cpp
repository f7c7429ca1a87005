// The status page, its forms and the tail page (contract §6.7, docs/decisions/035).
#include "gateway/web_pages.hpp"

#include "tests/gateway/http_stage.hpp"

using namespace actord;
using namespace actord::test;
using gateway::http_request;

namespace {

std::string post(const std::string& form, const std::string& headers = {}) {
  return "POST /index.html HTTP/1.1\r\nHost: here:9001\r\n" + headers +
         "Content-Length: " + std::to_string(form.size()) + "\r\n\r\n" + form;
}

std::string answer_to(const http_stage& stage, const std::string& request) {
  auto client = stage.client();
  client.send(request);
  return client.response();
}

bool from_here(gateway::header_list headers) {
  http_request request;
  request.headers = std::move(headers);
  request.headers.emplace_back("host", "here:9001");
  return gateway::same_origin(request);
}

}  // namespace

TEST_CASE("the page lists every process with its state and its actions") {
  http_stage stage;
  stage.daemon->processes = {paper_backend::process("web", "web_00"),
                             paper_backend::process("bad", "bad")};
  stage.daemon->processes[0].state = core::proc_state::running;
  stage.daemon->processes[0].description = "pid 5, uptime 0:00:01";
  stage.daemon->processes[1].state = core::proc_state::fatal;
  stage.daemon->processes[1].description = "<exited>";
  const auto page = answer_to(stage, get("/"));
  CHECK(has(page, "HTTP/1.1 200 OK\r\n"));
  CHECK(has(page, "Content-Type: text/html;charset=utf-8\r\nPragma: no-cache\r\n"));
  CHECK(has(page, "<span class=\"statusrunning\">running</span>"));
  CHECK(has(page, "<span class=\"statuserror\">fatal</span>"));
  CHECK(has(page, "&lt;exited&gt;"));
  CHECK(has(page, "name=\"processname\" value=\"web:web_00\""));
  CHECK(has(page, "href=\"tail.html?processname=web%3Aweb_00\""));
  CHECK(has(page, "href=\"logtail/web%3Aweb_00/stderr\""));
  CHECK(has(page, "1 of 2 running, 1 in trouble"));
  CHECK(has(page, "<span class=\"version\">4.3.0</span>"));
}

TEST_CASE("an empty daemon and a message of the action before are shown") {
  http_stage stage;
  stage.daemon->processes.clear();
  const auto page = answer_to(stage, get("/index.html?message=a%20%3Cb%3E"));
  CHECK(has(page, "No programs to manage"));
  CHECK(has(page, "a &lt;b&gt;</div>"));
}

TEST_CASE("a form acts, then leads back to the page with a message") {
  http_stage stage;
  const auto answer = answer_to(stage, post("processname=cat&action=stop"));
  CHECK(has(answer, "HTTP/1.1 303 See Other\r\n"));
  CHECK(has(answer, "\r\nLocation: ./?message=Process%20cat%20stopped\r\n"));
  REQUIRE(stage.daemon->asked.size() == 1);
  CHECK(stage.daemon->asked[0].what == core::verb::stop);
  CHECK(has(answer_to(stage, post("processname=cat&action=restart")),
            "message=Process%20cat%20restarted"));
  CHECK(stage.daemon->asked.size() == 3);
  CHECK(has(answer_to(stage, post("processname=cat&action=clearlog")),
            "message=Log%20for%20cat%20cleared"));
  CHECK(has(answer_to(stage, post("processname=nope&action=start")),
            "message=No%20such%20process%20named%20nope"));
  CHECK(has(answer_to(stage, post("action=stopall")), "message=All%20stopped%20at%20"));
  CHECK(has(answer_to(stage, post("action=restartall")), "message=All%20restarted%20at%20"));
}

TEST_CASE("faults become messages") {
  http_stage stage;
  stage.daemon->verdict = core::fault_code::spawn_error;
  CHECK(has(answer_to(stage, post("processname=cat&action=start")),
            "message=ERROR%3A%20Process%20cat%3A%20spawn%20error"));
  stage.daemon->verdict = core::fault_code::not_running;
  CHECK(has(answer_to(stage, post("processname=cat&action=stop")),
            "message=ERROR%3A%20unexpected%20rpc%20fault%20%5B70%5D%20NOT_RUNNING%3A%20cat"));
}

TEST_CASE("a link never acts; it asks") {
  http_stage stage;
  const auto answer = answer_to(stage, get("/?processname=cat%22&action=stop"));
  CHECK(has(answer, "HTTP/1.1 200 OK\r\n"));
  CHECK(has(answer, "value=\"cat&quot;\""));
  CHECK(has(answer, "<button name=\"action\" value=\"stop\">"));
  CHECK(stage.daemon->asked.empty());
  CHECK(has(answer_to(stage, get("/?action=refresh")), "HTTP/1.1 301 "));
  CHECK(has(answer_to(stage, get("/?action=nonsense")), "HTTP/1.1 400 "));
  CHECK(has(answer_to(stage, post("action=start")), "HTTP/1.1 400 "));
}

TEST_CASE("forms of foreign pages are refused") {
  http_stage stage;
  for (const auto* header :
       {"Origin: http://evil.example\r\n", "Origin: null\r\n", "Sec-Fetch-Site: cross-site\r\n",
        "Sec-Fetch-Site: same-site\r\n", "Referer: http://evil.example/here:9001\r\n"})
    CHECK(has(answer_to(stage, post("processname=cat&action=stop", header)), "HTTP/1.1 403 "));
  CHECK(stage.daemon->asked.empty());
  CHECK(has(answer_to(stage, post("processname=cat&action=stop", "Origin: http://here:9001\r\n")),
            "HTTP/1.1 303 "));
}

TEST_CASE("the origin is looked for where browsers put it") {
  CHECK(from_here({}));
  CHECK(from_here({{"sec-fetch-site", "same-origin"}}));
  CHECK(from_here({{"sec-fetch-site", "none"}}));
  CHECK(from_here({{"origin", "https://here:9001"}}));
  CHECK(from_here({{"referer", "http://here:9001/index.html?x"}}));
  CHECK(from_here({{"origin", "https://outside"}, {"x-forwarded-host", "outside"}}));
  CHECK_FALSE(from_here({{"sec-fetch-site", "cross-site"}, {"origin", "http://here:9001"}}));
  CHECK_FALSE(from_here({{"origin", "http://here:9002"}}));
  CHECK_FALSE(from_here({{"origin", "null"}}));
}

TEST_CASE("the tail page shows the end of the log or says why not") {
  http_stage stage;
  stage.daemon->logs["cat:cat:out"] = "one\n<two>\n";
  const auto page = answer_to(stage, get("/tail.html?processname=cat&limit=6"));
  CHECK(has(page, "<title>Supervisor tail of process cat</title>"));
  CHECK(has(page, "<pre>&lt;two&gt;\n</pre>"));
  CHECK(has(answer_to(stage, get("/tail.html")), "<pre>No process name found</pre>"));
  CHECK(has(answer_to(stage, get("/tail.html?processname=nope&limit=x")),
            "<pre>No file for nope</pre>"));
}

TEST_CASE("the style sheet is served") {
  http_stage stage;
  const auto answer = answer_to(stage, get("/stylesheets/supervisor.css"));
  CHECK(has(answer, "Content-Type: text/css\r\n"));
  CHECK(has(answer, "prefers-color-scheme: dark"));
}
