// SPDX-License-Identifier: Apache-2.0
// The whole road through real widgets: an empty home page to a running training, then a dropped scan to an
// exported mask and the report. Every mouse click is counted. With SEG_SCREENSHOTS set to a folder, a picture
// of each step is left there.
#include "core/base/Json.h"
#include "core/dataset/DatasetImport.h"
#include "core/dataset/Phantom.h"
#include "core/imaging/io/ImageFile.h"
#include "gui/MainWindow.h"
#include "gui/ProjectSession.h"
#include "gui/settings/UserSettings.h"
#include "gui/theme/Theme.h"
#include "gui/widgets/CurvePlot.h"
#include "tests/support/StallMeter.h"

#include <QAbstractButton>
#include <QApplication>
#include <QClipboard>
#include <QDir>
#include <QDropEvent>
#include <QFile>
#include <QLabel>
#include <QLineEdit>
#include <QMimeData>
#include <QSpinBox>
#include <QTableView>
#include <QTemporaryDir>
#include <QTest>
#include <QUrl>

#include <dlfcn.h>
#include <unistd.h>
#include <zlib.h>

#include <array>
#include <chrono>
#include <filesystem>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <thread>

using namespace seg;
using namespace seg::gui;

namespace {

constexpr int kCases = 12;
constexpr int kTests = 2;
constexpr int kMostClicksToTraining = 12;
constexpr int kMostClicksToMask = 4;
constexpr int kShortMs = 20'000;
constexpr int kLongMs = 300'000;
constexpr qint64 kLongestStallMs = 100;
constexpr double kLatestEpochMs = 1000.0;
constexpr int kEpochs = 3;
const QString kFolder = QStringLiteral("Größe 3 (Test)"); // a space, an umlaut, brackets: all allowed

/// The first cases of the real task in its own layout, or a phantom task where the data is not at hand.
std::filesystem::path makeTask(const std::filesystem::path& folder)
{
    const std::filesystem::path real = std::filesystem::path(SEG_SHARED_DATA) / "data" / "Task04_Hippocampus";
    const std::filesystem::path task = folder / "Task04_Hippocampus";
    if (!std::filesystem::exists(real / "dataset.json")) {
        dataset::PhantomOptions options;
        options.cases = kCases;
        options.tests = kTests;
        dataset::writePhantomTask(task, options);
        return task;
    }
    const dataset::DatasetSource source = dataset::openMsdTask(real);
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

/// Where a NIfTI-1 file's voxels lie, as its header has it: sizes, spacings, unit, both forms.
QByteArray placementOf(const std::filesystem::path& file)
{
    std::array<char, 348> header{};
    gzFile stream = ::gzopen(file.c_str(), "rb");
    const int count = stream != nullptr ? ::gzread(stream, header.data(), header.size()) : 0;
    ::gzclose(stream);
    if (count != static_cast<int>(header.size())) {
        return {};
    }
    const auto part = [&header](int from, int to) { return QByteArray(header.data() + from, to - from); };
    return part(40, 56) + part(76, 108) + part(123, 124) + part(252, 328);
}

// GUI thread only: since the last widget was painted, and what it took in all from there to the swap's end.
std::optional<test::ThreadClock> g_sincePainted;
double g_flushMs = 0.0;

/// Times every event that the GUI thread handles and keeps the long ones. What the drawing system takes to
/// bring a picture to the screen is left out: without a GPU that is done by threads that compete with the
/// training for the processors.
class WatchedApplication final : public QApplication {
public:
    using QApplication::QApplication;

    bool notify(QObject* receiver, QEvent* event) override
    {
        if (m_depth > 0) {
            const bool isPaint = event->type() == QEvent::Paint;
            const bool handled = QApplication::notify(receiver, event);
            if (isPaint) {
                g_sincePainted.emplace().start();
            }
            return handled;
        }
        const QString what =
            QStringLiteral("%1 %2, event %3")
                .arg(QLatin1String(receiver->metaObject()->className()), receiver->objectName())
                .arg(static_cast<int>(event->type()));
        const double flushedMs = g_flushMs;
        g_sincePainted.reset();
        test::ThreadClock clock;
        clock.start();
        ++m_depth;
        const bool handled = QApplication::notify(receiver, event);
        --m_depth;
        const double flushMs = g_flushMs - flushedMs;
        const double tookMs = clock.elapsedMs() - flushMs;
        m_meter.discount(flushMs);
        if (tookMs > kWorthNotingMs) {
            m_long << QStringLiteral("%1: %2: %3 ms").arg(m_where, what).arg(tookMs, 0, 'f', 0);
        }
        return handled;
    }
    void setWhere(const QString& where) { m_where = where; }
    test::StallMeter& meter() noexcept { return m_meter; }
    [[nodiscard]] QString longEvents() const { return m_long.join(QStringLiteral("\n")); }

private:
    static constexpr double kWorthNotingMs = 40.0;
    test::StallMeter m_meter;
    int m_depth = 0;
    QString m_where;
    QStringList m_long;
};

/// When something was seen, and how long the GUI thread had been kept from running by then.
struct Moment {
    std::chrono::steady_clock::time_point time = std::chrono::steady_clock::now();
    qint64 readyNs = 0;

    [[nodiscard]] double msSince(const Moment& earlier) const ///< of the GUI thread's time
    {
        const auto passed = std::chrono::duration_cast<std::chrono::nanoseconds>(time - earlier.time);
        return static_cast<double>(passed.count() - (readyNs - earlier.readyNs)) / 1e6;
    }
};
using EpochMoments = std::map<int, Moment>; // by number of epochs

/// When each epoch of a run stood in the database, seen by a connection and a thread of its own.
class EpochWatch {
public:
    EpochWatch(const std::filesystem::path& project, database::RunId run)
        : m_thread([this, project, run,
                    gui = QStringLiteral("/proc/self/task/%1").arg(::gettid())](const std::stop_token& stop) {
              const auto own = database::Project::open(project);
              while (!stop.stop_requested()) {
                  const int done = own.run(run).epochsDone;
                  {
                      const std::lock_guard lock(m_mutex);
                      if (!m_recorded.contains(done)) {
                          m_recorded[done].readyNs = test::readyNs(gui);
                      }
                  }
                  std::this_thread::sleep_for(std::chrono::milliseconds(5));
              }
          })
    {
    }
    [[nodiscard]] EpochMoments recorded() const
    {
        const std::lock_guard lock(m_mutex);
        return m_recorded;
    }

private:
    mutable std::mutex m_mutex;
    EpochMoments m_recorded; // guarded by m_mutex
    std::jthread m_thread;   // last member
};

/// When a chart painted each epoch.
class PaintWatch final : public QObject {
public:
    explicit PaintWatch(CurvePlot* plot) : m_plot(plot) { plot->installEventFilter(this); }
    [[nodiscard]] const EpochMoments& painted() const noexcept { return m_painted; }

protected:
    bool eventFilter(QObject*, QEvent* event) override
    {
        const auto& curves = m_plot->curves();
        const int epochs = curves.empty() ? 0 : static_cast<int>(curves.front().x.size());
        if (event->type() == QEvent::Paint && !m_painted.contains(epochs)) {
            m_painted[epochs].readyNs = test::readyNs();
        }
        return false;
    }

private:
    CurvePlot* m_plot;
    EpochMoments m_painted;
};

} // namespace

/// Stands in front of the drawing system's own.
extern "C" Q_DECL_EXPORT void glXSwapBuffers(void* display, unsigned long drawable)
{
    using Swap = void (*)(void*, unsigned long);
    static const auto kSwap = reinterpret_cast<Swap>(::dlsym(RTLD_NEXT, "glXSwapBuffers"));
    if (!g_sincePainted) {
        g_sincePainted.emplace().start();
    }
    kSwap(display, drawable);
    g_flushMs += g_sincePainted->elapsedMs();
    g_sincePainted.reset();
}

class TestJourney final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void fromAnEmptyHomePage_toARunningTraining();
    void theTrainingIsLive_andTheWindowStaysSmooth();
    void closingAsks_whileItTrains();
    void fromADroppedScan_toAnExportedMask();
    void theReportTellsHowWellItDoes();
    void cleanupTestCase();

private:
    QWidget* find(const QString& name) const; ///< the visible widget of that name; null when there is none
    void click(const QString& name);
    void type(const QString& name, const QString& text);
    void picture(const QString& name);
    void drop(const QStringList& paths);
    [[nodiscard]] QString path(const QString& name) const { return QDir(m_home).filePath(name); }

