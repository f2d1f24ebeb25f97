#include <enedis2mqtt/http/server.hpp>

#include <boost/beast/core/string.hpp>

namespace enedis2mqtt::http {

using boost::beast::iequals;

void Headers::set(std::string name, std::string value) {
    std::erase_if(fields_, [&](auto const& field) { return iequals(field.first, name); });
    add(std::move(name), std::move(value));
}

void Headers::add(std::string name, std::string value) {
    fields_.emplace_back(std::move(name), std::move(value));
}

std::string_view Headers::operator[](std::string_view name) const {
    for (auto const& [key, value] : fields_)
        if (iequals(key, name))
            return value;
    return {};
}

std::string_view ServerRequest::parameter(std::string_view name) const {
    for (auto const& [key, value] : query)
        if (key == name)
            return value;
    return {};
}

} // namespace enedis2mqtt::http
