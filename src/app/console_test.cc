#include "app/console.h"

#include <doctest/doctest.h>

using namespace stele;
using namespace stele::app;

TEST_CASE("numbers are grouped by three") {
  CHECK(thousands(0) == "0");
  CHECK(thousands(999) == "999");
  CHECK(thousands(1000) == "1,000");
  CHECK(thousands(14433) == "14,433");
  CHECK(thousands(123456789) == "123,456,789");
  CHECK(counted(1, "record", "records") == "1 record");
  CHECK(counted(1200, "record", "records") == "1,200 records");
}

TEST_CASE("times are for people") {
  CHECK(seconds_text(0.84) == "0.8 s");
  CHECK(seconds_text(200) == "3 min 20 s");
  CHECK(seconds_text(7260) == "2 h 1 min");
}

TEST_CASE("what could steer a terminal is taken out of text") {
  CHECK(printable("G\u0259nc\u0259 \u0533\u0561\u0576\u0571\u0561\u056f") == "G\u0259nc\u0259 \u0533\u0561\u0576\u0571\u0561\u056f");
  CHECK(printable("a\033[31mb") == "a\uFFFD[31mb");
  CHECK(printable("a\nb\tc") == "a b c");
  CHECK(printable("a\u009bb\u007f") == "a\uFFFDb\uFFFD");
}

TEST_CASE("the bar says stage, share, speed and what is left") {
  archive::Progress progress{.stage = "reading", .done = 25, .total = 100, .statements = 40000};
  CHECK(progress_text(progress, 2) == "reading 25 %, 40,000 statements, 20,000/s, 6.0 s left");
  CHECK(progress_text({.stage = "reading"}, 0) == "reading");
}
