#pragma once

#include <enedis2mqtt/base/error.hpp>

#include <boost/system/result.hpp>

namespace enedis2mqtt {

/// A value or the Error that says what to do next. Nothing that returns a Result throws.
template <class T>
using Result = boost::system::result<T, Error>;

} // namespace enedis2mqtt
