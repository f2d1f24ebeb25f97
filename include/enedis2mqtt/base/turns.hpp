#pragma once

#include <enedis2mqtt/base/async.hpp>

#include <boost/asio/experimental/channel.hpp>
#include <boost/asio/redirect_error.hpp>

#include <memory>

namespace enedis2mqtt {

/// Lets one at a time through, in the order of asking. Loop thread only.
class Turns {
    using Place = boost::asio::experimental::channel<void(boost::system::error_code)>;

public:
    /// The next one is let through when it ends, however it ends; it may outlive its Turns.
    class Turn {
    public:
        explicit Turn(std::shared_ptr<Place> place) : place_(std::move(place)) {}
        Turn(Turn&&) = default;
        Turn& operator=(Turn&&) = delete;
        ~Turn() {
            if (place_)
                place_->try_receive([](boost::system::error_code) {});
        }

    private:
        std::shared_ptr<Place> place_;
    };

    explicit Turns(boost::asio::any_io_executor const& executor)
        : place_(std::make_shared<Place>(executor, 1)) {}

    /// Ends with operation_aborted (thrown) when cancelled while it waits.
    Task<Turn> next() {
        auto place = place_;
        boost::system::error_code failure;
        co_await place->async_send(boost::system::error_code{},
                                   boost::asio::redirect_error(boost::asio::use_awaitable, failure));
        // The channel's own word for it is one that nobody takes for a stop.
        if (failure)
            throw boost::system::system_error{boost::asio::error::operation_aborted};
        co_return Turn{std::move(place)};
    }

private:
    std::shared_ptr<Place> place_; ///< full while someone's turn lasts
};

} // namespace enedis2mqtt
