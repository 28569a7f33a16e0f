// SPDX-License-Identifier: Apache-2.0
#include "core/dataset/Download.h"

#include "core/base/Error.h"
#include "core/base/Files.h"

#include <curl/curl.h>
#include <dlfcn.h>
#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <memory>

namespace seg::dataset {

namespace fs = std::filesystem;

namespace {

constexpr std::array<MsdArchive, 10> kArchives{{
    {"Task01_BrainTumour", "240a19d752f0d9e9101544901065d872"},
    {"Task02_Heart", "06ee59366e1e5124267b774dbd654057"},
    {"Task03_Liver", "a90ec6c4aa7f6a3d087205e23d4e6397"},
    {"Task04_Hippocampus", "9d24dba78a72977dbd1d2e110310f31b"},
    {"Task05_Prostate", "35138f08b1efaef89d7424d2bcc928db"},
    {"Task06_Lung", "8afd997733c7fc0432f71255ba4e52dc"},
    {"Task07_Pancreas", "4f7080cfca169fa8066d17ce6eb061e4"},
    {"Task08_HepaticVessel", "641d79e80ec66453921d997fbf12a29c"},
    {"Task09_Spleen", "410d4a301da4e5b2f6f86ec3ddba524e"},
    {"Task10_Colon", "bad7a188931dc2f6acf72b08eb6202d0"},
}};

constexpr long kConnectSeconds = 20;
constexpr long kSilentSeconds = 60; // without a byte before the connection counts as broken
constexpr long kNothingLeft = 416;  // HTTP: the range begins behind the end

/// The functions of libcurl, found at run time: most people never download, and the library and what it needs
/// are many times larger than this program.
class Curl {
public:
    Curl()
    {
        for (const char* name : {"libcurl.so.4", "libcurl-gnutls.so.4"}) {
            m_library = m_library != nullptr ? m_library : ::dlopen(name, RTLD_NOW | RTLD_LOCAL);
        }
        if (m_library == nullptr) {
            throw Error(ErrorCode::NotFound,
                        "cannot download: libcurl is not on this computer; install it (Debian: "
                        "libcurl4), or download the archive with a browser and import it");
        }
        load(init, "curl_easy_init");
        load(setOption, "curl_easy_setopt");
        load(perform, "curl_easy_perform");
        load(info, "curl_easy_getinfo");
        load(errorText, "curl_easy_strerror");
        load(cleanup, "curl_easy_cleanup");
    }
    // The library stays loaded: unloading it under its own threads and handlers is not safe.

    decltype(&curl_easy_init) init = nullptr;
    decltype(&curl_easy_setopt) setOption = nullptr;
    decltype(&curl_easy_perform) perform = nullptr;
    decltype(&curl_easy_getinfo) info = nullptr;
    decltype(&curl_easy_strerror) errorText = nullptr;
    decltype(&curl_easy_cleanup) cleanup = nullptr;

private:
    template <typename Function> void load(Function& function, const char* name)
    {
        function = reinterpret_cast<Function>(::dlsym(m_library, name));
        if (function == nullptr) {
            throw Error(
                ErrorCode::NotFound,
                fmt::format("cannot download: this computer's libcurl lacks {}; install a newer one", name));
        }
    }
    void* m_library = nullptr;
};

/// The file that grows.
class PartFile {
public:
    explicit PartFile(fs::path path)
        : m_path(std::move(path)), m_descriptor(::open(m_path.c_str(), O_WRONLY | O_CREAT | O_CLOEXEC, 0666))
    {
        if (m_descriptor < 0) {
            throw ioError("write", pathText(m_path), errno);
        }
        m_size = static_cast<std::uint64_t>(::lseek(m_descriptor, 0, SEEK_END));
    }
    ~PartFile() { ::close(m_descriptor); }
    PartFile(const PartFile&) = delete;
    PartFile& operator=(const PartFile&) = delete;

