#include "site/mail_routes.h"

#include <boost/json.hpp>
#include <memory>

#include "account/rate_limit.h"
#include "base/guarded.h"
#include "site/account_answers.h"
#include "site/answers.h"
#include "site/bodies.h"
#include "site/guard.h"
#include "storage/database.h"

namespace plenary::site {
namespace {

namespace json = boost::json;
using account::RateLimit;
using account::Right;
using base::Errc;
using base::format_rfc3339;
using boost::asio::awaitable;
using conference::Accounts;
using net::Method;
using net::Response;

// A school sits behind one address.
constexpr RateLimit::Rate kAsks{std::chrono::seconds(20), 30};
constexpr std::size_t kMostLetters = 200;

Response accepted() {
  return uncached_json("{}", 202);
}

Response link_is_gone() {
  return uncached(net::problem(404, "The link does not work any more",
                               "It was used before, or its time is over. Ask for another one."));
}

json::object letter_json(const storage::MailRecord& letter) {
  const bool waits = letter.state == "waiting";
  return {{"id", letter.id},
          {"kind", letter.kind},
          {"to", letter.recipient},
          {"state", letter.state},
          {"tries", letter.tries},
          {"made_at", format_rfc3339(letter.made_at)},
          {"next_at", waits ? json::value(format_rfc3339(letter.next_at)) : json::value()},
          {"error", letter.error.empty() ? json::value() : json::value(letter.error)}};
}

class Letters {
 public:
  explicit Letters(const SiteParts& parts) : parts_(parts), accounts_(*parts.accounts) {}

  /// The same answer whether there is such an account or not.
  awaitable<Response> ask_reset(Call& call) const {
    if (auto wait = limited(call)) co_return std::move(*wait);
    const auto body = object_body(call.request.body);
    auto typed = body ? text_field(*body, "email") : std::nullopt;
    if (!typed) co_return malformed("`email` is the address of the account.");
    std::string language = text_field(*body, "language").value_or("");
    const base::Status asked = co_await accounts_.ask_reset(std::move(*typed), std::move(language));
    co_return asked ? accepted() : uncached(net::problem(asked.error()));
  }

  awaitable<Response> reset(Call& call) const {
    const auto of = accounts_.reset(call.path["token"]);
    if (!of) co_return link_is_gone();
    co_return uncached_json(json::serialize(json::object{{"name", of->name}}));
  }

  awaitable<Response> set_password(Call& call) const {
    if (auto wait = limited(call)) co_return std::move(*wait);
    const auto body = object_body(call.request.body);
    auto password = body ? text_field(*body, "password") : std::nullopt;
    if (!password) co_return malformed("`password` is the new one.");
    std::string token = call.path["token"];
    const auto signed_in =
        co_await accounts_.set_new_password(std::move(token), std::move(*password));
    if (!signed_in && signed_in.error().code() == Errc::kNotFound) co_return link_is_gone();
    co_return admitted(call.request, signed_in, "reset");
  }

  awaitable<Response> status(Call& call) const { co_return status_of(call.visitor.account); }

  awaitable<Response> ask_confirmation(Call& call) const {
    const auto body = object_body(call.request.body);
    std::string language = body ? text_field(*body, "language").value_or("") : "";
    const base::Status asked =
        co_await accounts_.ask_confirmation(call.visitor.account, std::move(language));
    if (asked) co_return accepted();
    if (asked.error().code() != Errc::kConflict) co_return refusal(asked.error());
    co_return uncached(
        net::problem(409, "Nothing to confirm", "The account has no address, or it is confirmed."));
  }

  awaitable<Response> set_reminders(Call& call) const {
    const auto body = object_body(call.request.body);
    const json::value* on = body ? body->if_contains("reminders") : nullptr;
    if (on == nullptr || !on->is_bool()) co_return malformed("`reminders` is true or false.");
    const base::Status set = co_await accounts_.set_reminders(call.visitor.account, on->as_bool());
    co_return set ? status_of(call.visitor.account) : refusal(set.error());
  }

