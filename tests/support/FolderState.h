// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QCryptographicHash>
#include <QDir>
#include <QDirIterator>
#include <QFile>
#include <QMap>
#include <QString>

namespace seg::test {

/// Every file below a folder with the hash of its content, by its path in the folder; to show that a failure
/// changed nothing and left nothing behind. The database is left out: its bytes change when it is opened.
inline QMap<QString, QByteArray> filesBelow(const QString& folder)
{
    QMap<QString, QByteArray> files;
    const QDir root(folder);
    QDirIterator it(folder, QDir::Files | QDir::Hidden | QDir::NoDotAndDotDot, QDirIterator::Subdirectories);
    while (it.hasNext()) {
        const QString path = it.next();
        const QString name = root.relativeFilePath(path);
        if (name.startsWith("project.db")) {
            continue;
        }
        QFile file(path);
        QCryptographicHash hash(QCryptographicHash::Sha1);
        files[name] = file.open(QIODevice::ReadOnly) && hash.addData(&file) ? hash.result() : "unreadable";
    }
    return files;
}

/// Names that are in one of the two and not, or otherwise, in the other; empty when nothing changed.
inline QStringList differences(const QMap<QString, QByteArray>& before,
                               const QMap<QString, QByteArray>& after)
{
    QStringList names;
    for (auto it = before.begin(); it != before.end(); ++it) {
        if (!after.contains(it.key())) {
            names << "gone: " + it.key();
        } else if (after[it.key()] != it.value()) {
            names << "changed: " + it.key();
        }
    }
    for (const QString& name : after.keys()) {
        if (!before.contains(name)) {
            names << "new: " + name;
        }
    }
    return names;
}

} // namespace seg::test
