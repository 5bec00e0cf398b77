#include "app/publisher_process.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <signal.h>

#include <boost/asio/io_context.hpp>
#include <cstdlib>
#include <filesystem>
#include <fstream>

#include "app/demo_script.h"
#include "app/one_time_keys.h"
#include "app/publisher_command.h"

namespace plenary::app::publisher_process_test {
namespace {

namespace fs = std::filesystem;
using namespace std::chrono_literals;
using testing::HasSubstr;

constexpr const char* kAddress = "rtmp://127.0.0.1:28031/live/opening?key=verysecret&take=1";

/// A folder with scripts that stand for ffmpeg and for this program.
class PublisherProcessTest : public testing::Test {
 protected:
  PublisherProcessTest() {
    std::string name = (fs::temp_directory_path() / "publisher-XXXXXX").string();
    folder_ = ::mkdtemp(name.data());
    write("film.mp4", "film");
  }
  ~PublisherProcessTest() override {
    publisher_.reset();
    fs::remove_all(folder_);
  }

  std::string path(const std::string& name) const { return folder_ / name; }

  void write(const std::string& name, const std::string& text) const {
    std::ofstream(folder_ / name) << text;
  }
  std::string read(const std::string& name) const {
    std::ifstream in(folder_ / name);
    return {std::istreambuf_iterator<char>(in), {}};
  }
  // A program of the shell that runs in the folder.
  std::string program(const std::string& name, const std::string& body) const {
    write(name, "#!/bin/sh\ncd " + folder_.string() + "\n" + body + "\n");
    fs::permissions(folder_ / name, fs::perms::owner_all);
    return path(name);
  }

  PublisherProcess& publish(std::variant<DemoSource, FilmSource> source, std::string ffmpeg) {
    publisher_.emplace(io_.get_executor(), tasks_,
                       PublisherSettings{.name = "opening/film",
                                         .source = std::move(source),
                                         .address = [] { return std::string(kAddress); },
                                         .ffmpeg = std::move(ffmpeg),
                                         .first_pause = 1ms,
                                         .longest_pause = 4ms,
                                         .healthy = 60s});
    return *publisher_;
  }
  PublisherProcess& film(const std::string& ffmpeg) {
    return publish(FilmSource{path("film.mp4")}, ffmpeg);
  }

  // Runs what is due until `reached`; false if that takes unreasonably long.
  bool run_until(const std::function<bool()>& reached) {
    const auto deadline = std::chrono::steady_clock::now() + 60s;
    while (!reached() && std::chrono::steady_clock::now() < deadline) {
      io_.restart();
      io_.run_one_for(20ms);
    }
    return reached();
  }
  bool stop() {
    return publisher_->play(false).has_value() && run_until([&] { return tasks_.running() == 0; });
  }

