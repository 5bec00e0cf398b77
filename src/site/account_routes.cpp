#include "site/account_routes.h"

#include <algorithm>
#include <boost/json.hpp>
#include <memory>

#include "account/rate_limit.h"
#include "base/guarded.h"
#include "base/log.h"
#include "site/account_answers.h"
#include "site/answers.h"
#include "site/bodies.h"
#include "site/guard.h"

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

// A company or a school sits behind one address, so a burst is large.
constexpr RateLimit::Rate kSignIns{std::chrono::seconds(2), 30};
constexpr RateLimit::Rate kSignUps{std::chrono::seconds(20), 30};
constexpr std::size_t kMostPeople = 200;

json::object invitation_json(const storage::InvitationRecord& record) {
  const auto grant = account::parse_grant(record.grant);
  return {{"grant", record.grant},
          {"role", grant ? account::name(grant->role) : std::string_view()},
          {"scope", grant ? account::print(grant->scope) : std::string()},
          {"name", record.name},
          {"email", record.email},
          {"expires_at", format_rfc3339(record.expires_at)}};
}

json::object invitation_desk_json(const storage::InvitationRecord& record) {
  json::object object = invitation_json(record);
  object["id"] = record.id;
  object["made_by"] = record.made_by;
  object["made_at"] = format_rfc3339(record.made_at);
  object["uses_left"] = record.uses_left;
  object["used"] = record.used;
  return object;
}

json::object person_json(const conference::Person& person, base::Instant now) {
  const storage::AccountRecord& record = person.record;
  json::array grants;
  for (const auto& given : person.grants) grants.emplace_back(given.grant);
  const bool banned = record.banned_until.value_or(now) > now;
  return {{"account", record.id},
          {"name", record.name},
          {"email", record.sign_in},
          {"verified", record.verified},
          {"created_at", format_rfc3339(record.created_at)},
          {"grants", std::move(grants)},
          {"logins", person.logins},
          {"banned", banned},
          {"banned_until", banned && *record.banned_until < Accounts::for_good()
                               ? json::value(format_rfc3339(*record.banned_until))
                               : json::value(nullptr)}};
}

class AccountDesk {
 public:
  explicit AccountDesk(const SiteParts& parts)
      : accounts_(*parts.accounts), conference_(*parts.conference) {}

  awaitable<Response> sign_in(Call& call) const;
  awaitable<Response> sign_up(Call& call) const;
  awaitable<Response> redeem(Call& call) const;
  awaitable<Response> who(Call& call) const;
  awaitable<Response> sign_out(Call& call) const;
  awaitable<Response> ways_in(Call& call) const;
  awaitable<Response> invitation(Call& call) const;
  awaitable<Response> accept(Call& call) const;

  awaitable<Response> invitations(Call& call) const;
  awaitable<Response> invite(Call& call) const;
  awaitable<Response> withdraw(Call& call) const;
  awaitable<Response> people(Call& call) const;
  awaitable<Response> give(Call& call) const;
  awaitable<Response> take(Call& call) const;
  awaitable<Response> ban(Call& call) const;
  awaitable<Response> lift_ban(Call& call) const;

 private:
  using Limit = base::Guarded<RateLimit>;

  /// The refusal of a client that tries too often.
  static std::optional<Response> limited(const Call& call, Limit& limit) {
    const std::string prefix = client_prefix(call.request);
    const auto now = std::chrono::steady_clock::now();
    const auto wait = limit.with([&](RateLimit& rate) { return rate.take(prefix, now); });
    if (!wait) return std::nullopt;
    return too_often(*wait);
  }

  Response person_now(const std::string& account) const {
    const auto person = accounts_.person(account);
    if (!person) return not_found();
    return uncached_json(json::serialize(person_json(*person, conference_.clock().real_now())));
  }

  Accounts& accounts_;
  conference::Conference& conference_;
  mutable Limit sign_ins_{kSignIns};
  mutable Limit sign_ups_{kSignUps};
};

// In and out.

awaitable<Response> AccountDesk::sign_in(Call& call) const {
  if (auto wait = limited(call, sign_ins_)) co_return std::move(*wait);
  auto wanted = read_credentials(call.request.body);
  if (!wanted) co_return malformed(wanted.error().detail());
  const auto signed_in =
      co_await accounts_.sign_in(std::move(wanted->typed), std::move(wanted->password));
  co_return admitted(call.request, signed_in, "password");
}

