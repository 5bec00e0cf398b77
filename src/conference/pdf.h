#pragma once

#include <cstddef>
#include <string>

#include "base/bytes.h"

namespace plenary::conference {

/// What keeps a document from being handed to visitors, as the end of a sentence that begins with
/// its name: "is no PDF"; empty if nothing does. Refused are what is no PDF (ISO 32000-1, 7.5.2),
/// what is encrypted, and what holds scripts, actions that start programs or submit forms, or
/// further files (12.6.4, 7.11.4); also what packs its objects so that nobody can look into them.
/// Never throws, whatever the bytes are; work is bounded by kMostUnpackedBytes.
std::string fault_of_pdf(base::ByteView bytes);

/// What packed objects of one document may come to.
inline constexpr std::size_t kMostUnpackedBytes = 64u << 20;

}  // namespace plenary::conference
