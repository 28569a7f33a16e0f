// SPDX-License-Identifier: Apache-2.0
#include "core/imaging/io/ImageFile.h"
#include "gui/widgets/DropSheet.h"
#include "tests/support/TempProject.h"

#include <QApplication>
#include <QDragEnterEvent>
#include <QLineEdit>
#include <QMimeData>
#include <QSignalSpy>
#include <QTest>
#include <QUrl>

#include <fstream>

using namespace seg;
using namespace seg::gui;

namespace {

QString text(const std::filesystem::path& path)
{
    return QString::fromStdString(path.string());
}

void writeScan(const std::filesystem::path& file)
{
    Geometry geometry;
    geometry.extent = {{3, 3, 3}};
    imaging::writeVolume(file, test::countedVolume(geometry));
}

} // namespace

class TestDropSheet final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void knowsScansTasksAndProjects();
    void saysWhatWillHappen();
    void coversTheWindow_whileFilesAreDraggedOverAnyWidget();
    void droppedScans_areHandedOver();
    void unknownFile_isExplained();
};

void TestDropSheet::knowsScansTasksAndProjects()
{
    test::TempProject temp;
    writeScan(temp.folder() / "scan.nii.gz");
    std::ofstream(temp.folder() / "notes.txt") << "no scan";
    const QString scan = text(temp.folder() / "scan.nii.gz");
    QCOMPARE(classify({scan}), DropKind::Scans);
    QCOMPARE(classify({scan, text(temp.folder() / "notes.txt")}), DropKind::Scans);
    QCOMPARE(classify({text(temp.folder())}), DropKind::Scans); // a folder that holds one
    QCOMPARE(classify({text(temp.folder() / test::smallPhantom().name)}), DropKind::Task);
    QCOMPARE(classify({text(temp.project().folder())}), DropKind::Project);
    QCOMPARE(classify({text(temp.folder() / "notes.txt")}), DropKind::None);
    QCOMPARE(classify({}), DropKind::None);
}

void TestDropSheet::saysWhatWillHappen()
{
    test::TempProject temp;
    writeScan(temp.folder() / "a.nii.gz");
    writeScan(temp.folder() / "b.nii");
    const QStringList scans{text(temp.folder() / "a.nii.gz"), text(temp.folder() / "b.nii")};
    QCOMPARE(dropWords(scans).title, QStringLiteral("Add 2 scans to segment"));
    QCOMPARE(dropWords(scans).names, QStringLiteral("a.nii.gz, b.nii"));
    QCOMPARE(dropWords({text(temp.project().folder())}).title, QStringLiteral("Open project Study"));
    const QString task = QString::fromStdString(test::smallPhantom().name);
    QCOMPARE(dropWords({text(temp.folder() / test::smallPhantom().name)}).title,
             QStringLiteral("Import ") + task);
}

void TestDropSheet::coversTheWindow_whileFilesAreDraggedOverAnyWidget()
{
    const test::TempFolder folder;
    writeScan(folder / "a.nii.gz");
    QWidget window;
    window.resize(300, 200);
    QLineEdit field(&window); // takes drops of text itself
    DropSheet sheet(&window);
    window.show();
    QMimeData files;
    files.setUrls({QUrl::fromLocalFile(text(folder / "a.nii.gz"))});
    QDragEnterEvent enter(QPoint(5, 5), Qt::CopyAction, &files, Qt::LeftButton, Qt::NoModifier);
    QApplication::sendEvent(&field, &enter);
    QVERIFY(enter.isAccepted());
    QVERIFY(sheet.isVisible());
    QCOMPARE(sheet.geometry(), window.rect());
    QApplication::sendEvent(&sheet, &enter); // it lies under the pointer now
    QDragLeaveEvent leave;
    QApplication::sendEvent(&sheet, &leave);
    QVERIFY(!sheet.isVisible());

    QMimeData words;
    words.setText(QStringLiteral("only words"));
    QDragEnterEvent other(QPoint(5, 5), Qt::CopyAction, &words, Qt::LeftButton, Qt::NoModifier);
    QApplication::sendEvent(&field, &other);
    QVERIFY(!sheet.isVisible());
}

void TestDropSheet::droppedScans_areHandedOver()
{
    const test::TempFolder folder;
    writeScan(folder / "a.nii.gz");
    QWidget window;
    DropSheet sheet(&window);
    const QSignalSpy dropped(&sheet, &DropSheet::scansDropped);
    QMimeData files;
    files.setUrls({QUrl::fromLocalFile(text(folder / "a.nii.gz"))});
    QDragEnterEvent enter(QPoint(5, 5), Qt::CopyAction, &files, Qt::LeftButton, Qt::NoModifier);
    QApplication::sendEvent(&sheet, &enter);
    QVERIFY(sheet.isVisibleTo(&window));
    QDropEvent drop(QPointF(5, 5), Qt::CopyAction, &files, Qt::LeftButton, Qt::NoModifier);
    QApplication::sendEvent(&sheet, &drop);
    QVERIFY(!sheet.isVisibleTo(&window));
    QCOMPARE(dropped.count(), 1);
    QCOMPARE(dropped.at(0).at(0).toStringList(), QStringList{text(folder / "a.nii.gz")});
}

void TestDropSheet::unknownFile_isExplained()
{
    const test::TempFolder folder;
    std::ofstream(folder / "notes.txt") << "no scan";
    QWidget window;
    DropSheet sheet(&window);
    const QSignalSpy unknown(&sheet, &DropSheet::unknownDropped);
    sheet.take({text(folder / "notes.txt")});
    QCOMPARE(unknown.count(), 1);
    QVERIFY(unknown.at(0).at(0).toString().contains(QStringLiteral("notes.txt is no scan")));
}

QTEST_MAIN(TestDropSheet)
#include "tst_DropSheet.moc"
