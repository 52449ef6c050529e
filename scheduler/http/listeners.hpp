// The places at which the daemon listens.
#pragma once

#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/local/stream_protocol.hpp>
#include <filesystem>
#include <string>
#include <string_view>

#include "base/error.hpp"
#include "scheduler/http/http_types.hpp"

namespace bangtin::scheduler::http {

using tcp_acceptor = asio::ip::tcp::acceptor;
using local_acceptor = asio::local::stream_protocol::acceptor;

// "127.0.0.1:8470", "[::1]:0". errc::usage for anything else.
result<asio::ip::tcp::endpoint> parse_listen_address(std::string_view text);

// errc::conflict when the port is taken, errc::io else.
result<tcp_acceptor> listen_tcp(asio::any_io_executor on, const asio::ip::tcp::endpoint& at);

// A Unix socket for the daemon's user and group (mode 0660). A socket that nobody answers any more is removed
// first; errc::conflict when somebody answers, or when something else has that name.
result<local_acceptor> listen_local(asio::any_io_executor on, const std::filesystem::path& at);

// Who connected to the Unix socket, as the kernel says: "uid 1000 (name)".
peer local_peer(int socket);

}  // namespace bangtin::scheduler::http
