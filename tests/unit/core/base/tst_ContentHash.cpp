// SPDX-License-Identifier: Apache-2.0
#include "core/base/ContentHash.h"

#include <QTest>

#include <vector>

class TestContentHash final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void knownContentsHaveKnownHashes();
    void everyFlippedBitShows();
};

void TestContentHash::knownContentsHaveKnownHashes()
{
    QCOMPARE(seg::contentHash({}),
             std::string("99aa06d3014798d86001c324468d497f")); // the library's own figure
}

void TestContentHash::everyFlippedBitShows()
{
    std::vector<std::byte> bytes(1000, std::byte{7});
    const std::string before = seg::contentHash(bytes);
    for (std::size_t bit = 0; bit < 8000; bit += 37) {
        bytes[bit / 8] ^= std::byte{1} << (bit % 8);
        QVERIFY(seg::contentHash(bytes) != before);
        bytes[bit / 8] ^= std::byte{1} << (bit % 8);
    }
    QCOMPARE(seg::contentHash(bytes), before);
}

QTEST_APPLESS_MAIN(TestContentHash)
#include "tst_ContentHash.moc"
