// SPDX-License-Identifier: Apache-2.0
#include "core/preprocessing/LabelClosing.h"
#include "tests/support/Failure.h"

#include <QtTest>

using namespace seg;

namespace {

/// One slice from rows of digits.
struct Slice {
    explicit Slice(std::initializer_list<const char*> rows)
    {
        for (const char* row : rows) {
            const std::string digits = row;
            extent = {{1, extent.voxels[1] + 1, static_cast<std::int64_t>(digits.size())}};
            for (const char digit : digits) {
                values.push_back(static_cast<std::int16_t>(digit - '0'));
            }
        }
    }
    [[nodiscard]] std::vector<std::int16_t> closed() const
    {
        std::vector<std::int16_t> label = values;
        preprocessing::closeLabels(label, extent);
        return label;
    }
    Extent extent{{1, 0, 0}};
    std::vector<std::int16_t> values;
};

} // namespace

/// Expected slices worked out by hand from nvidia-unets A.4.11: 3 x 3 maximum, then 3 x 3 minimum.
class TestLabelClosing : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void aGapOfOneVoxelIsClosed();
    void aWiderGapStays();
    void whereLabelsMeet_theHigherOneGains();
    void theEdgeCountsAsMoreOfTheSame();
    void slicesDoNotTouch();
    void anEmptySliceStaysEmpty();
    void stopsWhenAsked();
};

void TestLabelClosing::aGapOfOneVoxelIsClosed()
{
    const Slice gap{"0000000", "0000000", "0000000", "0010100", "0000000", "0000000", "0000000"};
    const Slice closed{"0000000", "0000000", "0000000", "0011100", "0000000", "0000000", "0000000"};
    QVERIFY(gap.closed() == closed.values);
    const Slice hole{"0000000", "0000000", "0022200", "0020200", "0022200", "0000000", "0000000"};
    const Slice filled{"0000000", "0000000", "0022200", "0022200", "0022200", "0000000", "0000000"};
    QVERIFY(hole.closed() == filled.values);
}

void TestLabelClosing::aWiderGapStays()
{
    const Slice wide{"000000000", "000000000", "000000000", "001000100",
                     "000000000", "000000000", "000000000"};
    QVERIFY(wide.closed() == wide.values);
}

void TestLabelClosing::whereLabelsMeet_theHigherOneGains()
{
    const Slice between{"112122", "112122", "112122"};
    const Slice gained{"112222", "112222", "112222"};
    QVERIFY(between.closed() == gained.values);
    const Slice gap{"0000000", "0000000", "0000000", "0010200", "0000000", "0000000", "0000000"};
    const Slice closed{"0000000", "0000000", "0000000", "0011200", "0000000", "0000000", "0000000"};
    QVERIFY(gap.closed() == closed.values);
}

void TestLabelClosing::theEdgeCountsAsMoreOfTheSame()
{
    const Slice near{"00000", "00000", "01000", "00000", "00000"};
    const Slice closed{"00000", "00000", "11000", "00000", "00000"};
    QVERIFY(near.closed() == closed.values);
}

void TestLabelClosing::slicesDoNotTouch()
{
    const Extent extent{{3, 3, 3}};
    std::vector<std::int16_t> label(27, 0);
    label[4] = 3;  // the middle of the first slice
    label[22] = 3; // and of the last
    preprocessing::closeLabels(label, extent);
    const std::vector<std::int16_t> middle(label.begin() + 9, label.begin() + 18);
    QVERIFY(middle == std::vector<std::int16_t>(9, 0));
}

void TestLabelClosing::anEmptySliceStaysEmpty()
{
    const Slice empty{"000", "000"};
    QVERIFY(empty.closed() == empty.values);
    const Slice one{"5"};
    QVERIFY(one.closed() == one.values);
}

void TestLabelClosing::stopsWhenAsked()
{
    std::stop_source source;
    source.request_stop();
    std::vector<std::int16_t> label{1};
    const auto [code, text] = test::failureOf([&] {
        preprocessing::closeLabels(label, {{1, 1, 1}}, TaskContext(source.get_token()));
    });
    QVERIFY(code == ErrorCode::Cancelled);
}

QTEST_APPLESS_MAIN(TestLabelClosing)
#include "tst_LabelClosing.moc"
