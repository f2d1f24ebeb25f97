#include "web/answers.hpp"

#include <enedis2mqtt/json/status.hpp>
#include <enedis2mqtt/json/text.hpp>

#include <boost/json/parse.hpp>

namespace enedis2mqtt::web {

namespace json = boost::json;

http::Response text_answer(std::string content, std::string content_type, int status) {
    http::Response response{status, std::move(content)};
    response.headers.set("Content-Type", std::move(content_type));
    return response;
}

http::Response json_answer(json::value const& value, int status) {
    return text_answer(to_json(value), "application/json", status);
}

http::Response error_answer(int status, Error const& error, Language language) {
    auto response = json_answer({{"error", blame_json(error.code, error.message, language)}}, status);
    if (error.retry_after)
        response.headers.set("Retry-After", std::to_string(error.retry_after->count()));
    return response;
}

http::Response error_answer(Error const& error, Language language) {
    return error_answer(status_of(error.code), error, language);
}

int status_of(ErrorCode code) {
    switch (code) {
    case ErrorCode::unknown_meter:
    case ErrorCode::not_found:
        return 404;
    case ErrorCode::request_invalid:
    case ErrorCode::file_not_recognised:
    case ErrorCode::file_invalid:
        return 400;
    case ErrorCode::request_too_large:
        return 413;
    case ErrorCode::session_needed:
        return 401;
    case ErrorCode::request_foreign:
        return 403;
    case ErrorCode::too_many_requests:
        return 429;
    case ErrorCode::not_configured:
    case ErrorCode::cancelled:
        return 503;
    case ErrorCode::internal:
        return 500;
    default:
        return kind_of(code) == ErrorKind::storage ? 503 : 422;
    }
}

Result<json::object> object_in(std::string const& body) {
    if (body.empty())
        return json::object{};
    boost::system::error_code failure;
    auto parsed = json::parse(body, failure);
    if (failure)
        return Error{ErrorCode::request_invalid, "the body is not JSON: " + failure.message()};
    if (!parsed.is_object())
        return Error{ErrorCode::request_invalid, "the body is JSON, but not an object"};
    return std::move(parsed.get_object());
}

} // namespace enedis2mqtt::web
