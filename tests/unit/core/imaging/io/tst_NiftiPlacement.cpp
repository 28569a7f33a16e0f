// SPDX-License-Identifier: Apache-2.0
#include "core/imaging/io/ImageFile.h"
#include "tests/support/TempFolder.h"
#include "tests/unit/core/imaging/io/RawNifti.h"

#include <QTest>

#include <array>
#include <cmath>

namespace imaging = seg::imaging;
using namespace seg::test;

/// The rules by which a header's qform, sform and pixdim become a geometry. Expected values are those that
/// ITK 5.4 (SimpleITK 2.5.7) gives for the same headers, save where a row says otherwise.
class TestNiftiPlacement final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init();
    void withoutForms_theGridIsPlain();
    void eitherForm_givesTheSamePlace();
    void onConflict_theSformWins_andIsFlagged();
    void equalForms_areNoConflict();
    void aSkewedSform_givesWayToTheQform();
    void aSkewedSformAlone_isMadePerpendicular();
    void aVanishingSform_givesWayToTheQform();
    void spacingIsPixdim_evenWhenTheSformDisagrees();
    void metersAndMicrometers_becomeMillimeters();
    void zeroAndNegativePixdim_areMended();

private:
    [[nodiscard]] imaging::ImageInfo info() const;
    void setQform(double angle, std::array<float, 3> offset);
    void setSform(double angle, std::array<float, 3> offset, double skew = 0.0);

    TempFolder m_folder;
    nifti_1_header m_header{};
};

namespace {

constexpr std::array<float, 3> kSteps{0.75F, 0.5F, 2.5F};
constexpr double kAngle = 0.3;

bool close(double a, double b)
{
    return std::abs(a - b) < 1e-6;
}

} // namespace

void TestNiftiPlacement::init()
{
    m_header = rawHeader({2, 3, 4}, DT_UINT8, 8);
    std::copy(kSteps.begin(), kSteps.end(), m_header.pixdim + 1);
}

imaging::ImageInfo TestNiftiPlacement::info() const
{
    writeBytes(m_folder / "scan.nii", rawBytes(m_header, std::vector<std::uint8_t>(24, 0)));
    return imaging::readImageInfo(m_folder / "scan.nii");
}

void TestNiftiPlacement::setQform(double angle, std::array<float, 3> offset)
{
    m_header.qform_code = 1;
    m_header.quatern_d = static_cast<float>(std::sin(angle / 2.0)); // a turn about z
    m_header.qoffset_x = offset[0];
    m_header.qoffset_y = offset[1];
    m_header.qoffset_z = offset[2];
}

void TestNiftiPlacement::setSform(double angle, std::array<float, 3> offset, double skew)
{
    m_header.sform_code = 1;
    const double c = std::cos(angle);
    const double s = std::sin(angle);
    const double rows[3][3] = {{c, -s + skew, 0.0}, {s, c, 0.0}, {0.0, 0.0, 1.0}};
    float* targets[3] = {m_header.srow_x, m_header.srow_y, m_header.srow_z};
    for (std::size_t row = 0; row < 3; ++row) {
        for (std::size_t column = 0; column < 3; ++column) {
            targets[row][column] =
                static_cast<float>(rows[row][column] * static_cast<double>(kSteps[column]));
        }
        targets[row][3] = offset[row];
    }
}

void TestNiftiPlacement::withoutForms_theGridIsPlain()
{
    const auto seen = info();
    QCOMPARE(seen.geometry.origin, (seg::Point{0, 0, 0}));
    QCOMPARE(seen.geometry.direction, (seg::Geometry{}.direction));
    QCOMPARE(seen.geometry.spacing, (seg::Spacing{{2.5, 0.5, 0.75}}));
    QVERIFY(seen.note.find("does not say where") != std::string::npos);
}

