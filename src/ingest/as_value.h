#pragma once

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/use_awaitable.hpp>

namespace plenary::ingest {

/// Ends an asynchronous operation with its error as a value: a peer that leaves is no exception.
inline constexpr auto kAsValue = boost::asio::as_tuple(boost::asio::use_awaitable);

}  // namespace plenary::ingest
