// SPDX-License-Identifier: Apache-2.0
#include "core/base/Error.h"
#include "core/base/Sha256.h"
#include "core/reporting/LabelColors.h"
#include "core/reporting/Report.h"
#include "tests/support/ReportedRun.h"

#include <QRegularExpression>
#include <QTest>

using namespace seg;

class TestReport final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void needsNothingBesideItself();
    void chosenColorsTakeThePlaceOfTheProgramsOwn();
    void tellsTheNumbers();
    void showsTheLowestCasesWithWhatIsWrong();
    void statesTheRuleForEmptyMasks();
    void namesWhatItCameFrom();
    void makesNamesHarmless();
    void saysThatARunIsNotValidated();
    void leavesPicturesOutWhenTheScansAreGone();
    void leavesNoFileBehindWhenThereIsNothingToSay();
    void replacesAnOlderReport();
};

namespace {

std::string reportOf(const test::ReportedRun& run)
{
    return readText(reporting::writeRunReport(run.folder(), run.project() / "reports" / "0003"));
}

bool says(const std::string& page, const std::string& text)
{
    if (page.find(text) == std::string::npos) {
        qWarning("missing: %s", text.c_str());
        return false;
    }
    return true;
}

} // namespace

void TestReport::needsNothingBesideItself()
{
    const test::ReportedRun run;
    const auto file = reporting::writeRunReport(run.folder(), run.project() / "reports" / "0003");
    QCOMPARE(file, run.project() / "reports" / "0003" / "report.html");
    QVERIFY(test::entriesOf(file.parent_path()) == std::vector<std::string>{"report.html"});
    const QString page = QString::fromStdString(readText(file));
    static const QRegularExpression outside(R"re((src|href)="(?!data:)|url\(|@import|<script|<link|http:)re");
    QVERIFY2(!page.contains(outside), qPrintable(outside.match(page).captured()));
    QVERIFY(page.contains(QLatin1String("Roboto")));
    QVERIFY(page.contains(QLatin1String("size: A4")));
}

void TestReport::chosenColorsTakeThePlaceOfTheProgramsOwn()
{
    const test::ReportedRun run;
    const std::string own = reportOf(run);
    QVERIFY(own.find("#010203") == std::string::npos);
    const std::string page = readText(
        reporting::writeRunReport(run.folder(), run.project() / "reports" / "0003", {{1, {1, 2, 3}}}));
    QVERIFY(says(page, "background:#010203"));
    QVERIFY(page.find(reporting::colorText(reporting::labelColor(1))) == std::string::npos);
}

void TestReport::tellsTheNumbers()
{
    const std::string page = reportOf(test::ReportedRun());
    QVERIFY(says(page, "<h1>Boxes · evaluation</h1>"));
    QVERIFY(says(page, "Run 12 · 3d_fullres, fold 1, 3 cases"));
    QVERIFY(says(page, "report 3"));
    QVERIFY(says(page, "<div class=\"big\">0.795</div>")); // mean of 0.667 and 0.923
    QVERIFY(says(page, "<div class=\"big\">1 of 3</div>"));
    QVERIFY(says(page, "HD95 mm"));
    QVERIFY(says(page, "NSD 1 mm"));
    QVERIFY(says(page, "<td>case_b</td><td>0.885</td><td>1.000</td><td>0.769</td>"));
}

void TestReport::showsTheLowestCasesWithWhatIsWrong()
{
    const std::string page = reportOf(test::ReportedRun());
    QVERIFY(says(page, "The three lowest"));
    QVERIFY(says(page, "Posterior ends 3 slices early"));
    QVERIFY(says(page, "Anterior was missed entirely"));
    QCOMPARE(QString::fromStdString(page).count(QLatin1String("src=\"data:image/png;base64,")), 3);
}

void TestReport::statesTheRuleForEmptyMasks()
{
    const std::string page = reportOf(test::ReportedRun());
    QVERIFY(says(page, "A class absent in both masks is not counted; absent in one counts Dice 0."));
    QVERIFY(says(page, "within 1 mm"));
    QVERIFY(says(page, "2000 bootstrap samples over cases"));
    QVERIFY(says(page, "Patch Dice is an estimate on random patches during training"));
}

void TestReport::namesWhatItCameFrom()
{
    const test::ReportedRun run;
    const std::string page = reportOf(run);
    for (const char* name :
         {"plan.json", "dataset.json", "options.json", "validation/summary.json", "checkpoints/final.pt"}) {
        QVERIFY(says(page, name));
        QVERIFY(says(page, sha256OfFile(run.folder() / name)));
    }
    QVERIFY(says(page, "patch 8 × 16 × 16, batch 9"));
    QVERIFY(says(page, "12 epochs of 250 batches"));
}

void TestReport::makesNamesHarmless()
{
    const std::string page = reportOf(test::ReportedRun());
    QVERIFY(says(page, "The disk was slow &lt;for a while&gt;."));
    QVERIFY(page.find("<for a while>") == std::string::npos);
}

void TestReport::saysThatARunIsNotValidated()
{
    const std::string page = reportOf(test::ReportedRun(false));
    QVERIFY(says(page, "not validated on whole scans yet"));
    QVERIFY(says(page, "training estimate, last epoch"));
    QVERIFY(page.find("By label") == std::string::npos);
}

void TestReport::leavesPicturesOutWhenTheScansAreGone()
{
    const test::ReportedRun run;
    std::filesystem::remove_all(run.datasetFolder());
    const std::string page = reportOf(run);
    QVERIFY(says(page, "The three lowest"));
    QVERIFY(page.find("data:image/png") == std::string::npos);
}

void TestReport::leavesNoFileBehindWhenThereIsNothingToSay()
{
    const test::ReportedRun run(false);
    std::filesystem::remove(run.folder() / "events.jsonl");
    QVERIFY_EXCEPTION_THROWN(reporting::writeRunReport(run.folder(), run.project() / "reports" / "0003"),
                             Error);
    QVERIFY(!std::filesystem::exists(run.project() / "reports"));
}

void TestReport::replacesAnOlderReport()
{
    const test::ReportedRun run;
    static_cast<void>(reportOf(run));
    std::filesystem::remove(run.folder() / "validation" / "summary.json");
    QVERIFY(says(reportOf(run), "not validated on whole scans yet"));
}

QTEST_APPLESS_MAIN(TestReport)
#include "tst_Report.moc"
