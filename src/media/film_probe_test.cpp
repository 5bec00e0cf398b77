#include <gtest/gtest.h>

#include "media/film_probe.h"
#include "media/libav.h"

namespace plenary::media::film_probe_test {
namespace {

const std::filesystem::path kCorpus =
    std::filesystem::path(PLENARY_SOURCE_DIR) / "tests/corpus/media/film_probe";

std::string fault(const char* name) {
  return fault_of_film(kCorpus / name);
}

TEST(FilmProbe, PassesAFilm) {
  EXPECT_EQ(fault("film"), "");
}

TEST(FilmProbe, RefusesWhatCannotBePlayed) {
  quiet_libav();
  for (const char* broken : {"ftyp_alone", "moov_of_no_size", "moov_cut", "never_there"}) {
    EXPECT_NE(fault(broken), "") << broken;
  }
}

TEST(FilmProbe, OpensNoPlaylistInTheGuiseOfAFilm) {
  quiet_libav();
  EXPECT_EQ(fault("playlist"), "it cannot be read as one");
  EXPECT_EQ(fault("concat"), "it cannot be read as one");
}

TEST(FilmProbe, BearsSizesThatLie) {
  quiet_libav();
  for (const char* lying : {"moov_beyond_the_file", "moov_to_the_end", "trak_beyond_moov",
                            "stsz_of_four_billion", "stsz_size_lies", "stco_points_beyond",
                            "stsd_of_many", "mdat_size_64_lies"}) {
    EXPECT_LT(fault(lying).size(), 100u) << lying << " is answered, as a film or as none";
  }
}

}  // namespace
}  // namespace plenary::media::film_probe_test
