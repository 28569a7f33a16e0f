// SPDX-License-Identifier: Apache-2.0
// The whole road through real widgets: an empty home page to a running training, then a dropped scan to an
// exported mask. Every mouse click is counted. With SEG_SCREENSHOTS set to a folder, a picture of each step
// is left there.
#include "core/base/Json.h"
#include "core/dataset/MsdImport.h"
#include "core/dataset/Phantom.h"
#include "core/imaging/io/ImageFile.h"
#include "gui/MainWindow.h"
#include "gui/ProjectSession.h"
#include "gui/settings/UserSettings.h"
#include "gui/theme/Theme.h"
#include "viewers/vtkbridge/VtkWidget.h"

#include <QAbstractButton>
#include <QApplication>
#include <QComboBox>
#include <QDir>
#include <QDropEvent>
#include <QElapsedTimer>
#include <QFile>
#include <QLabel>
#include <QLineEdit>
#include <QMimeData>
#include <QSignalSpy>
#include <QSpinBox>
#include <QTableView>
#include <QTemporaryDir>
#include <QTest>
#include <QTimer>
#include <QUrl>

#include <algorithm>
#include <filesystem>
#include <memory>

using namespace seg;
using namespace seg::gui;

namespace {

constexpr int kCases = 12;
constexpr int kTests = 2;
constexpr int kMostClicksToTraining = 12;
constexpr int kMostClicksToMask = 4;
constexpr int kShortMs = 20'000;
constexpr int kLongMs = 240'000;

/// The first cases of the real task in its own layout, or a phantom task where the data is not at hand.
std::filesystem::path makeTask(const std::filesystem::path& folder)
{
    const std::filesystem::path real = std::filesystem::path(SEG_SHARED_DATA) / "data" / "Task04_Hippocampus";
    const std::filesystem::path task = folder / "Größe 3 (Test)" / "Task04_Hippocampus";
    if (!std::filesystem::exists(real / "dataset.json")) {
        std::filesystem::create_directories(task.parent_path());
        dataset::PhantomOptions options;
        options.cases = kCases;
        options.tests = kTests;
        dataset::writePhantomTask(task, options);
        return task;
    }
    const dataset::MsdSource source = dataset::openMsdTask(real);
    Json json = source.json;
    json["training"] = Json::array();
    json["test"] = Json::array();
    for (const char* part : {"imagesTr", "labelsTr", "imagesTs"}) {
        std::filesystem::create_directories(task / part);
    }
    for (int i = 0; i < kCases; ++i) {
        const Case& item = source.trainingCases.at(static_cast<std::size_t>(i));
        const auto name = item.channels.front().filename();
        std::filesystem::copy_file(item.channels.front(), task / "imagesTr" / name);
        std::filesystem::copy_file(*item.label, task / "labelsTr" / name);
        json["training"].push_back(
            {{"image", "./imagesTr/" + name.string()}, {"label", "./labelsTr/" + name.string()}});
    }
    for (int i = 0; i < kTests; ++i) {
        const auto& file = source.testCases.at(static_cast<std::size_t>(i)).channels.front();
        std::filesystem::copy_file(file, task / "imagesTs" / file.filename());
        json["test"].push_back("./imagesTs/" + file.filename().string());
    }
    json["numTraining"] = kCases;
    json["numTest"] = kTests;
    writeJson(task / "dataset.json", json);
    return task;
}

/// Longest time between two turns of the GUI thread's event loop.
class StallWatch final : public QObject {
public:
    StallWatch()
    {
        m_timer.setTimerType(Qt::PreciseTimer);
        m_timer.setInterval(16);
        connect(&m_timer, &QTimer::timeout, this,
                [this] { m_longest = std::max(m_longest, m_clock.restart()); });
    }
    void start()
    {
        m_longest = 0;
        m_clock.start();
        m_timer.start();
    }
    [[nodiscard]] qint64 longestMs() const { return m_longest; }

private:
    QTimer m_timer;
    QElapsedTimer m_clock;
    qint64 m_longest = 0;
};

} // namespace

class TestJourney final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void fromAnEmptyHomePage_toARunningTraining();
    void theTrainingIsLive_andTheWindowStaysSmooth();
    void closingAsks_whileItTrains();
    void fromADroppedScan_toAnExportedMask();
    void cleanupTestCase();

private:
    QWidget* find(const QString& name) const; ///< the visible widget of that name; null when there is none
    void click(const QString& name);
    void type(const QString& name, const QString& text);
    void picture(const QString& name);
    void drop(const QStringList& paths);
    QTemporaryDir m_folder;
    std::filesystem::path m_task;
    std::unique_ptr<UserSettings> m_settings;
    std::unique_ptr<MainWindow> m_window;
    int m_clicks = 0;
};

