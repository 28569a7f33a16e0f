// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QTemporaryDir>

#include <algorithm>
#include <filesystem>
#include <string>
#include <vector>

namespace seg::test {

/// A folder for one test, removed afterwards. Its path holds spaces, umlauts and brackets, so that every test
/// that uses it also shows that such paths work.
class TempFolder {
public:
    TempFolder() : m_path(std::filesystem::path(m_dir.path().toStdString()) / "Größe 3 (Test)")
    {
        std::filesystem::create_directories(m_path);
    }
    [[nodiscard]] const std::filesystem::path& path() const noexcept { return m_path; }
    [[nodiscard]] std::filesystem::path operator/(const std::filesystem::path& name) const
    {
        return m_path / name;
    }

private:
    QTemporaryDir m_dir;
    std::filesystem::path m_path;
};

/// Names of everything in a folder, hidden entries included, sorted; to show that nothing was left behind.
[[nodiscard]] inline std::vector<std::string> entriesOf(const std::filesystem::path& folder)
{
    std::vector<std::string> names;
    for (const auto& entry : std::filesystem::directory_iterator(folder)) {
        names.push_back(entry.path().filename().string());
    }
    std::sort(names.begin(), names.end());
    return names;
}

} // namespace seg::test
