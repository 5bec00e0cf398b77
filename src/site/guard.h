#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "account/visitor.h"
#include "conference/accounts.h"
#include "net/http.h"

namespace plenary::site {

/// The cookie's name: with the __Host- prefix over TLS, without it on plain HTTP (a laptop's
/// localhost).
std::string_view cookie_name(const net::Request& request);
/// What sets the cookie for the length of a login, and what takes it away.
std::string login_cookie(const net::Request& request, std::string_view token);
std::string no_cookie(const net::Request& request);

/// True for GET, HEAD and OPTIONS: what changes nothing.
bool is_safe(net::Method method);

/// False if a browser says that a page of another origin made the request.
bool same_origin(const net::Request& request);

/// The login of the request's cookie, whether or not the rest of the request is in order.
std::optional<conference::Login> login_of(const net::Request& request,
                                          const conference::Accounts& accounts);
/// True if the request changes nothing, or brings the login's X-Plenary-Csrf header.
bool csrf_right(const net::Request& request, const conference::Login& login);

/// Who is behind a request to the audience's own addresses: the account of its cookie with its
/// grants, or anybody. A cookie counts for nothing where a page of another origin sent it (a
/// WebSocket's handshake, a POST) or where a POST lacks the login's X-Plenary-Csrf header.
account::Visitor visitor_of(const net::Request& request, const conference::Accounts& accounts);

/// By what a client's sign-ins are counted: its address's prefix.
std::string client_prefix(const net::Request& request);

}  // namespace plenary::site
