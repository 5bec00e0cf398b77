#include "stage/input_pictures.h"

#include <gtest/gtest.h>

#include <map>
#include <random>
#include <vector>

#include "media/libav.h"

namespace plenary::stage::input_pictures_test {
namespace {

using namespace std::chrono_literals;
using base::Moment;
using std::chrono::milliseconds;
using std::chrono::nanoseconds;

constexpr nanoseconds kFrame = 40ms;
constexpr Moment kBegin{24h};

/// Pictures that can be told apart.
class Pictures {
 public:
  media::SharedFrame make() {
    media::SharedFrame picture = media::share(media::new_frame().release());
    numbers_[picture.get()] = ++count_;
    kept_.push_back(picture);
    return picture;
  }
  int number(const media::SharedFrame& picture) const {
    return picture ? numbers_.at(picture.get()) : 0;
  }

 private:
  std::map<const AVFrame*, int> numbers_;
  std::vector<media::SharedFrame> kept_;
  int count_ = 0;
};

/// What a programme shows of pictures that are due at the given times (ms), frame by frame.
std::vector<int> shown(const std::vector<int>& due_ms, int frames) {
  Pictures pictures;
  InputPictures input(kFrame);
  std::vector<int> numbers;
  std::size_t next = 0;
  for (int frame = 0; frame < frames; ++frame) {
    const Moment now = kBegin + frame * kFrame;
    for (; next < due_ms.size() && kBegin + milliseconds(due_ms[next]) <= now + 200ms; ++next) {
      input.push(pictures.make(), kBegin + milliseconds(due_ms[next]), now);
    }
    numbers.push_back(pictures.number(input.at(now)));
  }
  return numbers;
}

TEST(InputPictures, ShowsNothingBeforeTheFirstIsDueAndThenTheLastForGood) {
  EXPECT_EQ(shown({100, 140}, 7), (std::vector<int>{0, 0, 0, 1, 2, 2, 2}));
}

TEST(InputPictures, OfSeveralThatAreDueTheNewestIsShown) {
  EXPECT_EQ(shown({51, 55, 65}, 3), (std::vector<int>{0, 0, 3}));
}

TEST(InputPictures, AtTheSameRateEachIsShownOnceThoughItsInstantTrembles) {
  std::minstd_rand random(3);
  for (const int phase : {0, 10, 20, 30, 39}) {
    std::vector<int> due;
    for (int i = 0; i < 500; ++i) {
      due.push_back(phase + i * 40 + static_cast<int>(random() % 9) - 4);
    }
    const std::vector<int> numbers = shown(due, 500);
    for (std::size_t i = 10; i < 500; ++i) {
      EXPECT_EQ(numbers[i], numbers[i - 1] + 1) << "phase " << phase << ", frame " << i;
    }
  }
}

TEST(InputPictures, AnHourOfDriftCostsOneRepeatedOrLeftOutPictureAtATime) {
  for (const int ppm : {200, -200}) {
    Pictures pictures;
    InputPictures input(kFrame);
    int last = 0, uneven = 0;
    for (std::int64_t frame = 0; frame < 90'000; ++frame) {
      const Moment now = kBegin + frame * kFrame;
      const nanoseconds sent = frame * kFrame * (1'000'000 + ppm) / 1'000'000;
      input.push(pictures.make(), kBegin + sent + 800ms, now);
      const int number = pictures.number(input.at(now));
      if (frame > 30 && number != last + 1) ++uneven;
      last = number;
      EXPECT_LT(input.size(), InputPictures::kCapacity);
    }
    EXPECT_NEAR(uneven, 18, 1) << "720 ms of drift are 18 frames";
  }
}

TEST(InputPictures, HalfThePicturesOfATwiceAsFastInputNeedNotBeScaled) {
  Pictures pictures;
  InputPictures input(kFrame);
  int kept = 0;
  for (int i = 0; i < 500; ++i) {
    const Moment due = kBegin + i * 20ms;
    if (input.superfluous(due)) continue;
    input.push(pictures.make(), due, due - 200ms);
    ++kept;
  }
  EXPECT_EQ(kept, 250);
}

TEST(InputPictures, AllPicturesOfA30HertzInputAreWanted) {
  InputPictures input(kFrame);
  Pictures pictures;
  for (int i = 0; i < 300; ++i) {
    const Moment due = kBegin + milliseconds(i * 1000 / 30);
    EXPECT_FALSE(input.superfluous(due));
    input.push(pictures.make(), due, due - 200ms);
  }
}

TEST(InputPictures, WhileNobodyShowsThemOldOnesGoAndTheLastRemains) {
  Pictures pictures;
  InputPictures input(kFrame);
  for (int i = 0; i < 1000; ++i) {
    input.push(pictures.make(), kBegin + i * 40ms, kBegin + i * 40ms - 200ms);
    EXPECT_LE(input.size(), 13u);
  }
  EXPECT_EQ(pictures.number(input.at(kBegin + 1h)), 1000);
}

TEST(InputPictures, KeepsNoMoreThanItsCapacityAndWhatIsNewest) {
  Pictures pictures;
  InputPictures input(kFrame);
  for (int i = 0; i < 200; ++i) input.push(pictures.make(), kBegin + i * 30ms, kBegin - 1h);
  EXPECT_EQ(input.size(), InputPictures::kCapacity);
  EXPECT_EQ(pictures.number(input.at(kBegin + 1h)), 200);
}

TEST(InputPictures, APictureReplacesThoseThatWaitForALaterInstant) {
  Pictures pictures;
  InputPictures input(kFrame);
  input.push(pictures.make(), kBegin + 5s, kBegin);
  input.push(pictures.make(), kBegin + 40ms, kBegin);
  EXPECT_EQ(pictures.number(input.at(kBegin + 40ms)), 2);
  EXPECT_EQ(pictures.number(input.at(kBegin + 6s)), 2);
}

}  // namespace
}  // namespace plenary::stage::input_pictures_test