awaitable<Response> AccountDesk::sign_up(Call& call) const {
  if (auto wait = limited(call, sign_ups_)) co_return std::move(*wait);
  auto wanted = read_new_account(call.request.body);
  if (!wanted) co_return malformed(wanted.error().detail());
  conference::NewAccount account = std::move(*wanted);
  const auto signed_in = co_await accounts_.sign_up(std::move(account));
  co_return admitted(call.request, signed_in, "sign-up");
}

awaitable<Response> AccountDesk::redeem(Call& call) const {
  if (auto wait = limited(call, sign_ins_)) co_return std::move(*wait);
  auto token = read_token(call.request.body);
  if (!token) co_return malformed(token.error().detail());
  const auto signed_in = co_await accounts_.redeem_token(std::move(*token));
  if (!signed_in && signed_in.error().code() == Errc::kUnauthorised) {
    base::log(base::Level::kInfo, "not_signed_in",
              {{"way", "ticket"}, {"why", signed_in.error().detail()}});
    co_return uncached(net::problem(401, "The ticket was not accepted",
                                    "Open the link of your ticket again; each opens once."));
  }
  co_return admitted(call.request, signed_in, "ticket");
}

awaitable<Response> AccountDesk::who(Call& call) const {
  const conference::Login login{call.visitor, call.csrf};
  co_return uncached_json(json::serialize(login_json(login)));
}

awaitable<Response> AccountDesk::sign_out(Call& call) const {
  std::string token(call.request.cookie(cookie_name(call.request)));
  const base::Status status = co_await accounts_.sign_out(std::move(token));
  if (!status) co_return uncached(net::problem(status.error()));
  Response response = no_content();
  response.with("set-cookie", no_cookie(call.request));
  co_return response;
}

awaitable<Response> AccountDesk::ways_in(Call&) const {
  const json::object ways{
      {"sign_up", accounts_.sign_up_policy() == conference::SignUp::kOpen ? "open" : "invited"},
      {"ticket_shop", accounts_.has_ticket_shop()},
      {"reset", accounts_.has_mail() ? "mail" : "organiser"}};
  Response response = net::json(json::serialize(ways));
  response.with("cache-control", "public, max-age=60").with("access-control-allow-origin", "*");
  co_return response;
}

// Invitations.

awaitable<Response> AccountDesk::invitation(Call& call) const {
  const auto found = accounts_.invitation(call.path["token"]);
  if (!found) co_return not_found();
  co_return uncached_json(json::serialize(invitation_json(*found)));
}

awaitable<Response> AccountDesk::accept(Call& call) const {
  if (auto wait = limited(call, sign_ups_)) co_return std::move(*wait);
  std::string token = call.path["token"];
  auto wanted = read_new_account(call.request.body);
  if (!wanted) co_return malformed(wanted.error().detail());
  if (call.visitor.signed_in() && wanted->password.empty()) {
    const base::Status status =
        co_await accounts_.accept_for(std::move(token), call.visitor.account);
    if (!status) co_return refusal(status.error());
    auto login = login_of(call.request, accounts_);
    if (!login) co_return not_found();
    co_return uncached_json(json::serialize(login_json(*login)));
  }
  conference::NewAccount account = std::move(*wanted);
  const auto signed_in = co_await accounts_.accept(std::move(token), std::move(account));
  co_return admitted(call.request, signed_in, "invitation");
}

awaitable<Response> AccountDesk::invitations(Call&) const {
  json::array list;
  for (const auto& record : accounts_.invitations()) list.push_back(invitation_desk_json(record));
  co_return uncached_json(json::serialize(json::object{{"invitations", std::move(list)}}));
}

awaitable<Response> AccountDesk::invite(Call& call) const {
  auto wanted = read_invitation(call.request.body);
  if (!wanted) co_return malformed(wanted.error().detail());
  conference::NewInvitation invitation = std::move(*wanted);
  const auto invited = co_await accounts_.invite(call.visitor.account, std::move(invitation));
  if (!invited) co_return refusal(invited.error());
  json::object body = invitation_desk_json(invited->record);
  body["token"] = invited->token;
  body["url"] = "/join/" + invited->token;
  body["mailed"] = invited->mailed;
  co_return uncached_json(json::serialize(body), 201);
}

awaitable<Response> AccountDesk::withdraw(Call& call) const {
  const base::Status status =
      co_await accounts_.withdraw(call.visitor.account, call.path["invitation"]);
  co_return status ? no_content() : refusal(status.error());
}

