#include "component/http/peers.hpp"
#include "http/content_coding.hpp"

#include <boost/beast/zlib/deflate_stream.hpp>
#include <boost/crc.hpp>

namespace enedis2mqtt::http::test {
namespace {

constexpr std::size_t roomy = 1'000'000;

std::string deflated(std::string_view text) {
    boost::beast::zlib::deflate_stream stream;
    std::string out(stream.upper_bound(text.size()) + 64, '\0');
    boost::beast::zlib::z_params step;
    step.next_in = text.data();
    step.avail_in = text.size();
    step.next_out = out.data();
    step.avail_out = out.size();
    error_code state;
    stream.write(step, boost::beast::zlib::Flush::finish, state);
    EXPECT_EQ(state, boost::beast::zlib::error::end_of_stream);
    out.resize(out.size() - step.avail_out);
    return out;
}

std::string little_endian(std::uint32_t number) {
    std::string bytes;
    for (unsigned shift = 0; shift < 32; shift += 8)
        bytes += static_cast<char>(static_cast<unsigned char>(number >> shift));
    return bytes;
}

/// `flags` and what they announce after the fixed header.
std::string gzipped(std::string_view text, char flags = '\0', std::string const& announced = "") {
    boost::crc_32_type checksum;
    checksum.process_bytes(text.data(), text.size());
    return std::string{"\x1f\x8b\x08"} + flags + std::string(6, '\0') + announced + deflated(text) +
           little_endian(checksum.checksum()) + little_endian(static_cast<std::uint32_t>(text.size()));
}

std::string const words = R"({"interval_reading":[{"value":"1","date":"2026-10-05"}]})";

TEST(ContentCoding, GzipIsUndone) {
    EXPECT_EQ(decoded(gzipped(words), "gzip", roomy).value(), words);
    EXPECT_EQ(decoded(gzipped(words), "X-GZIP", roomy).value(), words);
    EXPECT_EQ(decoded(gzipped(""), "gzip", roomy).value(), "");
}

TEST(ContentCoding, GzipMayHaveEveryHeaderField) {
    auto const extra = std::string{"\x03\0abc", 5};
    auto const name = std::string{"answer.json\0", 12};
    auto const comment = std::string{"none\0", 5};
    EXPECT_EQ(decoded(gzipped(words, 4 | 8 | 16 | 2, extra + name + comment + "cc"), "gzip", roomy).value(),
              words);
}

TEST(ContentCoding, DeflateIsUndoneWithAndWithoutItsFrame) {
    EXPECT_EQ(decoded("\x78\x9c" + deflated(words) + "adle", "deflate", roomy).value(), words);
    EXPECT_EQ(decoded(deflated(words), "deflate", roomy).value(), words);
}

TEST(ContentCoding, IdentityIsNone) {
    EXPECT_EQ(decoded(words, "identity", roomy).value(), words);
}

TEST(ContentCoding, AnotherOneIsNamed) {
    auto const refused = decoded(words, "br", roomy);
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, ErrorCode::not_understood);
    EXPECT_NE(refused.error().message.find("\"br\""), std::string::npos);
}

TEST(ContentCoding, WhateverIsCutIsRefused) {
    for (auto const& whole : {gzipped(words, 8, std::string{"name\0", 5}), gzipped(words)})
        for (std::size_t size = 0; size < whole.size(); ++size) {
            auto const refused = decoded(std::string_view{whole}.substr(0, size), "gzip", roomy);
            ASSERT_FALSE(refused) << size;
            EXPECT_EQ(refused.error().code, ErrorCode::not_understood);
        }
    auto const raw = deflated(words);
    EXPECT_FALSE(decoded(std::string_view{raw}.substr(0, raw.size() - 1), "deflate", roomy));
}

TEST(ContentCoding, ADamagedByteIsNoticed) {
    auto const whole = gzipped(words);
    for (std::size_t at = 10; at < whole.size(); ++at) {
        auto damaged = whole;
        damaged[at] = static_cast<char>(damaged[at] ^ 1);
        auto const answer = decoded(damaged, "gzip", roomy);
        EXPECT_TRUE(!answer || *answer == words) << at;
    }
    EXPECT_FALSE(decoded(words, "gzip", roomy));
}

TEST(ContentCoding, GrowsToTheLimitAndNoFurther) {
    std::string const zeros(roomy, '0');
    auto const bomb = gzipped(zeros);
    EXPECT_LT(bomb.size(), 5'000U);
    EXPECT_EQ(decoded(bomb, "gzip", roomy).value().size(), roomy);
    auto const refused = decoded(bomb, "gzip", roomy - 1);
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, ErrorCode::response_too_large);
}

class CompressedAnswer : public testing::Test {
protected:
    Result<Response> answer(std::string const& head, std::string const& body, std::size_t limit = roomy) {
        ScriptedPeer peer{loop, {{"HTTP/1.1 200 OK\r\n" + head + "\r\n" + body, ok("next")}, {ok("next")}}};
        auto options = impatient();
        options.largest_body = limit;
        auto client = make_client(loop, std::move(options));
        auto first = finish(loop, client->send(get(local("http", peer.port()))));
        EXPECT_EQ(finish(loop, client->send(get(local("http", peer.port())))).value().body, "next");
        EXPECT_EQ(peer.connections(), first ? 1U : 2U) << "a connection serves on after a sound answer";
        return first;
    }
    static std::string length(std::string const& body) {
        return "Content-Length: " + std::to_string(body.size()) + "\r\n";
    }
    asio::io_context loop{1};
};

TEST_F(CompressedAnswer, ArrivesPlain) {
    auto const body = gzipped(words);
    auto const response = answer("Content-Encoding: gzip\r\n" + length(body), body);
    EXPECT_EQ(response.value().body, words);
    EXPECT_EQ(response->headers["Content-Encoding"], "");
}

TEST_F(CompressedAnswer, ArrivesPlainInChunks) {
    auto const body = gzipped(words);
    auto const half = body.size() / 2;
    auto const chunk = [](std::string const& part) {
        char size[17];
        std::snprintf(size, sizeof size, "%zx", part.size());
        return size + ("\r\n" + part + "\r\n");
    };
    EXPECT_EQ(answer("Content-Encoding: gzip\r\nTransfer-Encoding: chunked\r\n",
                     chunk(body.substr(0, half)) + chunk(body.substr(half)) + "0\r\n\r\n")
                  .value()
                  .body,
              words);
}

TEST_F(CompressedAnswer, MayBeEmpty) {
    EXPECT_EQ(answer("Content-Encoding: gzip\r\nContent-Length: 0\r\n", "").value().body, "");
}

TEST_F(CompressedAnswer, ThatIsABombIsTooLarge) {
    auto const body = gzipped(std::string(roomy, '0'));
    EXPECT_EQ(code_of(answer("Content-Encoding: gzip\r\n" + length(body), body, 100'000)),
              ErrorCode::response_too_large);
}

TEST_F(CompressedAnswer, ThatIsDamagedSaysWhoSentIt) {
    auto const response = answer("Content-Encoding: gzip\r\n" + length(words), words);
    EXPECT_EQ(code_of(response), ErrorCode::not_understood);
    EXPECT_TRUE(response.error().message.starts_with("127.0.0.1:")) << response.error().message;
}

} // namespace
} // namespace enedis2mqtt::http::test
