// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/base/Error.h"

#include <fcntl.h>
#include <unistd.h>

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <filesystem>
#include <string>

namespace seg::test {

/// The file that a fuzzer's input is put into, in memory (/dev/shm). One for each process.
class FuzzFile {
public:
    explicit FuzzFile(const char* name)
        : m_folder("/dev/shm/segwright-fuzz-" + std::to_string(::getpid())), m_path(m_folder / name)
    {
        std::filesystem::create_directories(m_folder);
    }
    ~FuzzFile()
    {
        std::error_code error;
        std::filesystem::remove_all(m_folder, error);
    }
    FuzzFile(const FuzzFile&) = delete;
    FuzzFile& operator=(const FuzzFile&) = delete;

    void fill(const std::uint8_t* data, std::size_t size) const
    {
        const int descriptor = ::open(m_path.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
        if (descriptor < 0 || ::write(descriptor, data, size) != static_cast<ssize_t>(size) ||
            ::close(descriptor) != 0) {
            std::abort();
        }
    }

    [[nodiscard]] const std::filesystem::path& path() const noexcept { return m_path; }

private:
    std::filesystem::path m_folder;
    std::filesystem::path m_path;
};

/// Runs a call that may refuse its input in words; anything else that it throws is a finding.
template <typename Call> void refusesInWords(const Call& call)
{
    try {
        call();
    } catch (const Error& error) {
        if (error.code() == ErrorCode::Internal || error.what()[0] == '\0') {
            std::abort();
        }
    }
}

} // namespace seg::test
