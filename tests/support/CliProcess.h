// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QJsonDocument>
#include <QJsonObject>
#include <QProcess>
#include <QString>
#include <QStringList>
#include <QTest>

namespace seg::test {

struct CliResult {
    int code = -1;
    QByteArray output;
    QByteArray errors;

    /// The one JSON object of --json; empty when standard output is anything else.
    [[nodiscard]] QJsonObject json() const { return QJsonDocument::fromJson(output).object(); }
};

/// Runs segwright-cli to its end. The environment names no project.
inline CliResult runCli(const QStringList& arguments, const QString& workingFolder = {},
                        int timeoutMs = 300'000)
{
    QProcess process;
    QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
    environment.remove("SEGWRIGHT_PROJECT");
    process.setProcessEnvironment(environment);
    if (!workingFolder.isEmpty()) {
        process.setWorkingDirectory(workingFolder);
    }
    process.start(SEG_CLI, arguments);
    if (!process.waitForStarted()) {
        return {-1, {}, "could not be started: " + process.errorString().toUtf8()};
    }
    if (!process.waitForFinished(timeoutMs)) {
        process.kill();
        process.waitForFinished();
        return {-1, process.readAllStandardOutput(), "timed out: " + process.readAllStandardError()};
    }
    const int code = process.exitStatus() == QProcess::NormalExit ? process.exitCode() : -2;
    return {code, process.readAllStandardOutput(), process.readAllStandardError()};
}

} // namespace seg::test

/// Checks an exit code; on failure shows what the program wrote. The command is run once, also when the first
/// argument is the call itself.
#define EXPECT_CODE(result, expected)                                                                        \
    do {                                                                                                     \
        const seg::test::CliResult& checked = (result);                                                      \
        QVERIFY2(checked.code == (expected),                                                                 \
                 (QByteArray::number(checked.code) + ": " + checked.output + checked.errors).constData());   \
    } while (false)
