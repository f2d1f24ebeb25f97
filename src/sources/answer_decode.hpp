#pragma once

#include "sources/question.hpp"

#include <enedis2mqtt/domain/reading.hpp>
#include <enedis2mqtt/http/message.hpp>

namespace enedis2mqtt::sources {

/// An HTTP answer as readings: finds the wire shape (v5 wrapped or not, 2026, MyElectricalData's envelope
/// around either) or what the refusal means. Success always holds a reading.
/// Source: docs/reference/enedis-api.md section 1.10.
Result<Readings> decode_answer(http::Response const& response, Question const& question);

} // namespace enedis2mqtt::sources
