#include "site/search_routes.h"

#include <algorithm>
#include <boost/asio/as_tuple.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/thread_pool.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>
#include <charconv>
#include <chrono>
#include <utility>
#include <vector>

#include "base/mailbox.h"
#include "formats/search_documents.h"
#include "search/index.h"
#include "site/answers.h"
#include "site/catalogue.h"
#include "site/marks_json.h"

namespace plenary::site {
namespace {

namespace asio = boost::asio;
namespace json = boost::json;
using asio::awaitable;
using conference::Content;
using net::Response;

constexpr std::chrono::seconds kMostPatience{10};

std::string hits_json(const std::vector<search::Hit>& hits, std::chrono::microseconds took) {
  json::array results;
  for (const search::Hit& hit : hits) {
    results.emplace_back(json::object{{"kind", name(hit.kind)},
                                      {"id", hit.id},
                                      {"title", hit.title},
                                      {"title_marks", marks_json(hit.title_marks)},
                                      {"snippet", hit.snippet},
                                      {"marks", marks_json(hit.marks)},
                                      {"url", formats::url_of(hit)},
                                      {"score", hit.score}});
  }
  return json::serialize(json::object{{"took_us", took.count()}, {"results", std::move(results)}});
}

}  // namespace

class Search::Impl {
 public:
  explicit Impl(const conference::Conference& conference) : conference_(conference) {
    wanted_.set(conference.snapshot()->content);
    build(wanted_.get());
  }

  /// On the maker's thread, save for the first.
  void build(const std::shared_ptr<const Content>& content) {
    auto index = std::make_shared<const search::Index>(formats::search_documents(*content));
    auto catalogue = std::make_shared<const Catalogue>(content, index);
    made_.set({content, std::move(index), std::move(catalogue)});
    Waiting waiting;
    waiting_.update([&waiting](Waiting& those) { waiting.swap(those); });
    for (const auto& each : waiting) {
      if (const auto timer = each.lock()) {
        asio::post(timer->get_executor(), [timer] { timer->cancel(); });
      }
    }
  }

  /// On the conference's thread.
  void changed(const std::shared_ptr<const Content>& content) {
    if (content == wanted_.get()) return;
    wanted_.set(content);
    // What was overtaken meanwhile is not made: who waits for it waits for what came after.
    asio::post(maker_, [this, content] {
      if (wanted_.get() == content) build(content);
    });
  }

  awaitable<Response> answer(Call& call) const {
    const auto text = call.request.query_value("q");
    if (!text || text->empty()) co_return malformed("`q` is what to look for.");
    if (text->size() > search::Query::kMostBytes) {
      co_return malformed("A query has at most 512 bytes.");
    }
    search::Query query;
    query.text = *text;
    if (const auto kind = call.request.query_value("kind"); kind && !kind->empty()) {
      query.kind = search::kind_of(*kind);
      if (!query.kind) co_return malformed("There is no such kind.");
    }
    if (const auto limit = call.request.query_value("limit")) {
      const char* const end = limit->data() + limit->size();
      const auto [at, failed] = std::from_chars(limit->data(), end, query.limit);
      if (failed != std::errc() || at != end || query.limit < 1) {
        co_return malformed("`limit` is a number from 1 to 100.");
      }
    }
    const auto snapshot = conference_.snapshot();
    query.fallback = snapshot->content->fallback;
    query.language = call.request.query_value("lang").value_or("");
    const Made made = co_await newest_made();
    const auto before = std::chrono::steady_clock::now();
    const auto hits = made.index->find(query);
    const auto took = std::chrono::duration_cast<std::chrono::microseconds>(
        std::chrono::steady_clock::now() - before);
    Response response = net::json(hits_json(hits, took));
    response.with("cache-control", "public, max-age=0, s-maxage=1")
        .with("access-control-allow-origin", "*");
    co_return response;
  }

  awaitable<Response> catalogue(Call& call) const {
    const auto asked = catalogue_query(call.request);
    if (!asked) co_return malformed(asked.error().detail());
    const Made made = co_await newest_made();
    Response response = net::json(made.catalogue->find(*asked, conference_.pictures()));
    response.with("cache-control", "public, max-age=0, s-maxage=1")
        .with("access-control-allow-origin", "*");
    co_return response;
  }

 private:
  using Waiting = std::vector<std::weak_ptr<asio::steady_timer>>;
  struct Made {
    std::shared_ptr<const Content> content;
    std::shared_ptr<const search::Index> index;
    std::shared_ptr<const Catalogue> catalogue;
  };

  /// What was made of the present content; a page asks once of what it was told has come out. Where it takes too
  /// long, what there is.
  awaitable<Made> newest_made() const {
    Made made = made_.get();
    if (made.content == conference_.snapshot()->content) co_return made;
    const auto timer = std::make_shared<asio::steady_timer>(co_await asio::this_coro::executor);
    const auto deadline = std::chrono::steady_clock::now() + kMostPatience;
    for (;;) {
      timer->expires_at(deadline);
      waiting_.update([&timer](Waiting& those) { those.push_back(timer); });
      // It may have been made just before, and then nobody wakes.
      made = made_.get();
      if (made.content == conference_.snapshot()->content) co_return made;
      const auto [failed] = co_await timer->async_wait(asio::as_tuple(asio::use_awaitable));
      made = made_.get();
      if (!failed || made.content == conference_.snapshot()->content) co_return made;
    }
  }

  const conference::Conference& conference_;
  base::Latest<Made> made_;
  base::Latest<std::shared_ptr<const Content>> wanted_;
  mutable base::Latest<Waiting> waiting_;  // Requests, each woken on its own thread.
  asio::thread_pool maker_{1};             // Last: joined before the rest goes.
};

Search::Search(conference::Conference& conference) : impl_(std::make_shared<Impl>(conference)) {
  // The conference may speak to its listeners after the site has gone.
  const std::weak_ptr<Impl> weak = impl_;
  conference.on_change([weak](const std::shared_ptr<const conference::Snapshot>& snapshot) {
    if (const auto impl = weak.lock()) impl->changed(snapshot->content);
  });
}

Search::~Search() = default;

void Search::add_routes(RouteTable& table) const {
  Route route;
  route.path = "/api/v1/search";
  route.access = Access::kOpen;
  route.right = account::Right::kWatch;
  route.handle = [impl = impl_](Call& call) { return impl->answer(call); };
  table.add(route);
  route.path = "/api/v1/exhibition/catalogue";
  route.handle = [impl = impl_](Call& call) { return impl->catalogue(call); };
  table.add(std::move(route));
}

}  // namespace plenary::site
