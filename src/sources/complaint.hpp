#pragma once

#include <enedis2mqtt/http/message.hpp>

#include <string>
#include <string_view>

namespace enedis2mqtt::sources {

enum class BodyForm { empty, plain, html, json };

/// What an answer without readings says, whichever of the eight error shapes it has.
/// Source: docs/reference/enedis-api.md section 2.1.
struct Complaint {
    int status = 0; ///< HTTP status, or the body's own where HTTP said 200
    BodyForm form = BodyForm::empty;
    std::string words;       ///< codes, texts and nested ones, squeezed: what rules match
    std::string shown;       ///< the same for people, short and without secrets
    std::string next_access; ///< the API manager's `nextAccessTime`
};

Complaint complaint_of(http::Response const& response);

/// Letters and digits only, lower case, French accents dropped: spellings of one text compare equal.
std::string squeeze(std::string_view text);

/// True when the answer is a page for people: by its first character, or where that says nothing by its
/// content type.
bool is_html(http::Response const& response);

} // namespace enedis2mqtt::sources
