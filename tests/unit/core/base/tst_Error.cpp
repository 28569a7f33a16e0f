// SPDX-License-Identifier: Apache-2.0
#include "core/base/Error.h"

#include <QTest>

#include <cerrno>

using seg::Error;
using seg::ErrorCode;

class TestError final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void ioErrorSaysWhatWasAttemptedAndWhatToDo_data();
    void ioErrorSaysWhatWasAttemptedAndWhatToDo();
};

void TestError::ioErrorSaysWhatWasAttemptedAndWhatToDo_data()
{
    QTest::addColumn<int>("errnoValue");
    QTest::addColumn<int>("code");
    QTest::addColumn<QString>("remedy");
    QTest::newRow("full disk") << ENOSPC << int(ErrorCode::NoSpace) << "free some space";
    QTest::newRow("quota") << EDQUOT << int(ErrorCode::NoSpace) << "free some space";
    QTest::newRow("file size limit") << EFBIG << int(ErrorCode::NoSpace) << "ask for a higher limit";
    QTest::newRow("no access") << EACCES << int(ErrorCode::NoPermission) << "permissions";
    QTest::newRow("read-only") << EROFS << int(ErrorCode::NoPermission) << "choose another place";
    QTest::newRow("missing") << ENOENT << int(ErrorCode::NotFound) << "check the path";
    QTest::newRow("other") << EIO << int(ErrorCode::Io) << "error";
}

void TestError::ioErrorSaysWhatWasAttemptedAndWhatToDo()
{
    QFETCH(const int, errnoValue);
    QFETCH(const int, code);
    QFETCH(const QString, remedy);

    const Error error = seg::ioError("write", "/data/mask.nii.gz", errnoValue);

    QCOMPARE(int(error.code()), code);
    const QString text = QString::fromStdString(error.what());
    QVERIFY2(text.startsWith("cannot write /data/mask.nii.gz: "), qPrintable(text));
    QVERIFY2(text.contains(remedy), qPrintable(text));
}

QTEST_APPLESS_MAIN(TestError)
#include "tst_Error.moc"
