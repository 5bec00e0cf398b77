#include "app/server.h"

#include <fmt/format.h>

#include <boost/asio/signal_set.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <csignal>
#include <cstdio>
#include <set>
#include <stdexcept>
#include <thread>

#include "app/adopt_proposal.h"
#include "app/audience_host.h"
#include "app/control.h"
#include "app/covers.h"
#include "app/data_folder.h"
#include "app/demo_audience.h"
#include "app/demo_secrets.h"
#include "app/one_time_keys.h"
#include "app/mail_host.h"
#include "app/memory_keeper.h"
#include "app/operations.h"
#include "app/package_transfer.h"
#include "app/players.h"
#include "app/stage_host.h"
#include "account/secret.h"
#include "app/welcome.h"
#include "audience/secrets.h"
#include "base/log.h"
#include "base/roster.h"
#include "conference/speakers.h"
#include "conference/conference.h"
#include "conference/gallery.h"
#include "conference/library.h"
#include "delivery/live.h"
#include "delivery/replay.h"
#include "delivery/routes.h"
#include "ingest/rtmp_server.h"
#include "media/libav.h"
#include "net/forwarded.h"
#include "net/http_server.h"
#include "net/router.h"
#include "net/task_group.h"
#include "programme/agenda.h"
#include "site/audience_routes.h"
#include "site/content_routes.h"
#include "site/route_table.h"
#include "site/site.h"
#include "site/visit_world.h"
#include "stage/timeline_origin.h"
#include "storage/database.h"
#include "storage/writer.h"
#include "visit/visits.h"

namespace plenary::app {
namespace {

using boost::asio::awaitable;

constexpr std::chrono::seconds kDrain{25};
/// A stage opens so long before its first session, so that viewers who come early see the slate.
constexpr std::chrono::minutes kOpensBefore{30};

std::size_t io_threads(const Settings& settings) {
  if (settings.threads > 0) return settings.threads;
  return std::clamp(std::thread::hardware_concurrency(), 1U, 4U);
}

/// The library, with the package named on the command line in it if it was empty.
std::unique_ptr<conference::Library> make_library(const Settings& settings, const DataFolder& folder,
                                                  storage::Database& database) {
  auto library = open_library(folder, database);
  if (!settings.conference.empty()) import_at_start(*library, folder, settings.conference);
  return library;
}

conference::Clock open_clock(const Settings& settings, storage::Database& database,
                             const conference::Content& content) {
  conference::ClockRequest request;
  if (settings.demo) request.kind = conference::FolderKind::kDemonstration;
  if (settings.rehearsal) request.kind = conference::FolderKind::kRehearsal;
  request.set_to = settings.clock;
  request.demonstration_clock = content.demonstration_clock;
  auto clock = conference::open_clock(database, request, &base::real_utc_now);
  if (clock) return *clock;
  if (clock.error().code() == base::Errc::kForbidden) throw UsageError{clock.error().detail()};
  throw std::runtime_error(clock.error().detail());
}

stage::SpoolSettings spool_settings(const Settings& settings, const DataFolder& folder) {
  return {.folder = folder.spool(),
          .min_free_bytes = settings.min_free_bytes,
          .max_age = settings.keep};
}

stage::SlateText slate_text(const conference::SlateTexts& texts) {
  return {.conference = texts.conference,
          .session = texts.session,
          .session_second_language = texts.session_second_language,
          .next = texts.next,
          .message = texts.message,
          .clock_offset = texts.clock_offset,
          .zone_offset = texts.zone_offset,
          .zone_name = texts.zone_name};
}

}  // namespace

class Server::Impl {
 public:
  explicit Impl(Settings given);
  void run();

 private:
  using Minutes = std::chrono::minutes;

