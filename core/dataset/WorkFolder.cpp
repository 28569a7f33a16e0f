// SPDX-License-Identifier: Apache-2.0
#include "core/dataset/WorkFolder.h"

#include "core/base/Error.h"
#include "core/base/Files.h"

#include <fmt/format.h>
#include <signal.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <vector>

namespace seg::dataset {

namespace fs = std::filesystem;

namespace {

const std::string kWorkPrefix = ".importing-";

/// Removes folders that an import killed half-way left behind: their name ends with the process's number.
void removeLeftovers(const fs::path& parent)
{
    std::vector<fs::path> dead;
    std::error_code error;
    for (fs::directory_iterator it(parent, error), end; !error && it != end; it.increment(error)) {
        const std::string name = pathText(it->path().filename());
        const int process = name.starts_with(kWorkPrefix) ? std::atoi(name.c_str() + name.rfind('-') + 1) : 0;
        if (process > 0 && process != ::getpid() && ::kill(process, 0) != 0 && errno == ESRCH) {
            dead.push_back(it->path());
        }
    }
    for (const fs::path& folder : dead) {
        fs::remove_all(folder, error);
    }
}

} // namespace

WorkFolder::WorkFolder(const fs::path& parent, const std::string& name)
    : m_madeParent(!fs::exists(parent)), m_parent(parent),
      m_path(parent / fmt::format("{}{}-{}", kWorkPrefix, name, ::getpid())), m_target(parent / name)
{
    createFolders(parent);
    removeLeftovers(parent);
    std::error_code error;
    if (!fs::create_directory(m_path, error)) {
        throw ioError("create folder", pathText(m_path), error ? error.value() : EEXIST);
    }
}

WorkFolder::~WorkFolder()
{
    if (m_path.empty()) {
        return;
    }
    std::error_code ignored; // the failure that led here is already on its way to the user
    fs::remove_all(m_path, ignored);
    if (m_madeParent) {
        fs::remove(m_parent, ignored); // only when nothing else has come into it
    }
}

void WorkFolder::moveIntoPlace()
{
    if (::rename(m_path.c_str(), m_target.c_str()) != 0) {
        throw ioError("create", pathText(m_target), errno);
    }
    m_path.clear();
}

void requireFreeSpace(const std::string& action, const std::string& what, std::uint64_t bytes,
                      const fs::path& folder)
{
    const std::uint64_t available = freeSpace(folder);
    if (bytes > available) {
        throw Error(
            ErrorCode::NoSpace,
            fmt::format("cannot {} {} into {}: it needs {:.1f} MiB but only {:.1f} MiB are free; free some "
                        "space or choose another place",
                        action, what, pathText(folder), static_cast<double>(bytes) / 1048576.0,
                        static_cast<double>(available) / 1048576.0));
    }
}

} // namespace seg::dataset
