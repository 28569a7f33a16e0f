// SPDX-License-Identifier: Apache-2.0
#include "gui/pages/NewRunForm.h"
#include "gui/tasks/Computer.h"
#include "gui/theme/Theme.h"
#include "gui/widgets/Card.h"

#include <QApplication>
#include <QComboBox>
#include <QLabel>
#include <QPushButton>
#include <QScrollArea>
#include <QSemaphore>
#include <QTest>

#include <memory>

using namespace seg;
using namespace seg::gui;

class TestNewRunForm final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void cleanup() { setGpuProbe({}); }
    void doesNotWaitForTheGraphicsCard();
    void keepsTheDeviceThatWasChosen_whenTheCardIsKnown();
    void saysWhyThereIsNoGraphicsCard();
    void cardsAreAsTallAsTheirContent();
    void namesAPlanThatIsNotTheUsualOne();
};

namespace {

std::vector<RunDataset> datasets(const QString& meaning = QStringLiteral("patch 40 × 56 × 40, batch 9"))
{
    RunDataset item;
    item.name = QStringLiteral("Hippocampus");
    item.planName = "nnUNetPlans";
    item.heldBack = {40, 40, 40, 40, 40};
    RunChoice choice;
    choice.name = QStringLiteral("3d_fullres");
    choice.meaning = meaning;
    choice.trainingBytes = 1.5e9;
    choice.cases = 200;
    choice.prepared = 200;
    item.configurations = {choice};
    return {item};
}

QComboBox* devices(const NewRunForm& form)
{
    return form.findChild<QComboBox*>(QStringLiteral("deviceCombo"));
}

GpuFacts someCard()
{
    return {QStringLiteral("NVIDIA RTX 4090"), 24ULL << 30, {}};
}

} // namespace

void TestNewRunForm::doesNotWaitForTheGraphicsCard()
{
    const auto gate = std::make_shared<QSemaphore>();
    setGpuProbe([gate] {
        gate->acquire(); // a driver that takes its time
        return someCard();
    });
    NewRunForm form;
    form.setDatasets(datasets()); // would hang here for good
    QCOMPARE(devices(form)->count(), 2);
    QCOMPARE(devices(form)->currentText(), QStringLiteral("Automatic"));
    QVERIFY(form.findChild<QPushButton*>(QStringLiteral("startTrainingButton"))->isEnabled());
    QCOMPARE(form.run().options.device, std::string("auto"));
    gate->release();
    QTRY_COMPARE(devices(form)->count(), 3);
    QCOMPARE(devices(form)->currentText(), QStringLiteral("Automatic: NVIDIA RTX 4090"));
}

void TestNewRunForm::keepsTheDeviceThatWasChosen_whenTheCardIsKnown()
{
    const auto gate = std::make_shared<QSemaphore>();
    setGpuProbe([gate] {
        gate->acquire();
        return someCard();
    });
    NewRunForm form;
    form.setDatasets(datasets());
    devices(form)->setCurrentIndex(devices(form)->findData(QStringLiteral("cpu")));
    gate->release();
    QTRY_COMPARE(devices(form)->count(), 3);
    QCOMPARE(form.run().options.device, std::string("cpu"));
}

void TestNewRunForm::saysWhyThereIsNoGraphicsCard()
{
    setGpuProbe([] { return GpuFacts{{}, 0, QStringLiteral("No NVIDIA driver was found.")}; });
    NewRunForm form;
    form.setDatasets(datasets());
    QTRY_COMPARE(devices(form)->currentText(), QStringLiteral("Automatic: CPU"));
    QCOMPARE(devices(form)->count(), 2);
    QCOMPARE(devices(form)->toolTip(), QStringLiteral("No NVIDIA driver was found."));
}

void TestNewRunForm::cardsAreAsTallAsTheirContent()
{
    QScrollArea area;
    area.setWidgetResizable(true);
    auto* form = new NewRunForm;
    area.setWidget(form);
    form->setDatasets(datasets());
    area.resize(1364, 846);
    area.show();
    QVERIFY(QTest::qWaitForWindowExposed(&area));
    QTRY_VERIFY(devices(*form)->currentText() != QStringLiteral("Automatic"));
    QTest::qWait(50); // laid out again
    const QList<Card*> cards = form->findChildren<Card*>();
    QCOMPARE(cards.size(), 3);
    for (const Card* card : cards) {
        const int needed = card->heightForWidth(card->width());
        QVERIFY2(card->height() <= needed + 1,
                 qPrintable(QStringLiteral("%1 px high, needs %2").arg(card->height()).arg(needed)));
    }
}

void TestNewRunForm::namesAPlanThatIsNotTheUsualOne()
{
    NewRunForm form;
    const QString meaning = QStringLiteral("patch 40 × 56 × 40, batch 9 · plan nnUNetPlans_24GiB");
    form.setDatasets(datasets(meaning));
    form.show();
    bool isShown = false;
    for (const QLabel* label : form.findChildren<QLabel*>()) {
        isShown = isShown || (label->isVisible() && label->text() == meaning);
    }
    QVERIFY(isShown);
}

int main(int argc, char** argv)
{
    QApplication application(argc, argv);
    installTheme(ThemeKind::Dark);
    TestNewRunForm test;
    return QTest::qExec(&test, argc, argv);
}

#include "tst_NewRunForm.moc"
