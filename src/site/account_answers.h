#pragma once

#include <boost/json/object.hpp>
#include <chrono>

#include "base/result.h"
#include "conference/account_book.h"
#include "conference/accounts.h"
#include "net/http.h"

/// What the routes of accounts answer alike.
namespace plenary::site {

/// Who is signed in: GET /api/v1/session.
boost::json::object login_json(const conference::Login& login);

/// 429, with how long to wait.
net::Response too_often(std::chrono::milliseconds wait);

/// What went wrong with accounts, in words for whoever sits there.
net::Response refusal(const base::Error& error);

/// The browser is signed in, or why not; `way` is for the log.
net::Response admitted(const net::Request& request,
                       const base::Result<conference::Accounts::SignedIn>& signed_in,
                       const char* way);

}  // namespace plenary::site
