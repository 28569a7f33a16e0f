// SPDX-License-Identifier: Apache-2.0
#include "gui/settings/UserSettings.h"

#include <QDir>

#include <array>
#include <utility>

namespace seg::gui {

namespace {

constexpr std::array<std::pair<ThemeChoice, const char*>, 3> kThemes{
    {{ThemeChoice::Dark, "dark"}, {ThemeChoice::Light, "light"}, {ThemeChoice::System, "system"}}};

const QString kTheme = QStringLiteral("view/theme");
const QString kProjects = QStringLiteral("paths/projects");
const QString kImport = QStringLiteral("paths/import");
const QString kRecent = QStringLiteral("recent/projects");
const QString kGeometry = QStringLiteral("window/geometry");
const QString kState = QStringLiteral("window/state");
const QString kStateVersion = QStringLiteral("window/version");

} // namespace

UserSettings::UserSettings(QObject* parent)
    : QObject(parent), m_settings(QSettings::IniFormat, QSettings::UserScope, QStringLiteral("segwright"),
                                  QStringLiteral("segwright"))
{
}

UserSettings::UserSettings(const QString& file, QObject* parent)
    : QObject(parent), m_settings(file, QSettings::IniFormat)
{
}

ThemeChoice UserSettings::theme() const
{
    const QString stored = m_settings.value(kTheme).toString();
    for (const auto& [choice, name] : kThemes) {
        if (stored == QLatin1String(name)) {
            return choice;
        }
    }
    return ThemeChoice::Dark;
}

void UserSettings::setTheme(ThemeChoice choice)
{
    if (choice == theme() && m_settings.contains(kTheme)) {
        return;
    }
    for (const auto& [known, name] : kThemes) {
        if (known == choice) {
            m_settings.setValue(kTheme, QLatin1String(name));
        }
    }
    Q_EMIT themeChanged();
}

QString UserSettings::projectsFolder() const
{
    return m_settings.value(kProjects, QDir::home().filePath(QStringLiteral("Projects"))).toString();
}

void UserSettings::setProjectsFolder(const QString& folder)
{
    m_settings.setValue(kProjects, folder);
}

QString UserSettings::importFolder() const
{
    return m_settings.value(kImport, QDir::homePath()).toString();
}

void UserSettings::setImportFolder(const QString& folder)
{
    m_settings.setValue(kImport, folder);
}

QStringList UserSettings::recentProjects() const
{
    return m_settings.value(kRecent).toStringList();
}

void UserSettings::addRecentProject(const QString& folder)
{
    QStringList folders = recentProjects();
    folders.removeAll(folder);
    folders.prepend(folder);
    m_settings.setValue(kRecent, QStringList(folders.mid(0, kMostRecent)));
    Q_EMIT recentProjectsChanged();
}

void UserSettings::removeRecentProject(const QString& folder)
{
    QStringList folders = recentProjects();
    if (folders.removeAll(folder) == 0) {
        return;
    }
    m_settings.setValue(kRecent, folders);
    Q_EMIT recentProjectsChanged();
}

QByteArray UserSettings::windowGeometry() const
{
    return m_settings.value(kGeometry).toByteArray();
}

QByteArray UserSettings::windowState(int layoutVersion) const
{
    const bool sameVersion = m_settings.value(kStateVersion).toInt() == layoutVersion;
    return sameVersion ? m_settings.value(kState).toByteArray() : QByteArray();
}

void UserSettings::setWindowLayout(const QByteArray& geometry, const QByteArray& state, int layoutVersion)
{
    m_settings.setValue(kGeometry, geometry);
    m_settings.setValue(kState, state);
    m_settings.setValue(kStateVersion, layoutVersion);
}

void UserSettings::clearWindowLayout()
{
    for (const QString& key : {kGeometry, kState, kStateVersion}) {
        m_settings.remove(key);
    }
}

} // namespace seg::gui
