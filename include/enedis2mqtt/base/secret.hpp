#pragma once

#include <string>
#include <string_view>

namespace enedis2mqtt {

/// A token or password. It cannot be formatted by accident, and its text (raw and URL-encoded) joins the
/// redaction list of base/log, which also cleans what libraries and sources echo back.
class Secret {
public:
    Secret() = default;
    explicit Secret(std::string text);

    std::string const& reveal() const { return text_; }
    bool empty() const { return text_.empty(); }
    /// First and last 4 characters for people; `***` when that would show half of it or more.
    std::string masked() const;

    friend bool operator==(Secret const&, Secret const&) = default;

private:
    std::string text_;
};

/// `text` with every known secret replaced by its masked form.
std::string redact(std::string_view text);

} // namespace enedis2mqtt
