// SPDX-License-Identifier: Apache-2.0
#include "core/planning/PlanEdit.h"
#include "gui/dialogs/EditPlanDialog.h"
#include "gui/theme/Theme.h"
#include "gui/widgets/MemoryBar.h"
#include "tests/support/PlanningFacts.h"

#include <QApplication>
#include <QComboBox>
#include <QDoubleSpinBox>
#include <QLabel>
#include <QLineEdit>
#include <QMessageBox>
#include <QPushButton>
#include <QSpinBox>
#include <QTest>

using namespace seg;
using namespace seg::gui;

namespace {

planning::Plan smallPlan(double mm = 1.0)
{
    return test::datasetFacts(200, {{36, 50, 35}}, {{mm, mm, mm}}, {"MRI"}, 3).planned();
}

/// Large enough for a cascade, which nobody edits and which inherits from 3d_fullres.
planning::Plan cascadePlan()
{
    return test::datasetFacts(131, {{432, 512, 512}}, {{1, 1, 1}}, {"MRI"}, 3).planned();
}

planning::EditFacts computer()
{
    planning::EditFacts facts;
    facts.channelNames = {"MRI"};
    facts.heads = 3;
    facts.caseCount = 200;
    facts.availableBytes = 8.0 * 1024 * 1024 * 1024;
    facts.memoryPlace = "on this computer";
    return facts;
}

} // namespace

class TestEditPlanDialog final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init();
    void cleanup() { m_dialog.reset(); }

    void itOpensAsACopyUnderAFreeName();
    void aPatchThatCannotBeHalvedIsExplainedAndMendedByItsButton();
    void aLargerPatchSaysWhatBecomesOfTheNetwork();
    void memoryFollowsEveryChange();
    void spacingAndBatchOfNothingKeepThePlanFromBeingMade();
    void normalizationIsChosenPerChannel();
    void anErrorOfAHiddenConfigurationIsNamed();
    void namesThatCannotBeAreExplained();
    void asPlannedTakesEveryChangeBack();
    void whatTheBoxRoundsIsNoChange();
    void theRequestHoldsWhatWasTyped();
    void thePromiseNamesWhatFollows();
    void leavingWithNumbersChangedAsks_data();
    void leavingWithNumbersChangedAsks();
    void leavingWithoutChangesAsksNothing();

private:
    template <class Widget> Widget* find(const char* name)
    {
        auto* found = m_dialog->findChild<Widget*>(QLatin1String(name));
        if (found == nullptr) {
            qFatal("there is no %s", name);
        }
        return found;
    }
    void type(const char* name, const QString& text) // as a person does
    {
        auto* spin = find<QAbstractSpinBox>(name);
        spin->setFocus();
        spin->selectAll();
        QTest::keyClicks(spin, text);
    }
    QString findings()
    {
        QStringList texts;
        for (const QLabel* label : m_dialog->findChildren<QLabel*>()) {
            if (label->objectName().endsWith(QStringLiteral("_finding"))) {
                texts << label->text();
            }
        }
        return texts.join(u'\n');
    }
    QPushButton* make() { return find<QPushButton>("makeEditedPlan"); }

    std::unique_ptr<EditPlanDialog> m_dialog;
};

void TestEditPlanDialog::init()
{
    m_dialog = std::make_unique<EditPlanDialog>(
        smallPlan(), std::vector<std::string>{"3d_fullres", "2d"}, computer(),
        std::vector<StoredPlan>{{"nnUNetPlans", "nnU-Net default planner"}, {"nnUNetPlans_2", "a copy"}});
    m_dialog->show();
}

void TestEditPlanDialog::itOpensAsACopyUnderAFreeName()
{
    QCOMPARE(m_dialog->planName(), QStringLiteral("nnUNetPlans_3"));
    QVERIFY(m_dialog->edits().empty());
    QVERIFY(make()->isEnabled());
    QVERIFY(findings().isEmpty());
    QVERIFY(find<QLabel>("editPlanPromise")->text().contains(QStringLiteral("nothing is changed yet")));
    QCOMPARE(find<QSpinBox>("3d_fullres_patch_y")->value(), 56);
}

void TestEditPlanDialog::aPatchThatCannotBeHalvedIsExplainedAndMendedByItsButton()
{
    type("3d_fullres_patch_y", QStringLiteral("50"));
    QVERIFY2(findings().contains(QStringLiteral("48 and 56")), qPrintable(findings()));
    QVERIFY(!make()->isEnabled());
    QVERIFY(find<QLabel>("editPlanProblem")->text().startsWith(QStringLiteral("3d_fullres: Along y")));
    auto* nearest = find<QPushButton>("3d_fullres_nearest");
    QVERIFY(nearest->isVisible());
    QCOMPARE(nearest->text(), QStringLiteral("Use 40 × 48 × 40"));
    QTest::mouseClick(nearest, Qt::LeftButton);
    QCOMPARE(find<QSpinBox>("3d_fullres_patch_y")->value(), 48);
    QVERIFY(make()->isEnabled());
    QVERIFY(!nearest->isVisible());
    find<QSpinBox>("3d_fullres_patch_y")->stepUp(); // by what can be halved
    QCOMPARE(find<QSpinBox>("3d_fullres_patch_y")->value(), 56);
}

