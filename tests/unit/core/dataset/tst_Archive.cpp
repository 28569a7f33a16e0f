// SPDX-License-Identifier: Apache-2.0
#include "core/base/Error.h"
#include "core/base/Files.h"
#include "core/dataset/Archive.h"
#include "core/dataset/DatasetSource.h"
#include "core/dataset/Phantom.h"
#include "tests/support/FullDisk.h"
#include "tests/support/SyntheticDataset.h"
#include "tests/support/TempFolder.h"

#include <QTest>

#include <archive.h>
#include <archive_entry.h>

namespace fs = std::filesystem;
using seg::Error;
using seg::ErrorCode;
using seg::dataset::unpackArchive;
using namespace seg::test;

class TestArchive final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void aTaskIsUnpacked_data();
    void aTaskIsUnpacked();
    void hiddenFiles_areSkipped();
    void pathsThatLeadOut_areRefused_data();
    void pathsThatLeadOut_areRefused();
    void links_areRefused();
    void aTruncatedArchive_leavesNothing();
    void anArchiveWithoutATask_leavesNothing();
    void cancelling_leavesNothing();
    void aFullDisk_leavesNothing();
    void aFilledTarget_isRefused();
};

namespace {

/// Writes archives entry by entry.
class TarFile {
public:
    TarFile(const fs::path& file, bool gzip) : m_archive(archive_write_new())
    {
        gzip ? archive_write_add_filter_gzip(m_archive) : archive_write_add_filter_none(m_archive);
        archive_write_set_format_ustar(m_archive);
        archive_write_open_filename(m_archive, file.c_str());
    }
    ~TarFile() { archive_write_free(m_archive); }
    TarFile(const TarFile&) = delete;
    TarFile& operator=(const TarFile&) = delete;

    void addFile(const std::string& name, const std::string& content)
    {
        struct archive_entry* entry = begin(name, AE_IFREG);
        archive_entry_set_size(entry, static_cast<la_int64_t>(content.size()));
        archive_write_header(m_archive, entry);
        archive_write_data(m_archive, content.data(), content.size());
        archive_entry_free(entry);
    }
    void addLink(const std::string& name, const std::string& target)
    {
        struct archive_entry* entry = begin(name, AE_IFLNK);
        archive_entry_set_symlink(entry, target.c_str());
        archive_write_header(m_archive, entry);
        archive_entry_free(entry);
    }
    void addFolder(const fs::path& folder)
    {
        for (const auto& entry : fs::recursive_directory_iterator(folder)) {
            if (entry.is_regular_file()) {
                addFile(fs::relative(entry.path(), folder.parent_path()).string(),
                        seg::readText(entry.path()));
            }
        }
    }

private:
    static struct archive_entry* begin(const std::string& name, unsigned type)
    {
        struct archive_entry* entry = archive_entry_new();
        archive_entry_set_pathname(entry, name.c_str());
        archive_entry_set_filetype(entry, type);
        archive_entry_set_perm(entry, 0644);
        return entry;
    }
    struct archive* m_archive;
};

} // namespace

void TestArchive::aTaskIsUnpacked_data()
{
    QTest::addColumn<QString>("name");
    QTest::addColumn<bool>("gzip");
    QTest::newRow("tar") << "Task99_Phantom.tar" << false;
    QTest::newRow("tar.gz") << "Task99_Phantom.tar.gz" << true;
    QTest::newRow("tgz") << "Task99_Phantom.tgz" << true;
}

void TestArchive::aTaskIsUnpacked()
{
    QFETCH(const QString, name);
    QFETCH(const bool, gzip);
    const TempFolder folder;
    const fs::path task = folder / "Task99_Phantom";
    seg::dataset::writePhantomTask(task, smallPhantom());
    const fs::path file = folder / name.toStdString();
    TarFile(file, gzip).addFolder(task);
    const fs::path unpacked = unpackArchive(file, folder / "out", {});
    QCOMPARE(unpacked, folder / "out" / "Task99_Phantom");
    QCOMPARE(seg::readText(unpacked / "labelsTr/phantom_003.nii.gz"),
             seg::readText(task / "labelsTr/phantom_003.nii.gz"));
    QCOMPARE(seg::dataset::openMsdTask(unpacked).trainingCases.size(), std::size_t{6});
}

void TestArchive::hiddenFiles_areSkipped()
{
    const TempFolder folder;
    {
        TarFile tar(folder / "task.tar", false);
        tar.addFile("./Task01_A/dataset.json", "{}");
        tar.addFile("./Task01_A/._dataset.json", "x");
        tar.addFile("./Task01_A/imagesTr/._a.nii.gz", "x");
        tar.addFile("__MACOSX/Task01_A/b", "x");
    }
    const fs::path unpacked = unpackArchive(folder / "task.tar", folder / "out", {});
    QCOMPARE(entriesOf(unpacked), std::vector<std::string>{"dataset.json"});
    QCOMPARE(entriesOf(folder / "out"), std::vector<std::string>{"Task01_A"});
}

