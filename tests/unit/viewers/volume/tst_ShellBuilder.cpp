// SPDX-License-Identifier: Apache-2.0
#include "viewers/volume/ShellBuilder.h"

#include <vtkMassProperties.h>
#include <vtkNew.h>
#include <vtkPolyData.h>

#include <QTest>

#include <algorithm>
#include <cmath>
#include <functional>

using namespace seg;
using namespace seg::viewers;

namespace {

/// A hollow ball of 40 mm, its walls 100 bright and 8 mm thick.
Volume hollowBall()
{
    Volume scan;
    scan.geometry.extent = {{60, 60, 60}};
    scan.geometry.spacing = {{2.0, 2.0, 2.0}};
    for (int z = 0; z < 60; ++z) {
        for (int y = 0; y < 60; ++y) {
            for (int x = 0; x < 60; ++x) {
                const double radius = 2.0 * std::hypot(z - 29.5, y - 29.5, x - 29.5);
                scan.values.push_back(radius <= 40.0 && radius > 32.0 ? 100.0F : 0.0F);
            }
        }
    }
    return scan;
}

LabelMap labelsOf(Extent extent, const std::function<int(std::int64_t, std::int64_t, std::int64_t)>& at)
{
    LabelMap labels;
    labels.geometry.extent = extent;
    for (std::int64_t z = 0; z < extent.voxels[0]; ++z) {
        for (std::int64_t y = 0; y < extent.voxels[1]; ++y) {
            for (std::int64_t x = 0; x < extent.voxels[2]; ++x) {
                labels.values.push_back(static_cast<std::int16_t>(at(z, y, x)));
            }
        }
    }
    return labels;
}

} // namespace

class TestShellBuilder final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void shellIsTheOuterSurface_withoutCavities();
    void cropFilledToItsEdges_hasNoShell();
    void labelAroundAnother_enclosesIt();
    void labelsSideBySide_encloseNothing();
};

void TestShellBuilder::shellIsTheOuterSurface_withoutCavities()
{
    const auto shell = buildShell(hollowBall(), 0, 50.0, {});
    QVERIFY(shell != nullptr);
    vtkNew<vtkMassProperties> mass;
    mass->SetInputData(shell);
    const double ball = 4.0 / 3.0 * std::acos(-1.0) * 40.0 * 40.0 * 40.0;
    QVERIFY(std::abs(mass->GetVolume() / ball - 1.0) < 0.08); // the walls alone would be half of it
}

void TestShellBuilder::cropFilledToItsEdges_hasNoShell()
{
    Volume scan = hollowBall();
    scan.values.assign(scan.values.size(), 100.0F);
    QVERIFY(buildShell(scan, 0, 50.0, {}) == nullptr);
}

void TestShellBuilder::labelAroundAnother_enclosesIt()
{
    const auto labels = labelsOf({{12, 12, 12}}, [](auto z, auto y, auto x) {
        const auto within = [&](std::int64_t margin) {
            return std::min({z, y, x}) >= margin && std::max({z, y, x}) < 12 - margin;
        };
        return within(4) ? 3 : within(1) ? 1 : 0;
    });
    QCOMPARE(enclosingLabels(labels), std::set<int>{1});
}

void TestShellBuilder::labelsSideBySide_encloseNothing()
{
    const auto labels = labelsOf({{12, 12, 24}}, [](auto z, auto y, auto x) {
        const bool inside = std::min(z, y) >= 1 && std::max(z, y) < 11 && x >= 1 && x < 23;
        return inside ? (x < 12 ? 1 : 2) : 0;
    });
    QVERIFY(enclosingLabels(labels).empty());
}

QTEST_APPLESS_MAIN(TestShellBuilder)
#include "tst_ShellBuilder.moc"
