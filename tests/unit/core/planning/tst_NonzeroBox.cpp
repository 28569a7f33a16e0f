// SPDX-License-Identifier: Apache-2.0
#include "core/planning/NonzeroBox.h"

#include <QtTest>

using namespace seg;

namespace {

Volume emptyVolume(std::int64_t channels, const Extent& extent)
{
    Volume volume;
    volume.channels = channels;
    volume.geometry.extent = extent;
    volume.values.assign(static_cast<std::size_t>(channels * extent.count()), 0.0F);
    return volume;
}

void set(Volume& volume, std::int64_t channel, std::int64_t z, std::int64_t y, std::int64_t x, float value)
{
    volume.channel(channel)[static_cast<std::size_t>(volume.geometry.extent.index(z, y, x))] = value;
}

} // namespace

class TestNonzeroBox : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void enclosesTheVoxelsOfAllChannels();
    void isOneVoxel_forOneVoxel();
    void isTheWholeVolume_whenAllIsZero();
    void countsNegativeValues();
    void positiveBoxLeavesNegativeValuesOut();
    void positiveBoxIsTheWholeVolume_whenNothingIsPositive();
};

void TestNonzeroBox::enclosesTheVoxelsOfAllChannels()
{
    Volume volume = emptyVolume(2, {{4, 5, 6}});
    set(volume, 0, 1, 2, 5, 3.0F);
    set(volume, 1, 2, 1, 3, 1.0F);
    QVERIFY(planning::nonzeroBox(volume) == (Box{{1, 1, 3}, {3, 3, 6}}));
}

void TestNonzeroBox::isOneVoxel_forOneVoxel()
{
    Volume volume = emptyVolume(1, {{4, 5, 6}});
    set(volume, 0, 0, 4, 0, 1.0F);
    QVERIFY(planning::nonzeroBox(volume) == (Box{{0, 4, 0}, {1, 5, 1}}));
}

void TestNonzeroBox::isTheWholeVolume_whenAllIsZero()
{
    QVERIFY(planning::nonzeroBox(emptyVolume(1, {{2, 3, 4}})) == (Box{{0, 0, 0}, {2, 3, 4}}));
}

void TestNonzeroBox::countsNegativeValues()
{
    Volume volume = emptyVolume(1, {{3, 3, 3}});
    set(volume, 0, 1, 1, 1, -1000.0F);
    QVERIFY(planning::nonzeroBox(volume) == (Box{{1, 1, 1}, {2, 2, 2}}));
}

void TestNonzeroBox::positiveBoxLeavesNegativeValuesOut()
{
    Volume volume = emptyVolume(2, {{4, 5, 6}});
    volume.values.assign(volume.values.size(), -1000.0F); // air of a CT
    set(volume, 0, 1, 2, 5, 3.0F);
    set(volume, 1, 2, 1, 3, 0.5F);
    QVERIFY(planning::positiveBox(volume) == (Box{{1, 1, 3}, {3, 3, 6}}));
}

void TestNonzeroBox::positiveBoxIsTheWholeVolume_whenNothingIsPositive()
{
    Volume volume = emptyVolume(1, {{2, 3, 4}});
    set(volume, 0, 1, 1, 1, -5.0F);
    QVERIFY(planning::positiveBox(volume) == (Box{{0, 0, 0}, {2, 3, 4}}));
}

QTEST_APPLESS_MAIN(TestNonzeroBox)
#include "tst_NonzeroBox.moc"