    QTemporaryDir m_folder;
    QString m_home; ///< below m_folder, with a name that must not matter
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
        field->clear(); // pasted: QTest types no umlauts
        QApplication::clipboard()->setText(text);
        field->paste();
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
    m_home = m_folder.filePath(kFolder);
    QVERIFY(QDir().mkpath(path(QStringLiteral("Projects"))));
    m_task = makeTask(m_home.toStdString());
    m_settings = std::make_unique<UserSettings>(path(QStringLiteral("settings.ini")), nullptr);
    m_settings->setProjectsFolder(path(QStringLiteral("Projects")));
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
    type(QStringLiteral("epochsSpin"), QString::number(kEpochs));
    // A person would leave the folded options alone; the test has no time for them.
    m_window->findChild<QSpinBox*>(QStringLiteral("iterationsSpin"))->setValue(4);
    m_window->findChild<QSpinBox*>(QStringLiteral("validationIterationsSpin"))->setValue(1);
    click(QStringLiteral("startTrainingButton"));
    QTRY_VERIFY_WITH_TIMEOUT(!m_window->session()->trainingRuns().empty(), kLongMs);
    qInfo("clicks from the empty home page to a running training: %d", m_clicks);
    QVERIFY(m_clicks <= kMostClicksToTraining);
}