void TestEditPlanDialog::aLargerPatchSaysWhatBecomesOfTheNetwork()
{
    for (const char* axis : {"3d_fullres_patch_z", "3d_fullres_patch_y", "3d_fullres_patch_x"}) {
        find<QSpinBox>(axis)->setValue(64);
    }
    QVERIFY2(findings().contains(QStringLiteral("5 stages instead of 4")), qPrintable(findings()));
    QVERIFY(find<QLabel>("3d_fullres_network")->text().startsWith(QStringLiteral("5 stages")));
    QVERIFY(make()->isEnabled());
}

void TestEditPlanDialog::memoryFollowsEveryChange()
{
    const auto* bar = find<MemoryBar>("3d_fullres_memory");
    const QString before = bar->text();
    QVERIFY(bar->fits());
    type("3d_fullres_batch", QStringLiteral("500"));
    QVERIFY(bar->text() != before);
    QVERIFY(!bar->fits());
    QVERIFY2(findings().contains(QStringLiteral("8 GiB on this computer")), qPrintable(findings()));
    QVERIFY(make()->isEnabled()); // it may be trained elsewhere
}

void TestEditPlanDialog::spacingAndBatchOfNothingKeepThePlanFromBeingMade()
{
    type("3d_fullres_spacing_z", QStringLiteral("0"));
    QVERIFY(findings().contains(QStringLiteral("along z must be above 0 mm")));
    QVERIFY(!make()->isEnabled());
    type("3d_fullres_spacing_z", QStringLiteral("2"));
    QVERIFY2(findings().contains(QStringLiteral("18 × 50 × 35 voxels")), qPrintable(findings()));
    QVERIFY(make()->isEnabled());
    type("3d_fullres_batch", QStringLiteral("0"));
    QVERIFY(findings().contains(QStringLiteral("at least 1 patch")));
    QVERIFY(!make()->isEnabled());
}

void TestEditPlanDialog::normalizationIsChosenPerChannel()
{
    auto* list = find<QComboBox>("3d_fullres_normalization_0");
    QCOMPARE(list->currentText(), QStringLiteral("z-score"));
    list->setCurrentIndex(list->findText(QStringLiteral("rescaled to 0..1")));
    QCOMPARE(m_dialog->edits().size(), std::size_t{1});
    QVERIFY(m_dialog->edits().front().normalization->front().scheme ==
            planning::NormalizationScheme::RescaleTo01);
    QVERIFY(findings().contains(QStringLiteral("prepared anew")));
}

void TestEditPlanDialog::anErrorOfAHiddenConfigurationIsNamed()
{
    QTest::mouseClick(find<QPushButton>("edit-2d"), Qt::LeftButton);
    QVERIFY(find<QSpinBox>("2d_patch_y")->isVisible());
    QVERIFY(!find<QSpinBox>("3d_fullres_patch_y")->isVisible());
    type("2d_patch_x", QStringLiteral("41"));
    QTest::mouseClick(find<QPushButton>("edit-3d_fullres"), Qt::LeftButton);
    QVERIFY(find<QLabel>("editPlanProblem")->text().startsWith(QStringLiteral("2d: Along x")));
    QCOMPARE(find<QPushButton>("edit-2d")->text(), QStringLiteral("2d · changed"));
}

void TestEditPlanDialog::namesThatCannotBeAreExplained()
{
    auto* name = find<QLineEdit>("planName");
    auto* problem = find<QLabel>("planNameProblem");
    for (const auto& [text, words] :
         {std::pair("nnunetplans", "already"), std::pair("nnUNetPlans_24GiB", "New plan"),
          std::pair("my plan", "letters"), std::pair("", "needs a name")}) {
        name->setText(QLatin1String(text));
        QVERIFY2(problem->isVisible() && problem->text().contains(QLatin1String(words)),
                 qPrintable(problem->text()));
        QVERIFY(!make()->isEnabled());
    }
    name->setText(QStringLiteral("large_patch"));
    QVERIFY(!problem->isVisible());
    QVERIFY(make()->isEnabled());
}

void TestEditPlanDialog::asPlannedTakesEveryChangeBack()
{
    auto* back = find<QPushButton>("3d_fullres_asPlanned");
    QVERIFY(!back->isVisible());
    find<QSpinBox>("3d_fullres_patch_y")->setValue(48);
    find<QSpinBox>("3d_fullres_batch")->setValue(3);
    find<QDoubleSpinBox>("3d_fullres_spacing_x")->setValue(1.5);
    find<QComboBox>("3d_fullres_normalization_0")->setCurrentIndex(1);
    QVERIFY(back->isVisible());
    QTest::mouseClick(back, Qt::LeftButton);
    QVERIFY(m_dialog->edits().empty());
    QVERIFY(findings().isEmpty());
}

