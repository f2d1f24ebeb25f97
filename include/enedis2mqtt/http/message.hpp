#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace enedis2mqtt::http {

enum class Method { get, post, put, del, head, other };

/// Header fields in order; names compare without case.
class Headers {
public:
    /// Takes the place of every value of that name.
    void set(std::string name, std::string value);
    /// Beside the values of that name, as in several `Set-Cookie`.
    void add(std::string name, std::string value);
    /// The first value of that name, or an empty text.
    std::string_view operator[](std::string_view name) const;
    std::vector<std::pair<std::string, std::string>> const& fields() const { return fields_; }

private:
    std::vector<std::pair<std::string, std::string>> fields_;
};

/// A client's request: absolute URL. Constructed, never braced: GCC 12 (docs/STYLE.md).
struct Request {
    Request(Method how, std::string where) : method(how), url(std::move(where)) {}
    Method method;
    std::string url;
    Headers headers;
    std::string body;
};

/// How a server spoils an answer: for tests and the simulator only.
enum class Fault {
    none,
    reset,    ///< the connection is reset instead of an answer
    truncate, ///< the whole length is announced, half of the body is sent, the connection is closed
    drip      ///< one byte per second
};

class BodyStream;

struct Response {
    explicit Response(int code, std::string content = {}) : status(code), body(std::move(content)) {}
    int status;
    Headers headers;
    std::string body;
    Fault fault = Fault::none; ///< honoured by http::Server; never set in what a client receives
    /// Sent after the head instead of `body`, part by part; then the connection ends. http::Server only.
    std::shared_ptr<BodyStream> stream;
};

} // namespace enedis2mqtt::http