    [[nodiscard]] std::uint64_t size() const noexcept { return m_size; }
    [[nodiscard]] int failure() const noexcept { return m_failure; } ///< errno of a write; 0 for none
    void clear()
    {
        if (::ftruncate(m_descriptor, 0) != 0) {
            throw ioError("write", pathText(m_path), errno);
        }
        ::lseek(m_descriptor, 0, SEEK_SET);
        m_size = 0;
    }
    bool write(const char* bytes, std::size_t count) noexcept
    {
        while (count > 0) {
            const ssize_t written = ::write(m_descriptor, bytes, count);
            if (written < 0 && errno != EINTR) {
                m_failure = errno;
                return false;
            }
            if (written > 0) {
                bytes += written;
                count -= static_cast<std::size_t>(written);
                m_size += static_cast<std::uint64_t>(written);
            }
        }
        return true;
    }

private:
    fs::path m_path;
    int m_descriptor;
    std::uint64_t m_size = 0;
    int m_failure = 0;
};

/// One transfer, as libcurl's callbacks see it.
struct Transfer {
    PartFile& part;
    std::uint64_t resumedAt = 0;
    const TaskContext& context;
    std::string what;
};

std::size_t receive(const char* bytes, std::size_t size, std::size_t count, void* user)
{
    const std::size_t total = size * count;
    return static_cast<Transfer*>(user)->part.write(bytes, total) ? total : 0;
}

int report(void* user, curl_off_t total, curl_off_t now, curl_off_t, curl_off_t)
{
    const auto& transfer = *static_cast<const Transfer*>(user);
    if (total > 0) {
        const auto before = static_cast<double>(transfer.resumedAt);
        transfer.context.report((before + static_cast<double>(now)) / (before + static_cast<double>(total)),
                                transfer.what);
    }
    return transfer.context.stopRequested() ? 1 : 0;
}

struct Outcome {
    CURLcode code = CURLE_OK;
    long status = 0; ///< HTTP
};

Outcome transfer(const Curl& curl, const std::string& url, Transfer& state)
{
    const std::unique_ptr<CURL, decltype(curl.cleanup)> handle(curl.init(), curl.cleanup);
    const auto set = [&](CURLoption option, auto value) { curl.setOption(handle.get(), option, value); };
    set(CURLOPT_URL, url.c_str());
    set(CURLOPT_USERAGENT, "Segwright");
    set(CURLOPT_FOLLOWLOCATION, 1L);
    set(CURLOPT_FAILONERROR, 1L);
    set(CURLOPT_NOSIGNAL, 1L);
    set(CURLOPT_CONNECTTIMEOUT, kConnectSeconds);
    set(CURLOPT_LOW_SPEED_LIMIT, 1L);
    set(CURLOPT_LOW_SPEED_TIME, kSilentSeconds);
    set(CURLOPT_WRITEFUNCTION, &receive);
    set(CURLOPT_WRITEDATA, static_cast<void*>(&state));
    set(CURLOPT_NOPROGRESS, 0L);
    set(CURLOPT_XFERINFOFUNCTION, &report);
    set(CURLOPT_XFERINFODATA, static_cast<void*>(&state));
    if (state.resumedAt > 0) {
        set(CURLOPT_RESUME_FROM_LARGE, static_cast<curl_off_t>(state.resumedAt));
    }
    Outcome outcome;
    outcome.code = curl.perform(handle.get());
    curl.info(handle.get(), CURLINFO_RESPONSE_CODE, &outcome.status);
    return outcome;
}

/// \throws seg::Error  for an outcome that is not success.
void requireSuccess(const Curl& curl, const Outcome& outcome, const std::string& url, const PartFile& part,
                    const fs::path& file)
{
    switch (outcome.code) {
    case CURLE_OK:
        return;
    case CURLE_ABORTED_BY_CALLBACK:
        throw Error(ErrorCode::Cancelled,
                    "the download was cancelled; it goes on from there when tried again");
    case CURLE_WRITE_ERROR:
        throw ioError("write", pathText(file), part.failure());
    case CURLE_HTTP_RETURNED_ERROR:
        throw Error(ErrorCode::Io,
                    fmt::format("cannot download {}: the server answered {}; check the address or "
                                "try again later",
                                url, outcome.status));
    default:
        throw Error(ErrorCode::Io,
                    fmt::format("cannot download {}: {}; check the connection and try again, it goes on from "
                                "{:.1f} MiB",
                                url, curl.errorText(outcome.code),
                                static_cast<double>(part.size()) / 1048576.0));
    }
}

void fetch(const std::string& url, const fs::path& part, const fs::path& file, const TaskContext& context)
{
    const Curl curl;
    PartFile growing(part);
    Transfer state{growing, growing.size(), context, "download " + pathText(file.filename())};
    Outcome outcome = transfer(curl, url, state);
    if (outcome.status == kNothingLeft) {
        return; // all is there already; the checksum tells whether it is the right thing
    }
    if (outcome.code == CURLE_RANGE_ERROR) { // the server cannot go on in the middle
        growing.clear();
        state.resumedAt = 0;
        outcome = transfer(curl, url, state);
    }
    requireSuccess(curl, outcome, url, growing, file);
}

} // namespace

std::span<const MsdArchive> msdArchives()
{
    return kArchives;
}

std::string_view msdLicense()
{
    return "The Medical Segmentation Decathlon's data are published under the Creative Commons "
           "Attribution-ShareAlike 4.0 International license (CC BY-SA 4.0, "
           "https://creativecommons.org/licenses/by-sa/4.0/): you may use, share and change them, also "
           "commercially, if you name the source and publish what you derive from them under the same "
           "license. "
           "Source: Antonelli et al., The Medical Segmentation Decathlon, Nature Communications 13, 4128 "
           "(2022); "
           "http://medicaldecathlon.com.";
}

void downloadFile(const std::string& url, const fs::path& file, const Checksum& expected,
                  const TaskContext& context)
{
    fs::path part = file;
    part += ".part";
    createFolders(file.parent_path());
    fetch(url, part, file, context);
    const Checksum found = checksumOfFile(part, expected.kind);
    if (found != expected) {
        fs::remove(part);
        throw Error(
            ErrorCode::BadInput,
            fmt::format("cannot use what was downloaded from {}: its checksum ({}) is {} but should be "
                        "{}, so it is damaged or another file; try again",
                        url, checksumName(found.kind), found.digits, expected.digits));
    }
    fs::rename(part, file);
    context.report(1.0, "downloaded " + pathText(file.filename()));
}

} // namespace seg::dataset
