#include "site/release_routes.h"

#include <boost/json.hpp>

#include "conference/json_parts.h"
#include "conference/visible.h"
#include "site/answers.h"
#include "site/desk_bodies.h"
#include "site/desk_routes.h"

namespace plenary::site {
namespace {

namespace json = boost::json;
using account::Right;
using boost::asio::awaitable;
using conference::instant_or_null;
using conference::Release;
using conference::ReleaseSubject;
using conference::ReleaseView;
using net::Method;
using net::Response;

/// How a release stands: one entry of GET /api/v1/desk/releases.
json::object release_json(const ReleaseView& view, base::Instant now) {
  const conference::ReleasePlan& plan = view.plan;
  const Release& release = view.release;
  json::object title;
  for (const auto& [language, words] : view.title.by_language) title[language] = words;
  json::array armed_by;
  if (release.armed_for == release_instant(plan, release)) {
    for (const std::string& account : release.armed_by) armed_by.emplace_back(account);
  }
  json::array after;
  for (const ReleaseSubject& subject : plan.after) after.emplace_back(print(subject));
  const auto instant = release_instant(plan, release);
  const bool missed = instant && !release.released_at && *instant <= now;
  return {{"kind", name(plan.subject.kind)},
          {"id", plan.subject.id},
          {"title", std::move(title)},
          {"phase", name(phase_of(plan, release))},
          {"at", instant_or_null(instant)},
          {"planned_at", instant_or_null(plan.at)},
          {"postponed", release.postponed_to.has_value()},
          {"passed", missed},  // Only a hand releases it now, or a later instant.
          {"with", plan.with ? json::value(print(*plan.with)) : json::value(nullptr)},
          {"after", std::move(after)},
          {"hands_needed", plan.two_hands ? 2 : 0},
          {"armed_by", std::move(armed_by)},
          {"released_at", instant_or_null(release.released_at)},
          {"released_by", release.released_by},
          {"url", conference::release_url(plan.subject)}};
}

/// A conflict tells the organiser why, by the sentence that it came with.
Response refusal(const base::Error& error) {
  if (error.code() != base::Errc::kConflict) return uncached(net::problem(error));
  return uncached(net::problem(409, "Not as it stands", error.detail()));
}

class ReleaseDesk {
 public:
  explicit ReleaseDesk(const SiteParts& parts) : parts_(parts) {}

  awaitable<Response> list(Call& call) const;
  awaitable<Response> arm(Call& call) const;
  awaitable<Response> disarm(Call& call) const;
  awaitable<Response> hold(Call& call) const;
  awaitable<Response> resume(Call& call) const;
  awaitable<Response> postpone(Call& call) const;
  awaitable<Response> now(Call& call) const;

 private:
  using Act = awaitable<base::Result<Release>>;

  conference::Conference& conference() const { return *parts_.conference; }
  static std::optional<ReleaseSubject> subject_of(const Call& call) {
    // A product is named by two ids, and so by two segments.
    if (const std::string& product = call.path["product"]; !product.empty()) {
      return ReleaseSubject{conference::ReleaseKind::kProduct,
                            call.path["of"] + "/" + product};
    }
    const auto kind = conference::parse_release_kind(call.path["kind"]);
    if (!kind) return std::nullopt;
    return ReleaseSubject{*kind, call.path["id"]};
  }
  /// Does it, says so in the audit log, and answers with how it then stands.
  awaitable<Response> answer(Call& call, std::string action, ReleaseSubject subject, Act act) const;

