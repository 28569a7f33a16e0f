// SPDX-License-Identifier: Apache-2.0
#include "core/imaging/io/ImageFile.h"
#include "gui/widgets/DropSheet.h"
#include "tests/support/DicomFolder.h"
#include "tests/support/TempProject.h"

#include <QApplication>
#include <QDragEnterEvent>
#include <QLineEdit>
#include <QMimeData>
#include <QSignalSpy>
#include <QTest>
#include <QUrl>

#include <atomic>
#include <fstream>
#include <latch>
#include <thread>

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

DropKind kindOf(const QStringList& paths)
{
    return lookAtDrop(paths, {}).kind;
}

/// Paths on their way over a widget.
class Drag {
public:
    explicit Drag(const QStringList& paths)
    {
        QList<QUrl> urls;
        for (const QString& path : paths) {
            urls << QUrl::fromLocalFile(path);
        }
        m_files.setUrls(urls);
    }
    void enter(QWidget& widget) const
    {
        QDragEnterEvent event(QPoint(5, 5), Qt::CopyAction, &m_files, Qt::LeftButton, Qt::NoModifier);
        QApplication::sendEvent(&widget, &event);
    }
    void drop(QWidget& widget) const
    {
        QDropEvent event(QPointF(5, 5), Qt::CopyAction, &m_files, Qt::LeftButton, Qt::NoModifier);
        QApplication::sendEvent(&widget, &event);
    }

private:
    QMimeData m_files;
};

} // namespace

class TestDropSheet final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void knowsScansTasksAndProjects();
    void saysWhatWillHappen();
    void aDicomStudy_isListedBySeries_withItsGaps();
    void filesAreReadOnAnotherThread_whileTheWindowGoesOn();
    void whatWasLetGo_isNotLost_whenMoreIsDraggedOver();
    void escape_endsTheLook_andClosingCancelsIt();
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
    QCOMPARE(kindOf({scan}), DropKind::Scans);
    QCOMPARE(kindOf({scan, text(temp.folder() / "notes.txt")}), DropKind::Scans);
    QCOMPARE(kindOf({text(temp.folder())}), DropKind::Scans); // a folder that holds one
    QCOMPARE(kindOf({text(temp.folder() / test::smallPhantom().name)}), DropKind::Task);
    QCOMPARE(kindOf({text(temp.project().folder())}), DropKind::Project);
    QCOMPARE(kindOf({text(temp.folder() / "notes.txt")}), DropKind::None);
    QCOMPARE(kindOf({}), DropKind::None);
}

void TestDropSheet::saysWhatWillHappen()
{
    test::TempProject temp;
    writeScan(temp.folder() / "a.nii.gz");
    writeScan(temp.folder() / "b.nii");
    const QStringList scans{text(temp.folder() / "a.nii.gz"), text(temp.folder() / "b.nii")};
    QCOMPARE(lookAtDrop(scans, {}).title, QStringLiteral("Add 2 scans to segment"));
    QCOMPARE(lookAtDrop(scans, {}).names, QStringLiteral("a.nii.gz, b.nii"));
    QCOMPARE(lookAtDrop({text(temp.project().folder())}, {}).title, QStringLiteral("Open project Study"));
    const QString task = QString::fromStdString(test::smallPhantom().name);
    QCOMPARE(lookAtDrop({text(temp.folder() / test::smallPhantom().name)}, {}).title,
             QStringLiteral("Import ") + task);
    const auto items = listDrop(lookAtDrop(scans, {}), {});
    QCOMPARE(items.size(), std::size_t{2});
    QCOMPARE(items[0].detail, QStringLiteral("NIfTI-1 · 3 × 3 × 3 · 1.00 × 1.00 × 1.00 mm"));
}

void TestDropSheet::aDicomStudy_isListedBySeries_withItsGaps()
{
    const test::TempFolder folder;
    test::writeDicomStudy(folder / "study");
    const DropLook look = lookAtDrop({text(folder / "study")}, {});
    QVERIFY(look.kind == DropKind::Scans);
    QCOMPARE(look.title, QStringLiteral("Add DICOM series to segment"));
    QCOMPARE(look.names, QStringLiteral("the folder study with DICOM slices"));
    const auto items = listDrop(look, {});
    QCOMPARE(items.size(), std::size_t{3});
    QVERIFY2(
        items[0].warning.startsWith(QStringLiteral("cannot be read as one volume: its slices do not all")),
        qPrintable(items[0].warning));
    QCOMPARE(items[1], (DropItem{QStringLiteral("Scout"),
                                 QStringLiteral("DICOM MR · 3 slices · 0.5 × 0.75 × 2.5 mm · 2.2 mm thick"),
                                 {}}));
    QCOMPARE(items[2].detail, QStringLiteral("DICOM MR · 7 slices · 0.5 × 0.75 × 2.5 mm · 2.2 mm thick"));
    QVERIFY2(items[2].warning.startsWith(QStringLiteral("1 slice seems to be missing")),
             qPrintable(items[2].warning));
}

