#include "app/players.h"

#include <filesystem>

#include "base/log.h"
#include "programme/agenda.h"

namespace plenary::app {
namespace {

DemoText both(const base::LocalisedText& text, const std::vector<std::string>& fallback) {
  return {std::string(text.in("zh", fallback)), std::string(text.in("en", fallback))};
}

/// What the demonstration says now: the conference, the session that is on its stage, the facts.
DemoScript script_of(const conference::Conference& conference, const base::StageId& stage) {
  const auto snapshot = conference.snapshot();
  const conference::Content& content = *snapshot->content;
  DemoScript script;
  script.conference = both(content.title, content.fallback);
  script.theme = both(content.theme, content.fallback);
  const auto* session = programme::live_on(content.programme, snapshot->states, stage);
  if (session == nullptr) {
    session = programme::next_on(content.programme, snapshot->states, stage,
                                 conference.clock().now());
  }
  if (session != nullptr) script.session = both(session->title, content.fallback);
  for (const conference::Passage& fact : content.facts) {
    script.cards.push_back({both(fact.text, content.fallback),
                            fact.sources.empty() ? std::string() : fact.sources.front()});
  }
  script.zone = both(content.time_zone_name, content.fallback);
  script.zone_offset = content.utc_offset;
  script.clock_offset = conference.clock().offset();
  return script;
}

std::string name_of(const base::StageId& stage, const base::InputId& input) {
  return stage.text() + "/" + input.text();
}

void end(PublisherProcess& process) {
  const base::Status stopped = process.play(false);
  if (!stopped) base::log(base::Level::kWarning, "player_not_stopped", {{"input", process.name()}});
}

std::string this_program() { return std::filesystem::read_symlink("/proc/self/exe").string(); }

/// Where a publisher on this machine reaches the RTMP door, whatever address it listens on.
std::string loopback(const std::string& listen) {
  return "127.0.0.1" + listen.substr(listen.rfind(':'));
}

}  // namespace

Players::Players(const Settings& settings, const DataFolder& folder, net::IoThreads& threads,
                 OneTimeKeys& keys)
    : settings_(settings), folder_(folder), threads_(threads), keys_(keys) {}

Players::~Players() { stop(); }

void Players::add(const programme::StageDescription& stage,
                  const conference::Conference& conference) {
  for (const programme::InputDescription& input : stage.inputs) {
    if (input.kind == programme::InputKind::kRtmp) continue;
    if (input.kind == programme::InputKind::kDemo && !settings_.demo) continue;
    PublisherSettings publisher;
    publisher.name = name_of(stage.id, input.id);
    if (input.kind == programme::InputKind::kDemo) {
      auto script = [&conference, id = stage.id] { return script_of(conference, id); };
      publisher.source = DemoSource{this_program(), std::move(script)};
    } else {
      publisher.source = FilmSource{(folder_.conference() / "films" / input.film).string(), false};
    }
    publisher.address = [this, stage_id = stage.id, input_id = input.id] {
      return "rtmp://" + loopback(settings_.rtmp) + "/live/" + stage_id.text() +
             "?key=" + keys_.make(stage_id, input_id) + "&take=1";
    };
    if (auto* const before = processes_.find(publisher.name)) end(*before);
    auto process = std::make_unique<PublisherProcess>(threads_.context(0).get_executor(), tasks_,
                                                      std::move(publisher));
    const std::string name = process->name();
    processes_.put(name, std::move(process));
  }
}

base::Status Players::play(const base::StageId& stage, const base::InputId& input, bool play) {
  PublisherProcess* const found = processes_.find(name_of(stage, input));
  if (found == nullptr) {
    return base::Error(base::Errc::kNotFound, "nothing plays into this input by itself");
  }
  return found->play(play);
}

void Players::stop() {
  for (PublisherProcess* const process : processes_.all()) end(*process);
  tasks_.join(std::chrono::seconds(5));
}

}  // namespace plenary::app
