#include "http/content_coding.hpp"

#include <boost/beast/core/string.hpp>
#include <boost/beast/zlib/inflate_stream.hpp>
#include <boost/crc.hpp>

#include <algorithm>
#include <array>
#include <cstdint>
#include <optional>

namespace enedis2mqtt::http {
namespace {

namespace zlib = boost::beast::zlib;

Error damaged(std::string_view coding) {
    return Error{ErrorCode::not_understood, "a body in " + std::string{coding} + " that is damaged or cut"};
}

std::uint8_t byte_at(std::string_view text, std::size_t at) {
    return static_cast<std::uint8_t>(text[at]);
}

std::uint32_t little_endian(std::string_view four) {
    return byte_at(four, 0) | byte_at(four, 1) << 8U | byte_at(four, 2) << 16U |
           static_cast<std::uint32_t>(byte_at(four, 3)) << 24U;
}

struct Inflated {
    std::string text;
    std::string_view rest; ///< what follows the compressed data
};

Result<Inflated> inflated(std::string_view data, std::string_view coding, std::size_t limit) {
    zlib::inflate_stream stream;
    zlib::z_params step;
    step.next_in = data.data();
    step.avail_in = data.size();
    Inflated whole;
    std::array<char, 16'384> part{};
    for (;;) {
        step.next_out = part.data();
        step.avail_out = part.size();
        boost::beast::error_code state;
        stream.write(step, zlib::Flush::sync, state);
        auto const come = part.size() - step.avail_out;
        if (whole.text.size() + come > limit)
            return Error{ErrorCode::response_too_large, "a body in " + std::string{coding} +
                                                            " that grows beyond " + std::to_string(limit) +
                                                            " bytes"};
        whole.text.append(part.data(), come);
        if (state == zlib::error::end_of_stream)
            break;
        if (state || come == 0)
            return damaged(coding);
    }
    whole.rest = data.substr(data.size() - step.avail_in);
    return whole;
}

/// What follows the header of a gzip member; nothing when there is none. Source: RFC 1952, 2.3.
std::optional<std::string_view> after_gzip_header(std::string_view data) {
    constexpr std::size_t fixed = 10;
    constexpr unsigned has_checksum = 2;
    constexpr unsigned has_extra = 4;
    constexpr unsigned has_name = 8;
    constexpr unsigned has_comment = 16;
    if (data.size() < fixed || !data.starts_with("\x1f\x8b\x08"))
        return std::nullopt;
    unsigned const flags = byte_at(data, 3);
    data.remove_prefix(fixed);
    if ((flags & has_extra) != 0) {
        if (data.size() < 2)
            return std::nullopt;
        data.remove_prefix(
            std::min<std::size_t>(data.size(), 2U + byte_at(data, 0) + byte_at(data, 1) * 256U));
    }
    for (unsigned const text : {has_name, has_comment})
        if ((flags & text) != 0)
            data.remove_prefix(std::min(data.find('\0'), data.size() - 1) + 1);
    if ((flags & has_checksum) != 0)
        data.remove_prefix(std::min<std::size_t>(data.size(), 2));
    return data;
}

Result<std::string> without_gzip(std::string_view body, std::string_view coding, std::size_t limit) {
    constexpr std::size_t trailer = 8; // checksum and length of what was compressed
    auto const data = after_gzip_header(body);
    if (!data)
        return damaged(coding);
    auto whole = inflated(*data, coding, limit);
    if (!whole)
        return whole.error();
    boost::crc_32_type checksum;
    checksum.process_bytes(whole->text.data(), whole->text.size());
    if (whole->rest.size() < trailer || little_endian(whole->rest) != checksum.checksum() ||
        little_endian(whole->rest.substr(4)) != static_cast<std::uint32_t>(whole->text.size()))
        return damaged(coding);
    return std::move(whole->text);
}

/// zlib's frame is two bytes that 31 divides; without it the data begin at once. Source: RFC 1950, 2.2.
Result<std::string> without_deflate(std::string_view body, std::string_view coding, std::size_t limit) {
    bool const framed = body.size() >= 2 && (byte_at(body, 0) & 0x0FU) == 8 &&
                        (byte_at(body, 0) * 256U + byte_at(body, 1)) % 31 == 0;
    auto whole = inflated(framed ? body.substr(2) : body, coding, limit);
    if (!whole)
        return whole.error();
    return std::move(whole->text);
}

} // namespace

Result<std::string> decoded(std::string_view body, std::string_view coding, std::size_t limit) {
    auto const is = [&](char const* name) {
        return boost::beast::iequals({coding.data(), coding.size()}, name);
    };
    if (is("gzip") || is("x-gzip"))
        return without_gzip(body, coding, limit);
    if (is("deflate"))
        return without_deflate(body, coding, limit);
    if (is("identity"))
        return std::string{body};
    return Error{ErrorCode::not_understood, "a body in the content coding \"" +
                                                std::string{coding.substr(0, 40)} +
                                                "\", which nobody asked for"};
}

} // namespace enedis2mqtt::http
