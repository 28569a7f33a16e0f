// SPDX-License-Identifier: Apache-2.0
#include "gui/models/CaseFilterModel.h"
#include "gui/models/CaseTableModel.h"
#include "gui/models/TableRoles.h"

#include <QAbstractItemModelTester>
#include <QSignalSpy>
#include <QTest>

using namespace seg;
using namespace seg::gui;
using dataset::FixKind;
using dataset::Severity;

namespace {

dataset::CaseCheck makeCase(const std::string& name, double maximum, std::int64_t anterior)
{
    dataset::CaseCheck item;
    item.id.name = name;
    item.image.geometry.extent = {{35, 51, 33}};
    item.image.geometry.spacing = {{1.0, 1.0, 2.0}};
    item.image.voxelType = "float32";
    item.maximum = maximum;
    item.labelVoxels = {{0, 1000}, {1, anterior}, {2, 500}};
    return item;
}

dataset::LabelScheme twoLabels()
{
    return dataset::LabelScheme({{"background", {0}}, {"Anterior", {1}}, {"Posterior", {2}}});
}

dataset::Fix fixOf(FixKind kind, const std::string& name = "a_002")
{
    dataset::Fix fix;
    fix.kind = kind;
    fix.caseId = {name};
    return fix;
}

/// Three cases: fine, one with geometry that can be copied, one with a warning.
dataset::DatasetCheck threeCases()
{
    dataset::DatasetCheck check;
    check.cases = {makeCase("a_001", 139.0, 1000), makeCase("a_002", 2776.0, 900),
                   makeCase("a_003", 99.0, 10)};
    check.cases[1].issues = {{Severity::Error,
                              "geometry_differs",
                              {"a_002"},
                              "geometry differs",
                              "They lie apart.",
                              "copy_geometry"}};
    check.cases[2].issues = {
        {Severity::Warning, "label_small", {"a_003"}, "Anterior unusually small", "Look.", {}}};
    return check;
}

} // namespace

class TestCaseTableModel final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void keepsTheModelContract_throughEveryChange();
    void showsNamesOnlyBeforeTheCheck();
    void writesSizesInViewerOrder();
    void hasOneVolumeColumnPerLabel();
    void aFileThatCannotBeReadHasNoNumbers();
    void copyingTheGeometrySettlesThatErrorAlone();
    void excludingSettlesEverything();
    void ignoringSettlesTheFindingThatItNames();
    void excludingTakesThePlaceOfOtherFixes();
    void filtersBySeverityAndText();
    void sortsByValue_notByText();
};

void TestCaseTableModel::keepsTheModelContract_throughEveryChange()
{
    CaseTableModel model;
    const QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
    CaseFilterModel filter;
    filter.setSourceModel(&model);
    const QAbstractItemModelTester filterTester(&filter,
                                                QAbstractItemModelTester::FailureReportingMode::QtTest);
    model.setCases({Case{{"a_001"}, {}, {}}});
    model.setCheck(threeCases(), twoLabels());
    model.addFix(fixOf(FixKind::ExcludeCase));
    filter.setSeverity(Severity::Warning);
    filter.setText("003");
    filter.sort(model.findingColumn(), Qt::DescendingOrder);
    model.clearFixes();
    model.setCases({});
    QCOMPARE(filter.rowCount(), 0);
}

void TestCaseTableModel::showsNamesOnlyBeforeTheCheck()
{
    CaseTableModel model;
    model.setCases({Case{{"a_001"}, {}, {}}});
    QVERIFY(!model.isChecked());
    QCOMPARE(model.index(0, CaseTableModel::NameColumn).data().toString(), QStringLiteral("a_001"));
    QCOMPARE(model.index(0, CaseTableModel::SizeColumn).data().toString(), QString());
    QVERIFY(!model.index(0, model.findingColumn()).data(ChipStateRole).isValid());
}

void TestCaseTableModel::writesSizesInViewerOrder()
{
    CaseTableModel model;
    model.setCheck(threeCases(), twoLabels());
    QCOMPARE(model.index(0, CaseTableModel::SizeColumn).data().toString(), QStringLiteral("33 × 51 × 35"));
    QCOMPARE(model.index(0, CaseTableModel::SpacingColumn).data().toString(),
             QStringLiteral("2.00 × 1.00 × 1.00"));
    QCOMPARE(model.index(0, CaseTableModel::LabelsColumn).data().toString(), QStringLiteral("0 1 2"));
}

void TestCaseTableModel::hasOneVolumeColumnPerLabel()
{
    CaseTableModel model;
    model.setCheck(threeCases(), twoLabels());
    QCOMPARE(model.columnCount(), int(CaseTableModel::FirstVolumeColumn) + 3);
    QCOMPARE(model.headerData(CaseTableModel::FirstVolumeColumn, Qt::Horizontal, Qt::DisplayRole).toString(),
             QStringLiteral("Anterior ml"));
    // 1000 voxels of 2 mm³ are 2 ml
    QCOMPARE(model.index(0, CaseTableModel::FirstVolumeColumn).data().toString(), QStringLiteral("2.00"));
}