QWidget* TestJourney::find(const QString& name) const
{
    QWidgetList windows = QApplication::topLevelWidgets();
    for (QWidget* window : windows) {
        if (window->objectName() == name && window->isVisible()) {
            return window;
        }
        for (QWidget* widget : window->findChildren<QWidget*>(name)) {
            if (widget->isVisible()) {
                return widget;
            }
        }
    }
    return nullptr;
}

void TestJourney::click(const QString& name)
{
    if (QTest::currentTestFailed()) {
        return; // one failure is enough to read
    }
    QTRY_VERIFY2_WITH_TIMEOUT(find(name) != nullptr, qPrintable("no visible widget " + name), kShortMs);
    QTRY_VERIFY2_WITH_TIMEOUT(
        find(name) != nullptr && find(name)->isEnabled(),
        qPrintable(name + " stays disabled: " + (find(name) ? find(name)->toolTip() : QString())), kLongMs);
    QTest::mouseClick(find(name), Qt::LeftButton);
    ++m_clicks;
}

void TestJourney::type(const QString& name, const QString& text)
{
    if (QTest::currentTestFailed()) {
        return; // one failure is enough to read
    }
    QTRY_VERIFY2_WITH_TIMEOUT(find(name) != nullptr, qPrintable("no visible field " + name), kShortMs);
    if (auto* field = qobject_cast<QLineEdit*>(find(name))) {
        field->clear();
        QTest::keyClicks(field, text);
    } else if (auto* number = qobject_cast<QSpinBox*>(find(name))) {
        number->setValue(text.toInt());
    } else {
        QFAIL(qPrintable(name + " takes no text"));
    }
}

void TestJourney::picture(const QString& name)
{
    const QString folder = qEnvironmentVariable("SEG_SCREENSHOTS");
    if (folder.isEmpty() || QTest::currentTestFailed()) {
        return;
    }
    QTRY_VERIFY_WITH_TIMEOUT(m_window->isSettled(), kShortMs);
    QTest::qWait(200);
    QDir().mkpath(folder);
    m_window->grab().save(QDir(folder).filePath(name + QStringLiteral(".png")));
}

void TestJourney::drop(const QStringList& paths)
{
    QMimeData mime;
    QList<QUrl> urls;
    for (const QString& path : paths) {
        urls << QUrl::fromLocalFile(path);
    }
    mime.setUrls(urls);
    const QPoint middle = m_window->rect().center();
    QDragEnterEvent enter(middle, Qt::CopyAction, &mime, Qt::LeftButton, Qt::NoModifier);
    QApplication::sendEvent(m_window.get(), &enter);
    picture(QStringLiteral("09-drop"));
    QWidget* target = m_window->childAt(middle);
    QDropEvent event(middle, Qt::CopyAction, &mime, Qt::LeftButton, Qt::NoModifier);
    QApplication::sendEvent(target != nullptr ? target : m_window.get(), &event);
}

void TestJourney::initTestCase()
{
    m_task = makeTask(m_folder.path().toStdString());
    m_settings = std::make_unique<UserSettings>(m_folder.filePath(QStringLiteral("settings.ini")), nullptr);
    m_settings->setProjectsFolder(m_folder.filePath(QStringLiteral("Projects")));
    if (qEnvironmentVariable("SEG_THEME") == QLatin1String("light")) {
        switchTheme(ThemeKind::Light);
    }
    m_window = std::make_unique<MainWindow>(*m_settings);
    m_window->setLayoutRemembered(false);
    m_window->resize(1440, 900);
    m_window->show();
    QVERIFY(QTest::qWaitForWindowExposed(m_window.get()));
}

