#include "app/demo_sound.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>

namespace plenary::app {
namespace {

constexpr double kRate = DemoSound::kSampleRate;
// A chord lasts as long as a card; it swells before its time and fades after it.
constexpr double kChordSeconds = 8;
constexpr double kSwell = 2.5;
constexpr double kFade = 3.5;

using Chord = std::array<double, 4>;  // Hertz.

double note(int semitones_from_a4) {
  return 440 * std::exp2(semitones_from_a4 / 12.0);
}

// In D, without a leading note, as a guqin is tuned.
std::array<Chord, 4> chords() {
  return {{{note(-31), note(-19), note(-12), note(-7)},    // D2 D3 A3 D4
           {note(-34), note(-15), note(-10), note(-3)},    // B1 F#3 B3 F#4
           {note(-26), note(-14), note(-10), note(-5)},    // G2 G3 B3 E4
           {note(-24), note(-17), note(-12), note(-5)}}};  // A2 E3 A3 E4
}

// Adds a decaying or swelling tone to the loop, over its end into its beginning where need be.
class Loop {
 public:
  explicit Loop(std::size_t frames) : frames_(frames), samples_(2 * frames) {}

  template <class Envelope>
  void add(double hertz, double start_seconds, double seconds, double left, double right,
           Envelope envelope) {
    const auto length = static_cast<std::size_t>(seconds * kRate);
    const auto start = static_cast<std::size_t>(static_cast<std::int64_t>(start_seconds * kRate) +
                                                static_cast<std::int64_t>(frames_));
    const double angle = 2 * std::numbers::pi * hertz / kRate;
    const double turn_cos = std::cos(angle), turn_sin = std::sin(angle);
    double cosine = 1, sine = 0;
    double level = envelope(0.0), step = 0;
    for (std::size_t i = 0; i < length; ++i) {
      // Envelopes are slow: straight lines of a millisecond are as good.
      if (i % kEnvelopeStep == 0) {
        const double next = envelope(static_cast<double>(i + kEnvelopeStep) / kRate);
        step = (next - level) / kEnvelopeStep;
      }
      const double value = sine * level;
      level += step;
      const double turned = cosine * turn_cos - sine * turn_sin;
      sine = sine * turn_cos + cosine * turn_sin;
      cosine = turned;
      const std::size_t at = 2 * ((start + i) % frames_);
      samples_[at] += static_cast<float>(left * value);
      samples_[at + 1] += static_cast<float>(right * value);
    }
  }

  std::vector<std::int16_t> as_pcm() const {
    std::vector<std::int16_t> pcm(samples_.size());
    std::transform(samples_.begin(), samples_.end(), pcm.begin(), [](float sample) {
      const float soft = std::tanh(sample);
      return static_cast<std::int16_t>(std::lround(soft * 32767));
    });
    return pcm;
  }

 private:
  static constexpr int kEnvelopeStep = 48;

  std::size_t frames_;
  std::vector<float> samples_;
};

double raised_cosine(double share) {
  return 0.5 - 0.5 * std::cos(std::numbers::pi * std::clamp(share, 0.0, 1.0));
}

void add_chord(Loop& loop, const Chord& chord, double start) {
  constexpr double kLength = kSwell + kChordSeconds + kFade - 2;
  constexpr std::array<double, 3> kPartials = {1, 0.22, 0.07};
  const auto envelope = [](double at) {
    return raised_cosine(at / kSwell) * raised_cosine((kLength - at) / kFade);
  };
  double level = 0.030;
  for (std::size_t voice = 0; voice < chord.size(); ++voice) {
    for (std::size_t partial = 0; partial < kPartials.size(); ++partial) {
      const double hertz = chord[voice] * static_cast<double>(partial + 1);
      const double strength = level * kPartials[partial];
      // Two strings a little apart, one to each side: the chord breathes.
      const double drift = 0.11 + 0.05 * static_cast<double>(voice);
      loop.add(hertz - drift, start - kSwell, kLength, strength, 0.35 * strength, envelope);
      loop.add(hertz + drift, start - kSwell, kLength, 0.35 * strength, strength, envelope);
    }
    level *= 0.82;
  }
}

void add_bell(Loop& loop, double hertz, double start, double pan) {
  constexpr double kLength = 6, kLevel = 0.016;
  constexpr std::array<std::pair<double, double>, 3> kModes = {
      {{1, 1}, {2.01, 0.35}, {3.02, 0.12}}};
  for (const auto& [ratio, strength] : kModes) {
    const double decay = 1.1 * ratio;
    const auto envelope = [decay](double at) {
      return raised_cosine(at / 0.012) * std::exp(-decay * at) * raised_cosine((kLength - at) / 1);
    };
    const double level = kLevel * strength;
    loop.add(hertz * ratio, start, kLength, level * (1 - pan), level * pan, envelope);
  }
}

}  // namespace

DemoSound::DemoSound() {
  const auto all = chords();
  Loop loop(static_cast<std::size_t>(kChordSeconds * kRate) * all.size());
  double start = 0;
  double pan = 0.35;
  for (const Chord& chord : all) {
    add_chord(loop, chord, start);
    add_bell(loop, 2 * chord[3], start + 0.05, pan);
    add_bell(loop, 3 * chord[2], start + 4.05, 1 - pan);
    start += kChordSeconds;
    pan = 1 - pan;
  }
  loop_ = loop.as_pcm();
}

void DemoSound::read(std::uint64_t first, std::span<std::int16_t> out) const {
  std::size_t at = static_cast<std::size_t>(first % loop_frames()) * 2;
  for (std::size_t done = 0; done < out.size();) {
    const std::size_t step = std::min(out.size() - done, loop_.size() - at);
    std::copy_n(loop_.begin() + static_cast<std::ptrdiff_t>(at), step,
                out.begin() + static_cast<std::ptrdiff_t>(done));
    done += step;
    at = (at + step) % loop_.size();
  }
}

}  // namespace plenary::app
