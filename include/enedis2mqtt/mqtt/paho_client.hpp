#pragma once

#include <enedis2mqtt/mqtt/client.hpp>

#include <boost/asio/any_io_executor.hpp>

#include <memory>

namespace enedis2mqtt::mqtt {

/// A Client made of Eclipse Paho. `executor` is the loop's; destroy the client before the loop. The
/// destructor does not wait for Paho's threads, the next client does, about a second at most; after stop()
/// nothing of it reaches the broker. request_invalid when the URL is none of the four schemes;
/// broker_tls_failed when a file cannot be read.
Result<std::unique_ptr<Client>> create_paho_client(boost::asio::any_io_executor executor, Options options);

} // namespace enedis2mqtt::mqtt