// People.

awaitable<Response> AccountDesk::people(Call& call) const {
  const std::string words = call.request.query_value("q").value_or("");
  const base::Instant now = conference_.clock().real_now();
  json::array list;
  for (const auto& person : accounts_.people(words, kMostPeople)) {
    list.push_back(person_json(person, now));
  }
  const json::object body{{"people", std::move(list)}, {"total", accounts_.size()}};
  co_return uncached_json(json::serialize(body));
}

awaitable<Response> AccountDesk::give(Call& call) const {
  const auto grant = read_grant(call.request.body);
  if (!grant) co_return malformed(grant.error().detail());
  account::Grant given = *grant;
  const std::string account = call.path["account"];
  const base::Status status =
      co_await accounts_.give(call.visitor.account, account, std::move(given));
  co_return status ? person_now(account) : refusal(status.error());
}

awaitable<Response> AccountDesk::take(Call& call) const {
  const auto asked = call.request.query_value("grant");
  const auto grant = asked ? account::parse_grant(*asked) : read_grant(call.request.body);
  if (!grant) co_return malformed("`grant` is ROLE:SCOPE, such as moderator:stage/main.");
  account::Grant taken = *grant;
  const std::string account = call.path["account"];
  const base::Status status =
      co_await accounts_.take(call.visitor.account, account, std::move(taken));
  co_return status ? person_now(account) : refusal(status.error());
}

awaitable<Response> AccountDesk::ban(Call& call) const {
  const auto length = read_ban(call.request.body);
  if (!length) co_return malformed(length.error().detail());
  const base::Instant until =
      *length ? conference_.clock().real_now() + **length : Accounts::for_good();
  const std::string account = call.path["account"];
  const base::Status status = co_await accounts_.ban(call.visitor.account, account, until);
  co_return status ? person_now(account) : refusal(status.error());
}

awaitable<Response> AccountDesk::lift_ban(Call& call) const {
  const std::string account = call.path["account"];
  const base::Status status = co_await accounts_.lift_ban(call.visitor.account, account);
  co_return status ? person_now(account) : refusal(status.error());
}

}  // namespace

void add_account_routes(RouteTable& table, const SiteParts& parts) {
  const auto desk = std::make_shared<const AccountDesk>(parts);
  using Act = awaitable<Response> (AccountDesk::*)(Call&) const;
  const auto add = [&](Method method, std::string path, Access access, Right right, Act act) {
    table.add({method, std::move(path), access, right, {}, [desk, act](Call& call) {
                 return ((*desk).*act)(call);
               }});
  };
  const auto open = [&](Method method, const char* path, Act act) {
    add(method, path, Access::kOpen, Right::kWatch, act);
  };
  const auto people = [&](Method method, const char* path, Act act) {
    add(method, path, Access::kInPlace, Right::kManagePeople, act);
  };

  open(Method::kGet, "/api/v1/account", &AccountDesk::ways_in);
  open(Method::kPost, "/api/v1/account", &AccountDesk::sign_up);
  open(Method::kPost, "/api/v1/session", &AccountDesk::sign_in);
  open(Method::kPost, "/api/v1/session/ticket", &AccountDesk::redeem);
  add(Method::kGet, "/api/v1/session", Access::kSignedIn, Right::kWatch, &AccountDesk::who);
  add(Method::kDelete, "/api/v1/session", Access::kSignedIn, Right::kWatch, &AccountDesk::sign_out);
  open(Method::kGet, "/api/v1/invitations/{token}", &AccountDesk::invitation);
  open(Method::kPost, "/api/v1/invitations/{token}", &AccountDesk::accept);

  people(Method::kGet, "/api/v1/desk/invitations", &AccountDesk::invitations);
  people(Method::kPost, "/api/v1/desk/invitations", &AccountDesk::invite);
  people(Method::kDelete, "/api/v1/desk/invitations/{invitation}", &AccountDesk::withdraw);
  people(Method::kGet, "/api/v1/desk/people", &AccountDesk::people);
  people(Method::kPost, "/api/v1/desk/people/{account}/grants", &AccountDesk::give);
  people(Method::kDelete, "/api/v1/desk/people/{account}/grants", &AccountDesk::take);
  people(Method::kPost, "/api/v1/desk/people/{account}/ban", &AccountDesk::ban);
  people(Method::kDelete, "/api/v1/desk/people/{account}/ban", &AccountDesk::lift_ban);
}

}  // namespace plenary::site
