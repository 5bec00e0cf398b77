#include "rehearsal/http_exchange.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstdlib>

#include "base/text.h"

namespace plenary::rehearsal {
namespace {

bool same_letters(char a, char b) {
  const auto lower = [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; };
  return lower(a) == lower(b);
}

/// Lives until its answer is there: the timers and the pipe hold it.
class Fetch final : public Pipe::Owner, public std::enable_shared_from_this<Fetch> {
 public:
  using Done = std::function<void(std::optional<HttpAnswer>)>;

  explicit Fetch(Done done) : done_(std::move(done)) {}

  void begin(Loop& loop, const Server& server, const std::string& request,
             std::chrono::milliseconds patience) {
    loop_ = &loop;
    self_ = shared_from_this();
    pipe_.emplace(loop, server, *this);
    pipe_->send(request);
    loop.after(patience, [weak = weak_from_this()] {
      if (const auto self = weak.lock()) self->finish(std::nullopt);
    });
  }

  void on_bytes(std::string_view bytes) override {
    input_ += bytes;
    if (auto answer = take_answer(input_)) finish(std::move(answer));
  }
  void on_broken() override { finish(std::nullopt); }

 private:
  void finish(std::optional<HttpAnswer> answer) {
    if (!self_) return;
    pipe_->close();
    const Done done = std::move(done_);
    // The pipe is still on the stack: it goes with the next turn.
    loop_->after(std::chrono::milliseconds(0), [last = std::move(self_)] {});
    self_.reset();
    done(std::move(answer));
  }

  Done done_;
  Loop* loop_ = nullptr;
  std::optional<Pipe> pipe_;
  std::string input_;
  std::shared_ptr<Fetch> self_;
};

}  // namespace

std::string_view HttpAnswer::field(std::string_view name) const {
  std::string_view rest = head;
  while (!rest.empty()) {
    const std::size_t end = rest.find("\r\n");
    const std::string_view line = rest.substr(0, end);
    const std::size_t colon = line.find(':');
    if (colon == name.size() && std::equal(name.begin(), name.end(), line.begin(), &same_letters)) {
      return base::trim(line.substr(colon + 1));
    }
    if (end == std::string_view::npos) break;
    rest.remove_prefix(end + 2);
  }
  return {};
}

std::optional<HttpAnswer> take_answer(std::string& input) {
  const std::size_t head_end = input.find("\r\n\r\n");
  if (head_end == std::string::npos || head_end < 12) return std::nullopt;
  HttpAnswer answer;
  answer.head = input.substr(0, head_end);
  answer.status = std::atoi(answer.head.c_str() + 9);
  std::size_t length = 0;
  if (answer.status != 101) {
    length = std::strtoull(std::string(answer.field("content-length")).c_str(), nullptr, 10);
  }
  if (input.size() < head_end + 4 + length) return std::nullopt;
  answer.body = input.substr(head_end + 4, length);
  input.erase(0, head_end + 4 + length);
  return answer;
}

std::string write_request(const Server& server, std::string_view method, std::string_view target,
                          std::string_view fields, std::string_view body) {
  std::string request =
      fmt::format("{} {} HTTP/1.1\r\nHost: {}\r\n{}", method, target, server.authority(), fields);
  if (!body.empty()) {
    request += fmt::format("Content-Type: application/json\r\nContent-Length: {}\r\n", body.size());
  }
  request += "\r\n";
  request += body;
  return request;
}

void fetch(Loop& loop, const Server& server, const std::string& request,
           std::function<void(std::optional<HttpAnswer>)> done,
           std::chrono::milliseconds patience) {
  std::make_shared<Fetch>(std::move(done))->begin(loop, server, request, patience);
}

std::optional<HttpAnswer> fetch_now(Loop& loop, const Server& server, const std::string& request) {
  std::optional<HttpAnswer> found;
  bool over = false;
  fetch(loop, server, request, [&](std::optional<HttpAnswer> answer) {
    found = std::move(answer);
    over = true;
  });
  loop.run([&] { return over; }, std::chrono::steady_clock::now() + std::chrono::seconds(15));
  return found;
}

}  // namespace plenary::rehearsal
