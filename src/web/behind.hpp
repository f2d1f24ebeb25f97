#pragma once

#include "web/board.hpp"

#include <enedis2mqtt/web/site.hpp>

#include <boost/asio/redirect_error.hpp>
#include <boost/asio/thread_pool.hpp>

#include <memory>
#include <optional>
#include <type_traits>

namespace enedis2mqtt::web {

/// What the routes of the page tell of. `tools` may go while a route waits: only patient() and
/// beside_the_loop() keep them until they have ended.
class Behind {
public:
    Behind(boost::asio::any_io_executor executor, Clock& wall, SiteOptions with)
        : clock(wall), options(std::move(with)), appearance(options.appearance),
          board(std::make_shared<Board>(wall)), leaving_(executor), quiet_(executor, never) {}

    Clock& clock;
    SiteOptions const options;
    Appearance appearance;
    std::size_t reading_streams = 0; ///< long answers of the archive that are on their way
    std::shared_ptr<Board> board;    ///< an event stream may outlive the site by a turn of the loop

    std::shared_ptr<SiteTools const> const& tools() const { return tools_; }
    /// Expires with the tools: for what reads the archive between two waits and is no handler of a request.
    std::weak_ptr<SiteTools const> service() const { return tools_; }
    Language language() const { return appearance.language; }

    void come(SiteTools tools) {
        tools_ = std::make_shared<SiteTools const>(std::move(tools));
        leaving_.expires_at(never);
    }
    void go() {
        tools_.reset();
        leaving_.expires_at(boost::asio::steady_timer::time_point::min());
    }

    /// The outcome of `asking`, which uses the tools; not_configured when they go before.
    template <class T>
    Task<Result<T>> patient(Task<Result<T>> asking) {
        using namespace boost::asio::experimental::awaitable_operators;
        Waiting const waiting{*this};
        boost::system::error_code gone;
        auto going = leaving_.async_wait(boost::asio::redirect_error(boost::asio::use_awaitable, gone));
        auto outcome = co_await (std::move(asking) || std::move(going));
        if (outcome.index() == 0)
            co_return std::get<0>(std::move(outcome));
        co_return Error{ErrorCode::not_configured, "the service was stopped meanwhile"};
    }
    /// What `work` answers, run on a thread: it takes longer than one pass of the loop may. One after the
    /// other; begun, it is not cut short, and what it uses lives until it has ended.
    template <class Work>
    Task<std::invoke_result_t<Work&>> beside_the_loop(Work work) {
        Waiting const waiting{*this};
        if (!thread_)
            thread_.emplace(1);
        auto running = boost::asio::co_spawn(thread_->get_executor(), run(work), boost::asio::use_awaitable);
        co_return co_await std::move(running);
    }
    /// Ends when nothing is in patient() or beside_the_loop().
    Task<void> settle() {
        boost::system::error_code woken;
        while (waiting_ > 0)
            co_await quiet_.async_wait(boost::asio::redirect_error(boost::asio::use_awaitable, woken));
    }

private:
    template <class Work>
    static Task<std::invoke_result_t<Work&>> run(Work& work) {
        co_return work();
    }

    static constexpr auto never = boost::asio::steady_timer::time_point::max();

    struct Waiting {
        explicit Waiting(Behind& what) : behind(what) { ++behind.waiting_; }
        Waiting(Waiting const&) = delete;
        Waiting& operator=(Waiting const&) = delete;
        ~Waiting() {
            if (--behind.waiting_ == 0)
                behind.quiet_.cancel();
        }
        Behind& behind;
    };

    std::shared_ptr<SiteTools const> tools_; ///< nobody else keeps them
    boost::asio::steady_timer leaving_;      ///< due when the tools go
    boost::asio::steady_timer quiet_;        ///< never expires: cancelled when nothing waits any more
    std::size_t waiting_ = 0;
    std::optional<boost::asio::thread_pool> thread_; ///< made when it is first needed
};

} // namespace enedis2mqtt::web
