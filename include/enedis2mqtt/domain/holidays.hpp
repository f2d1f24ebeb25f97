#pragma once

#include <enedis2mqtt/domain/calendar.hpp>

namespace enedis2mqtt {

/// The 11 national holidays of France, without those of Alsace-Moselle and the overseas departments.
/// Source: Code du travail, article L3133-1.
bool is_national_holiday(CivilDay day);

} // namespace enedis2mqtt
