#include "app/options.hpp"

#include <cstdio>
#include <exception>

int main(int argc, char** argv) {
    using namespace enedis2mqtt::app;
    try {
        auto const parsed = parse(argc, argv);
        if (auto const* status = std::get_if<int>(&parsed))
            return *status;
        auto const& options = std::get<Options>(parsed);
        return options.command(options);
    } catch (std::exception const& failure) {
        std::fprintf(stderr, "enedis2mqtt: internal error: %s\n", failure.what());
    }
    return Exit::failed;
}
