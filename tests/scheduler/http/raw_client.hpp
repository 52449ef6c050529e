// An HTTP client that sends exactly the given bytes, well-formed or not, over a blocking socket.
#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <string>
#include <string_view>

#include "base/files.hpp"

namespace bangtin::scheduler::test {

struct answer {
  int status = 0;                              // 0: the connection ended without a reply
  std::map<std::string, std::string> headers;  // names in lower case
  std::string body;
};

class raw_client {
 public:
  // From the address 127.0.0.`from`.
  explicit raw_client(std::uint16_t port, int from = 1);
  explicit raw_client(const std::filesystem::path& socket);

  void send(std::string_view bytes);
  // Reads the next reply. Set `bodiless` for the reply to a HEAD. Timeout: 20 s without a byte.
  answer read(bool bodiless = false);
  // The next line without its end, or exactly so many bytes; what there was when the other side ended.
  std::string line();
  std::string bytes(std::size_t n);
  // Waits until the other side ends the connection. Returns whether it has.
  bool ended();
  void cut() { fd_.reset(); }
  int descriptor() const { return fd_.get(); }

 private:
  bool fill();
  unique_fd fd_;
  std::string in_;
};

// The bytes of a request: "METHOD path HTTP/1.1" with Host, Content-Length and `header_lines`
// ("Name: value\r\n").
std::string request_text(std::string_view method, std::string_view path, std::string_view body = {},
                         std::string_view header_lines = {});

}  // namespace bangtin::scheduler::test
