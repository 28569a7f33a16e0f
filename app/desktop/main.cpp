// SPDX-License-Identifier: Apache-2.0
// segwright: opens the window. Arguments as cli.md names them.
#include "app/desktop/GpuProbe.h"
#include "core/kernels/TensorMemory.h"
#include "database/Project.h"
#include "gui/MainWindow.h"
#include "gui/settings/UserSettings.h"
#include "gui/tasks/Computer.h"
#include "gui/theme/Theme.h"

#include <QApplication>
#include <QCommandLineParser>
#include <QElapsedTimer>
#include <QFileInfo>
#include <QIcon>
#include <QPixmap>
#include <QRegularExpression>
#include <QTimer>

#include <array>
#include <clocale>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <memory>
#include <optional>
#include <utility>

namespace {

using seg::gui::MainWindow;
using seg::gui::PageId;
using seg::gui::ThemeKind;

constexpr int kSettleIntervalMs = 150;
constexpr int kSettledTimes = 4; // in a row before the picture is taken
constexpr qint64 kSettleLimitMs = 120000;

struct Launch {
    QString project;
    QStringList dropped;
    std::optional<PageId> page;
    std::optional<ThemeKind> theme;
    QSize size;
    QString screenshot;
};

constexpr std::array<std::pair<const char*, PageId>, 7> kPages{{{"home", PageId::Home},
                                                                {"data", PageId::Data},
                                                                {"plan", PageId::Plan},
                                                                {"train", PageId::Train},
                                                                {"segment", PageId::Segment},
                                                                {"review", PageId::Review},
                                                                {"report", PageId::Report}}};

/// VTK draws through GLX: on Wayland the window goes through XWayland.
void choosePlatform()
{
    if (!qEnvironmentVariableIsSet("QT_QPA_PLATFORM") && qEnvironmentVariableIsSet("WAYLAND_DISPLAY") &&
        qEnvironmentVariableIsSet("DISPLAY")) {
        qputenv("QT_QPA_PLATFORM", "xcb");
    }
    if (!qEnvironmentVariableIsSet("QT_XCB_GL_INTEGRATION")) {
        qputenv("QT_XCB_GL_INTEGRATION", "xcb_glx");
    }
}

[[noreturn]] void refuse(const QString& sentence)
{
    std::fprintf(stderr, "segwright: %s\n", qPrintable(sentence));
    std::exit(2);
}

PageId pageFromName(const QString& name)
{
    QStringList known;
    for (const auto& [text, page] : kPages) {
        if (name == QLatin1String(text)) {
            return page;
        }
        known << QLatin1String(text);
    }
    refuse(QStringLiteral("there is no page '%1'; choose one of %2")
               .arg(name, known.join(QStringLiteral(", "))));
}

QSize sizeFromText(const QString& text)
{
    static const QRegularExpression kPattern(QStringLiteral("^(\\d{3,5})x(\\d{3,5})$"));
    const QRegularExpressionMatch match = kPattern.match(text);
    if (!match.hasMatch()) {
        refuse(QStringLiteral("--size needs WIDTHxHEIGHT, for example 1440x900, not '%1'").arg(text));
    }
    return {match.captured(1).toInt(), match.captured(2).toInt()};
}

Launch parse(const QCoreApplication& application)
{
    QCommandLineParser parser;
    parser.setApplicationDescription(QStringLiteral("Self-configuring medical image segmentation."));
    parser.addHelpOption();
    parser.addVersionOption();
    const QCommandLineOption page(
        QStringLiteral("page"),
        QStringLiteral("Workspace to open: home, data, plan, train, segment, review or report."),
        QStringLiteral("PAGE"));
    const QCommandLineOption theme(QStringLiteral("theme"), QStringLiteral("dark or light, for this time."),
                                   QStringLiteral("THEME"));
    const QCommandLineOption size(
        QStringLiteral("size"), QStringLiteral("Size of the window, e.g. 1440x900."), QStringLiteral("WxH"));
    const QCommandLineOption shot(QStringLiteral("screenshot"),
                                  QStringLiteral("Write a picture of the settled window and exit."),
                                  QStringLiteral("FILE.png"));
    parser.addOptions({page, theme, size, shot});
    parser.addPositionalArgument(QStringLiteral("PROJECT"),
                                 QStringLiteral("Project folder; scans and tasks are taken as if dropped."),
                                 QStringLiteral("[PROJECT] [SCAN…]"));
    parser.process(application);

    Launch launch;
    launch.screenshot = parser.value(shot);
    if (parser.isSet(page)) {
        launch.page = pageFromName(parser.value(page));
    }
    if (parser.isSet(theme)) {
        const QString name = parser.value(theme);
        if (name != QLatin1String("dark") && name != QLatin1String("light")) {
            refuse(QStringLiteral("--theme is dark or light, not '%1'").arg(name));
        }
        launch.theme = name == QLatin1String("light") ? ThemeKind::Light : ThemeKind::Dark;
    }
    if (parser.isSet(size)) {
        launch.size = sizeFromText(parser.value(size));
    }
    for (const QString& argument : parser.positionalArguments()) {
        const QString path = QFileInfo(argument).absoluteFilePath();
        if (launch.project.isEmpty() && seg::database::Project::isProject(path.toStdString())) {
            launch.project = path;
        } else {
            launch.dropped << path;
        }
    }
    return launch;
}

/// Waits until the page says that it shows everything, takes the picture and ends the program.
void takeScreenshot(MainWindow& window, const QString& file)
{
    auto* timer = new QTimer(&window);
    auto waited = std::make_shared<QElapsedTimer>();
    waited->start();
    auto settled = std::make_shared<int>(0);
    QObject::connect(timer, &QTimer::timeout, &window, [&window, file, timer, waited, settled] {
        *settled = window.isSettled() ? *settled + 1 : 0;
        if (*settled < kSettledTimes && waited->elapsed() < kSettleLimitMs) {
            return;
        }
        timer->stop();
        const bool inTime = *settled >= kSettledTimes;
        const bool written = inTime && window.grab().save(file, "PNG");
        if (!written) {
            std::fprintf(stderr, "segwright: cannot write the picture %s: %s\n", qPrintable(file),
                         inTime ? "the file cannot be written" : "the page did not settle");
        }
        QCoreApplication::exit(written ? 0 : 1);
    });
    timer->start(kSettleIntervalMs);
}

void show(MainWindow& window, const Launch& launch)
{
    window.setLayoutRemembered(launch.screenshot.isEmpty() && !launch.size.isValid());
    if (launch.size.isValid()) {
        window.setMinimumSize(launch.size.boundedTo(window.minimumSize()));
        window.resize(launch.size);
    }
    if (!launch.project.isEmpty()) {
        window.openProject(launch.project);
    }
    if (!launch.dropped.isEmpty()) {
        window.take(launch.dropped);
    }
    if (launch.page) {
        window.goTo(*launch.page);
    }
    window.show();
    if (!launch.screenshot.isEmpty()) {
        takeScreenshot(window, launch.screenshot);
    }
}

ThemeKind themeOf(const Launch& launch, const seg::gui::UserSettings& settings)
{
    if (launch.theme) {
        return *launch.theme;
    }
    switch (settings.theme()) {
    case seg::gui::ThemeChoice::Light:
        return ThemeKind::Light;
    case seg::gui::ThemeChoice::System:
        return seg::gui::systemTheme();
    case seg::gui::ThemeChoice::Dark:
        break;
    }
    return ThemeKind::Dark;
}

} // namespace

int main(int argc, char** argv)
{
    std::signal(SIGXFSZ, SIG_IGN); // a file at its limit is an error with a sentence, not a death
    seg::kernels::installTensorMemory();
    choosePlatform();
    QApplication application(argc, argv);
    std::setlocale(LC_NUMERIC, "C"); // files have dot decimals whatever the desktop speaks
    QApplication::setApplicationName(QStringLiteral("segwright"));
    QApplication::setApplicationDisplayName(QString());
    QApplication::setApplicationVersion(QStringLiteral(SEG_VERSION));
    QApplication::setDesktopFileName(QStringLiteral("segwright"));
    seg::gui::setGpuProbe(&seg::app::probeGpu);

    const Launch launch = parse(application);
    seg::gui::UserSettings settings;
    seg::gui::installTheme(themeOf(launch, settings));
    QApplication::setWindowIcon(QIcon(QStringLiteral(":/icons/segwright.svg")));
    MainWindow window(settings);
    show(window, launch);
    return QApplication::exec();
}
