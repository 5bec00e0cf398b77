# Shared by the scripts: what Debian packages Plenary needs, steps with their time, installing.
# Source it; it changes to the repository's root.

cd "$(dirname "${BASH_SOURCE[0]}")/.."

BUILD_PACKAGES=(
  g++ cmake ninja-build ccache pkg-config gzip
  libboost1.81-dev libboost-json1.81-dev libboost-url1.81-dev libssl-dev libnghttp2-dev
  libavformat-dev libavcodec-dev libavfilter-dev libavutil-dev libswscale-dev libswresample-dev
  libsoci-dev libsqlite3-dev libcli11-dev libyaml-dev libspdlog-dev libfmt-dev libicu-dev
  libcmark-gfm-dev libcmark-gfm-extensions-dev libsodium-dev libjwt-dev zlib1g-dev libcairo2-dev libpango1.0-dev libgtest-dev libgmock-dev
  libpugixml-dev libical-dev libarchive-dev libvips-dev libcurl4-openssl-dev
)
RUN_PACKAGES=(ffmpeg fontconfig fonts-noto-cjk fonts-noto-core openssl)
LAN_PACKAGES=(qrencode iproute2)
TEST_PACKAGES=(chromium procps libxml2-utils jing python3-icalendar python3-jsonschema python3-aiosmtpd)
BENCH_PACKAGES=(nginx-light libnginx-mod-nchan wrk iproute2 curl strace)
FUZZ_PACKAGES=(clang-19 libclang-rt-19-dev lld-19)

step_number=0
steps_total=${steps_total:-1}
started=$SECONDS

# step "Building": announces the next step as "[2/4  1:05] Building".
step() {
  step_number=$((step_number + 1))
  local elapsed=$((SECONDS - started))
  printf '[%d/%d %3d:%02d] %s\n' "$step_number" "$steps_total" $((elapsed / 60)) $((elapsed % 60)) "$1"
}

fail() { printf '%s\n' "$1" >&2; exit 1; }

# install_packages NAME...: those that are missing, by apt-get.
install_packages() {
  local missing=()
  local package
  for package in "$@"; do
    dpkg-query -W -f '${Status}' "$package" 2>/dev/null | grep -q 'ok installed' || missing+=("$package")
  done
  (( ${#missing[@]} == 0 )) && return 0
  command -v apt-get >/dev/null || fail "This needs Debian 12 (apt-get). Missing: ${missing[*]}"
  local sudo=""
  if [[ $(id -u) != 0 ]]; then
    sudo=sudo
    command -v sudo >/dev/null || fail "Install these as root, then run this again: ${missing[*]}"
  fi
  echo "  installing ${#missing[@]} Debian packages: ${missing[*]}"
  local log
  log=$(mktemp)
  if ! { $sudo apt-get update -qq &&
         DEBIAN_FRONTEND=noninteractive $sudo apt-get install -y -qq --no-install-recommends \
           -o Dpkg::Use-Pty=0 "${missing[@]}"; } >"$log" 2>&1; then
    tail -n 20 "$log" >&2
    fail "apt-get could not install the packages; its last lines are above."
  fi
  rm -f "$log"
}

# A system made by debootstrap does not know its own name yet, which servers and browsers here are told.
name_localhost() {
  getent hosts localhost >/dev/null && return 0
  local sudo=""
  [[ $(id -u) == 0 ]] || sudo=sudo
  echo "  adding localhost to /etc/hosts"
  printf '127.0.0.1\tlocalhost\n::1\tlocalhost\n' | $sudo tee -a /etc/hosts >/dev/null
}

# Node 18 or later, from wherever; Debian's own where there is none.
install_node() {
  if command -v node >/dev/null && command -v npm >/dev/null; then
    local major
    major=$(node --version | sed -E 's/^v([0-9]+).*/\1/')
    (( major >= 18 )) && return 0
  fi
  install_packages nodejs npm
}

# build_preset PRESET [TARGET...]: configures and builds; ninja's own progress line on a terminal.
build_preset() {
  local preset=$1
  shift
  local log="build/$preset.configure.log"
  mkdir -p build
  cmake --preset "$preset" >"$log" 2>&1 || { tail -n 30 "$log" >&2; fail "cmake could not configure."; }
  local out=/dev/stdout
  if [[ -t 1 ]]; then
    ninja -C "build/$preset" "$@" || fail "The build failed; the reason is above."
  else
    out="build/$preset.build.log"
    ninja -C "build/$preset" "$@" >"$out" 2>&1 || { tail -n 60 "$out" >&2; fail "The build failed."; }
  fi
}
