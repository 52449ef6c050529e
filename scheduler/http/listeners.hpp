// The TCP port and the Unix socket at which the daemon listens. The caller owns the acceptors.
#pragma once

#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/local/stream_protocol.hpp>
#include <filesystem>
#include <functional>
#include <string>
#include <string_view>

#include "base/error.hpp"
#include "scheduler/http/http_types.hpp"

namespace bangtin::scheduler::http {

using tcp_acceptor = asio::ip::tcp::acceptor;
using local_acceptor = asio::local::stream_protocol::acceptor;

// Parses an address like "127.0.0.1:8470" or "[::1]:0". errc::usage for anything else.
result<asio::ip::tcp::endpoint> parse_listen_address(std::string_view text);

// errc::conflict when another program uses the port for longer than a second, errc::io for other failures.
// `pause` waits between two of the 50 attempts.
result<tcp_acceptor> listen_tcp(asio::any_io_executor on, const asio::ip::tcp::endpoint& at,
                                const std::function<void()>& pause);
result<tcp_acceptor> listen_tcp(asio::any_io_executor on, const asio::ip::tcp::endpoint& at);  // 20 ms each

// Makes a Unix socket for the daemon's user and group (mode 0660). Removes an old socket on which nobody
// answers; waits up to a second for what answers to end. errc::conflict when a program answers on it, or when
// the path is not a socket; errc::forbidden when others could replace it (base/socket_folder.hpp);
// errc::usage when the path is too long, errc::io for other failures.
result<local_acceptor> listen_local(asio::any_io_executor on, const std::filesystem::path& at);

// Who connected over TCP, by address.
peer tcp_peer(const asio::ip::address& from);

// The user who connected to the Unix socket, named by the kernel: "uid 1000 (name)".
peer local_peer(int socket);

}  // namespace bangtin::scheduler::http
