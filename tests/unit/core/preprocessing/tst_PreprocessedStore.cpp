// SPDX-License-Identifier: Apache-2.0
#include "core/base/Error.h"
#include "core/base/Files.h"
#include "core/preprocessing/PreprocessedStore.h"

#include <QTemporaryDir>
#include <QtTest>

using namespace seg;
using namespace seg::preprocessing;
namespace fs = std::filesystem;

namespace {

PreprocessedCase example(const std::string& name)
{
    PreprocessedCase item;
    CaseProperties& properties = item.properties;
    properties.id = {name};
    properties.source.extent = {{4, 5, 6}};
    properties.source.spacing = {{2.5, 0.1, 0.3}};
    properties.source.origin = {-1.0, 2.0, 3.25};
    properties.source.direction = {{{0, 1, 0}, {-1, 0, 0}, {0, 0, 1}}};
    properties.extentBeforeCropping = {{4, 5, 6}};
    properties.cropBox = {{1, 0, 2}, {3, 3, 4}};
    properties.extentAfterCropping = {{2, 3, 2}};
    properties.extentAfterResampling = {{1, 3, 2}};
    properties.channels = 2;
    properties.classLocations = {{{1}, {{0, 1, 1}, {0, 2, 0}}}, {{2}, {}}, {{-1, 0, 1, 2}, {{0, 0, 0}}}};
    properties.sourceStamp = "a.nii.gz 12 34; ";
    for (int i = 0; i < 12; ++i) {
        item.image.push_back(static_cast<float>(i) / 3.0F);
    }
    item.label = {-1, 0, 1, 2, 0, 300};
    return item;
}

template <class T> bool same(std::span<const T> a, const std::vector<T>& b)
{
    return std::equal(a.begin(), a.end(), b.begin(), b.end());
}

} // namespace

class TestPreprocessedStore : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init() { m_folder = std::make_unique<QTemporaryDir>(); }
    void survivesARoundTrip();
    void aScanWithoutALabelHasNone();
    void listsCompleteCases_sorted();
    void mappedCaseStaysReadable_whenTheStoreReplacesIt();
    void missingCaseIsNotFound();
    void damagedArrayIsBadInput();
    void aFlippedByteIsNotIntact();
    void whereThePaddedScanLiesIsKept();
    void arrayOfAnotherShapeIsBadInput();
    void arraysThatDoNotFitAreRefused();
    void failedWriteLeavesNoCase();

private:
    [[nodiscard]] PreprocessedStore store() const
    {
        return PreprocessedStore(fs::path(m_folder->path().toStdString()) / "plan" / "3d_fullres");
    }
    std::unique_ptr<QTemporaryDir> m_folder;
};

void TestPreprocessedStore::survivesARoundTrip()
{
    const PreprocessedCase item = example("case_1");
    store().write(item);
    const MappedCase mapped = store().open({"case_1"});
    QVERIFY(same(mapped.image(), item.image));
    QVERIFY(same(mapped.label(), item.label));
    const CaseProperties& properties = mapped.properties();
    QVERIFY(properties.id == item.properties.id);
    QVERIFY(properties.source == item.properties.source);
    QVERIFY(properties.cropBox == item.properties.cropBox);
    QVERIFY(properties.extentBeforeCropping == item.properties.extentBeforeCropping);
    QVERIFY(properties.extentAfterCropping == item.properties.extentAfterCropping);
    QVERIFY(properties.extentAfterResampling == item.properties.extentAfterResampling);
    QCOMPARE(properties.sourceStamp, item.properties.sourceStamp);
    QCOMPARE(properties.classLocations.size(), std::size_t{3});
    for (std::size_t i = 0; i < 3; ++i) {
        QVERIFY(properties.classLocations[i].labels == item.properties.classLocations[i].labels);
        QVERIFY(properties.classLocations[i].voxels == item.properties.classLocations[i].voxels);
    }
}

void TestPreprocessedStore::aScanWithoutALabelHasNone()
{
    PreprocessedCase item = example("scan");
    item.label.clear();
    item.properties.classLocations.clear();
    store().write(item);
    const MappedCase mapped = store().open({"scan"});
    QVERIFY(mapped.label().empty());
    QCOMPARE(mapped.image().size(), std::size_t{12});
}

