#include "server/form.h"

#include <doctest/doctest.h>

using namespace stele;
using namespace stele::server;

namespace {

Request form(std::string body, std::string type = "application/x-www-form-urlencoded") {
  Request out;
  out.method = "POST", out.path = "/", out.body = std::move(body);
  out.headers = {{"content-type", std::move(type)}};
  return out;
}

}  // namespace

TEST_CASE("a form is read like the query of an address") {
  auto fields = parse_form("queries=%7B%22q0%22%3A1%7D&a=b+c&empty=").value();
  CHECK(field(fields, "queries") == "{\"q0\":1}");
  CHECK(field(fields, "a") == "b c");
  CHECK(has_field(fields, "empty"));
  CHECK_FALSE(has_field(fields, "nothing"));
  CHECK(parse_form("").value().empty());
}

TEST_CASE("what is no form is refused in words") {
  CHECK(parse_form("a=%zz").error().find("cannot be read") != std::string::npos);
  CHECK_FALSE(parse_form("a=%ff").has_value());
  CHECK_FALSE(parse_form("a=%00").has_value());
  CHECK(parse_form("a&b&c", {2, 10}).error() == "The form has more than 2 fields.");
  CHECK_FALSE(parse_form("abcdefghijk=1", {2, 10}).has_value());
  CHECK(fields_of(form("{}", "application/json")).error().status == 415);
  CHECK(fields_of(form("a=%zz")).error().status == 400);
  CHECK(fields_of(form("a=1&a=2")).error().status == 400);
  Request both = form("a=1", "Application/X-WWW-form-urlencoded ; charset=UTF-8");
  both.query = {{"b", "2"}};
  CHECK(fields_of(both).value().size() == 2);
  both.query = {{"a", "2"}};
  CHECK(fields_of(both).error().status == 400);
}
