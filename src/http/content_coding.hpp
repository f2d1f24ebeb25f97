#pragma once

#include <enedis2mqtt/base/result.hpp>

#include <cstddef>
#include <string>
#include <string_view>

namespace enedis2mqtt::http {

/// A body without the coding that its Content-Encoding names: gzip, deflate (with zlib's frame or, as some
/// send it, without) or identity. We ask for none; some servers and proxies compress all the same.
/// Errors: response_too_large when it would grow beyond `limit` bytes; not_understood for another coding, a
/// body that ends early or, of gzip, whose checksum is wrong. Source: RFC 1950, 1951, 1952.
Result<std::string> decoded(std::string_view body, std::string_view coding, std::size_t limit);

} // namespace enedis2mqtt::http