void TestPreprocessedStore::listsCompleteCases_sorted()
{
    QVERIFY(store().caseIds().empty());
    for (const char* name : {"b", "a_10", "a_2", "half"}) {
        store().write(example(name));
    }
    fs::remove(store().folder() / "half.npy");
    QVERIFY((store().caseIds() == std::vector<CaseId>{{"a_10"}, {"a_2"}, {"b"}}));
    QVERIFY(store().contains({"b"}));
    QVERIFY(!store().contains({"half"}));
}

void TestPreprocessedStore::mappedCaseStaysReadable_whenTheStoreReplacesIt()
{
    PreprocessedCase item = example("a");
    store().write(item);
    const MappedCase before = store().open({"a"});
    item.image[0] = 99.0F;
    store().write(item);
    QCOMPARE(before.image()[0], 0.0F);
    QCOMPARE(store().open({"a"}).image()[0], 99.0F);
}

void TestPreprocessedStore::missingCaseIsNotFound()
{
    try {
        static_cast<void>(store().open({"nobody"}));
        QFAIL("opened it");
    } catch (const Error& error) {
        QVERIFY(error.code() == ErrorCode::NotFound);
        QVERIFY(QString(error.what()).contains("nobody"));
    }
}

void TestPreprocessedStore::damagedArrayIsBadInput()
{
    store().write(example("a"));
    const fs::path file = store().folder() / "a_label.npy";
    fs::resize_file(file, fs::file_size(file) - 2);
    try {
        static_cast<void>(store().open({"a"}));
        QFAIL("opened it");
    } catch (const Error& error) {
        QVERIFY(error.code() == ErrorCode::BadInput);
        QVERIFY(QString(error.what()).contains("a_label.npy"));
    }
}

void TestPreprocessedStore::aFlippedByteIsNotIntact()
{
    store().write(example("a"));
    QVERIFY(store().isIntact({"a"}));
    std::string bytes = readText(store().folder() / "a.npy");
    bytes.back() = static_cast<char>(bytes.back() ^ 1);
    writeText(store().folder() / "a.npy", bytes);
    QVERIFY(!store().isIntact({"a"}));
    PreprocessedCase scan = example("scan");
    scan.label.clear();
    scan.properties.classLocations.clear();
    store().write(scan);
    QVERIFY(store().isIntact({"scan"}));
}

void TestPreprocessedStore::whereThePaddedScanLiesIsKept()
{
    PreprocessedCase item = example("a");
    store().write(item);
    QVERIFY(!store().open({"a"}).properties().scanBox.has_value());
    item.properties.scanBox = Box{{0, 1, 0}, {1, 2, 2}};
    store().write(item);
    QVERIFY(store().open({"a"}).properties().scanBox == item.properties.scanBox);
}

void TestPreprocessedStore::arrayOfAnotherShapeIsBadInput()
{
    store().write(example("a"));
    PreprocessedCase other = example("b");
    other.properties.channels = 1;
    other.image.resize(6);
    store().write(other);
    fs::copy_file(store().folder() / "b.npy", store().folder() / "a.npy",
                  fs::copy_options::overwrite_existing);
    QVERIFY_EXCEPTION_THROWN(static_cast<void>(store().open({"a"})), Error);
}

void TestPreprocessedStore::arraysThatDoNotFitAreRefused()
{
    PreprocessedCase item = example("a");
    item.image.pop_back();
    QVERIFY_EXCEPTION_THROWN(store().write(item), Error);
    QVERIFY_EXCEPTION_THROWN(store().write(example("plan")), Error);
    QVERIFY(!store().contains({"a"}));
}

void TestPreprocessedStore::failedWriteLeavesNoCase()
{
    store().write(example("a"));
    fs::remove(store().folder() / "a_locations.npy");
    fs::create_directories(store().folder() / "a_locations.npy" / "in the way");
    QVERIFY_EXCEPTION_THROWN(store().write(example("a")), Error);
    QVERIFY(!store().contains({"a"}));
    QVERIFY(store().caseIds().empty());
}

QTEST_APPLESS_MAIN(TestPreprocessedStore)
#include "tst_PreprocessedStore.moc"