void TestArchive::pathsThatLeadOut_areRefused_data()
{
    QTest::addColumn<QString>("name");
    QTest::addColumn<QString>("says");
    QTest::newRow("parent") << "../evil"
                            << "leads out of its folder";
    QTest::newRow("hidden in the middle") << "a/../../evil"
                                          << "leads out of its folder";
    QTest::newRow("absolute") << "/tmp/evil"
                              << "has an absolute path";
}

void TestArchive::pathsThatLeadOut_areRefused()
{
    QFETCH(const QString, name);
    QFETCH(const QString, says);
    const TempFolder folder;
    {
        TarFile tar(folder / "task.tar", false);
        tar.addFile("Task01_A/dataset.json", "{}");
        tar.addFile(name.toStdString(), "x");
    }
    const std::string text =
        errorTextOf([&] { static_cast<void>(unpackArchive(folder / "task.tar", folder / "out", {})); });
    QVERIFY2(text.find(says.toStdString()) != std::string::npos, text.c_str());
    QCOMPARE(entriesOf(folder.path()), std::vector<std::string>{"task.tar"});
}

void TestArchive::links_areRefused()
{
    const TempFolder folder;
    {
        TarFile tar(folder / "task.tar", false);
        tar.addLink("Task01_A/imagesTr", "/etc");
    }
    const std::string text =
        errorTextOf([&] { static_cast<void>(unpackArchive(folder / "task.tar", folder / "out", {})); });
    QVERIFY2(text.find("is a link") != std::string::npos, text.c_str());
    QVERIFY(!fs::exists(folder / "out"));
}

void TestArchive::aTruncatedArchive_leavesNothing()
{
    const TempFolder folder;
    const fs::path file = folder / "task.tar";
    {
        TarFile tar(file, false);
        tar.addFile("Task01_A/dataset.json", "{}");
        tar.addFile("Task01_A/big", std::string(100000, 'x'));
    }
    fs::resize_file(file, 50000);
    try {
        static_cast<void>(unpackArchive(file, folder / "out", {}));
        QFAIL("unpacked half an archive");
    } catch (const Error& error) {
        QVERIFY(error.code() == ErrorCode::BadInput);
        const QString text = error.what();
        QVERIFY2(text.contains("damaged or cut short") && text.contains("download it again"), error.what());
    }
    QCOMPARE(entriesOf(folder.path()), std::vector<std::string>{"task.tar"});
}

void TestArchive::anArchiveWithoutATask_leavesNothing()
{
    const TempFolder folder;
    TarFile(folder / "photos.tar", false).addFile("holiday/one.jpg", "x");
    const std::string text =
        errorTextOf([&] { static_cast<void>(unpackArchive(folder / "photos.tar", folder / "out", {})); });
    QVERIFY2(text.find("there is no dataset.json in it") != std::string::npos, text.c_str());
    QVERIFY(!fs::exists(folder / "out"));
    try {
        static_cast<void>(unpackArchive(folder / "gone.tar", folder / "out", {}));
        QFAIL("unpacked a missing file");
    } catch (const Error& error) {
        QVERIFY(error.code() == ErrorCode::NotFound);
    }
}

void TestArchive::cancelling_leavesNothing()
{
    const TempFolder folder;
    TarFile(folder / "task.tar", false).addFile("Task01_A/dataset.json", "{}");
    std::stop_source stop;
    stop.request_stop();
    try {
        static_cast<void>(
            unpackArchive(folder / "task.tar", folder / "out", seg::TaskContext(stop.get_token())));
        QFAIL("went on after Cancel");
    } catch (const Error& error) {
        QVERIFY(error.code() == ErrorCode::Cancelled);
    }
    QVERIFY(!fs::exists(folder / "out"));
}

void TestArchive::aFullDisk_leavesNothing()
{
    const TempFolder folder;
    const FullDisk disk(folder / "disk", 64);
    if (!disk.isMounted()) {
        QSKIP("mounting a small file system needs more rights than this test has");
    }
    {
        TarFile tar(folder / "task.tar.gz", true); // small as a file, large unpacked
        tar.addFile("Task01_A/dataset.json", "{}");
        tar.addFile("Task01_A/big", std::string(200000, 'x'));
    }
    try {
        static_cast<void>(unpackArchive(folder / "task.tar.gz", disk.path() / "out", {}));
        QFAIL("unpacked more than the disk holds");
    } catch (const Error& error) {
        QVERIFY(error.code() == ErrorCode::NoSpace);
    }
    QVERIFY(entriesOf(disk.path()).empty());
}

void TestArchive::aFilledTarget_isRefused()
{
    const TempFolder folder;
    TarFile(folder / "task.tar", false).addFile("Task01_A/dataset.json", "{}");
    seg::createFolders(folder / "out");
    seg::writeText(folder / "out/mine.txt", "keep");
    QVERIFY_EXCEPTION_THROWN(static_cast<void>(unpackArchive(folder / "task.tar", folder / "out", {})),
                             Error);
    QCOMPARE(seg::readText(folder / "out/mine.txt"), std::string("keep"));
}

QTEST_APPLESS_MAIN(TestArchive)
#include "tst_Archive.moc"