  fs::path folder_;
  boost::asio::io_context io_;
  net::TaskGroup tasks_{"publishers"};
  std::optional<PublisherProcess> publisher_;
};

TEST_F(PublisherProcessTest, StartsAgainWhatDies) {
  PublisherProcess& publisher = film(program("ffmpeg", "echo start >> log; exit 3"));
  ASSERT_TRUE(publisher.play(true));
  EXPECT_TRUE(run_until([&] { return publisher.state().starts >= 3; }));
  EXPECT_TRUE(stop());
  EXPECT_EQ(publisher.state().problem, "");
  const std::uint32_t starts = publisher.state().starts;
  EXPECT_THAT(read("log"), HasSubstr("start\nstart\n"));
  EXPECT_TRUE(publisher.play(true));
  EXPECT_TRUE(run_until([&] { return publisher.state().starts > starts; }));
  EXPECT_TRUE(stop());
}

TEST_F(PublisherProcessTest, SaysWhyWithoutTheKey) {
  PublisherProcess& publisher = film(
      program("ffmpeg", "for last; do :; done; echo \"$last: Connection refused\" >&2; exit 1"));
  ASSERT_TRUE(publisher.play(true));
  EXPECT_TRUE(run_until([&] { return !publisher.state().problem.empty(); }));
  EXPECT_EQ(publisher.state().problem,
            "ffmpeg exited with status 1: the input's address: Connection refused");
  EXPECT_TRUE(stop());
}

TEST_F(PublisherProcessTest, EndsWhatRunsWhenTold) {
  PublisherProcess& publisher = film(program("ffmpeg", "echo $$ > pid; exec sleep 1000"));
  ASSERT_TRUE(publisher.play(true));
  EXPECT_TRUE(run_until([&] { return !read("pid").empty(); }));
  EXPECT_TRUE(publisher.state().running);
  EXPECT_TRUE(stop());
  EXPECT_FALSE(publisher.state().running);
  EXPECT_NE(::kill(std::stoi(read("pid")), 0), 0);
}

TEST_F(PublisherProcessTest, KillsWhatDoesNotListen) {
  PublisherProcess& publisher =
      film(program("ffmpeg", "trap '' TERM; echo $$ > pid; while true; do sleep 0.1; done"));
  ASSERT_TRUE(publisher.play(true));
  EXPECT_TRUE(run_until([&] { return !read("pid").empty(); }));
  EXPECT_TRUE(stop());
  EXPECT_NE(::kill(std::stoi(read("pid")), 0), 0);
}

TEST_F(PublisherProcessTest, PlaysAFilmAgainForWhoAskedWhileItEnded) {
  PublisherProcess& publisher =
      film(program("ffmpeg", "echo start >> log; while [ ! -e end ]; do sleep 0.01; done"));
  ASSERT_TRUE(publisher.play(true));
  EXPECT_TRUE(run_until([&] { return publisher.state().running; }));
  ASSERT_TRUE(publisher.play(true));
  write("end", "");
  EXPECT_TRUE(run_until([&] { return !publisher.state().wanted && tasks_.running() == 0; }));
  EXPECT_EQ(publisher.state().starts, 2u);
}

TEST_F(PublisherProcessTest, DoesNotRepeatAFilmThatCameToItsEnd) {
  PublisherProcess& publisher = film(program("ffmpeg", "echo \"$@\" > log"));
  ASSERT_TRUE(publisher.play(true));
  EXPECT_TRUE(run_until([&] { return !publisher.state().wanted && tasks_.running() == 0; }));
  EXPECT_EQ(publisher.state().starts, 1u);
  EXPECT_THAT(read("log"), HasSubstr("-i file:" + path("film.mp4") + " "));
}

TEST_F(PublisherProcessTest, SaysWhatIsMissingAndHowToMendIt) {
  const base::Status no_ffmpeg = film(path("no-such-ffmpeg")).play(true);
  ASSERT_FALSE(no_ffmpeg);
  EXPECT_EQ(no_ffmpeg.error().code(), base::Errc::kUnavailable);
  EXPECT_THAT(no_ffmpeg.error().detail(), HasSubstr("apt install ffmpeg"));

  fs::remove(path("film.mp4"));
  const base::Status no_film = film(program("ffmpeg", "")).play(true);
  ASSERT_FALSE(no_film);
  EXPECT_EQ(no_film.error().code(), base::Errc::kNotFound);
  EXPECT_THAT(no_film.error().detail(), HasSubstr(path("film.mp4")));
  EXPECT_EQ(tasks_.running(), 0u);
}

TEST_F(PublisherProcessTest, JoinsThePictureToFfmpegAndPassesNothingElseOn) {
  ::signal(SIGPIPE, SIG_IGN);  // As in a server.
  const Pipe unrelated = *make_pipe();
  const DemoScript script{.session = {"开幕式", "Opening Ceremony"}};
  const std::string plenary =
      program("plenary", "cat > script; echo $1 picture; echo sound >&3; exec sleep 1000");
  const std::string ffmpeg =
      program("ffmpeg",
              "head -n 1 > picture; head -n 1 <&3 > sound\n"
              "ls /proc/self/fd > fds; grep SigIgn /proc/self/status > signals; exec sleep 1000");
  PublisherProcess& publisher = publish(DemoSource{plenary, [script] { return script; }}, ffmpeg);
  ASSERT_TRUE(publisher.play(true));
  EXPECT_TRUE(run_until([&] { return !read("signals").empty(); }));
  EXPECT_EQ(read("script"), to_json(script));
  EXPECT_EQ(read("picture"), "demo-picture picture\n");
  EXPECT_EQ(read("sound"), "sound\n");
  EXPECT_EQ(read("fds"), "0\n1\n2\n3\n4\n");  // 4 is the folder that ls reads.
  const std::string mask = read("signals").substr(std::string("SigIgn:").size());
  EXPECT_EQ(std::stoull(mask, nullptr, 16) & (1ull << (SIGPIPE - 1)), 0u);
  EXPECT_TRUE(stop());
}

TEST_F(PublisherProcessTest, StartsBothAgainWhenThePictureDies) {
  const std::string plenary = program("plenary", "exit 1");
  const std::string ffmpeg = program("ffmpeg", "exec sleep 1000");
  PublisherProcess& publisher = publish(DemoSource{plenary, [] { return DemoScript{}; }}, ffmpeg);
  ASSERT_TRUE(publisher.play(true));
  EXPECT_TRUE(run_until([&] { return publisher.state().starts >= 2; }));
  EXPECT_TRUE(stop());
}

TEST_F(PublisherProcessTest, LeavesNoProcessBehindWhenItIsDestroyedWithItsTasks) {
  PublisherProcess& publisher = film(program("ffmpeg", "echo $$ > pid; exec sleep 1000"));
  ASSERT_TRUE(publisher.play(true));
  EXPECT_TRUE(run_until([&] { return !read("pid").empty(); }));
  EXPECT_TRUE(stop());
  publisher_.reset();
  EXPECT_NE(::kill(std::stoi(read("pid")), 0), 0);
}

TEST(OneTimeKeys, AdmitOnceAndSoonAndFromHere) {
  base::Instant now{1'000'000s};
  OneTimeKeys keys([&] { return now; });
  const auto stage = *base::StageId::parse("opening");
  const auto input = *base::InputId::parse("demo");

  const std::string key = keys.make(stage, input);
  EXPECT_EQ(keys.redeem("opening", key, false), std::nullopt);
  EXPECT_EQ(keys.redeem("other", key, true), std::nullopt);
  EXPECT_EQ(keys.redeem("opening", "guess", true), std::nullopt);
  EXPECT_EQ(keys.redeem("opening", key, true), input);
  EXPECT_EQ(keys.redeem("opening", key, true), std::nullopt);

  const std::string old = keys.make(stage, input);
  const std::string fresh = keys.make(stage, input);
  EXPECT_EQ(keys.redeem("opening", old, true), std::nullopt);
  now += 61s;
  EXPECT_EQ(keys.redeem("opening", fresh, true), std::nullopt);
}

TEST(WithoutKey, BlotsOutTheAddressAndTheKeyAlone) {
  EXPECT_EQ(without_key(std::string("cannot open ") + kAddress + " (verysecret)", kAddress),
            "cannot open the input's address (...)");
  EXPECT_EQ(without_key("nothing", ""), "nothing");
}

}  // namespace
}  // namespace plenary::app::publisher_process_test
