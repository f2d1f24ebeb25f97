#include <enedis2mqtt/base/async.hpp>
#include <enedis2mqtt/base/log.hpp>

#include <boost/asio/multiple_exceptions.hpp>

namespace enedis2mqtt {

std::string failure_text(std::exception_ptr failure) {
    if (!failure)
        return {};
    try {
        std::rethrow_exception(failure);
    } catch (boost::system::system_error const& error) {
        return error.code() == boost::asio::error::operation_aborted ? "" : error.what();
    } catch (boost::asio::multiple_exceptions const& both) { // of a || b, when both are cancelled, say
        return failure_text(both.first_exception());
    } catch (std::exception const& error) {
        return error.what();
    }
}

void spawn_guarded(boost::asio::any_io_executor executor, std::string name, Task<void> task) {
    boost::asio::co_spawn(executor, std::move(task), [name = std::move(name)](std::exception_ptr failure) {
        if (auto const text = failure_text(failure); !text.empty())
            log::get("base").error("{} ended: {}", name, text);
    });
}

} // namespace enedis2mqtt