void TestJourney::fromAnEmptyHomePage_toARunningTraining()
{
    picture(QStringLiteral("01-home"));
    m_clicks = 0;
    click(QStringLiteral("homeCreate"));
    type(QStringLiteral("projectName"), QStringLiteral("Hippocampus"));
    click(QStringLiteral("createProject"));
    QTRY_VERIFY(m_window->session() != nullptr);
    QVERIFY(m_window->windowTitle().startsWith(QStringLiteral("Hippocampus - ")));
    picture(QStringLiteral("02-data-empty"));

    click(QStringLiteral("dataImport"));
    type(QStringLiteral("importPath"), QString::fromStdString(m_task.string()));
    picture(QStringLiteral("03-import-source"));
    click(QStringLiteral("importNext"));
    QTRY_VERIFY_WITH_TIMEOUT(find(QStringLiteral("importNext"))->isEnabled(), kLongMs);
    picture(QStringLiteral("04-import-check"));
    click(QStringLiteral("importNext"));
    picture(QStringLiteral("05-import-labels"));
    click(QStringLiteral("importNext"));
    picture(QStringLiteral("06-import-storage"));
    click(QStringLiteral("importNext"));
    picture(QStringLiteral("07-import-summary"));
    click(QStringLiteral("importNext")); // Import
    QTRY_VERIFY_WITH_TIMEOUT(find(QStringLiteral("caseTable")) != nullptr, kLongMs);
    QCOMPARE(qobject_cast<QTableView*>(find(QStringLiteral("caseTable")))->model()->rowCount(), kCases);
    QTRY_VERIFY_WITH_TIMEOUT(m_window->session()->jobs().empty(), kLongMs); // checked, analysed and planned
    picture(QStringLiteral("08-data"));

    click(QStringLiteral("railPlan"));
    picture(QStringLiteral("10-plan"));
    click(QStringLiteral("preprocessButton"));
    QTRY_VERIFY_WITH_TIMEOUT(m_window->session()->jobs().empty(), kLongMs);
    click(QStringLiteral("railTrain"));
    picture(QStringLiteral("11-train-form"));
    // A tiny schedule. Numbers are typed; that the folded options must be opened for it is the test's wish
    // alone.
    type(QStringLiteral("epochsSpin"), QStringLiteral("4"));
    const int before = m_clicks;
    click(QStringLiteral("advancedButton"));
    m_clicks = before;
    type(QStringLiteral("iterationsSpin"), QStringLiteral("6"));
    type(QStringLiteral("validationIterationsSpin"), QStringLiteral("2"));
    click(QStringLiteral("startTrainingButton"));
    QTRY_VERIFY_WITH_TIMEOUT(!m_window->session()->trainingRuns().empty(), kLongMs);
    qInfo("clicks from the empty home page to a running training: %d", m_clicks);
    QVERIFY(m_clicks <= kMostClicksToTraining);
}

void TestJourney::theTrainingIsLive_andTheWindowStaysSmooth()
{
    QVERIFY(m_window->session() != nullptr && !m_window->session()->trainingRuns().empty());
    const database::RunId run = m_window->session()->trainingRuns().front();
    StallWatch watch;
    QTest::qWait(500); // the page that was just shown is laid out
    watch.start();
    QTRY_VERIFY_WITH_TIMEOUT(m_window->session()->project().run(run).epochsDone >= 1, kLongMs);
    QTRY_VERIFY_WITH_TIMEOUT(m_window->windowTitle().contains(QStringLiteral("Run 1 training (")), kShortMs);
    qInfo("longest stall of the window while training: %lld ms", static_cast<long long>(watch.longestMs()));
    picture(QStringLiteral("12-train"));
}

void TestJourney::closingAsks_whileItTrains()
{
    QVERIFY(m_window->session() != nullptr);
    if (m_window->session()->trainingRuns().empty()) {
        QSKIP("the training was over before it could be asked about");
    }
    m_window->close();
    QTRY_VERIFY(find(QStringLiteral("stopQuestion")) != nullptr);
    QVERIFY(m_window->isVisible());
    click(QStringLiteral("keepRunning"));
    QVERIFY(m_window->isVisible());
}

void TestJourney::fromADroppedScan_toAnExportedMask()
{
    QVERIFY(m_window->session() != nullptr);
    QTRY_VERIFY_WITH_TIMEOUT(m_window->session()->jobs().empty(),
                             kLongMs); // the training and its validation end
    picture(QStringLiteral("13-train-finished"));
    const QString scan =
        QString::fromStdString(dataset::openMsdTask(m_task).testCases.front().channels.front().string());
    drop({scan});
    QTRY_COMPARE(m_window->currentPage(), PageId::Segment);
    m_clicks = 0;
    picture(QStringLiteral("14-segment"));
    click(QStringLiteral("segment"));
    QTRY_VERIFY_WITH_TIMEOUT(!m_window->session()->project().predictions().empty(), kLongMs);
    QTRY_VERIFY_WITH_TIMEOUT(find(QStringLiteral("openInReview")) != nullptr, kLongMs);
    picture(QStringLiteral("15-segmented"));
    click(QStringLiteral("openInReview"));
    QTRY_COMPARE(m_window->currentPage(), PageId::Review);
    picture(QStringLiteral("16-review"));
    click(QStringLiteral("exportMask"));
    const QString mask = m_folder.filePath(QStringLiteral("mask.nii.gz"));
    type(QStringLiteral("exportFile"), mask);
    click(QStringLiteral("exportSave"));
    QTRY_VERIFY_WITH_TIMEOUT(QFile::exists(mask), kLongMs);
    qInfo("clicks from the drop to the exported mask: %d", m_clicks);
    QVERIFY(m_clicks <= kMostClicksToMask);
    QCOMPARE(imaging::readLabelMap(mask.toStdString()).geometry.extent,
             imaging::readImageInfo(scan.toStdString()).geometry.extent);
}

void TestJourney::cleanupTestCase()
{
    m_window.reset();
}

int main(int argc, char** argv)
{
    viewers::VtkWidget::setDefaultFormat();
    QApplication application(argc, argv);
    installTheme(ThemeKind::Dark);
    TestJourney test;
    return QTest::qExec(&test, argc, argv);
}

#include "tst_Journey.moc"