  const SiteParts& parts_;
};

awaitable<Response> ReleaseDesk::list(Call&) const {
  const base::Instant now = conference().clock().now();
  json::array releases;
  for (const ReleaseView& view : conference().releases()) {
    releases.emplace_back(release_json(view, now));
  }
  json::object body{{"now", base::format_rfc3339(now)}, {"releases", std::move(releases)}};
  co_return uncached_json(json::serialize(body));
}

awaitable<Response> ReleaseDesk::answer(Call& call, std::string action, ReleaseSubject subject,
                                        Act act) const {
  const base::Result<Release> release = co_await std::move(act);
  if (!release) co_return refusal(release.error());
  std::string what = print(subject);
  co_await audit(parts_, call.visitor.account, std::move(action), std::move(what));
  for (const ReleaseView& view : conference().releases()) {
    if (view.plan.subject != subject) continue;
    co_return uncached_json(json::serialize(release_json(view, conference().clock().now())));
  }
  co_return not_found();
}

awaitable<Response> ReleaseDesk::arm(Call& call) const {
  const auto subject = subject_of(call);
  if (!subject) co_return not_found();
  Act act = conference().arm(*subject, call.visitor.account);
  co_return co_await answer(call, "release_arm", *subject, std::move(act));
}

awaitable<Response> ReleaseDesk::disarm(Call& call) const {
  const auto subject = subject_of(call);
  if (!subject) co_return not_found();
  Act act = conference().disarm(*subject);
  co_return co_await answer(call, "release_disarm", *subject, std::move(act));
}

awaitable<Response> ReleaseDesk::hold(Call& call) const {
  const auto subject = subject_of(call);
  if (!subject) co_return not_found();
  Act act = conference().hold(*subject);
  co_return co_await answer(call, "release_hold", *subject, std::move(act));
}

awaitable<Response> ReleaseDesk::resume(Call& call) const {
  const auto subject = subject_of(call);
  if (!subject) co_return not_found();
  Act act = conference().resume(*subject);
  co_return co_await answer(call, "release_resume", *subject, std::move(act));
}

awaitable<Response> ReleaseDesk::postpone(Call& call) const {
  const auto subject = subject_of(call);
  if (!subject) co_return not_found();
  const auto instant = read_instant(call.request.body);
  if (!instant) co_return malformed(instant.error().detail());
  Act act = conference().postpone(*subject, *instant);
  co_return co_await answer(call, "release_postpone", *subject, std::move(act));
}

awaitable<Response> ReleaseDesk::now(Call& call) const {
  const auto subject = subject_of(call);
  if (!subject) co_return not_found();
  Act act = conference().release_now(*subject, call.visitor.account);
  co_return co_await answer(call, "release_now", *subject, std::move(act));
}

}  // namespace

void add_release_routes(RouteTable& table, const SiteParts& parts) {
  const auto desk = std::make_shared<const ReleaseDesk>(parts);
  using Handle = awaitable<Response> (ReleaseDesk::*)(Call&) const;
  const auto add = [&](Method method, const std::string& below, Handle handle) {
    table.add({method,
               "/api/v1/desk/releases" + below,
               Access::kInPlace,
               Right::kOrganise,
               {},
               [desk, handle](Call& call) { return ((*desk).*handle)(call); }});
  };
  const std::string one = "/{kind}/{id}";
  add(Method::kGet, "", &ReleaseDesk::list);
  add(Method::kPost, one + "/arm", &ReleaseDesk::arm);
  add(Method::kPost, one + "/disarm", &ReleaseDesk::disarm);
  add(Method::kPost, one + "/hold", &ReleaseDesk::hold);
  add(Method::kPost, one + "/resume", &ReleaseDesk::resume);
  add(Method::kPost, one + "/postpone", &ReleaseDesk::postpone);
  add(Method::kPost, one + "/now", &ReleaseDesk::now);
  const std::string product = "/product/{of}/{product}";
  add(Method::kPost, product + "/hold", &ReleaseDesk::hold);
  add(Method::kPost, product + "/resume", &ReleaseDesk::resume);
  add(Method::kPost, product + "/postpone", &ReleaseDesk::postpone);
  add(Method::kPost, product + "/now", &ReleaseDesk::now);
}

}  // namespace plenary::site
