#include <sys/mman.h>
#include <unistd.h>

#include <string>

#include "base/bytes.h"
#include "media/film_probe.h"
#include "media/libav.h"

/// Whatever somebody sends as a film is a film or has a fault, within bounds of memory and time; it
/// lies in memory, at a path that libavformat opens as any other.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const bool quiet = (plenary::media::quiet_libav(), true);
  (void)quiet;
  const int file = ::memfd_create("film", MFD_CLOEXEC);
  if (file < 0) return 0;
  if (size == 0 || ::write(file, data, size) == static_cast<ssize_t>(size)) {
    (void)plenary::media::fault_of_film("/proc/self/fd/" + std::to_string(file));
  }
  ::close(file);
  return 0;
}