void TestDropSheet::filesAreReadOnAnotherThread_whileTheWindowGoesOn()
{
    std::latch asked(1);
    std::latch answer(1);
    std::atomic<std::thread::id> reader;
    QWidget window;
    DropReader slow;
    slow.look = [&](const QStringList& paths, const TaskContext&) {
        reader = std::this_thread::get_id();
        asked.count_down();
        answer.wait(); // a slow disk
        return DropLook{DropKind::Scans, QStringLiteral("Add 1 scan to segment"), paths.front()};
    };
    slow.list = [&](const DropLook&, const TaskContext&) { return std::vector<DropItem>(); };
    DropSheet sheet(&window, slow);
    window.show();
    const QSignalSpy dropped(&sheet, &DropSheet::scansDropped);
    const Drag drag({QStringLiteral("/slow/scan.nii.gz")});
    drag.enter(sheet);
    asked.wait();
    QVERIFY(reader.load() != std::this_thread::get_id());
    QVERIFY(sheet.isVisible() && sheet.look().kind == DropKind::None); // it shows that it is looking
    drag.drop(sheet);
    QCoreApplication::processEvents();
    QVERIFY(sheet.isVisible()); // until it is known what it is
    QCOMPARE(dropped.count(), 0);
    answer.count_down();
    QTRY_COMPARE(dropped.count(), 1);
    QVERIFY(!sheet.isVisible());
}

void TestDropSheet::whatWasLetGo_isNotLost_whenMoreIsDraggedOver()
{
    std::latch answer(1);
    QWidget window;
    DropReader slow;
    slow.look = [&](const QStringList& paths, const TaskContext&) {
        answer.wait();
        return DropLook{DropKind::Scans, QStringLiteral("Add 1 scan to segment"), paths.front()};
    };
    DropSheet sheet(&window, slow);
    window.show();
    const QSignalSpy dropped(&sheet, &DropSheet::scansDropped);
    const Drag first({QStringLiteral("/slow/scan.nii.gz")});
    first.enter(sheet);
    first.drop(sheet);
    Drag({QStringLiteral("/other/scan.nii.gz")}).enter(sheet);
    QDragLeaveEvent leave;
    QApplication::sendEvent(&sheet, &leave);
    QVERIFY(sheet.isVisible());
    answer.count_down();
    QTRY_COMPARE(dropped.count(), 1);
    QCOMPARE(dropped.front().front().toStringList(), QStringList{QStringLiteral("/slow/scan.nii.gz")});
}

void TestDropSheet::escape_endsTheLook_andClosingCancelsIt()
{
    std::atomic<int> cancelled{0};
    const auto untilStopped = [&](const QStringList&, const TaskContext& context) -> DropLook {
        while (!context.stopRequested()) {
            std::this_thread::yield();
        }
        ++cancelled;
        context.throwIfStopped();
        return {};
    };
    QWidget window;
    window.show();
    {
        DropSheet sheet(&window, {untilStopped, &listDrop});
        const QSignalSpy dropped(&sheet, &DropSheet::scansDropped);
        const QSignalSpy unknown(&sheet, &DropSheet::unknownDropped);
        const Drag drag({QStringLiteral("/slow/scan.nii.gz")});
        drag.enter(sheet);
        drag.drop(sheet);
        QTest::keyClick(&sheet, Qt::Key_Escape);
        QVERIFY(!sheet.isVisible());
        QTRY_VERIFY(sheet.isSettled());
        QCOMPARE(cancelled.load(), 1);
        QCOMPARE(dropped.count() + unknown.count(), 0);
        sheet.take({QStringLiteral("/slow/other.nii.gz")});
    } // closed while it looks
    QCOMPARE(cancelled.load(), 2);
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
    window.show();
    DropSheet sheet(&window);
    const QSignalSpy dropped(&sheet, &DropSheet::scansDropped);
    const Drag drag({text(folder / "a.nii.gz")});
    drag.enter(sheet);
    QVERIFY(sheet.isVisible());
    QTRY_COMPARE(sheet.items().size(), std::size_t{1}); // its header is shown before it is let go
    drag.drop(sheet);
    QTRY_COMPARE(dropped.count(), 1);
    QVERIFY(!sheet.isVisible());
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
    QTRY_COMPARE(unknown.count(), 1);
    QVERIFY(unknown.at(0).at(0).toString().contains(QStringLiteral("notes.txt is no scan")));
}

QTEST_MAIN(TestDropSheet)
#include "tst_DropSheet.moc"
