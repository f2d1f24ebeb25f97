#pragma once

#include <enedis2mqtt/base/result.hpp>
#include <enedis2mqtt/domain/advice.hpp>
#include <enedis2mqtt/http/message.hpp>

#include <boost/json/object.hpp>

#include <string>

/// What routes answer with.
namespace enedis2mqtt::web {

http::Response json_answer(boost::json::value const& value, int status = 200);
http::Response text_answer(std::string content, std::string content_type, int status = 200);

/// `{"error":{code,message,advice,whose}}` with the status that fits the error.
http::Response error_answer(Error const& error, Language language);
http::Response error_answer(int status, Error const& error, Language language);

/// 400 for what the caller got wrong, 404 unknown_meter, 413, 503 for the archive, 422 for what the source,
/// the broker or a budget refused, 500 for ourselves.
int status_of(ErrorCode code);

/// The body as a JSON object; an empty body is an empty object. request_invalid.
Result<boost::json::object> object_in(std::string const& body);

} // namespace enedis2mqtt::web
