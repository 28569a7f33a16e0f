// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <cstdlib>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

namespace seg::test {

/// A web server on this computer for tests of downloads: one file, under any path but /missing; one
/// connection at a time.
class HttpServer {
public:
    explicit HttpServer(std::string content) : m_content(std::move(content))
    {
        m_socket = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
        sockaddr_in address{};
        address.sin_family = AF_INET;
        address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        socklen_t length = sizeof(address);
        if (::bind(m_socket, reinterpret_cast<sockaddr*>(&address), length) == 0 &&
            ::listen(m_socket, 4) == 0) {
            ::getsockname(m_socket, reinterpret_cast<sockaddr*>(&address), &length);
            m_port = ntohs(address.sin_port);
            m_thread = std::jthread([this](const std::stop_token& stop) { serve(stop); });
        }
    }
    ~HttpServer()
    {
        m_thread = {};
        ::close(m_socket);
    }
    HttpServer(const HttpServer&) = delete;
    HttpServer& operator=(const HttpServer&) = delete;

    [[nodiscard]] std::string url(const std::string& path) const
    {
        return "http://127.0.0.1:" + std::to_string(m_port) + path;
    }
    std::atomic<bool> ranges{true};         ///< answers Range; else sends everything
    std::atomic<std::size_t> breakAfter{0}; ///< closes the connection after so many bytes; 0 never
    /// "Range" of each request so far, empty where there was none.
    [[nodiscard]] std::vector<std::string> requests() const
    {
        const std::lock_guard lock(m_mutex);
        return m_requests;
    }

private:
    void serve(const std::stop_token& stop)
    {
        while (!stop.stop_requested()) {
            pollfd waiting{m_socket, POLLIN, 0};
            if (::poll(&waiting, 1, 20) > 0) {
                const int connection = ::accept(m_socket, nullptr, nullptr);
                answer(connection);
                ::close(connection);
            }
        }
    }
    void answer(int connection)
    {
        std::string request;
        char block[2048];
        while (request.find("\r\n\r\n") == std::string::npos) {
            const ssize_t count = ::recv(connection, block, sizeof(block), 0);
            if (count <= 0) {
                return;
            }
            request.append(block, static_cast<std::size_t>(count));
        }
        const std::string key = "Range: bytes=";
        const std::size_t at = request.find(key);
        const std::string range =
            at == std::string::npos
                ? std::string()
                : request.substr(at + key.size(), request.find('\r', at) - at - key.size());
        {
            const std::lock_guard lock(m_mutex);
            m_requests.push_back(range);
        }
        if (request.starts_with("GET /missing")) {
            send(connection, "HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
            return;
        }
        const std::size_t begin = ranges && !range.empty() ? std::strtoul(range.c_str(), nullptr, 10) : 0;
        if (begin > 0 && begin >= m_content.size()) {
            send(connection,
                 "HTTP/1.1 416 Range Not Satisfiable\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
            return;
        }
        std::string body = m_content.substr(begin);
        std::string head = begin > 0
                               ? "HTTP/1.1 206 Partial Content\r\nContent-Range: bytes " +
                                     std::to_string(begin) + "-" + std::to_string(m_content.size() - 1) +
                                     "/" + std::to_string(m_content.size()) + "\r\n"
                               : std::string("HTTP/1.1 200 OK\r\n");
        head += "Content-Length: " + std::to_string(body.size()) + "\r\nConnection: close\r\n\r\n";
        if (breakAfter > 0) {
            body.resize(std::min<std::size_t>(body.size(), breakAfter));
        }
        send(connection, head + body);
    }
    static void send(int connection, const std::string& bytes)
    {
        std::size_t sent = 0;
        while (sent < bytes.size()) {
            const ssize_t count = ::send(connection, bytes.data() + sent, bytes.size() - sent, MSG_NOSIGNAL);
            if (count <= 0) {
                return;
            }
            sent += static_cast<std::size_t>(count);
        }
    }

    std::string m_content;
    int m_socket = -1;
    int m_port = 0;
    mutable std::mutex m_mutex;
    std::vector<std::string> m_requests; // guarded by m_mutex
    std::jthread m_thread;               // last: ends before the rest goes
};

} // namespace seg::test