  void show_pictures(std::shared_ptr<const conference::LibraryState> state);
  void follow_content();
  void put_stage(const programme::StageDescription& description);
  net::Router routes();
  net::Handler front(net::Handler handler) const;
  base::Result<ingest::PublishPermit> authorise(std::string_view stage, std::string_view key,
                                                bool from_here);
  StageHost* host(std::string_view stage) const;
  std::unique_ptr<site::DeskStage> desk_stage(StageHost& host);
  bool disconnect(const base::StageId& stage, const base::InputId& input);
  std::optional<delivery::ReplayCut> replay_cut(const base::SessionId& session) const;
  OperationsView operations_view();

  void begin();
  void open_visits();
  void continue_runs();
  void start_demonstration();
  awaitable<void> mind_stages();
  void open_early(StageHost& host);
  awaitable<void> wait_for_signals();
  void stop();

  const Settings settings_;
  DataFolder folder_;
  net::IoThreads threads_;
  storage::Database database_;
  std::unique_ptr<conference::Library> library_;
  conference::Gallery gallery_;
  std::shared_ptr<const conference::Content> content_;  // At the start.
  conference::Clock clock_;
  conference::InputKeys keys_;
  conference::Speakers speakers_;
  conference::Accounts accounts_;
  std::unique_ptr<conference::Conference> conference_;
  std::unique_ptr<Covers> covers_;
  std::unique_ptr<mail::Postman> postman_;  // Null: there is no mail server.
  stage::Origin origin_;
  OneTimeKeys one_time_keys_;
  base::Roster<StageHost> stages_;
  base::Roster<site::DeskStage> desk_stages_;
  std::shared_ptr<const conference::Content> followed_;  // What the stages were last made from.
  std::unique_ptr<AudienceHost> audience_;
  std::unique_ptr<visit::Visits> visits_;
  std::unique_ptr<DemoAudience> demo_audience_;
  Players players_;
  std::unique_ptr<ingest::RtmpServer> rtmp_;
  std::unique_ptr<MemoryKeeper> memory_;
  std::unique_ptr<delivery::Live> live_;
  std::unique_ptr<delivery::Replay> replay_;
  std::unique_ptr<site::Site> site_;
  std::unique_ptr<net::HttpServer> http_;
  std::unique_ptr<net::HttpServer> control_;

