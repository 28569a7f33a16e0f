// SPDX-License-Identifier: Apache-2.0
#include "gui/theme/Theme.h"
#include "gui/widgets/EmptyState.h"

#include <QApplication>
#include <QLabel>
#include <QPushButton>
#include <QTest>
#include <QVBoxLayout>

using namespace seg::gui;

class TestEmptyState final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void showsTheWholeSentence_data();
    void showsTheWholeSentence();
    void hasNoButton_whenItHasNoText();
};

void TestEmptyState::showsTheWholeSentence_data()
{
    QTest::addColumn<int>("width");
    QTest::addColumn<QString>("sentence");
    const QString longer =
        QStringLiteral("Masks appear here when a scan was segmented or a training has validated its cases. "
                       "The scans of a dataset can be looked at, too.");
    QTest::newRow("one line") << 1300 << QStringLiteral("Runs belong to a project.");
    QTest::newRow("several lines on a wide page") << 2400 << longer;
    QTest::newRow("several lines on a small page") << 1200 << longer;
    QTest::newRow("several lines on a narrow page") << 320 << longer;
}

void TestEmptyState::showsTheWholeSentence()
{
    QFETCH(int, width);
    QFETCH(QString, sentence);
    QWidget page;
    auto* layout = new QVBoxLayout(&page);
    auto* empty = new EmptyState(QStringLiteral("review"), QStringLiteral("Nothing to review yet"), sentence,
                                 QStringLiteral("Go"));
    layout->addWidget(empty);
    page.resize(width, 700);
    page.show();
    QVERIFY(QTest::qWaitForWindowExposed(&page));
    for (const QLabel* label : empty->findChildren<QLabel*>()) {
        if (label->text() != sentence) {
            continue;
        }
        QVERIFY2(label->height() >= label->heightForWidth(label->width()),
                 qPrintable(QStringLiteral("%1 px high, needs %2")
                                .arg(label->height())
                                .arg(label->heightForWidth(label->width()))));
        const int left = label->geometry().left();
        const int right = empty->width() - 1 - label->geometry().right();
        QVERIFY2(std::abs(left - right) <= 2, qPrintable(QStringLiteral("%1 and %2").arg(left).arg(right)));
        return;
    }
    QFAIL("the sentence is not shown");
}

void TestEmptyState::hasNoButton_whenItHasNoText()
{
    EmptyState empty(QStringLiteral("review"), QStringLiteral("Title"), QStringLiteral("Sentence."), {});
    empty.show();
    QVERIFY(!empty.button()->isVisible());
}

int main(int argc, char** argv)
{
    QApplication application(argc, argv);
    installTheme(ThemeKind::Dark);
    TestEmptyState test;
    return QTest::qExec(&test, argc, argv);
}

#include "tst_EmptyState.moc"