void TestEditPlanDialog::whatTheBoxRoundsIsNoChange()
{
    EditPlanDialog dialog(smallPlan(0.78125001192), {"3d_fullres"}, computer(), {});
    QVERIFY(dialog.edits().empty());
    dialog.findChild<QDoubleSpinBox*>(QStringLiteral("3d_fullres_spacing_z"))->setValue(1.0);
    const std::vector<double> spacing = dialog.edits().front().spacing.value();
    QCOMPARE(spacing[0], 1.0);
    QCOMPARE(spacing[1], 0.78125001192); // the others stay exact
}

void TestEditPlanDialog::theRequestHoldsWhatWasTyped()
{
    QString source;
    QString name;
    std::vector<planning::ConfigurationEdit> edits;
    connect(m_dialog.get(), &EditPlanDialog::planRequested, this,
            [&](const QString& original, const QString& wanted,
                const std::vector<planning::ConfigurationEdit>& made) {
                source = original;
                name = wanted;
                edits = made;
            });
    find<QLineEdit>("planName")->setText(QStringLiteral("mine"));
    type("3d_fullres_patch_y", QStringLiteral("48"));
    type("3d_fullres_batch", QStringLiteral("4"));
    QTest::mouseClick(make(), Qt::LeftButton);
    QVERIFY(!m_dialog->isVisible());
    QVERIFY(m_dialog->findChild<QMessageBox*>() == nullptr); // nothing is lost
    QCOMPARE(source, QStringLiteral("nnUNetPlans"));
    QCOMPARE(name, QStringLiteral("mine"));
    QCOMPARE(edits.size(), std::size_t{1});
    QCOMPARE(edits.front().batchSize.value(), 4);
    QCOMPARE(edits.front().patchSize.value(), (std::vector<std::int64_t>{40, 48, 40}));
    QVERIFY(!edits.front().spacing.has_value());
    const planning::Plan plan = planning::editPlan(smallPlan(), "mine", edits, computer());
    QCOMPARE(plan.configuration("3d_fullres").batchSize, 4);
}

void TestEditPlanDialog::thePromiseNamesWhatFollows()
{
    m_dialog = std::make_unique<EditPlanDialog>(cascadePlan(),
                                                std::vector<std::string>{"3d_fullres", "3d_lowres", "2d"},
                                                computer(), std::vector<StoredPlan>{});
    m_dialog->show();
    const auto* promise = find<QLabel>("editPlanPromise");
    find<QSpinBox>("2d_batch")->stepUp();
    QVERIFY2(promise->text().contains(QStringLiteral("with 2d changed. ")), qPrintable(promise->text()));
    find<QSpinBox>("3d_fullres_batch")->stepUp();
    QVERIFY2(promise->text().contains(
                 QStringLiteral("with 3d_fullres and 2d changed (3d_cascade_fullres follows). ")),
             qPrintable(promise->text()));
}

void TestEditPlanDialog::leavingWithNumbersChangedAsks_data()
{
    QTest::addColumn<QString>("way");
    for (const char* way : {"Cancel", "Esc", "the window's X"}) {
        QTest::newRow(way) << QString::fromLatin1(way);
    }
}

void TestEditPlanDialog::leavingWithNumbersChangedAsks()
{
    QFETCH(QString, way);
    const auto leave = [&] {
        if (way == QStringLiteral("Cancel")) {
            QTest::mouseClick(find<QPushButton>("cancelEditPlan"), Qt::LeftButton);
        } else if (way == QStringLiteral("Esc")) {
            QTest::keyClick(m_dialog.get(), Qt::Key_Escape);
        } else {
            m_dialog->close();
        }
    };
    find<QSpinBox>("3d_fullres_batch")->setValue(3);
    leave();
    QVERIFY(m_dialog->isVisible());
    QTest::mouseClick(find<QPushButton>("keepChanges"), Qt::LeftButton);
    QTRY_VERIFY(m_dialog->findChild<QMessageBox*>() == nullptr);
    QVERIFY(m_dialog->isVisible());
    QCOMPARE(find<QSpinBox>("3d_fullres_batch")->value(), 3);
    leave();
    QTest::mouseClick(find<QPushButton>("dropChanges"), Qt::LeftButton);
    QVERIFY(!m_dialog->isVisible());
    QCOMPARE(m_dialog->result(), static_cast<int>(QDialog::Rejected));
}

void TestEditPlanDialog::leavingWithoutChangesAsksNothing()
{
    auto* batch = find<QSpinBox>("3d_fullres_batch");
    batch->stepUp();
    batch->stepDown();
    QTest::keyClick(m_dialog.get(), Qt::Key_Escape);
    QVERIFY(!m_dialog->isVisible());
    QVERIFY(m_dialog->findChild<QMessageBox*>() == nullptr);
}

int main(int argc, char** argv)
{
    QApplication application(argc, argv);
    installTheme(ThemeKind::Dark);
    TestEditPlanDialog test;
    return QTest::qExec(&test, argc, argv);
}

#include "tst_EditPlanDialog.moc"