  std::set<base::SessionId> opened_for_;  // The minder's own.
  std::atomic<bool> ready_{false};
  std::atomic<bool> stopping_{false};
  net::TaskGroup tasks_{"server"};
  boost::asio::io_context main_;  // The main thread's: signals only.
};

Server::Impl::Impl(Settings given)
    : settings_(std::move(given)),
      folder_(settings_.data),
      threads_(io_threads(settings_)),
      database_(folder_.database()),
      library_(make_library(settings_, folder_, database_)),
      gallery_(folder_.pictures()),
      content_(library_->state()->content),
      clock_(open_clock(settings_, database_, *content_)),
      keys_(database_, &base::real_utc_now),
      speakers_(database_, &base::real_utc_now),
      accounts_(database_, &base::real_utc_now, account_settings(settings_)),
      origin_(threads_, spool_settings(settings_, folder_), &base::real_utc_now),
      one_time_keys_(&base::real_utc_now),
      players_(settings_, folder_, threads_, one_time_keys_) {
  net::ignore_sigpipe();
  media::quiet_libav();
  auto opened = conference::Conference::open(threads_.context(0).get_executor(), content_,
                                             database_, clock_);
  if (!opened) throw std::runtime_error(opened.error().detail());
  conference_ = std::move(*opened);
  covers_ = std::make_unique<Covers>(*conference_);
  postman_ = make_postman(settings_, database_, accounts_, *conference_);
  library_->on_publish([this](const std::shared_ptr<const conference::LibraryState>& state) {
    conference_->replace(state->content);
    show_pictures(state);
  });
  conference_->serve_pictures([this](const std::string& name) { return gallery_.sizes(name); });
  show_pictures(library_->state());
  follow_content();
  audience_ = std::make_unique<AudienceHost>(threads_, database_, *content_, accounts_,
                                             &base::real_utc_now);
  conference_->on_released([this](const conference::Released& released) {
    audience_->audience().tell({std::string(conference::name(released.subject.kind)),
                                released.subject.id, released.title, released.url,
                                released.at - clock_.offset()});
  });

  open_visits();

  auto permit = [this](std::string_view stage, std::string_view key, bool from_here) {
    return authorise(stage, key, from_here);
  };
  rtmp_ = std::make_unique<ingest::RtmpServer>(threads_, std::move(permit));
  net::HttpSettings http;
  http.limits.body_bytes_of = [this](const net::Request& request, std::size_t otherwise) {
    return site::content_body_bytes(request, accounts_, otherwise);
  };
  http_ = std::make_unique<net::HttpServer>(threads_, front(routes().handler()), std::move(http));
  net::Router control;
  add_control_routes(control, {.keys = &keys_,
                               .accounts = &accounts_,
                               .library = library_.get(),
                               .folder = &folder_,
                               .disconnect = [this](const base::StageId& stage,
                                                    const base::InputId& input) {
                                 return disconnect(stage, input);
                               },
                               .rtmp_address = rtmp_address(settings_),
                               .site_address = site_address(settings_)});
  control_ = std::make_unique<net::HttpServer>(threads_, std::move(control).handler());

  if (settings_.tls_cert.empty()) {
    http_->listen(settings_.listen);
  } else {
    http_->listen_tls(settings_.listen, {settings_.tls_cert, settings_.tls_key});
  }
  rtmp_->listen(settings_.rtmp);
  memory_ = std::make_unique<MemoryKeeper>([this] {
    const ingest::RtmpCounters counters = rtmp_->counters();
    return counters.connections - counters.waiting - counters.publishing;
  });
  control_->listen_unix(folder_.control_socket());
}

void Server::Impl::open_visits() {
  const auto secrets = std::make_shared<const audience::Secrets>(audience::Secrets::open(database_));
  visit::VisitParts parts;
  parts.owner = threads_.context(0).get_executor();
  parts.database = &database_;
  parts.clock = [this] { return clock_.now(); };
  parts.world = site::world_follower(*conference_);
  parts.contact_of = [secrets](const std::string& exhibitor, const std::string& visitor) {
    return secrets->contact(exhibitor, visitor);
  };
  parts.feed_hash = [secrets](const std::string& key) {
    return account::hash_token(secrets->feed_token(key));
  };
  visits_ = std::make_unique<visit::Visits>(std::move(parts));
}

/// The pages name a picture once its sizes are made.
void Server::Impl::show_pictures(std::shared_ptr<const conference::LibraryState> state) {
  gallery_.show(state->files, [this, state] {
    if (!stopping_ && library_->state()->version.number == state->version.number) {
      conference_->replace(state->content);
    }
  });
}

/// The stages are those of the content: a new one is there at once; one that is described anew is
/// made anew as soon as it is closed and nobody publishes into it; one that went is closed.
void Server::Impl::follow_content() {
  const auto snapshot = conference_->snapshot();
  if (snapshot->content == followed_) return;
  bool all = true;
  for (const auto& description : snapshot->content->programme.stages) {
    const StageHost* const there = stages_.find(description.id.text());
    if (there != nullptr && there->serves(description)) continue;
    if (there != nullptr && there->in_use()) {
      all = false;
    } else {
      put_stage(description);
    }
  }
  for (StageHost* const target : stages_.all()) {
    const bool announced = snapshot->content->programme.stage(target->description().id) != nullptr;
    if (!announced && target->stage().status().open) target->stage().close();
  }
  if (all) followed_ = snapshot->content;
}

void Server::Impl::put_stage(const programme::StageDescription& description) {
  const std::string& name = description.id.text();
  StageHost* const before = stages_.find(name);
  stage::StageTimeline& timeline =
      before != nullptr ? before->timeline() : origin_.add(description.id);
  auto made =
      std::make_unique<StageHost>(description, settings_, timeline, &base::real_utc_now);
  StageHost& added = stages_.put(name, std::move(made));
  desk_stages_.put(name, desk_stage(added));
  players_.add(description, *conference_);
  if (before == nullptr && audience_) audience_->add(description.id);
  base::log(base::Level::kInfo, before == nullptr ? "stage_added" : "stage_renewed",
            {{"stage", name}, {"inputs", description.inputs.size()}});
}

StageHost* Server::Impl::host(std::string_view stage) const {
  const auto id = base::StageId::parse(stage);
  const auto snapshot = conference_->snapshot();
  if (!id || snapshot->content->programme.stage(*id) == nullptr) return nullptr;
  return stages_.find(stage);
}

base::Result<ingest::PublishPermit> Server::Impl::authorise(std::string_view stage,
                                                            std::string_view key, bool from_here) {
  // Both are always asked, so that the time taken tells nothing.
  const auto stored = keys_.authorise(stage, key);
  const auto once = one_time_keys_.redeem(stage, key, from_here);
  StageHost* const target = host(stage);
  if (target == nullptr || (!stored && !once)) {
    return base::Error(base::Errc::kForbidden, "no such stage or wrong key");
  }
  return ingest::PublishPermit{target, once ? *once : *stored};
}

bool Server::Impl::disconnect(const base::StageId& stage, const base::InputId& input) {
  StageHost* const target = host(stage.text());
  if (target == nullptr) return false;
  for (const auto& settings : target->stage().settings().inputs) {
    if (settings.id != input) continue;
    target->stage().disconnect(input, "its key was rotated");
    return true;
  }
  return false;
}

std::optional<delivery::ReplayCut> Server::Impl::replay_cut(const base::SessionId& session) const {
  const auto snapshot = conference_->snapshot();
  const programme::Session* announced = snapshot->content->programme.session(session);
  const programme::SessionState state = snapshot->state(session);
  if (announced == nullptr || !state.started_at) return std::nullopt;
  return delivery::ReplayCut{announced->stage, *state.started_at, state.ended_at};
}

std::unique_ptr<site::DeskStage> Server::Impl::desk_stage(StageHost& target) {
  auto made = std::make_unique<site::DeskStage>();
  site::DeskStage& desk = *made;
  desk.id = target.description().id;
  desk.stage = &target.stage();
  desk.spool = [&target] {
    const stage::SpoolStatus status = target.timeline().status();
    return site::SpoolView{status.bytes, status.free_bytes, status.memory_only};
  };
  desk.renditions = [&target] { return target.keeper().renditions(); };
  desk.play = [this, &target](const base::InputId& input, bool play) {
    return players_.play(target.description().id, input, play);
  };
  return made;
}

net::Router Server::Impl::routes() {
  net::Router router;
  live_ = std::make_unique<delivery::Live>(origin_);
  replay_ = std::make_unique<delivery::Replay>(
      origin_, [this](const base::SessionId& session) { return replay_cut(session); });
  delivery::add_routes(router, *live_, *replay_);
  audience_->add_routes(router);

  site::SiteParts parts;
  parts.conference = conference_.get();
  parts.accounts = &accounts_;
  parts.keys = &keys_;
  parts.database = &database_;
  parts.library = library_.get();
  parts.gallery = &gallery_;
  parts.stages = &desk_stages_;
  parts.speakers = &speakers_;
  parts.adopt_proposal = [this](const storage::SpeakerProposalRecord& proposal,
                                std::string account) {
    return adopt_proposal(*library_, gallery_, proposal, std::move(account));
  };
  parts.audience = &audience_->audience();
  parts.visits = visits_.get();
  parts.world = site::world_follower(*conference_);
  parts.films = folder_.films();
  parts.rtmp_address = rtmp_address(settings_);
  parts.cover = [this](std::string language) { return covers_->cover(std::move(language)); };
  if (postman_) parts.mail_from = settings_.smtp.from;
  site_ = std::make_unique<site::Site>(std::move(parts));
  site::add_audience_routes(site_->table(), *conference_, audience_->audience());
  site_->add_routes(router);

  add_operations_routes(router, [this] { return operations_view(); });
  return router;
}

/// Before every handler: who the client is where proxies stand between, and how the site is reached.
net::Handler Server::Impl::front(net::Handler handler) const {
  const auto proxies = *net::TrustedProxies::parse(settings_.trusted_proxies);
  return [this, proxies, handler = std::move(handler)](net::Request& request) {
    proxies.apply(request);
    request.site = settings_.public_url;
    return handler(request);
  };
}

OperationsView Server::Impl::operations_view() {
  OperationsView view;
  view.ready = ready_ && !stopping_;
  view.http = http_->counters();
  view.rtmp = rtmp_->counters();
  view.delivery = live_->counters();
  view.pulses = audience_->pulses();
  view.audience = audience_->totals();
  view.visits = visits_->counters();
  view.database_commits = database_.commits();
  view.database_statements = database_.writer().statements();
  view.process = process_view();
  view.api_refusals = site_->table().refusals();
  for (StageHost* const target : stages_.all()) {
    view.stages.push_back({target->stage().status(), target->timeline().status(),
                           audience_->counts(target->description().id)});
  }
  return view;
}

// What runs by itself.

/// A run that a crash or a restart interrupted goes on at once.
void Server::Impl::continue_runs() {
  for (StageHost* const target : stages_.all()) {
    if (!target->timeline().recovering()) continue;
    const base::Status opened = target->stage().open();
    if (!opened) {
      base::log(base::Level::kError, "run_not_continued",
                {{"stage", target->description().id.text()}, {"why", opened.error().detail()}});
    }
  }
}

void Server::Impl::open_early(StageHost& target) {
  const auto snapshot = conference_->snapshot();
  const base::Instant now = clock_.now();
  const auto* next =
      programme::next_on(snapshot->content->programme, snapshot->states, target.description().id, now);
  if (next == nullptr || next->starts_at > now + kOpensBefore) return;
  // Once for each session: a stage that the hand closed again stays closed.
  if (!opened_for_.insert(next->id).second || target.stage().status().open) return;
  const base::Status opened = target.stage().open();
  if (!opened) {
    base::log(base::Level::kError, "stage_not_opened",
              {{"stage", target.description().id.text()}, {"why", opened.error().detail()}});
  }
}

/// Once a second: what pages say, what slates say, which stage opens.
awaitable<void> Server::Impl::mind_stages() {
  boost::asio::steady_timer timer(co_await boost::asio::this_coro::executor);
  while (!stopping_) {
    follow_content();
    std::vector<conference::StagePresence> presences;
    for (StageHost* const target : stages_.all()) {
      if (!settings_.demo) open_early(*target);
      const stage::StageStatus status = target->stage().status();
      conference::StagePresence presence;
      presence.id = target->description().id;
      presence.open = status.open;
      presence.on_input = status.open && !status.on_slate;
      presence.opened_at = status.run_started_at;
      if (status.open) presence.viewers = audience_->viewers(presence.id);
      presences.push_back(std::move(presence));
      target->stage().set_slate(slate_text(conference_->slate(target->description().id)));
    }
    audience_->tell(*conference_->snapshot(), presences, clock_);
    co_await conference_->refresh(std::move(presences));
    ready_ = true;
    timer.expires_after(std::chrono::milliseconds(500));
    co_await timer.async_wait(boost::asio::use_awaitable);
  }
}

/// The session that is due begins, its stage opens, the demonstration plays, and the visitor is told
/// how to take its place.
void Server::Impl::start_demonstration() {
  for (const base::SessionId& due : conference_->due()) {
    auto begin = [](conference::Conference& conference, base::SessionId id) -> awaitable<void> {
      const auto state = co_await conference.start(id);
      if (!state) {
        base::log(base::Level::kWarning, "session_not_started", {{"why", state.error().detail()}});
      }
    };
    tasks_.spawn(threads_.context(0).get_executor(), begin(*conference_, due));
  }
  for (StageHost* const target : stages_.all()) {
    for (const auto& input : target->description().inputs) {
      if (input.kind != programme::InputKind::kDemo) continue;
      const base::StageId& stage = target->description().id;
      const base::Status opened = target->stage().open();
      const base::Status plays = opened ? players_.play(stage, input.id, true) : opened;
      if (!plays) throw std::runtime_error(plays.error().detail());
      const base::InputId& first = target->description().inputs.front().id;
      const DemoSecrets secrets = demo_secrets(folder_, keys_, accounts_, stage, first);
      fmt::print("{}", welcome_text({.site = site_address(settings_),
                                     .stage = stage.text(),
                                     .rtmp = rtmp_address(settings_),
                                     .key = secrets.key,
                                     .organiser = kDemoOrganiser,
                                     .password = secrets.password}));
      demo_audience_ = std::make_unique<DemoAudience>(audience_->audience(), *conference_, stage,
                                                      &base::real_utc_now);
      tasks_.spawn(threads_.context(0).get_executor(), demo_audience_->play(stopping_));
    }
  }
  std::fflush(stdout);
}

awaitable<void> Server::Impl::wait_for_signals() {
  boost::asio::signal_set signals(main_, SIGTERM, SIGINT, SIGHUP);
  for (;;) {
    const int signal = co_await signals.async_wait(boost::asio::use_awaitable);
    if (signal != SIGHUP) break;
    const base::Status reloaded = http_->reload_certificates();
    base::log(reloaded ? base::Level::kInfo : base::Level::kError, "certificates_read_again",
              {{"well", reloaded.has_value()}, {"why", reloaded ? "" : reloaded.error().detail()}});
  }
}

void Server::Impl::run() {
  try {
    begin();
    main_.run();
  } catch (...) {
    // What began goes on in other threads, on what is about to go away.
    stop();
    throw;
  }
  stop();
}

void Server::Impl::begin() {
  audience_->start();
  tasks_.spawn(threads_.context(0).get_executor(), visits_->mind());
  continue_runs();
  if (postman_) postman_->start();
  tasks_.spawn(threads_.context(0).get_executor(), mind_stages());
  tasks_.spawn(threads_.context(0).get_executor(),
               conference_->watch_releases(base::time_since_boot, stopping_));
  base::log(base::Level::kInfo, "serving",
            {{"site", site_address(settings_)}, {"rtmp", rtmp_address(settings_)}});
  if (settings_.demo) start_demonstration();
  tasks_.spawn(main_.get_executor(), wait_for_signals());
}

void Server::Impl::stop() {
  base::log(base::Level::kInfo, "stopping", {});
  stopping_ = true;
  rtmp_->stop_accepting();
  players_.stop();
  origin_.stop();
  visits_->stop();
  audience_->stop();
  http_->stop(kDrain);
  control_->stop(std::chrono::seconds(1));
  rtmp_->drain(std::chrono::seconds(5));
  // The next server continues the runs.
  for (StageHost* const target : stages_.all()) {
    target->keeper().leave_open();
    target->stage().close();
  }
  tasks_.join(std::chrono::seconds(5));
  stages_.clear();
  threads_.stop();
  base::log(base::Level::kInfo, "stopped", {});
}

Server::Server(Settings settings) : impl_(std::make_unique<Impl>(std::move(settings))) {}
Server::~Server() = default;

void Server::run() { impl_->run(); }

}  // namespace plenary::app
