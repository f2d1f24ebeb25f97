#include <enedis2mqtt/web/password.hpp>

#include <sodium.h>

#include <array>
#include <stdexcept>

namespace enedis2mqtt::web {
namespace {

constexpr unsigned long long passes = 2;
constexpr std::size_t memory = 19UL * 1024 * 1024;

/// Thread-safe; before any other call.
void ready() {
    static bool const done = sodium_init() >= 0;
    if (!done)
        throw std::runtime_error{"the machine has no random numbers"};
}

} // namespace

Result<std::string> hash_password(std::string const& password) {
    ready();
    std::array<char, crypto_pwhash_STRBYTES> hash{};
    if (crypto_pwhash_str_alg(hash.data(), password.data(), password.size(), passes, memory,
                              crypto_pwhash_ALG_ARGON2ID13) != 0)
        return Error{ErrorCode::internal, "no memory left to hash a password"};
    return std::string{hash.data()};
}

bool is_argon2id(std::string_view stored) {
    return stored.starts_with("$argon2id$");
}

bool is_password(Secret const& stored, std::string_view given) {
    ready();
    auto const& text = stored.reveal();
    if (is_argon2id(text))
        return crypto_pwhash_str_verify(text.c_str(), given.data(), given.size()) == 0;
    auto const ours = digest_of(text);
    auto const theirs = digest_of(given);
    return sodium_memcmp(ours.data(), theirs.data(), ours.size()) == 0;
}

std::string random_id() {
    ready();
    std::array<unsigned char, 32> bits{};
    randombytes_buf(bits.data(), bits.size());
    std::array<char, sodium_base64_ENCODED_LEN(32, sodium_base64_VARIANT_URLSAFE_NO_PADDING)> text{};
    return sodium_bin2base64(text.data(), text.size(), bits.data(), bits.size(),
                             sodium_base64_VARIANT_URLSAFE_NO_PADDING);
}

std::string digest_of(std::string_view id) {
    ready();
    std::string digest(crypto_generichash_BYTES, '\0');
    crypto_generichash(reinterpret_cast<unsigned char*>(digest.data()), digest.size(),
                       reinterpret_cast<unsigned char const*>(id.data()), id.size(), nullptr, 0);
    return digest;
}

std::string from_base64(std::string_view text) {
    std::string bytes(text.size(), '\0');
    std::size_t size = 0;
    if (sodium_base642bin(reinterpret_cast<unsigned char*>(bytes.data()), bytes.size(), text.data(),
                          text.size(), nullptr, &size, nullptr, sodium_base64_VARIANT_ORIGINAL) != 0)
        return {};
    bytes.resize(size);
    return bytes;
}

} // namespace enedis2mqtt::web
