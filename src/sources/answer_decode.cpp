#include "sources/answer_decode.hpp"

#include "sources/complaint.hpp"
#include "sources/error_decode.hpp"
#include "sources/excerpt.hpp"
#include "sources/mesure_2026_decode.hpp"
#include "sources/v5_decode.hpp"

#include <boost/json/monotonic_resource.hpp>
#include <boost/json/parse.hpp>

#include <array>

namespace enedis2mqtt::sources {
namespace {

namespace json = boost::json;

Error unknown_shape(Question const& question, std::string_view body) {
    return Error{ErrorCode::not_understood, std::string{title_of(question.dialect)} +
                                                " answered 200 in no known shape: " + excerpt(body)};
}

bool speaks_of_an_error(json::object const& object) {
    constexpr std::array<std::string_view, 7> names{"error",  "code",    "fault",  "detail",
                                                    "status", "success", "message"};
    for (auto const name : names)
        if (object.contains(name))
            return true;
    return false;
}

bool is_true(json::value const* field) {
    return field && field->is_bool() && field->get_bool();
}

Result<Readings> decode_shape(json::value const& body, http::Response const& response,
                              Question const& question) {
    if (body.is_null()) // a `meter_reading` or `data` without content
        return Error{ErrorCode::no_data,
                     std::string{title_of(question.dialect)} + " answered without any data"};
    auto const* const object = body.if_object();
    if (!object)
        return body.is_array() ? decode_error(response, question.dialect, question.now)
                               : unknown_shape(question, response.body);
    if (auto const* const wrapped = object->if_contains("meter_reading")) {
        if (auto const* const content = wrapped->if_object())
            return decode_v5(*content, true, question);
        return wrapped->is_null() ? decode_shape(*wrapped, response, question)
                                  : unknown_shape(question, response.body);
    }
    if (object->contains("interval_reading"))
        return decode_v5(*object, false, question);
    if (object->contains("grandeur"))
        return decode_mesure_2026(*object, question);
    if (auto const* const data = object->if_contains("data"); data && is_true(object->if_contains("success")))
        return decode_shape(*data, response, question);
    return speaks_of_an_error(*object) ? decode_error(response, question.dialect, question.now)
                                       : unknown_shape(question, response.body);
}

std::string_view without_byte_order_mark(std::string_view text) {
    constexpr std::string_view mark = "\xEF\xBB\xBF";
    return text.starts_with(mark) ? text.substr(mark.size()) : text;
}

/// Of a body that is no JSON: whether it was never meant to be.
bool is_foreign(http::Response const& response) {
    auto const type = squeeze(response.headers["Content-Type"]);
    return is_html(response) || (!type.empty() && type.find("json") == std::string::npos &&
                                 type.find("textplain") == std::string::npos);
}

Error no_json(http::Response const& response, Question const& question) {
    if (!is_foreign(response))
        return Error{ErrorCode::not_understood,
                     std::string{title_of(question.dialect)} + " answered 200 with " +
                         (response.body.empty() ? "an empty body" : "no valid JSON: ") +
                         excerpt(response.body)};
    auto error = decode_error(response, question.dialect, question.now);
    return error.code == ErrorCode::not_understood ? Error{ErrorCode::unexpected_page, error.message} : error;
}

} // namespace

Result<Readings> decode_answer(http::Response const& response, Question const& question) {
    if (response.status != 200)
        return decode_error(response, question.dialect, question.now);
    // Right answers have come as application/octet-stream: the body decides, not what it is called.
    boost::system::error_code broken;
    json::monotonic_resource memory;
    auto const body = json::parse(without_byte_order_mark(response.body), broken, &memory);
    if (broken)
        return no_json(response, question);
    return decode_shape(body, response, question);
}

} // namespace enedis2mqtt::sources