void TestNiftiPlacement::eitherForm_givesTheSamePlace()
{
    for (const bool useSform : {false, true}) {
        init();
        useSform ? setSform(kAngle, {1, 2, 3}) : setQform(kAngle, {1, 2, 3});
        const auto g = info().geometry;
        QCOMPARE(g.origin, (seg::Point{-1, -2, 3})); // RAS to LPS
        QVERIFY(close(g.direction[0][0], -std::cos(kAngle)));
        QVERIFY(close(g.direction[0][1], std::sin(kAngle)));
        QVERIFY(close(g.direction[1][0], -std::sin(kAngle)));
        QVERIFY(close(g.direction[2][2], 1.0));
        QVERIFY(info().note.empty());
    }
}

void TestNiftiPlacement::onConflict_theSformWins_andIsFlagged()
{
    setQform(kAngle, {1, 2, 3});
    setSform(0.0, {7, 8, 9});
    const auto seen = info();
    QVERIFY(seen.formsDisagree);
    QCOMPARE(seen.geometry.origin, (seg::Point{-7, -8, 9}));
    QVERIFY(close(seen.geometry.direction[0][1], 0.0));
    QCOMPARE(seen.qformCode, 1);
    QCOMPARE(seen.sformCode, 1);
}

void TestNiftiPlacement::equalForms_areNoConflict()
{
    setQform(kAngle, {1, 2, 3});
    setSform(kAngle, {1, 2, 3});
    QVERIFY(!info().formsDisagree);
    m_header.qoffset_x += 0.01F; // far below a tenth of a voxel
    QVERIFY(!info().formsDisagree);
    m_header.qoffset_x += 0.2F;
    QVERIFY(info().formsDisagree);
}

void TestNiftiPlacement::aSkewedSform_givesWayToTheQform()
{
    setQform(kAngle, {1, 2, 3});
    setSform(0.0, {7, 8, 9}, 0.3);
    const auto seen = info();
    QCOMPARE(seen.geometry.origin, (seg::Point{-1, -2, 3}));
    QVERIFY(seen.note.find("skewed; the qform is used") != std::string::npos);
}

void TestNiftiPlacement::aSkewedSformAlone_isMadePerpendicular() // ITK refuses such files
{
    setSform(0.0, {7, 8, 9}, 0.3);
    const auto seen = info();
    const auto& d = seen.geometry.direction;
    for (std::size_t a = 0; a < 3; ++a) {
        for (std::size_t b = 0; b < 3; ++b) {
            const double dot = d[0][a] * d[0][b] + d[1][a] * d[1][b] + d[2][a] * d[2][b];
            QVERIFY(close(dot, a == b ? 1.0 : 0.0));
        }
    }
    QVERIFY(seen.note.find("made perpendicular") != std::string::npos);
}

void TestNiftiPlacement::aVanishingSform_givesWayToTheQform()
{
    setQform(kAngle, {1, 2, 3});
    m_header.sform_code = 1; // rows all zero
    const auto seen = info();
    QCOMPARE(seen.geometry.origin, (seg::Point{-1, -2, 3}));
    QVERIFY(seen.note.find("not usable") != std::string::npos);
}

void TestNiftiPlacement::spacingIsPixdim_evenWhenTheSformDisagrees()
{
    setSform(0.0, {0, 0, 0});
    m_header.srow_z[2] = 5.0F;
    const auto seen = info();
    QCOMPARE(seen.geometry.spacing.mm[0], 2.5);
    QVERIFY(seen.note.find("pixdim is used") != std::string::npos);
}

void TestNiftiPlacement::metersAndMicrometers_becomeMillimeters()
{
    setQform(0.0, {1, 2, 3});
    m_header.xyzt_units = NIFTI_UNITS_METER;
    QCOMPARE(info().geometry.spacing.mm[0], 2500.0);
    QCOMPARE(info().geometry.origin[0], -1000.0);
    m_header.xyzt_units = NIFTI_UNITS_MICRON;
    QCOMPARE(info().geometry.spacing.mm[0], 0.0025);
}

void TestNiftiPlacement::zeroAndNegativePixdim_areMended()
{
    m_header.pixdim[1] = 0.0F;
    m_header.pixdim[2] = -0.5F;
    const auto spacing = info().geometry.spacing;
    QCOMPARE(spacing, (seg::Spacing{{2.5, 0.5, 1.0}}));
}

QTEST_APPLESS_MAIN(TestNiftiPlacement)
#include "tst_NiftiPlacement.moc"