void TestCaseTableModel::aFileThatCannotBeReadHasNoNumbers()
{
    dataset::DatasetCheck check;
    check.cases.resize(1);
    check.cases[0].id.name = "broken";
    check.cases[0].issues = {
        {Severity::Error, "unreadable", {"broken"}, "cannot be read", "It ends early.", {}}};
    CaseTableModel model;
    model.setCheck(check, twoLabels());
    QCOMPARE(model.index(0, CaseTableModel::SizeColumn).data().toString(), QStringLiteral("–"));
    QCOMPARE(model.index(0, model.findingColumn()).data().toString(), QStringLiteral("cannot be read"));
}

void TestCaseTableModel::copyingTheGeometrySettlesThatErrorAlone()
{
    dataset::DatasetCheck check = threeCases();
    CaseTableModel model;
    model.setCheck(check, twoLabels());
    QCOMPARE(model.count(Severity::Error), 1);
    model.addFix(fixOf(FixKind::CopyGeometry));
    QCOMPARE(model.count(Severity::Error), 0);
    QCOMPARE(model.count(Severity::Fine), 2);

    check.cases[1].issues.push_back(
        {Severity::Error, "labels", {"a_002"}, "undeclared label", "7 is not declared.", {}});
    model.setCheck(check, twoLabels());
    QCOMPARE(model.count(Severity::Error), 1);
}

void TestCaseTableModel::excludingSettlesEverything()
{
    CaseTableModel model;
    model.setCheck(threeCases(), twoLabels());
    QSignalSpy changed(&model, &QAbstractItemModel::dataChanged);
    model.addFix(fixOf(FixKind::ExcludeCase));
    QCOMPARE(changed.size(), 1);
    QCOMPARE(model.openSeverity(1), Severity::Fine);
    QCOMPARE(model.index(1, model.findingColumn()).data().toString(), QStringLiteral("excluded"));
    model.removeFixes({"a_002"});
    QCOMPARE(model.openSeverity(1), Severity::Error);
}

void TestCaseTableModel::ignoringSettlesTheFindingThatItNames()
{
    CaseTableModel model;
    model.setCheck(threeCases(), twoLabels());
    dataset::Fix fix = fixOf(FixKind::IgnoreFinding, "a_003");
    fix.finding = "another";
    model.addFix(fix);
    QCOMPARE(model.openSeverity(2), Severity::Warning);
    fix.finding = "label_small";
    model.addFix(fix);
    QCOMPARE(model.openSeverity(2), Severity::Fine);
    QCOMPARE(model.index(2, model.findingColumn()).data().toString(), QStringLiteral("ignored"));
    QCOMPARE(model.allFixes().size(), std::size_t{2});
}

void TestCaseTableModel::excludingTakesThePlaceOfOtherFixes()
{
    CaseTableModel model;
    model.setCheck(threeCases(), twoLabels());
    model.addFix(fixOf(FixKind::CopyGeometry));
    QCOMPARE(model.index(1, model.findingColumn()).data().toString(), QStringLiteral("will be fixed"));
    model.addFix(fixOf(FixKind::ExcludeCase));
    QCOMPARE(model.allFixes().size(), std::size_t{1});
    QVERIFY(model.isExcluded(1));
    QVERIFY(!model.isExcluded(0));
}

void TestCaseTableModel::filtersBySeverityAndText()
{
    CaseTableModel model;
    model.setCheck(threeCases(), twoLabels());
    CaseFilterModel filter;
    filter.setSourceModel(&model);
    QCOMPARE(filter.rowCount(), 3);
    filter.setSeverity(Severity::Error);
    QCOMPARE(filter.rowCount(), 1);
    model.addFix(fixOf(FixKind::ExcludeCase));
    QCOMPARE(filter.rowCount(), 0);
    filter.setSeverity(std::nullopt);
    filter.setText(QStringLiteral("unusually SMALL"));
    QCOMPARE(filter.rowCount(), 1);
    QCOMPARE(filter.index(0, 0).data().toString(), QStringLiteral("a_003"));
}

void TestCaseTableModel::sortsByValue_notByText()
{
    CaseTableModel model;
    model.setCheck(threeCases(), twoLabels());
    CaseFilterModel filter;
    filter.setSourceModel(&model);
    filter.sort(CaseTableModel::MaximumColumn);
    QCOMPARE(filter.index(0, 0).data().toString(), QStringLiteral("a_003")); // 99 before 139 before 2776
    QCOMPARE(filter.index(2, 0).data().toString(), QStringLiteral("a_002"));
}

QTEST_GUILESS_MAIN(TestCaseTableModel)
#include "tst_CaseTableModel.moc"
