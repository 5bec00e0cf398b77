#include "app/metrics.h"

#include <gtest/gtest.h>

namespace plenary::app::metrics_test {
namespace {

TEST(Metrics, WritesTheTextFormat) {
  Metrics metrics;
  metrics.family("plenary_spool_bytes", Metrics::Type::kGauge, "Recorded media.")
      .value(1024, {{"stage", "opening"}})
      .value(0.5, {{"stage", "a\"b"}, {"kind", "x"}});
  metrics.family("plenary_up", Metrics::Type::kCounter, "Always 1.").value(1);
  EXPECT_EQ(std::move(metrics).text(),
            "# HELP plenary_spool_bytes Recorded media.\n"
            "# TYPE plenary_spool_bytes gauge\n"
            "plenary_spool_bytes{stage=\"opening\"} 1024\n"
            "plenary_spool_bytes{stage=\"a\\\"b\",kind=\"x\"} 0.5\n"
            "# HELP plenary_up Always 1.\n"
            "# TYPE plenary_up counter\n"
            "plenary_up 1\n");
}

}  // namespace
}  // namespace plenary::app::metrics_test
