#pragma once

#include <enedis2mqtt/base/result.hpp>
#include <enedis2mqtt/base/secret.hpp>

#include <string>
#include <string_view>

/// Passwords and random ids by libsodium; password.cpp is its only user. Any thread.
namespace enedis2mqtt::web {

/// `$argon2id$…`, about 30 ms and 19 MiB: what web.password may hold instead of the password itself.
/// Source: OWASP Password Storage Cheat Sheet (argon2id, 19 MiB, 2 passes), seen 2026-11-23.
/// internal: no memory.
Result<std::string> hash_password(std::string const& password);

bool is_argon2id(std::string_view stored);

/// Whether `given` is the password, in a time that tells nothing about it. As slow as the hash asks for.
bool is_password(Secret const& stored, std::string_view given);

/// 256 random bits as 43 characters of a cookie.
std::string random_id();
/// What is kept of an id: its own text is never compared and never stored.
std::string digest_of(std::string_view id);
/// What HTTP Basic authentication encodes; empty when it is no base64.
std::string from_base64(std::string_view text);

} // namespace enedis2mqtt::web