  awaitable<Response> confirm(Call& call) const {
    if (auto wait = limited(call)) co_return std::move(*wait);
    std::string token = call.path["token"];
    const base::Status confirmed = co_await accounts_.confirm(std::move(token));
    if (confirmed) co_return no_content();
    co_return confirmed.error().code() == Errc::kNotFound ? link_is_gone()
                                                          : refusal(confirmed.error());
  }

  awaitable<Response> stop(Call& call) const {
    if (auto wait = limited(call)) co_return std::move(*wait);
    std::string token = call.path["token"];
    const base::Status stopped = co_await accounts_.stop_reminders(std::move(token));
    if (stopped) co_return no_content();
    co_return stopped.error().code() == Errc::kNotFound ? link_is_gone() : refusal(stopped.error());
  }

  awaitable<Response> make_reset(Call& call) const {
    std::string account = call.path["account"];
    const auto made = co_await accounts_.make_reset(call.visitor.account, std::move(account));
    if (!made) co_return refusal(made.error());
    const bool mailed = made->token.empty();
    const json::object body{{"mailed", mailed},
                            {"url", mailed ? json::value() : json::value("/reset/" + made->token)},
                            {"expires_at", format_rfc3339(made->expires_at)}};
    co_return uncached_json(json::serialize(body), 201);
  }

  awaitable<Response> outbox(Call&) const {
    const auto letters = co_await parts_.database->letters(kMostLetters);
    if (!letters) co_return uncached(net::problem(letters.error()));
    json::array list;
    for (const storage::MailRecord& letter : *letters) list.push_back(letter_json(letter));
    const bool works = !parts_.mail_from.empty();
    co_return uncached_json(json::serialize(
        json::object{{"from", works ? json::value(parts_.mail_from) : json::value()},
                     {"letters", std::move(list)}}));
  }

 private:
  std::optional<Response> limited(const Call& call) const {
    const std::string prefix = client_prefix(call.request);
    const auto now = std::chrono::steady_clock::now();
    const auto wait = asks_.with([&](RateLimit& rate) { return rate.take(prefix, now); });
    return wait ? std::optional(too_often(*wait)) : std::nullopt;
  }

  Response status_of(const std::string& account) const {
    const conference::MailStatus status = accounts_.mail_status(account);
    return uncached_json(json::serialize(json::object{
        {"address", status.address.empty() ? json::value() : json::value(status.address)},
        {"verified", status.verified},
        {"reminders", status.reminders},
        {"works", accounts_.has_mail()}}));
  }

  const SiteParts& parts_;
  Accounts& accounts_;
  mutable base::Guarded<RateLimit> asks_{kAsks};
};

}  // namespace

void add_mail_routes(RouteTable& table, const SiteParts& parts) {
  const auto letters = std::make_shared<const Letters>(parts);
  using Act = awaitable<Response> (Letters::*)(Call&) const;
  const auto add = [&](Method method, const char* path, Access access, Right right, Act act) {
    table.add({method, path, access, right, {}, [letters, act](Call& call) {
                 return ((*letters).*act)(call);
               }});
  };
  const auto open = [&](Method method, const char* path, Act act) {
    add(method, path, Access::kOpen, Right::kWatch, act);
  };
  const auto own = [&](Method method, Act act) {
    add(method, "/api/v1/account/mail", Access::kSignedIn, Right::kWatch, act);
  };
  open(Method::kPost, "/api/v1/account/reset", &Letters::ask_reset);
  open(Method::kGet, "/api/v1/account/reset/{token}", &Letters::reset);
  open(Method::kPost, "/api/v1/account/reset/{token}", &Letters::set_password);
  own(Method::kGet, &Letters::status);
  own(Method::kPost, &Letters::ask_confirmation);
  own(Method::kPut, &Letters::set_reminders);
  open(Method::kPost, "/api/v1/account/mail/confirm/{token}", &Letters::confirm);
  open(Method::kPost, "/api/v1/account/mail/stop/{token}", &Letters::stop);
  add(Method::kPost, "/api/v1/desk/people/{account}/reset", Access::kInPlace, Right::kManagePeople,
      &Letters::make_reset);
  add(Method::kGet, "/api/v1/desk/mail", Access::kInPlace, Right::kManagePeople, &Letters::outbox);
}

}  // namespace plenary::site
