// What page code cannot write. The compiler checks that each marked line is refused and that no other line is.
#include "server/html.h"

using namespace stele::server;

Html page(const std::string& data, const char* pointer, bool flag) {
  char array[] = "abc";
  Html out;
  out.add(el("p", attr("title", data), data, pointer, array, 3));
  out.add(el(data, "x"));                       // expected-error {{no matching function}}
  out.add(el(pointer, "x"));                    // expected-error {{no matching function}}
  out.add(el(array, "x"));                      // expected-error {{not a constant expression}}
  out.add(el("p>", data));                      // expected-error {{not a constant expression}}
  out.add(el("script", data));                  // expected-error {{not a constant expression}}
  out.add(el("style", data));                   // expected-error {{not a constant expression}}
  out.add(el("br"));                            // expected-error {{not a constant expression}}
  out.add(void_el("p"));                        // expected-error {{not a constant expression}}
  out.add(void_el("img", data));                // expected-error {{no matching function}}
  out.add(el("p", attr("onclick", data)));      // expected-error {{not a constant expression}}
  out.add(el("p", attr("style", data)));        // expected-error {{not a constant expression}}
  out.add(el("a", attr("href", data)));         // expected-error {{not a constant expression}}
  out.add(el("a", attr("a b", data)));          // expected-error {{not a constant expression}}
  out.add(el("a", url_attr("title", data)));    // expected-error {{not a constant expression}}
  out.add(el("p", attr(data, "x")));            // expected-error {{no matching function}}
  out.add(el("p", attr(array, "x")));           // expected-error {{not a constant expression}}
  out.add(trusted_html(data));                  // expected-error {{no matching function}}
  out.add(trusted_html(pointer));               // expected-error {{no matching function}}
  out.add(trusted_html(array));                 // expected-error {{not a constant expression}}
  out.add(Html(data));                          // expected-error {{no matching conversion}}
  out.add(flag);                                // expected-error {{no matching member function}}
  out.add(nullptr);                             // expected-error {{call to deleted member function}}
  return out;
}
