// Compiled once here, declared everywhere else: Asio, its SSL part and Beast are the slowest lines of the
// build.
#include <boost/asio/impl/src.hpp>
#include <boost/asio/ssl/impl/src.hpp>
#include <boost/beast/src.hpp>
