// The codec reads what clients send and writes what they parse (contract §6.1, §11.4 #47).
#include <string>

#include "gateway/xmlrpc_reader.hpp"
#include "gateway/xmlrpc_writer.hpp"
#include "tests/helpers/catch.hpp"

using namespace actord;
using namespace actord::gateway::xmlrpc;

namespace {

std::string call_with(const std::string& params) {
  return "<?xml version='1.0'?>\n<methodCall>\n<methodName>a.b</methodName>\n" + params +
         "</methodCall>\n";
}

value only_param(const std::string& inside) {
  const auto read =
      read_call(call_with("<params><param><value>" + inside + "</value></param></params>"));
  REQUIRE(read.ok());
  REQUIRE(read->params.size() == 1);
  return read->params.front();
}

bool refused(const std::string& document) {
  const auto read = read_call(document);
  return !read.ok() && read.reason() == read_problem::unmarshallable;
}

bool refused_value(const std::string& inside) {
  return refused(call_with("<params><param><value>" + inside + "</value></param></params>"));
}

std::string written(const value& v) {
  return response_with(v);
}

std::string in_response(const std::string& inside) {
  return "<?xml version='1.0'?>\n<methodResponse>\n<params>\n<param>\n<value>" + inside +
         "</value>\n</param>\n</params>\n</methodResponse>\n";
}

}  // namespace

TEST_CASE("every type of a request is read") {
  CHECK(only_param("<int>-5</int>") == value{-5});
  CHECK(only_param("<i4> +12 </i4>") == value{12});
  CHECK(only_param("<boolean>1</boolean>") == value{true});
  CHECK(only_param("<boolean>0</boolean>") == value{false});
  CHECK(only_param("<double>1.5</double>") == value{1.5});
  CHECK(only_param("<string>a &lt;b&gt; &amp; &#xE9;</string>") == value{"a <b> & \xC3\xA9"});
  CHECK(only_param("<string></string>") == value{""});
  CHECK(only_param("<string/>") == value{""});
  CHECK(only_param("<string>  </string>") == value{"  "});
  CHECK(only_param("<string><![CDATA[<raw>]]></string>") == value{"<raw>"});
  CHECK(only_param("<base64>aGFs\nbG8=</base64>") == value{"hallo"});
  CHECK(only_param("<dateTime.iso8601>20261121T18:00:00</dateTime.iso8601>") ==
        value{date_time{"20261121T18:00:00"}});
  CHECK(only_param("<array><data><value><int>1</int></value><value>x</value></data></array>") ==
        value{array{1, "x"}});
  CHECK(only_param("\n<struct>\n<member><name>k</name><value><int>1</int></value></member>\n"
                   "</struct>\n") == value{structure{{"k", 1}}});
}

TEST_CASE("empty lists may hold a line end") {
  CHECK(only_param("<array>\n<data>\n</data>\n</array>") == value{array{}});
  CHECK(only_param("<struct>\n</struct>") == value{structure{}});
}

TEST_CASE("a value without a type is a string, as Apache's client sends it") {
  CHECK(only_param("web:web_00") == value{"web:web_00"});
  CHECK(only_param("") == value{""});
}

TEST_CASE("params may be missing or empty") {
  for (const auto* params : {"", "<params/>", "<params></params>", "<params>\n</params>"}) {
    const auto read = read_call(call_with(params));
    REQUIRE(read.ok());
    CHECK(read->method == "a.b");
    CHECK(read->params.empty());
  }
}

TEST_CASE("what is no call is refused") {
  CHECK(refused(""));
  CHECK(refused("abc"));
  CHECK(refused("<methodResponse/>"));
  CHECK(refused("<methodCall><methodName>a</methodName>"));
  CHECK(refused(call_with("") + "<methodCall/>"));
  CHECK(refused_value("<int>x</int>"));
  CHECK(refused_value("<int>99999999999999999999</int>"));
  CHECK(refused_value("<boolean>true</boolean>"));
  CHECK(refused_value("<nil/>"));
  CHECK(refused_value("<double>nan</double>"));
  CHECK(refused_value("<base64>?</base64>"));
  CHECK(refused_value("<string><b>x</b></string>"));
  CHECK(refused_value("<int>1</int><int>2</int>"));
  CHECK(refused_value("<string>\xFF\xFE</string>"));
  CHECK(refused_value("<array><value/></array>"));
  CHECK(refused_value("<struct><member><name>k</name></member></struct>"));
}