void TestJourney::theTrainingIsLive_andTheWindowStaysSmooth()
{
    QVERIFY(m_window->session() != nullptr && !m_window->session()->trainingRuns().empty());
    const database::RunId run = m_window->session()->trainingRuns().front();
    const EpochWatch recorded(m_window->session()->folder(), run);
    const PaintWatch chart(m_window->findChild<CurvePlot*>(QStringLiteral("dicePlot")));
    QTest::qWait(500); // the page that was just shown is laid out
    auto& application = static_cast<WatchedApplication&>(*qApp);
    test::StallMeter& meter = application.meter();
    application.setWhere(QStringLiteral("railTrain"));
    meter.start();
    QTRY_VERIFY_WITH_TIMEOUT(chart.painted().contains(kEpochs - 1), kLongMs);
    QVERIFY(m_window->windowTitle().contains(QStringLiteral("Run 1 training (")));
    for (const char* page : {"railHome", "railData", "railPlan", "railReport", "railTrain"}) {
        application.setWhere(QLatin1String(page));
        click(QLatin1String(page));
        QTRY_VERIFY_WITH_TIMEOUT(m_window->isSettled(), kShortMs);
    }
    qInfo("longest stall of the window while training: %lld ms (with the machine's load and its drawing %lld "
          "ms)\n%s",
          static_cast<long long>(meter.longestMs()), static_cast<long long>(meter.longestWallMs()),
          qPrintable(application.longEvents()));
    QVERIFY2(meter.longestMs() <= kLongestStallMs, qPrintable(application.longEvents()));
    for (int epoch = 1; epoch < kEpochs; ++epoch) {
        const double late = chart.painted().at(epoch).msSince(recorded.recorded().at(epoch));
        qInfo("epoch %d was on screen %.0f ms after its record", epoch, late);
        QVERIFY2(late <= kLatestEpochMs, qPrintable(QString::number(late)));
    }
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
    const QString mask = path(QStringLiteral("mask.nii.gz"));
    type(QStringLiteral("exportFile"), mask);
    click(QStringLiteral("exportSave"));
    QTRY_VERIFY_WITH_TIMEOUT(qobject_cast<QLabel*>(find(QStringLiteral("exportMessage")))
                                 ->text()
                                 .contains(QStringLiteral("Written and read back")),
                             kLongMs);
    qInfo("clicks from the drop to the exported mask: %d", m_clicks);
    QVERIFY(m_clicks <= kMostClicksToMask);
    find(QStringLiteral("exportDialog"))->close();

    const database::PredictionRecord made = m_window->session()->project().predictions().front();
    const LabelMap exported = imaging::readLabelMap(mask.toStdString());
    QVERIFY(exported.values == imaging::readLabelMap(made.mask).values);
    QVERIFY(exported.geometry == imaging::readImageInfo(scan.toStdString()).geometry);
    QVERIFY(!placementOf(mask.toStdString()).isEmpty());
    QCOMPARE(placementOf(mask.toStdString()), placementOf(scan.toStdString()));
}

void TestJourney::theReportTellsHowWellItDoes()
{
    click(QStringLiteral("railReport"));
    click(QStringLiteral("makeReportButton"));
    QTRY_VERIFY_WITH_TIMEOUT(!m_window->session()->project().reports().empty(), kLongMs);
    QTRY_VERIFY_WITH_TIMEOUT(find(QStringLiteral("openReportButton")) != nullptr, kLongMs);
    picture(QStringLiteral("17-report"));
    QFile page(QString::fromStdString(m_window->session()->project().reports().front().file.string()));
    QVERIFY(page.open(QIODevice::ReadOnly));
    const QString text = QString::fromUtf8(page.readAll());
    for (const char* word : {"<html", "Hippocampus", "Anterior", "Posterior", "Dice"}) {
        QVERIFY2(text.contains(QLatin1String(word)), word);
    }
    QVERIFY2(!text.contains(QStringLiteral("http://")) && !text.contains(QStringLiteral("src=\"https")),
             "the page must be complete without a network");
}

void TestJourney::cleanupTestCase()
{
    m_window.reset();
}

int main(int argc, char** argv)
{
    WatchedApplication application(argc, argv);
    installTheme(ThemeKind::Dark);
    TestJourney test;
    return QTest::qExec(&test, argc, argv);
}

#include "tst_Journey.moc"
