// SPDX-License-Identifier: Apache-2.0
#include "gui/theme/Theme.h"
#include "gui/widgets/CaseTable.h"

#include <QApplication>
#include <QHeaderView>
#include <QPushButton>
#include <QStackedWidget>
#include <QTableView>
#include <QTest>

#include <memory>
#include <string>

using namespace seg;
using namespace seg::gui;

class TestCaseTable final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void showsEveryColumnWhereThereIsRoom();
    void theFindingStaysInSightOnANarrowPage();
    void columnsComeBackWhenThePageGrows();
    void countsStandOnTheFilters_onceChecked();
    void theChosenCaseStaysChosen_whenTheCasesAreReadAgain();
    void aNewFindingIsChosenInItsPlace();
};

namespace {

constexpr int kCases = 40;
constexpr int kWide = 1300;
constexpr int kNarrow = 800; // the Data page beside its dock in the smallest window

dataset::DatasetCheck someCheck()
{
    dataset::DatasetCheck check;
    for (int i = 0; i < kCases; ++i) {
        dataset::CaseCheck item;
        item.id = {"hippocampus_" + std::to_string(100 + i)};
        item.image.geometry.extent = {35, 51, 35};
        item.image.voxelType = "float32";
        item.maximum = 2777;
        item.labelVoxels = {{0, 1000}, {1, 1300}, {2, 1600}};
        if (i == 3) {
            item.issues.push_back({dataset::Severity::Warning,
                                   "small_label",
                                   item.id,
                                   "Anterior unusually small",
                                   "Anterior is small.",
                                   {}});
        }
        check.cases.push_back(item);
    }
    return check;
}

dataset::LabelScheme someLabels()
{
    return dataset::LabelScheme({{"background", {0}}, {"Anterior", {1}}, {"Posterior", {2}}});
}

bool isInSight(const CaseTable& table, int column)
{
    const QTableView& view = *table.table();
    const QHeaderView& header = *view.horizontalHeader();
    return !view.isColumnHidden(column) && header.sectionViewportPosition(column) >= 0 &&
           header.sectionViewportPosition(column) + header.sectionSize(column) <= view.viewport()->width();
}

} // namespace

void TestCaseTable::showsEveryColumnWhereThereIsRoom()
{
    CaseTableModel cases;
    QStackedWidget pages; // as in the wizard: filled while another page is in front
    auto* table = new CaseTable(cases);
    const std::unique_ptr<QWidget> bar(table->filterBar());
    pages.addWidget(new QWidget);
    pages.addWidget(table);
    pages.resize(kWide, 500);
    pages.show();
    cases.setCheck(someCheck(), someLabels());
    pages.setCurrentIndex(1);
    QVERIFY(QTest::qWaitForWindowExposed(&pages));
    for (int column = 0; column <= cases.findingColumn(); ++column) {
        QVERIFY2(isInSight(*table, column), qPrintable(QString::number(column)));
    }
}

void TestCaseTable::theFindingStaysInSightOnANarrowPage()
{
    CaseTableModel cases;
    CaseTable table(cases);
    const std::unique_ptr<QWidget> bar(table.filterBar()); // stands beside the table, not inside it
    cases.setCheck(someCheck(), someLabels());
    table.resize(kNarrow, 500);
    table.show();
    QVERIFY(QTest::qWaitForWindowExposed(&table));
    QVERIFY(isInSight(table, CaseTableModel::NameColumn));
    QVERIFY(isInSight(table, cases.findingColumn()));
    QVERIFY(table.table()->isColumnHidden(CaseTableModel::TypeColumn));
}

void TestCaseTable::columnsComeBackWhenThePageGrows()
{
    CaseTableModel cases;
    CaseTable table(cases);
    const std::unique_ptr<QWidget> bar(table.filterBar()); // stands beside the table, not inside it
    cases.setCheck(someCheck(), someLabels());
    table.resize(kNarrow, 500);
    table.show();
    QVERIFY(QTest::qWaitForWindowExposed(&table));
    table.resize(kWide, 500);
    QTRY_VERIFY(isInSight(table, CaseTableModel::TypeColumn));
    QVERIFY(isInSight(table, CaseTableModel::MinimumColumn));
}

void TestCaseTable::theChosenCaseStaysChosen_whenTheCasesAreReadAgain()
{
    CaseTableModel cases;
    CaseTable table(cases);
    const std::unique_ptr<QWidget> bar(table.filterBar());
    cases.setCheck(someCheck(), someLabels());
    QCOMPARE(table.current()->name, std::string("hippocampus_103")); // with the finding
    table.select({"hippocampus_110"});
    cases.setCheck(someCheck(), someLabels());
    QCOMPARE(table.current()->name, std::string("hippocampus_110"));
}

void TestCaseTable::aNewFindingIsChosenInItsPlace()
{
    CaseTableModel cases;
    CaseTable table(cases);
    const std::unique_ptr<QWidget> bar(table.filterBar());
    dataset::DatasetCheck check = someCheck();
    cases.setCheck(check, someLabels());
    table.select({"hippocampus_103"});
    check.cases[3].issues.clear(); // fixed
    check.cases[5].issues.push_back({dataset::Severity::Error,
                                     "unreadable",
                                     check.cases[5].id,
                                     "cannot be read",
                                     "It cannot be read.",
                                     {}});
    cases.setCheck(check, someLabels());
    QCOMPARE(table.current()->name, std::string("hippocampus_105"));
}

void TestCaseTable::countsStandOnTheFilters_onceChecked()
{
    CaseTableModel cases;
    CaseTable table(cases);
    const std::unique_ptr<QWidget> bar(table.filterBar());
    bar->show();
    const auto* warnings = bar->findChild<QPushButton*>(QStringLiteral("filterWarnings"));
    const auto* all = bar->findChild<QPushButton*>(QStringLiteral("filterAll"));
    QVERIFY(!warnings->isVisible());
    QVERIFY(all->isVisible());
    cases.setCheck(someCheck(), someLabels());
    QVERIFY(warnings->isVisible());
    QCOMPARE(warnings->text(), QStringLiteral("Warnings 1"));
    QCOMPARE(all->text(), QStringLiteral("All %1").arg(kCases));
}

int main(int argc, char** argv)
{
    QApplication application(argc, argv);
    installTheme(ThemeKind::Dark);
    TestCaseTable test;
    return QTest::qExec(&test, argc, argv);
}

#include "tst_CaseTable.moc"