TEST_CASE("a call without a method name is told apart") {
  const auto none = read_call("<methodCall><params/></methodCall>");
  REQUIRE(!none.ok());
  CHECK(none.reason() == read_problem::no_method_name);
  CHECK(text_of(none.reason()) == "no method name");
}

TEST_CASE("no entity is ever defined by a document") {
  const std::string bomb =
      "<?xml version='1.0'?><!DOCTYPE lolz [<!ENTITY lol \"lol\">"
      "<!ENTITY lol2 \"&lol;&lol;&lol;&lol;&lol;&lol;&lol;&lol;&lol;&lol;\">]>"
      "<methodCall><methodName>&lol2;</methodName></methodCall>";
  CHECK(refused(bomb));
  CHECK(refused("<!DOCTYPE x SYSTEM \"file:///etc/passwd\">" + call_with("")));
}

TEST_CASE("nesting and tags are bounded") {
  std::string deep = "x";
  for (std::size_t i = 0; i <= most_nesting; ++i)
    deep = "<array><data><value>" + deep + "</value></data></array>";
  CHECK(refused_value(deep));
  std::string wide = "<array><data>";
  for (std::size_t i = 0; i < most_tags; ++i)
    wide += "<value/>";
  CHECK(refused_value(wide + "</data></array>"));
  std::string unclosed(2'000'000, '<');
  CHECK(refused(unclosed));
}

TEST_CASE("answers are written line for line as Supervisor does") {
  CHECK(written(value{"3.0"}) == in_response("<string>3.0</string>"));
  CHECK(written(value{true}) == in_response("<boolean>1</boolean>"));
  CHECK(written(value{array{}}) == in_response("<array><data>\n</data></array>"));
  CHECK(written(value{array{"", 0, false}}) ==
        in_response("<array><data>\n<value><string></string></value>\n<value><int>0</int></value>\n"
                    "<value><boolean>0</boolean></value>\n</data></array>"));
  CHECK(written(value{structure{{"statecode", 1}}}) ==
        in_response("<struct>\n<member>\n<name>statecode</name>\n<value><int>1</int></value>\n"
                    "</member>\n</struct>"));
  CHECK(response_with(core::fault{core::fault_code::bad_name, "x"}) ==
        "<?xml version='1.0'?>\n<methodResponse>\n<fault>\n<value><struct>\n<member>\n"
        "<name>faultCode</name>\n<value><int>10</int></value>\n</member>\n<member>\n"
        "<name>faultString</name>\n<value><string>BAD_NAME: x</string></value>\n</member>\n"
        "</struct></value>\n</fault>\n</methodResponse>\n");
}

TEST_CASE("numbers stay within <int>") {
  CHECK(written(value{std::int64_t{1} << 40}) == in_response("<int>2147483647</int>"));
  CHECK(written(value{-(std::int64_t{1} << 40)}) == in_response("<int>-2147483648</int>"));
}

TEST_CASE("text leaves as valid XML whatever a log holds") {
  const std::string unknown = "\xEF\xBF\xBD";
  CHECK(written(value{"a<b>&c"}) == in_response("<string>a&lt;b&gt;&amp;c</string>"));
  CHECK(written(value{"\x1B[1m\x01"}) ==
        in_response("<string>" + unknown + "[1m" + unknown + "</string>"));
  CHECK(written(value{"\xC3"}) == in_response("<string>" + unknown + "</string>"));
  CHECK(written(value{"\xED\xA0\x80"}) ==
        in_response("<string>" + unknown + unknown + unknown + "</string>"));
  CHECK(written(value{"\xC3\xA9\r\n\t"}) == in_response("<string>\xC3\xA9&#13;\n\t</string>"));
}
