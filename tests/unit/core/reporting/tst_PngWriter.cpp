// SPDX-License-Identifier: Apache-2.0
#include "core/base/Error.h"
#include "core/reporting/PngWriter.h"

#include <QTest>

#include <zlib.h>

using namespace seg;
using namespace seg::reporting;

class TestPngWriter final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void writesPixelsThatComeBack();
    void sumsEveryChunk();
    void refusesASizeThatDoesNotFit();
    void encodesBase64_data();
    void encodesBase64();
    void makesADataUrl();
};

namespace {

std::uint32_t numberAt(const std::string& bytes, std::size_t at)
{
    std::uint32_t value = 0;
    for (std::size_t i = 0; i < 4; ++i) {
        value = (value << 8U) | static_cast<unsigned char>(bytes.at(at + i));
    }
    return value;
}

struct Chunk {
    std::string type;
    std::string content;
    std::uint32_t sum = 0;
};

std::vector<Chunk> chunksOf(const std::string& file)
{
    std::vector<Chunk> chunks;
    for (std::size_t at = 8; at < file.size();) {
        const std::uint32_t length = numberAt(file, at);
        chunks.push_back(
            {file.substr(at + 4, 4), file.substr(at + 8, length), numberAt(file, at + 8 + length)});
        at += 12 + length;
    }
    return chunks;
}

Picture ramp(int width, int height)
{
    Picture picture{width, height, {}};
    for (int i = 0; i < 3 * width * height; ++i) {
        picture.rgb.push_back(static_cast<std::uint8_t>((i * 37) % 256));
    }
    return picture;
}

} // namespace

void TestPngWriter::writesPixelsThatComeBack()
{
    const Picture picture = ramp(5, 3);
    const std::string file = pngBytes(picture);
    QCOMPARE(file.substr(0, 8), std::string("\x89PNG\r\n\x1a\n"));
    const std::vector<Chunk> chunks = chunksOf(file);
    QCOMPARE(chunks.size(), std::size_t{3});
    QCOMPARE(numberAt(chunks[0].content, 0), 5U);
    QCOMPARE(numberAt(chunks[0].content, 4), 3U);
    std::string rows(3 * (1 + 5 * 3), '\0');
    uLongf length = rows.size();
    QCOMPARE(uncompress(reinterpret_cast<Bytef*>(rows.data()), &length,
                        reinterpret_cast<const Bytef*>(chunks[1].content.data()), chunks[1].content.size()),
             Z_OK);
    std::vector<std::uint8_t> decoded;
    for (std::size_t y = 0; y < 3; ++y) {
        const std::size_t start = y * 16;
        QCOMPARE(rows[start], '\x01');
        for (std::size_t i = 0; i < 15; ++i) {
            const unsigned left = i < 3 ? 0U : decoded[decoded.size() - 3];
            decoded.push_back(
                static_cast<std::uint8_t>(static_cast<unsigned char>(rows[start + 1 + i]) + left));
        }
    }
    QVERIFY(decoded == picture.rgb);
}

void TestPngWriter::sumsEveryChunk()
{
    for (const Chunk& chunk : chunksOf(pngBytes(ramp(4, 4)))) {
        const std::string body = chunk.type + chunk.content;
        QCOMPARE(chunk.sum, static_cast<std::uint32_t>(crc32(0, reinterpret_cast<const Bytef*>(body.data()),
                                                             static_cast<uInt>(body.size()))));
    }
}

void TestPngWriter::refusesASizeThatDoesNotFit()
{
    Picture picture = ramp(4, 4);
    picture.width = 5;
    QVERIFY_EXCEPTION_THROWN(static_cast<void>(pngBytes(picture)), Error);
    QVERIFY_EXCEPTION_THROWN(static_cast<void>(pngBytes(Picture{})), Error);
}

void TestPngWriter::encodesBase64_data()
{
    QTest::addColumn<std::string>("bytes");
    QTest::addColumn<std::string>("text");
    QTest::newRow("nothing") << std::string() << std::string();
    QTest::newRow("one byte") << std::string("f") << std::string("Zg==");
    QTest::newRow("two bytes") << std::string("fo") << std::string("Zm8=");
    QTest::newRow("three bytes") << std::string("foo") << std::string("Zm9v");
    QTest::newRow("six bytes") << std::string("foobar") << std::string("Zm9vYmFy");
    QTest::newRow("high bytes") << std::string("\xff\xfe\xfd") << std::string("//79");
}

void TestPngWriter::encodesBase64()
{
    QFETCH(std::string, bytes);
    QFETCH(std::string, text);
    QCOMPARE(base64(bytes), text);
}

void TestPngWriter::makesADataUrl()
{
    QVERIFY(pngDataUrl(ramp(2, 2)).rfind("data:image/png;base64,iVBORw0KGgo", 0) == 0);
}

QTEST_APPLESS_MAIN(TestPngWriter)
#include "tst_PngWriter.moc"
