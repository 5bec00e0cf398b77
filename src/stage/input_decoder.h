#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <thread>

#include "base/mailbox.h"
#include "base/result.h"
#include "base/time.h"
#include "media/audio_decoder.h"
#include "media/frame.h"
#include "media/picture_stats.h"
#include "media/scaler.h"
#include "media/video_decoder.h"
#include "stage/input_clock.h"
#include "stage/input_sound.h"
#include "stage/input_state.h"

namespace plenary::stage {

/// Decodes what one publisher sends, on a thread of its own: packets go into a bounded mailbox,
/// pictures come out scaled to the programme's size and sound aligned to our clock, into the
/// input's state.
class InputDecoder {
 public:
  struct Settings {
    std::chrono::milliseconds buffer{200};
    int width = 0;  ///< Of the programme.
    int height = 0;
  };
  /// Gets every picture that is decoded, on the decoder's thread.
  using Offer = std::function<void(const media::SharedFrame&, base::Moment)>;

  /// `publication`: results count only as long as the state has this number.
  InputDecoder(const Settings& settings, std::shared_ptr<SharedInputState> state,
               std::uint64_t publication, Offer offer);
  /// Closes and joins.
  ~InputDecoder();
  InputDecoder(const InputDecoder&) = delete;
  InputDecoder& operator=(const InputDecoder&) = delete;

  /// As Publication::push(). One thread at a time.
  base::Status push(media::Packet packet, base::Moment arrival);

  /// Takes no more packets and forgets those that wait. Safe from every thread; does not wait.
  void close();
  /// Waits for the thread's end. After close().
  void join();
  /// The thread has ended: joining does not wait.
  bool finished() const { return finished_.load(std::memory_order_acquire); }

 private:
  struct Delivery {
    media::Packet packet;
    base::Moment arrival;
  };

  void run();
  void decode(Delivery delivery);
  void put_on_our_clock(Delivery& delivery);
  void decode_video(const media::Packet& packet);
  void decode_audio(const media::Packet& packet);
  void show(const media::Picture& picture);
  void hear(const media::Sound& sound);
  void useless();
  std::uint64_t undecodable() const;
  /// Calls `change` with the input's state unless another publisher has taken the input over.
  template <class Change>
  void update(Change&& change);

  const Settings settings_;
  const std::shared_ptr<SharedInputState> state_;
  const std::uint64_t publication_;
  const Offer offer_;

  base::Mailbox<Delivery> mailbox_;
  std::atomic<std::int64_t> queued_bytes_{0};
  std::atomic<int> useless_in_a_row_{0};
  std::atomic<bool> finished_{false};

  // Of the thread.
  InputClock clock_;
  media::VideoDecoder video_;
  media::AudioDecoder audio_;
  media::Scaler scaler_;
  SoundAligner aligner_;
  std::optional<media::PictureStats> last_stats_;
  std::uint64_t unusable_ = 0;  ///< Beside what the decoders count.
  std::thread thread_;
};

}  // namespace plenary::stage
