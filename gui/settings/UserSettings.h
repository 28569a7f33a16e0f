// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QByteArray>
#include <QObject>
#include <QSettings>
#include <QString>
#include <QStringList>

namespace seg::gui {

enum class ThemeChoice { Dark, Light, System };

/// What one person prefers: paths, layout, colors. Nothing that affects results. GUI thread only.
class UserSettings final : public QObject {
    Q_OBJECT

public:
    static constexpr int kMostRecent = 12;

    explicit UserSettings(QObject* parent = nullptr);   ///< the user's own file
    UserSettings(const QString& file, QObject* parent); ///< another one, for tests

    [[nodiscard]] ThemeChoice theme() const;
    void setTheme(ThemeChoice choice);

    [[nodiscard]] QString projectsFolder() const; ///< where new projects go; ~/Projects at first
    void setProjectsFolder(const QString& folder);

    [[nodiscard]] QString importFolder() const; ///< where the last dataset came from
    void setImportFolder(const QString& folder);

    [[nodiscard]] QStringList recentProjects() const; ///< absolute folders, latest first
    void addRecentProject(const QString& folder);
    void removeRecentProject(const QString& folder);

    [[nodiscard]] QByteArray windowGeometry() const;
    [[nodiscard]] QByteArray windowState(int layoutVersion) const; ///< empty when it is of another version
    void setWindowLayout(const QByteArray& geometry, const QByteArray& state, int layoutVersion);
    void clearWindowLayout();

Q_SIGNALS:
    void themeChanged();
    void recentProjectsChanged();

private:
    QSettings m_settings;
};

} // namespace seg::gui
