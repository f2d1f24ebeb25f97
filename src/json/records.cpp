#include <enedis2mqtt/json/records.hpp>
#include <enedis2mqtt/json/text.hpp>

#include <cmath>

namespace enedis2mqtt {
namespace {

namespace json = boost::json;

struct Shown {
    double value;
    std::string_view unit;
};

Shown shown(Power power) {
    return {power.kw(), "kW"};
}
/// Rounded to the watt-hour: three decimals of a kWh.
Shown shown(Energy energy) {
    return {static_cast<double>(std::llround(energy.wh())) / 1000.0, "kWh"};
}
Shown shown(ApparentPower power) {
    return {power.kva(), "kVA"};
}
/// EUR to 4 decimals.
Shown shown(Money money) {
    return {static_cast<double>(money.rounded_to(4)) / 10'000.0, "EUR"};
}
Shown shown(Record const& record) {
    return std::visit([](auto quantity) { return shown(quantity); }, record.value);
}

std::string csv_field(std::string const& text) {
    if (text.find_first_of(",\"\r\n") == std::string::npos)
        return text;
    std::string quoted = "\"";
    for (char const c : text) {
        if (c == '"')
            quoted += c;
        quoted += c;
    }
    return quoted + '"';
}

} // namespace

json::object record_json(Record const& record, TimeZone const& zone) {
    auto const [value, unit] = shown(record);
    json::object row{{"start", zone.iso(record.period.start)},
                     {"end", zone.iso(record.period.end)},
                     {"value", value},
                     {"unit", unit},
                     {"source", record.source}};
    if (record.at)
        row["at"] = zone.iso(*record.at);
    return row;
}

std::string_view csv_header() {
    return "start,end,value,unit,source\r\n";
}

std::string csv_line(Record const& record, TimeZone const& zone) {
    auto const [value, unit] = shown(record);
    return zone.iso(record.period.start) + ',' + zone.iso(record.period.end) + ',' + to_json(value) + ',' +
           std::string{unit} + ',' + csv_field(record.source) + "\r\n";
}

} // namespace enedis2mqtt
